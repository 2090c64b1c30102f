"""The three acts that every edit comes down to: rewrite rows, remove rows, put rows back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import NOTHING, Changes
from imagineer_desktop.catalog.edits.edit import Edit
from imagineer_desktop.catalog.edits.stored_rows import (
    Row,
    StoredRows,
    leave_what_is_taken,
    put_back,
    read_family,
    read_rows,
    read_ties,
    tie_again,
    with_parents,
)
from imagineer_desktop.catalog.errors import CatalogError, GoneError

__all__ = ["PutRowsBack", "RemoveRows", "RewriteRows", "Row", "Several", "read_rows"]


@dataclass(frozen=True, slots=True)
class RewriteRows:
    """Gives `columns` of rows new values; each row of `rows` is (id, value, value, ...).

    Rows that have them already stay untouched, another `updated_at` alone being no change. Those that
    are gone are left out; GoneError when all of them are.
    """

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
        names = ("id", *self.columns)
        rows = leave_what_is_taken(session, StoredRows(self.table, names, self.rows)).rows
        before = {row[0]: row for row in read_rows(session, self.table, [row[0] for row in rows], names)}
        if not before:
            raise _gone(self.text)
        told = [place for place, name in enumerate(names) if name != "updated_at"]
        new = [
            row
            for row in rows
            if (old := before.get(row[0])) is not None and any(old[place] != row[place] for place in told)
        ]
        if not new:
            return None
        assignments = ", ".join(f'"{column}" = ?' for column in self.columns)
        session.connection().exec_driver_sql(
            f'UPDATE "{self.table}" SET {assignments} WHERE id = ?', [(*row[1:], row[0]) for row in new]
        )
        old_rows = tuple(before[row[0]] for row in new)
        return RewriteRows(self.text, self.changes, self.table, self.columns, old_rows)


@dataclass(frozen=True, slots=True)
class RemoveRows:
    """Deletes rows and those that belong to them, as found at that moment, whoever wrote them.

    Its inverse puts all of them back whole, and ties to them what had only pointed there.
    """

    text: str
    changes: Changes
    table: str
    ids: tuple[int, ...]

    def touches(self) -> Changes:
        return self.changes

    def apply(self, session: Session) -> Edit | None:
        family = read_family(session, self.table, self.ids)
        if not family:
            return None
        ties = read_ties(session, family)
        for stored in reversed(family):
            session.connection().exec_driver_sql(
                f'DELETE FROM "{stored.table}" WHERE id = ?', [(row_id,) for row_id in stored.ids]
            )
        return PutRowsBack(self.text, self.changes, family, ties)


@dataclass(frozen=True, slots=True)
class PutRowsBack:
    """Inserts rows under the ids they had, and those that belong to them after them.

    The ids are free, because no table reuses one. What changed meanwhile is respected: a row that
    belongs to something that is gone stays away (a membership of no image, as old libraries have,
    cannot be written again either), and so does one that another says already. GoneError when all of
    the first table's rows belong to something that is gone.
    """

    text: str
    changes: Changes
    family: tuple[StoredRows, ...]
    ties: tuple[StoredRows, ...] = ()

    def touches(self) -> Changes:
        return self.changes

    def apply(self, session: Session) -> Edit | None:
        head, *rest = self.family
        if not with_parents(session, head).rows:
            raise _gone(self.text)
        try:
            put = put_back(session, head)
            for stored in rest:
                put_back(session, stored)
        except IntegrityError as error:
            raise CatalogError(
                f"“{self.text}” cannot be done now: another program wrote something in its place. "
                "Nothing was changed, and the step is kept."
            ) from error
        if not put:
            return None
        tie_again(session, self.ties)
        return RemoveRows(self.text, self.changes, head.table, put)


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


def _gone(text: str) -> GoneError:
    return GoneError(
        f"“{text}” cannot be done: what it changes is not in the library any more. Nothing was changed."
    )
