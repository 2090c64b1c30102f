"""The three acts that every edit comes down to: rewrite rows, remove rows, put rows back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import NOTHING, Changes
from imagineer_desktop.catalog.edits.edit import Edit
from imagineer_desktop.catalog.errors import GoneError
from imagineer_desktop.catalog.queries import columns_in_order, pages

Row = tuple[Any, ...]
"""One row as the driver gives it: values as stored, so that putting back changes not one bit."""


@dataclass(frozen=True, slots=True)
class RewriteRows:
    """Gives `columns` of rows new values; each row of `rows` is (id, value, value, ...)."""

    text: str
    changes: Changes
    table: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def touches(self) -> Changes:
        return self.changes

    def apply(self, session: Session) -> Edit | None:
        if not self.rows:
            return None
        before = read_rows(session, self.table, [row[0] for row in self.rows], ("id", *self.columns))
        if len(before) != len(self.rows):
            raise _gone(self.text)
        assignments = ", ".join(f'"{column}" = ?' for column in self.columns)
        session.connection().exec_driver_sql(
            f'UPDATE "{self.table}" SET {assignments} WHERE id = ?',
            [(*row[1:], row[0]) for row in self.rows],
        )
        return RewriteRows(self.text, self.changes, self.table, self.columns, tuple(before))


@dataclass(frozen=True, slots=True)
class RemoveRows:
    """Deletes rows; its inverse puts them back whole, columns we do not know included."""

    text: str
    changes: Changes
    table: str
    ids: tuple[int, ...]

    def touches(self) -> Changes:
        return self.changes

    def apply(self, session: Session) -> Edit | None:
        columns = columns_in_order(session, self.table)
        before = read_rows(session, self.table, self.ids, columns)
        if not before:
            return None
        session.connection().exec_driver_sql(
            f'DELETE FROM "{self.table}" WHERE id = ?', [(row_id,) for row_id in self.ids]
        )
        return PutRowsBack(self.text, self.changes, self.table, columns, tuple(before))


@dataclass(frozen=True, slots=True)
class PutRowsBack:
    """Inserts rows under the ids they had; the ids are free, because no table reuses one."""

    text: str
    changes: Changes
    table: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def touches(self) -> Changes:
        return self.changes

    def apply(self, session: Session) -> Edit | None:
        names = ", ".join(f'"{column}"' for column in self.columns)
        marks = ", ".join("?" for _ in self.columns)
        try:
            session.connection().exec_driver_sql(
                f'INSERT INTO "{self.table}" ({names}) VALUES ({marks})', list(self.rows)
            )
        except IntegrityError as error:
            raise _gone(self.text) from error
        place = self.columns.index("id")
        return RemoveRows(self.text, self.changes, self.table, tuple(row[place] for row in self.rows))


@dataclass(frozen=True, slots=True)
class Several:
    """Edits that are one step: done in their order, taken back in the opposite one."""

    text: str
    edits: tuple[Edit, ...]

    def touches(self) -> Changes:
        changes = NOTHING
        for edit in self.edits:
            changes |= edit.touches()
        return changes

    def apply(self, session: Session) -> Edit | None:
        inverses = [inverse for edit in self.edits if (inverse := edit.apply(session)) is not None]
        return Several(self.text, tuple(reversed(inverses))) if inverses else None


def read_rows(session: Session, table: str, ids: Iterable[int], columns: Sequence[str]) -> list[Row]:
    """Rows of `ids` that exist, by id, as the driver stores them."""
    names = ", ".join(f'"{column}"' for column in columns)
    found: list[Row] = []
    for page in pages(ids):
        marks = ", ".join("?" for _ in page)
        found += session.connection().exec_driver_sql(
            f'SELECT {names} FROM "{table}" WHERE id IN ({marks}) ORDER BY id', tuple(page)
        )
    return [tuple(row) for row in found]


def _gone(text: str) -> GoneError:
    return GoneError(
        f"“{text}” cannot be done: part of what it changes is not in the library any more. "
        "Nothing was changed."
    )
