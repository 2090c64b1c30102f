"""What the library notes about files by itself, without a step to undo: gone, back, moved, replaced."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, select, text, update
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import PROMPT_MARK, Arrival, prompt_mark, seed_columns
from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.catalog.files import KnownFile, files_at, files_of
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

_SAID_ANEW = frozenset({PROMPT_MARK, "notes"})
"""What a look at a file writes by itself, so that nothing is lost with it."""

_BETWEEN = "/dev/null/between/"
"""How the path of an image begins while it changes places with another: no file can lie there."""

_SILENT = "The file was replaced; what is said about its making is of the file before."
_KEPT = (
    "The file was replaced; the prompt and what belongs to it were kept, for they may have been changed by "
    "hand. What the new file says is here."
)


@dataclass(frozen=True, slots=True)
class NewPlace:
    """An image whose file lies at another path now, with that file's time of change.

    `old_path` is where the image had it when that was found out; None where nothing can have come between.
    """

    image_id: int
    path: str
    mtime_ns: int | None = None
    old_path: str | None = None


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
    """Give images the path where their file was found; how many, as in `moved_to`."""
    return len(moved_to(session, places))


def moved_to(session: Session, places: Sequence[NewPlace]) -> frozenset[int]:
    """Give images the path where their file was found; the ids of those that have it now.

    An image that is not at its old path any more stays where somebody else has put it. A path that is
    taken stays whose it is, unless that image leaves it in the same moment: so files can change places.
    """
    going = _still_true(session, places)
    now = write_timestamp(datetime.now(UTC))
    targets = {place.path for place in going}
    # Two images may not have one path, not even between two statements.
    between = [
        {"id": id_, "path": f"{_BETWEEN}{id_}"} for id_, path in _paths(session, going) if path in targets
    ]
    _for_each(session, "UPDATE images SET file_path = :path WHERE id = :id", between)
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
            for place in going
        ],
    )
    return frozenset(place.image_id for place in going)


def _still_true(session: Session, places: Sequence[NewPlace]) -> list[NewPlace]:
    """Those whose image is where it was, and whose path is free or left by another one of them."""
    paths = dict(_paths(session, places))
    holders = {path: file.image_id for path, file in files_at(session, (one.path for one in places)).items()}
    going = {
        one.image_id: one
        for one in places
        if one.image_id in paths and one.old_path in (None, paths[one.image_id])
    }
    while True:
        staying = [
            one.image_id for one in going.values() if one.path in holders and holders[one.path] not in going
        ]
        if not staying:
            return list(going.values())
        for image_id in staying:
            del going[image_id]


def _paths(session: Session, places: Iterable[NewPlace]) -> list[tuple[int, str]]:
    ids = (place.image_id for place in places)
    return [(file.image_id, file.path) for file in files_of(session, ids)]


def note_album_folders(session: Session, moved: Iterable[tuple[str, str]]) -> None:
    """The album of a folder goes along with it, (old folder, new folder), unless another has the new one."""
    for old, new in moved:
        taken = session.scalar(select(Album.id).where(Album.source_folder == new))
        if taken is None:
            session.execute(update(Album).where(Album.source_folder == old).values(source_folder=new))


def note_touched(session: Session, places: Iterable[NewPlace]) -> None:
    """The content is the same, only the time of change is another; of an image that is at this path still."""
    _for_each(
        session,
        "UPDATE images SET file_mtime_ns = :mtime WHERE id = :id AND file_path = :path",
        [{"id": place.image_id, "path": place.path, "mtime": place.mtime_ns} for place in places],
    )


def note_replaced(session: Session, image_id: int, arrival: Arrival) -> bool:
    """Another content lies at the image's path: the row stays and takes over what the new file says.

    The prompt and its companions stay as they are when the new file says nothing of its making (an
    edited or enlarged picture), and when they may be a person's: their mark is not that of the words
    which the file before said. What was known before goes to the end of `generation_data.history`; of a
    file that nobody had read to its end that is only what would be lost.

    False, and nothing is changed, if the image has got another path meanwhile.
    """
    asked = select(Image.__table__).where(Image.id == image_id)
    row = session.execute(asked).mappings().one_or_none()
    if row is None or row["file_path"] != arrival.file_path:
        return False
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
    elif any(row[name] is not None for name in _ABOUT_ITS_MAKING) and _was_another(row, arrival):
        note = _KEPT if speaks else _SILENT
        new = {**new, "notes": [*(one for one in new.get("notes", []) if one != note), note]}
    history = history if isinstance(history, list) else [history]
    if row["content_hash"] is not None or _is_lost(row, values, data, new):
        history = [*history, _entry(row, data, now)]
    new = {**new, "history": history} if history else new
    values["generation_data"] = json.dumps(new, ensure_ascii=False) if new else None
    session.execute(update(Image).where(Image.id == image_id).values(**values))
    return True


def _was_another(row: RowMapping, arrival: Arrival) -> bool:
    """A file that nobody had read and that has the same size may only have been touched."""
    return row["content_hash"] is not None or row["file_size"] != arrival.file_size


def _is_lost(
    row: RowMapping, values: Mapping[str, Any], data: Mapping[str, Any], new: Mapping[str, Any]
) -> bool:
    """Whether words or numbers of the picture's making that the row has are not in the new values."""
    gone = any(
        row[name] is not None and row[name] != values.get(name, row[name]) for name in _ABOUT_ITS_MAKING
    )
    kept = {name: value for name, value in data.items() if name not in _SAID_ANEW}
    return gone or any(new.get(name) != value for name, value in kept.items())


def _entry(row: RowMapping, data: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    known = {name: row[name] for name in (*_ABOUT_THE_FILE, *_ABOUT_ITS_MAKING) if row[name] is not None}
    return {"until": write_timestamp(now), **known, **({"generation_data": data} if data else {})}


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
