"""What files hold, as far as they were read to their end: which images wait for that, and what came of it."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.columns import signed


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The file of one image as it was read; `path` is where the image had it when that began.

    `perceptual_hash` is 0 to 2**64 - 1, None where nobody looked at the pixels or they cannot be decoded.
    `decoded`: the pixels were looked at, so that no `trouble` means that there is none.
    """

    image_id: int
    path: str
    content_hash: str
    file_size: int
    mtime_ns: int
    perceptual_hash: int | None = None
    trouble: str | None = None
    decoded: bool = True


def unread(session: Session, with_pixels: bool = True) -> array[int]:
    """The images whose files nobody has read to their end, by id; `with_pixels`: or whose pixels nobody saw.

    Not those in the trash, not those whose file is missing, and not those with a known content whose pixels
    made trouble.
    """
    lacking = "content_hash IS NULL"
    if with_pixels:
        lacking = f"({lacking} OR (perceptual_hash IS NULL AND trouble IS NULL))"
    # Straight from the driver, as a million may wait.
    cursor: Any = (
        session.connection()
        .exec_driver_sql(
            f"SELECT id FROM images WHERE {lacking} AND +missing_since IS NULL "
            "AND +trashed_at IS NULL ORDER BY id"
        )
        .cursor
    )
    return array("q", chain.from_iterable(cursor))


def never_seen(session: Session, image_ids: Iterable[int]) -> set[int]:
    """Those of some images that came in although not even a look at their files told anything.

    Rows of the web application may be as empty; of their files nothing at all was noted.
    """
    asked = text(
        "SELECT id FROM images WHERE id IN (SELECT value FROM json_each(:ids)) "
        "AND width IS NULL AND generation_data IS NULL AND prompt IS NULL AND file_mtime_ns IS NOT NULL"
    )
    return set(session.scalars(asked, {"ids": json.dumps(list(image_ids))}))


def note_contents(session: Session, files: Iterable[ReadFile]) -> None:
    """Note what files hold. An image that has got another path or another content meanwhile is left alone.

    Whoever has not decoded a file does not clear what is known against its pixels.
    """
    rows = [
        {
            "id": file.image_id,
            "path": file.path,
            "content": file.content_hash,
            "size": file.file_size,
            "mtime": file.mtime_ns,
            "pixels": None if file.perceptual_hash is None else signed(file.perceptual_hash),
            "trouble": file.trouble,
            "decoded": file.decoded,
        }
        for file in files
    ]
    if rows:
        session.connection().exec_driver_sql(
            "UPDATE images SET content_hash = :content, file_size = :size, file_mtime_ns = :mtime, "
            "perceptual_hash = coalesce(:pixels, perceptual_hash), "
            "trouble = CASE WHEN :decoded THEN :trouble ELSE coalesce(:trouble, trouble) END "
            "WHERE id = :id AND file_path = :path AND coalesce(content_hash, :content) = :content",
            rows,
        )


def note_trouble(session: Session, troubles: Iterable[tuple[int, str, str]]) -> None:
    """Note why files cannot be read, by (image id, path, sentence): not to be tried by themselves."""
    rows = [{"id": image_id, "path": path, "trouble": trouble} for image_id, path, trouble in troubles]
    if rows:
        session.connection().exec_driver_sql(
            "UPDATE images SET trouble = :trouble WHERE id = :id AND file_path = :path", rows
        )


def forget_trouble(session: Session, image_ids: Iterable[int]) -> None:
    """Let the files of these images be tried again."""
    rows = [{"id": image_id} for image_id in image_ids]
    if rows:
        session.connection().exec_driver_sql("UPDATE images SET trouble = NULL WHERE id = :id", rows)
