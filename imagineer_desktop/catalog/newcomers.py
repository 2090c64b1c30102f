"""New rows that turn out to be old images whose files had moved: the old row takes their place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.files import files_of, inside
from imagineer_desktop.catalog.whereabouts import NewPlace, note_album_folders, note_moved

_UNTOUCHED = text(
    """
    SELECT id FROM images AS image
    WHERE id IN (SELECT value FROM json_each(:ids))
      AND updated_at = created_at AND rating = 0 AND pick = 0 AND trashed_at IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM labels WHERE image_id = image.id AND created_at IS NOT image.created_at)
      AND NOT EXISTS (
        SELECT 1 FROM album_images WHERE image_id = image.id AND added_at IS NOT image.created_at)
      AND NOT EXISTS (SELECT 1 FROM duplicate_decisions WHERE image.id IN (image_a, image_b))
    """
)
"""What an import writes of a new image has one moment; whatever a person does has another."""

_VANISH = text("DELETE FROM images WHERE id = :new AND file_path = :place AND content_hash = :content")

_ALBUM_MADE_FOR_THEM = text(
    """
    DELETE FROM albums WHERE source_folder = :folder AND album_type = 'batch' AND updated_at = created_at
      AND created_at >= :moment AND NOT EXISTS (SELECT 1 FROM album_images WHERE album_id = albums.id)
    """
)


@dataclass(frozen=True, slots=True)
class Homecoming:
    """The file of the image `old` is gone; the row `new` was made for the same file at another place.

    `old_place` and `content_hash` (of both) are what that was concluded from: where they are true no longer,
    nothing is done.
    """

    old: int
    new: int
    old_place: str
    place: str
    mtime_ns: int
    content_hash: str


def untouched(session: Session, image_ids: Iterable[int]) -> set[int]:
    """Those of some images with which nobody has done anything since they were imported."""
    return set(session.scalars(_UNTOUCHED, {"ids": json.dumps(list(image_ids))}))


def bring_together(
    session: Session, comings: Sequence[Homecoming], folders: Iterable[tuple[str, str]] = ()
) -> int:
    """Let old images take the place of new rows with their content, which vanish; how many did.

    A new row that a person has touched stays. `folders` are (old, new) ones that moved as a whole: an album
    that was made for nothing but the new rows goes, and the old folder's album has its folder then.
    """
    free = untouched(session, [coming.new for coming in comings])
    chosen = [coming for coming in _still_true(session, comings) if coming.new in free]
    if not chosen:
        return 0
    ids = json.dumps([coming.new for coming in chosen])
    moment = session.scalar(
        text("SELECT min(created_at) FROM images WHERE id IN (SELECT value FROM json_each(:ids))"),
        {"ids": ids},
    )
    session.execute(
        _VANISH, [{"new": one.new, "place": one.place, "content": one.content_hash} for one in chosen]
    )
    note_moved(session, [NewPlace(one.old, one.place, one.mtime_ns, one.old_place) for one in chosen])
    moved = [(old, new) for old, new in folders if any(_is_among(one, old, new) for one in chosen)]
    for _, new in moved:
        session.execute(_ALBUM_MADE_FOR_THEM, {"folder": new, "moment": moment})
    note_album_folders(session, moved)
    return len(chosen)


def _is_among(coming: Homecoming, old: str, new: str) -> bool:
    """Whether the file moved along with a folder."""
    return coming.old_place.startswith(inside(old)) and coming.place.startswith(inside(new))


def _still_true(session: Session, comings: Sequence[Homecoming]) -> list[Homecoming]:
    """Those of which both images are where they were, with the content that they had."""
    ids = {image_id for coming in comings for image_id in (coming.old, coming.new)}
    known = {file.image_id: (file.path, file.content_hash) for file in files_of(session, ids)}
    return [
        one
        for one in comings
        if known.get(one.old) == (one.old_place, one.content_hash)
        and known.get(one.new) == (one.place, one.content_hash)
    ]
