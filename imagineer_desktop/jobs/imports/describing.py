"""From what a look at a file says to what the library keeps of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from imagineer_desktop.catalog.arrivals import FROM_SIDECAR, PROMPT_MARK, Arrival, prompt_mark
from imagineer_desktop.media.files import opened
from imagineer_desktop.media.generation import Generation
from imagineer_desktop.media.generation.comfyui import repinned
from imagineer_desktop.media.looking import Look

_WRITTEN = json.JSONEncoder(ensure_ascii=False).encode
_NOTHING_SAID = Generation()

Pins = Mapping[str, Mapping[str, str]]
"""Ids of nodes by role by workflow, as `catalog.pins` gives them."""
_LAST_SECOND = 253_402_300_799
"""Of the calendar; clocks of files may say anything."""


def arrival_of(
    path: str, look: Look, batch_folder: str | None = None, pins: Pins = MappingProxyType({})
) -> Arrival:
    """A picture that was looked at, as it is kept; `pins` say which nodes of workflows are their prompts."""
    said = repinned(look.generation, pins) if look.generation else _NOTHING_SAID
    return Arrival(
        file_path=path,
        width=look.width,
        height=look.height,
        file_size=look.file_size,
        content_hash=None,
        file_mtime_ns=look.mtime_ns,
        generated_at=said.generated_at or look.modified_at,
        batch_folder=batch_folder,
        caption=look.caption,
        caption_source=look.caption_source or FROM_SIDECAR,
        keywords=look.keywords,
        prompt=said.prompt,
        negative_prompt=said.negative_prompt,
        seed=said.seed,
        steps=said.steps,
        guidance_scale=said.guidance_scale,
        generator=said.generator,
        model=said.model,
        sampler=said.sampler,
        scheduler=said.scheduler,
        lora_config=look.lora_config or _loras(said),
        generation_data=_data(look, said),
        silent=look.generation is None,
    )


def unreadable_arrival(path: str, batch_folder: str | None, trouble: str) -> Arrival:
    """A file that broke the reader that looked at it: kept as a row that says so. Raises MediaError."""
    with opened(Path(path)) as (_, state):
        return Arrival(
            file_path=path,
            width=None,
            height=None,
            file_size=state.st_size,
            content_hash=None,
            file_mtime_ns=state.st_mtime_ns,
            generated_at=datetime.fromtimestamp(min(max(state.st_mtime, 0), _LAST_SECOND), UTC),
            batch_folder=batch_folder,
            trouble=trouble,
        )


def _loras(said: Generation) -> str | None:
    """LoRAs as the web application stores them: a JSON list of objects with name, weight and path."""
    if not said.loras:
        return None
    uses = ({"name": use.name, "weight": use.weight, "path": use.path} for use in said.loras)
    return _WRITTEN([{key: value for key, value in use.items() if value is not None} for use in uses])


def _data(look: Look, said: Generation) -> str:
    """What has no column of its own. `raw` are the strings as they were found."""
    kept: dict[str, object] = {"format": look.format}
    if look.frames > 1:
        kept["frames"] = look.frames
    if said.version:
        kept["version"] = said.version
    if said.model_hash:
        kept["model_hash"] = said.model_hash
    if mark := prompt_mark(said.prompt, said.negative_prompt):
        kept[PROMPT_MARK] = mark
    if said.raw:
        kept["raw"] = said.raw
    if notes := (*said.notes, *look.notes, *((look.trouble,) if look.trouble else ())):
        kept["notes"] = notes
    return _WRITTEN(kept)
