"""What the library notes about files by itself, without a step to undo: gone, back, moved, replaced."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import PROMPT_MARK, Arrival, prompt_mark, seed_columns
from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.catalog.files import KnownFile, files_at
from imagineer_desktop.catalog.schema import Album, Image

_ABOUT_THE_FILE = ("content_hash", "file_size", "file_mtime_ns", "width", "height")
_ABOUT_ITS_MAKING = (
    "prompt",
    "negative_prompt",
    "seed",
    "seed_text",
    "steps",
    "guidance_scale",
    "generator",
    "model",
    "sampler",
    "scheduler",
    "lora_config",
)

_SILENT = "The file was replaced; what is said about its making is of the file before."
_KEPT = (
    "The file was replaced; the prompt and what belongs to it were kept, for they may have been changed by "
    "hand. What the new file says is here."
)


@dataclass(frozen=True, slots=True)
class NewPlace:
    """An image whose file lies at another path now, with that file's time of change."""

    image_id: int
    path: str
    mtime_ns: int | None = None


def note_gone(session: Session, files: Iterable[KnownFile]) -> None:
    """Note since when files are missing; those that have got another path meanwhile are left alone."""
    now = write_timestamp(datetime.now(UTC))
    _for_each(
        session,
        "UPDATE images SET missing_since = :now "
        "WHERE id = :id AND file_path = coalesce(:path, file_path) AND missing_since IS NULL",
        [{"now": now, "id": file.image_id, "path": _storable(file.path)} for file in files],
    )


def note_back(session: Session, files: Iterable[KnownFile]) -> None:
    """Files that lie where the library has them are not missing."""
    _for_each(
        session,
        "UPDATE images SET missing_since = NULL WHERE id = :id AND file_path = coalesce(:path, file_path)",
        [{"id": file.image_id, "path": _storable(file.path)} for file in files],
    )


def note_moved(session: Session, places: Sequence[NewPlace]) -> int:
    """Give images the path where their file was found; how many. A path that is taken stays whose it is."""
    taken = files_at(session, [place.path for place in places])
    free = [place for place in places if place.path not in taken]
    now = write_timestamp(datetime.now(UTC))
    _for_each(
        session,
        "UPDATE images SET file_path = :path, filename = :name, missing_since = NULL, updated_at = :now, "
        "file_mtime_ns = coalesce(:mtime, file_mtime_ns) WHERE id = :id",
        [
            {
                "id": place.image_id,
                "path": place.path,
                "name": place.path.rpartition(os.sep)[2],
                "mtime": place.mtime_ns,
                "now": now,
            }
            for place in free
        ],
    )
    return len(free)


def note_album_folders(session: Session, moved: Iterable[tuple[str, str]]) -> None:
    """The album of a folder goes along with it, (old folder, new folder), unless another has the new one."""
    for old, new in moved:
        taken = session.scalar(select(Album.id).where(Album.source_folder == new))
        if taken is None:
            session.execute(update(Album).where(Album.source_folder == old).values(source_folder=new))


def note_touched(session: Session, places: Iterable[NewPlace]) -> None:
    """The content is the same, only the time of change is another."""
    _for_each(
        session,
        "UPDATE images SET file_mtime_ns = :mtime WHERE id = :id",
        [{"id": place.image_id, "mtime": place.mtime_ns} for place in places],
    )


def note_first_look(session: Session, looks: Iterable[tuple[int, Arrival]]) -> None:
    """Fill in what was never known of files, by (image id, what was read); nothing known is changed."""
    _for_each(
        session,
        "UPDATE images SET content_hash = :content, file_size = coalesce(file_size, :size), "
        "file_mtime_ns = coalesce(file_mtime_ns, :mtime) WHERE id = :id AND content_hash IS NULL",
        [
            {
                "id": image_id,
                "content": arrival.content_hash,
                "size": arrival.file_size,
                "mtime": arrival.file_mtime_ns,
            }
            for image_id, arrival in looks
        ],
    )


def note_replaced(session: Session, image_id: int, arrival: Arrival) -> None:
    """Another content lies at the image's path: the row stays and takes over what the new file says.

    The prompt and its companions stay as they are when the new file says nothing of its making (an
    edited or enlarged picture), and when they may be a person's: their mark is not that of the words
    which the file before said. What was known before goes to the end of `generation_data.history`.
    """
    asked = select(Image.__table__).where(Image.id == image_id)
    row = session.execute(asked).mappings().one_or_none()
    if row is None:
        return
    now = datetime.now(UTC)
    values: dict[str, Any] = {name: getattr(arrival, name) for name in _ABOUT_THE_FILE}
    values |= {"perceptual_hash": None, "trouble": arrival.trouble, "missing_since": None, "updated_at": now}
    data = _object(row["generation_data"])
    history = data.pop("history", [])
    speaks = arrival.prompt is not None or arrival.seed is not None or arrival.model is not None
    from_file = data.get(PROMPT_MARK) == prompt_mark(row["prompt"], row["negative_prompt"])
    new = _object(arrival.generation_data) if speaks or not data else data
    if speaks and from_file:
        values |= _making(arrival)
    elif any(row[name] is not None for name in _ABOUT_ITS_MAKING):
        note = _KEPT if speaks else _SILENT
        new = {**new, "notes": [*(one for one in new.get("notes", []) if one != note), note]}
    before = {name: row[name] for name in (*_ABOUT_THE_FILE, *_ABOUT_ITS_MAKING) if row[name] is not None}
    entry = {"until": write_timestamp(now), **before, **({"generation_data": data} if data else {})}
    history = [*(history if isinstance(history, list) else [history]), entry]
    values["generation_data"] = json.dumps({**new, "history": history}, ensure_ascii=False)
    session.execute(update(Image).where(Image.id == image_id).values(**values))


def _making(arrival: Arrival) -> dict[str, object]:
    own = {name: getattr(arrival, name) for name in _ABOUT_ITS_MAKING if name not in {"seed", "seed_text"}}
    seed, seed_text = seed_columns(arrival.seed)
    return {**own, "seed": seed, "seed_text": seed_text}


def _object(written: str | None) -> dict[str, Any]:
    """JSON as it lies in a column; what is no object is kept under a name of its own."""
    if not written:
        return {}
    try:
        read = json.loads(written)
    except ValueError:
        return {"unreadable": written}
    return read if isinstance(read, dict) else {"unreadable": written}


def _storable(path: str) -> str | None:
    """A path as SQLite takes it; None for one of an old library that is no text."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return None
    return path


def _for_each(session: Session, sql: str, rows: list[dict[str, object]]) -> None:
    if rows:
        session.connection().execute(text(sql), rows)
