"""SwarmUI: `{"sui_image_params": ...}` in `parameters`, in the EXIF user comment, or in a `.swarm.json`."""

from __future__ import annotations

from typing import Any

from imagineer_desktop.media.generation import a1111
from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation, LoraUse
from imagineer_desktop.media.generation.values import (
    json_object,
    moment,
    name,
    number,
    size_of,
    whole_number,
    words,
)

MARK = "sui_image_params"


def read(embedded: Embedded) -> Generation | None:
    """From the place where A1111 keeps its text."""
    for text in (embedded.texts.get("parameters"), embedded.comment, embedded.hidden):
        found = from_object(json_object(text)) if text and MARK in text else None
        if found is not None:
            return found
    return None


def from_object(data: dict[str, Any] | None) -> Generation | None:
    """The record of a parsed object; None when it is not SwarmUI's."""
    if not data or not isinstance(made := data.get(MARK), dict):
        return None
    extra = data.get("sui_extra_data")
    told = extra if isinstance(extra, dict) else {}
    return Generation(
        generator="SwarmUI",
        prompt=words(made.get("prompt")),
        negative_prompt=words(made.get("negativeprompt")),
        sampler=name(made.get("sampler")),
        scheduler=name(made.get("scheduler")),
        model=name(made.get("model")),
        seed=whole_number(made.get("seed")),
        steps=whole_number(made.get("steps")),
        guidance_scale=number(made.get("cfgscale")),
        loras=_loras(made.get("loras"), made.get("loraweights"))
        or a1111.loras_in(words(made.get("prompt")) or ""),
        size=size_of(made.get("width"), made.get("height")),
        version=name(made.get("swarm_version")),
        generated_at=moment(told.get("date") or made.get("date")),
    )


def _loras(names: object, weights: object) -> tuple[LoraUse, ...]:
    """Two lists of equal length; older versions join them with commas."""
    listed = names.split(",") if isinstance(names, str) else names
    strengths = weights.split(",") if isinstance(weights, str) else weights
    if not isinstance(listed, list):
        return ()
    known = strengths if isinstance(strengths, list) else []
    weighed = [number(known[place]) if place < len(known) else None for place in range(len(listed))]
    return tuple(
        LoraUse(said, weight) for item, weight in zip(listed, weighed, strict=True) if (said := name(item))
    )
