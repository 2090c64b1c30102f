"""Pictures coming into the library: new rows, the albums of their batches, their captions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.batches import album_of_folder, file_into_batch
from imagineer_desktop.catalog.memberships import append_links
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.catalog.schema import Image, Label

SQLITE_INTEGERS = range(-(2**63), 2**63)
"""What an INTEGER column can hold; ComfyUI draws seeds up to 2**64 - 1."""

FROM_SIDECAR = "sidecar"
"""`labels.source_model` of a caption that lay in a text file beside the picture."""

PROMPT_MARK = "prompt_mark"
"""The key in `generation_data` of the mark of the words that the image's file said."""

_AT_ONCE = {"render_nulls": True}
"""Else SQLAlchemy leaves None out, and writes rows with different gaps by a statement each."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A picture that was read and is about to become a row; `batch_folder` is what its album stands for."""

    file_path: str
    width: int | None
    height: int | None
    file_size: int
    content_hash: str
    file_mtime_ns: int
    generated_at: datetime
    batch_folder: str | None = None
    caption: str | None = None
    prompt: str | None = None
    negative_prompt: str | None = None
    seed: int | None = None
    steps: int | None = None
    guidance_scale: float | None = None
    generator: str | None = None
    model: str | None = None
    sampler: str | None = None
    scheduler: str | None = None
    lora_config: str | None = None
    generation_data: str | None = None


def prompt_mark(prompt: str | None, negative_prompt: str | None) -> str | None:
    """A short mark of a prompt and its negative; None for no words. Words changed by hand have another."""
    if not prompt and not negative_prompt:
        return None
    said = json.dumps([prompt or "", negative_prompt or ""])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def known_paths(session: Session, paths: Iterable[str]) -> dict[str, bool]:
    """Those of `paths` that the library has, in the trash or not; True where it holds them missing."""
    found: dict[str, bool] = {}
    for page in pages(paths):
        missing = Image.missing_since.is_not(None)
        statement = select(Image.file_path, missing).where(Image.file_path.in_(page))
        found.update((path, is_missing) for path, is_missing in session.execute(statement))
    return found


def found_again(session: Session, paths: Iterable[str]) -> None:
    """Files that lie where the library has them are not missing."""
    for page in pages(paths):
        session.execute(
            update(Image)
            .where(Image.file_path.in_(page), Image.missing_since.is_not(None))
            .values(missing_since=None)
        )


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What `take_in` did: new images and new albums."""

    images: int = 0
    albums: int = 0


def take_in(session: Session, arrivals: Sequence[Arrival]) -> TakenIn:
    """Add the arrivals that are still new with their captions, and put those of a batch into its album.

    A single goes into the album of its folder too if there is one, but none is made for it. Images that
    are known already are never filed: whoever took them out of an album, or deleted it, left no trace.
    """
    known = known_paths(session, (arrival.file_path for arrival in arrivals))
    new = [arrival for arrival in arrivals if arrival.file_path not in known]
    if not new:
        return TakenIn()
    now = datetime.now(UTC)
    ids = _inserted(session, new, now)
    captions = [_caption_values(ids[one.file_path], one.caption, now) for one in new if one.caption]
    if captions:
        session.execute(insert(Label), captions)
    return TakenIn(len(new), _filed(session, new, ids, now))


def _inserted(session: Session, new: Sequence[Arrival], now: datetime) -> dict[str, int]:
    """The new ids by their paths: asked for them in order, SQLAlchemy would insert row by row."""
    rows = session.execute(
        insert(Image).returning(Image.file_path, Image.id),
        [_image_values(arrival, now) for arrival in new],
        execution_options=_AT_ONCE,
    )
    return {row.file_path: row.id for row in rows}


def _filed(session: Session, new: Sequence[Arrival], ids: dict[str, int], now: datetime) -> int:
    """Put new images into the albums of their folders; returns how many albums were made for that."""
    batches: dict[str, list[int]] = {}
    singles: dict[str, list[int]] = {}
    for arrival in new:
        if arrival.batch_folder is not None:
            batches.setdefault(arrival.batch_folder, []).append(ids[arrival.file_path])
        else:
            singles.setdefault(str(Path(arrival.file_path).parent), []).append(ids[arrival.file_path])
    for folder, image_ids in singles.items():
        album_id = album_of_folder(session, folder)
        if album_id is not None:
            append_links(session, album_id, image_ids, now)
    return sum(file_into_batch(session, folder, image_ids, now) for folder, image_ids in batches.items())


def _image_values(arrival: Arrival, now: datetime) -> dict[str, object]:
    fits = arrival.seed is not None and arrival.seed in SQLITE_INTEGERS
    return {
        "filename": Path(arrival.file_path).name,
        "file_path": arrival.file_path,
        "width": arrival.width,
        "height": arrival.height,
        "file_size": arrival.file_size,
        "content_hash": arrival.content_hash,
        "file_mtime_ns": arrival.file_mtime_ns,
        "generated_at": arrival.generated_at,
        "prompt": arrival.prompt,
        "negative_prompt": arrival.negative_prompt,
        "seed": arrival.seed if fits else None,
        "seed_text": None if fits or arrival.seed is None else str(arrival.seed),
        "steps": arrival.steps,
        "guidance_scale": arrival.guidance_scale,
        "generator": arrival.generator,
        "model": arrival.model,
        "sampler": arrival.sampler,
        "scheduler": arrival.scheduler,
        "lora_config": arrival.lora_config,
        "generation_data": arrival.generation_data,
        "is_nsfw": False,
        "is_public": True,
        "created_at": now,
        "updated_at": now,
    }


def _caption_values(image_id: int, caption: str, now: datetime) -> dict[str, object]:
    return {
        "image_id": image_id,
        "label_text": caption,
        "label_type": "caption",
        "source_model": FROM_SIDECAR,
        "created_at": now,
    }
