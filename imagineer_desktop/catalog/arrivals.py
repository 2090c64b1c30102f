"""Pictures coming into the library: new rows, the albums of their batches, their captions and tags."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.batches import album_of_folder, file_into_batch
from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.catalog.inserting import Row, insert_rows
from imagineer_desktop.catalog.memberships import append_links
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.catalog.rows import BY_HAND
from imagineer_desktop.catalog.schema import Album, Image

SQLITE_INTEGERS = range(-(2**63), 2**63)
"""What an INTEGER column can hold; ComfyUI draws seeds up to 2**64 - 1."""

FROM_SIDECAR = "sidecar"
"""`labels.source_model` of a caption that lay in a text file beside the picture."""
FROM_XMP = "xmp"
"""`labels.source_model` of captions and tags from the picture's XMP, in the file or beside it."""

PROMPT_MARK = "prompt_mark"
"""The key in `generation_data` of the mark of the words that the image's file said."""

_KNOWN = (
    "SELECT file_path, missing_since IS NOT NULL FROM images "
    "WHERE file_path IN (SELECT value FROM json_each(?))"
)
_LABEL_COLUMNS = ("image_id", "label_text", "label_type", "source_model", "created_at")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A picture that was looked at and is about to become a row.

    `batch_folder` is what its album stands for. `content_hash` is None while the file has not been read to
    its end; `trouble` says why its pixels will not be shown, where that is known already. A `silent` file
    says nothing of its making.
    """

    file_path: str
    width: int | None
    height: int | None
    file_size: int
    content_hash: str | None
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
    caption_source: str = FROM_SIDECAR
    keywords: tuple[str, ...] = ()
    trouble: str | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Company:
    """What new images get beside their rows: the album of their folder, one album for all, tags."""

    album_per_folder: bool = True
    album_id: int | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What `take_in` did: new images and new albums. `ids` are those of the new images by their paths."""

    images: int = 0
    albums: int = 0
    ids: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


def prompt_mark(prompt: str | None, negative_prompt: str | None) -> str | None:
    """A short mark of a prompt and its negative; None for no words. Words changed by hand have another."""
    if not prompt and not negative_prompt:
        return None
    said = json.dumps([prompt or "", negative_prompt or ""])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def known_paths(session: Session, paths: Iterable[str]) -> dict[str, bool]:
    """Those of `paths` that the library has, in the trash or not; True where it holds them missing."""
    # Straight from the driver, as all new files of a large folder are asked for.
    asked: Any = session.connection().exec_driver_sql(_KNOWN, (json.dumps(list(paths)),)).cursor
    return {path: bool(is_missing) for path, is_missing in asked}


def found_again(session: Session, paths: Iterable[str]) -> None:
    """Files that lie where the library has them are not missing."""
    for page in pages(paths):
        session.execute(
            update(Image)
            .where(Image.file_path.in_(page), Image.missing_since.is_not(None))
            .values(missing_since=None)
        )


def take_in(session: Session, arrivals: Sequence[Arrival], company: Company | None = None) -> TakenIn:
    """Add the arrivals that are still new with their captions, and put those of a batch into its album.

    A single goes into the album of its folder too if there is one, but none is made for it. Images that
    are known already are never filed: whoever took them out of an album, or deleted it, left no trace.
    """
    company = company or Company()
    known = known_paths(session, (arrival.file_path for arrival in arrivals))
    new = [arrival for arrival in arrivals if arrival.file_path not in known]
    if not new:
        return TakenIn()
    now = datetime.now(UTC)
    moment = write_timestamp(now)
    numbers = insert_rows(session, "images", _COLUMNS, [(*_values(one), moment, moment) for one in new])
    ids = {arrival.file_path: number for arrival, number in zip(new, numbers, strict=True)}
    labels = [
        (ids[arrival.file_path], *label, moment) for arrival in new for label in _labels(arrival, company)
    ]
    insert_rows(session, "labels", _LABEL_COLUMNS, labels)
    return TakenIn(len(new), _filed(session, new, ids, now, company), ids)


def _filed(
    session: Session, new: Sequence[Arrival], ids: dict[str, int], now: datetime, company: Company
) -> int:
    """Put new images into their albums; returns how many albums were made for that."""
    wanted = company.album_id
    if wanted is not None and session.scalar(select(Album.id).where(Album.id == wanted)) is not None:
        append_links(session, wanted, list(ids.values()), now)
    if not company.album_per_folder:
        return 0
    batches: dict[str, list[int]] = {}
    singles: dict[str, list[int]] = {}
    for arrival in new:
        if arrival.batch_folder is not None:
            batches.setdefault(arrival.batch_folder, []).append(ids[arrival.file_path])
        else:
            folder = arrival.file_path.rpartition(os.sep)[0] or os.sep
            singles.setdefault(folder, []).append(ids[arrival.file_path])
    for folder, image_ids in singles.items():
        album_id = album_of_folder(session, folder)
        if album_id is not None and album_id != wanted:
            append_links(session, album_id, image_ids, now)
    made = 0
    for folder, image_ids in batches.items():
        if wanted is None or album_of_folder(session, folder) != wanted:
            made += file_into_batch(session, folder, image_ids, now)
    return made


_COLUMNS = (
    "filename", "file_path", "width", "height", "file_size", "content_hash", "file_mtime_ns", "generated_at",
    "prompt", "negative_prompt", "seed", "seed_text", "steps", "guidance_scale", "generator", "model",
    "sampler", "scheduler", "lora_config", "generation_data", "trouble", "is_nsfw", "is_public",
    "created_at", "updated_at",
)  # fmt: skip


def _values(arrival: Arrival) -> Row:
    """The values of `_COLUMNS` without the last two."""
    seed, seed_text = seed_columns(arrival.seed)
    return (
        arrival.file_path.rpartition(os.sep)[2],
        arrival.file_path,
        arrival.width,
        arrival.height,
        arrival.file_size,
        arrival.content_hash,
        arrival.file_mtime_ns,
        write_timestamp(arrival.generated_at),
        arrival.prompt,
        arrival.negative_prompt,
        seed,
        seed_text,
        arrival.steps,
        arrival.guidance_scale,
        arrival.generator,
        arrival.model,
        arrival.sampler,
        arrival.scheduler,
        arrival.lora_config,
        arrival.generation_data,
        arrival.trouble,
        False,
        True,
    )


def seed_columns(seed: int | None) -> tuple[int | None, str | None]:
    """A seed as a number where SQLite can hold it, else as text."""
    if seed is None or seed in SQLITE_INTEGERS:
        return seed, None
    return None, str(seed)


def _labels(arrival: Arrival, company: Company) -> Iterator[tuple[str, str, str]]:
    """(text, type, source) of the labels of a new image. No tag twice: the person's own counts."""
    if arrival.caption:
        yield arrival.caption, "caption", arrival.caption_source
    tags = dict.fromkeys(company.tags, BY_HAND)
    for words, source in (tags | {word: FROM_XMP for word in arrival.keywords if word not in tags}).items():
        if words.strip():
            yield words.strip(), "tag", source
