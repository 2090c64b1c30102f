"""Edits of watched folders: add, change the rules, pause, resume, remove. No image is touched by them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import NOTHING, Changes
from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.catalog.edits.edit import Edit
from imagineer_desktop.catalog.edits.table_rows import RemoveRows, RewriteRows
from imagineer_desktop.catalog.errors import CatalogError, GoneError
from imagineer_desktop.catalog.inserting import insert_rows
from imagineer_desktop.catalog.schema import WatchedFolder
from imagineer_desktop.catalog.watched import PLAIN_RULES, FolderRules, folder_name

TABLE = "watched_folders"
_RULES = ("recursive", "ignored", "album_per_folder", "album_id", "tags")


@dataclass(frozen=True, slots=True)
class AddWatchedFolder:
    """Watches a folder from now on."""

    path: str
    rules: FolderRules = PLAIN_RULES

    @property
    def text(self) -> str:
        return f"Add watched folder “{folder_name(self.path)}”"

    def touches(self) -> Changes:
        return NOTHING

    def apply(self, session: Session) -> Edit | None:
        if session.scalar(select(WatchedFolder.id).where(WatchedFolder.path == self.path)) is not None:
            raise CatalogError(f"{self.path} is watched already. Nothing was changed.")
        columns = ("path", *_RULES, "is_paused", "created_at")
        row = (self.path, *_stored(self.rules), 0, write_timestamp(datetime.now(UTC)))
        made = insert_rows(session, TABLE, columns, [row])
        return RemoveRows(self.text, self.touches(), TABLE, made)


@dataclass(frozen=True, slots=True)
class ChangeFolderRules:
    """Gives a watched folder other rules; what came in under the old ones stays as it is."""

    folder_id: int
    rules: FolderRules

    @property
    def text(self) -> str:
        return "Change rules of a watched folder"

    def touches(self) -> Changes:
        return NOTHING

    def apply(self, session: Session) -> Edit | None:
        text = f"Change rules of “{_name_of(session, self.folder_id)}”"
        rows = ((self.folder_id, *_stored(self.rules)),)
        return RewriteRows(text, self.touches(), TABLE, _RULES, rows).apply(session)


@dataclass(frozen=True, slots=True)
class PauseFolders:
    """Lets watched folders rest, or (`paused` False) go on; those that do already stay as they are."""

    folder_ids: tuple[int, ...]
    paused: bool = True

    @property
    def text(self) -> str:
        return self._text(f"{len(self.folder_ids)} folders" if len(self.folder_ids) != 1 else "1 folder")

    def touches(self) -> Changes:
        return NOTHING

    def apply(self, session: Session) -> Edit | None:
        text = self.text
        if len(self.folder_ids) == 1:
            text = self._text(f"“{_name_of(session, self.folder_ids[0])}”")
        rows = tuple((folder_id, int(self.paused)) for folder_id in self.folder_ids)
        return RewriteRows(text, self.touches(), TABLE, ("is_paused",), rows).apply(session)

    def _text(self, what: str) -> str:
        return f"Pause watching {what}" if self.paused else f"Resume watching {what}"


@dataclass(frozen=True, slots=True)
class RemoveWatchedFolder:
    """Watches a folder no longer; its images stay in the library."""

    folder_id: int

    @property
    def text(self) -> str:
        return "Remove watched folder"

    def touches(self) -> Changes:
        return NOTHING

    def apply(self, session: Session) -> Edit | None:
        text = f"Remove watched folder “{_name_of(session, self.folder_id)}”"
        return RemoveRows(text, self.touches(), TABLE, (self.folder_id,)).apply(session)


def _stored(rules: FolderRules) -> tuple[Any, ...]:
    return (
        int(rules.recursive),
        _written(rules.ignored),
        int(rules.album_per_folder),
        rules.album_id,
        _written(rules.tags),
    )


def _written(texts: Iterable[str]) -> str:
    """Texts as they are stored: without air around them, empty ones left out, none twice."""
    kept = dict.fromkeys(text.strip() for text in texts)
    return json.dumps([text for text in kept if text], ensure_ascii=False)


def _name_of(session: Session, folder_id: int) -> str:
    path = session.scalar(select(WatchedFolder.path).where(WatchedFolder.id == folder_id))
    if path is None:
        raise GoneError("This folder is not watched any more. Nothing was changed.")
    return folder_name(path)
