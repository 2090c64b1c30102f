"""The folders whose new pictures come into the library by themselves, and the rules of each."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.files import is_under
from imagineer_desktop.catalog.schema import Image, WatchedFolder


@dataclass(frozen=True, slots=True)
class FolderRules:
    """What is done with the new pictures of a folder.

    `ignored` are glob patterns for names and for paths below the folder; `album_id` is an album that
    every new image goes into besides that of its folder, `tags` are labels that each of them gets.
    """

    recursive: bool = True
    ignored: tuple[str, ...] = ()
    album_per_folder: bool = True
    album_id: int | None = None
    tags: tuple[str, ...] = ()


PLAIN_RULES = FolderRules()
"""Everything below it, an album for each folder of images."""


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """One watched folder, under the path that its user knows it by."""

    id: int
    path: str
    rules: FolderRules = PLAIN_RULES
    is_paused: bool = False

    @property
    def name(self) -> str:
        return folder_name(self.path)


def folder_name(path: str) -> str:
    """The last part of a folder's path; the whole of it for the root of a drive."""
    return os.path.basename(path.rstrip(os.sep)) or path  # noqa: PTH119 - a path of a library is a text


def watched_folders(session: Session) -> tuple[WatchedRow, ...]:
    """All watched folders, by path."""
    found = session.execute(
        select(
            WatchedFolder.id,
            WatchedFolder.path,
            WatchedFolder.recursive,
            WatchedFolder.ignored,
            WatchedFolder.album_per_folder,
            WatchedFolder.album_id,
            WatchedFolder.tags,
            WatchedFolder.is_paused,
        ).order_by(WatchedFolder.path)
    )
    return tuple(
        WatchedRow(
            row.id,
            row.path,
            FolderRules(
                bool(row.recursive),
                _texts(row.ignored),
                bool(row.album_per_folder),
                row.album_id,
                _texts(row.tags),
            ),
            bool(row.is_paused),
        )
        for row in found
    )


def images_in(session: Session, folder: str) -> int:
    """How many images lie in a folder or further below it; what is in the trash is not counted."""
    number = session.scalar(
        select(func.count()).select_from(Image).where(is_under(folder), Image.trashed_at.is_(None))
    )
    return number or 0


def _texts(stored: str) -> tuple[str, ...]:
    """A stored list of texts; what another program wrote instead is an empty one."""
    try:
        value = json.loads(stored)
    except (TypeError, ValueError):
        return ()
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
