"""Edits of paths: where the files of images lie now. No file is touched by them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.catalog.edits.edit import Edit, images_in_words
from imagineer_desktop.catalog.edits.table_rows import RewriteRows, Row, Several, read_rows
from imagineer_desktop.catalog.errors import CatalogError, GoneError
from imagineer_desktop.catalog.files import inside

_RELINKED = ("file_path", "filename", "missing_since", "updated_at")
_RELOCATED = ("file_path", "missing_since", "updated_at")


@dataclass(frozen=True, slots=True)
class RelinkFiles:
    """Gives images the paths at which their files were found; labels, albums and flags are not touched.

    `moves` are (image id, new path). `folders` are (old, new) folders that moved as a whole: the
    albums made from them go along.
    """

    moves: tuple[tuple[int, str], ...]
    folders: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        return f"Relink {images_in_words(len(self.moves))}"

    def touches(self) -> Changes:
        return Changes(images=frozenset(image_id for image_id, _ in self.moves), membership=True, albums=True)

    def apply(self, session: Session) -> Edit | None:
        now = write_timestamp(datetime.now(UTC))
        rows = tuple((image_id, path, path.rpartition(os.sep)[2], None, now) for image_id, path in self.moves)
        paths = RewritePaths(self.text, self.touches(), _RELINKED, rows)
        return Several(self.text, (paths, _albums_of(session, self.text, self.folders))).apply(session)


@dataclass(frozen=True, slots=True)
class RelocateFolder:
    """Puts everything that the library has in one folder into another, in one statement.

    `absent` are images whose file is not in the new folder either: missing from then on. `staying` are
    those that keep their path, because their file lies there, or another image has the new path.
    """

    old: str
    new: str
    images: int
    absent: tuple[int, ...] = ()
    staying: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        return f"Relocate {images_in_words(self.images)}"

    def touches(self) -> Changes:
        return Changes(membership=True, albums=True)

    def apply(self, session: Session) -> Edit | None:
        start, new = inside(self.old), inside(self.new)
        if start == new:
            return None
        values = {
            "start": start,
            "end": start[:-1] + chr(ord(start[-1]) + 1),
            "new": new,
            "now": write_timestamp(datetime.now(UTC)),
            "absent": json.dumps(self.absent),
            "staying": json.dumps(self.staying),
        }
        connection = session.connection()
        moving = (
            "file_path >= :start AND file_path < :end AND id NOT IN (SELECT value FROM json_each(:staying))"
        )
        names = ", ".join(("id", *_RELOCATED))
        before = connection.exec_driver_sql(f"SELECT {names} FROM images WHERE {moving} ORDER BY id", values)
        rows = tuple(tuple(row) for row in before)
        try:
            connection.exec_driver_sql(
                "UPDATE images SET file_path = :new || substr(file_path, length(:start) + 1), "
                "missing_since = CASE WHEN id IN (SELECT value FROM json_each(:absent)) "
                f"THEN coalesce(missing_since, :now) END, updated_at = :now WHERE {moving}",
                values,
            )
        except IntegrityError as error:
            raise CatalogError(
                f"Another image has a path in {self.new} that would be needed. Nothing was changed. "
                "Look again how many are found there, and try again."
            ) from error
        folders = _folders_under(session, self.old, self.new)
        albums = _albums_of(session, self.text, folders).apply(session)
        paths = RewritePaths(self.text, self.touches(), _RELOCATED, rows) if rows else None
        inverses = tuple(edit for edit in (albums, paths) if edit is not None)
        return Several(self.text, inverses) if inverses else None


@dataclass(frozen=True, slots=True)
class RewritePaths:
    """Gives images paths and what goes with them, each row (id, path, ...); they may change places."""

    text: str
    changes: Changes
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def touches(self) -> Changes:
        return self.changes

    def apply(self, session: Session) -> Edit | None:
        if not self.rows:
            return None
        before = read_rows(session, "images", [row[0] for row in self.rows], ("id", *self.columns))
        if len(before) != len(self.rows):
            raise _gone(self.text)
        connection = session.connection()
        held = {row[1] for row in before}
        if any(row[1] in held for row in self.rows):
            # A path is given to the next image only after the one that has it has left it.
            connection.exec_driver_sql(
                "UPDATE images SET file_path = '\n' || id WHERE id = ?", [(row[0],) for row in self.rows]
            )
        assignments = ", ".join(f'"{column}" = ?' for column in self.columns)
        try:
            connection.exec_driver_sql(
                f"UPDATE images SET {assignments} WHERE id = ?", [(*row[1:], row[0]) for row in self.rows]
            )
        except IntegrityError as error:
            raise _gone(self.text) from error
        return RewritePaths(self.text, self.changes, self.columns, tuple(before))


def _albums_of(session: Session, text: str, folders: tuple[tuple[str, str], ...]) -> RewriteRows:
    """The albums made from these folders stand for the new ones, unless another album does already."""
    rows: dict[str, int] = {}
    connection = session.connection()
    for old, new in folders:
        found = connection.exec_driver_sql(
            "SELECT id FROM albums WHERE source_folder = ? "
            "AND NOT EXISTS (SELECT 1 FROM albums WHERE source_folder = ?)",
            (old, new),
        ).scalar()
        if found is not None:
            rows.setdefault(new, int(found))
    by_id = tuple((album_id, folder) for folder, album_id in rows.items())
    return RewriteRows(text, Changes(albums=True), "albums", ("source_folder",), by_id)


def _folders_under(session: Session, old: str, new: str) -> tuple[tuple[str, str], ...]:
    """The folders of albums in `old`, and itself, each with its place in `new`."""
    start = inside(old)
    known = session.connection().exec_driver_sql(
        "SELECT source_folder FROM albums WHERE source_folder IS NOT NULL"
    )
    names = [str(name) for (name,) in known]
    below = [(name, inside(new) + name[len(start) :]) for name in names if name.startswith(start)]
    return (*((name, new) for name in names if name == old), *below)


def _gone(text: str) -> GoneError:
    return GoneError(
        f"“{text}” cannot be done: an image is not in the library any more, or its path belongs to another "
        "image. Nothing was changed."
    )
