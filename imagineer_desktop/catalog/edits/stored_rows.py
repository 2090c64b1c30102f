"""Rows as they are stored: read with what belongs to them, and put back beside what came meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.queries import columns_in_order, pages
from imagineer_desktop.catalog.schema import Base

LETS_GO = "SET NULL"
"""Of a foreign key: the row stays when what it points to goes."""

Row = tuple[Any, ...]
"""One row as the driver gives it: values as stored, so that putting back changes not one bit."""


@dataclass(frozen=True, slots=True)
class StoredRows:
    """Whole rows of one table, columns we do not know included."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        place = self.columns.index("id")
        return tuple(row[place] for row in self.rows)

    def values_of(self, column: str) -> list[Any]:
        place = self.columns.index(column)
        return [row[place] for row in self.rows]


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


def read_family(session: Session, table: str, ids: Sequence[int]) -> tuple[StoredRows, ...]:
    """Rows of a table, and after them the rows that would go with them; nothing when none exists."""
    columns = columns_in_order(session, table)
    own = StoredRows(table, columns, tuple(read_rows(session, table, ids, columns)))
    if not own.rows:
        return ()
    family = [own]
    for key in _keys_to(table):
        if key.ondelete == LETS_GO:
            continue
        children = _ids_where(session, key.parent.table.name, key.parent.name, own.ids)
        family += read_family(session, key.parent.table.name, children)
    return tuple(family)


def read_ties(session: Session, family: Sequence[StoredRows]) -> tuple[StoredRows, ...]:
    """The rows that stay and forget what they point to when a family goes: their ids and those values."""
    ties = []
    for stored in family:
        for key in _keys_to(stored.table):
            if key.ondelete == LETS_GO:
                table, column = key.parent.table.name, key.parent.name
                ids = _ids_where(session, table, column, stored.ids)
                rows = read_rows(session, table, ids, ("id", column))
                ties.append(StoredRows(table, ("id", column), tuple(rows)))
    return tuple(tie for tie in ties if tie.rows)


def tie_again(session: Session, ties: Iterable[StoredRows]) -> None:
    """Let rows point again to what is back, unless they are gone or point to something else by now."""
    for tie in ties:
        column = tie.columns[1]
        session.connection().exec_driver_sql(
            f'UPDATE "{tie.table}" SET "{column}" = ? WHERE id = ? AND "{column}" IS NULL',
            [(value, row_id) for row_id, value in tie.rows],
        )


def with_parents(session: Session, stored: StoredRows) -> StoredRows:
    """Those rows whose every foreign key points to something that exists.

    A row that stays when what it points to goes is among them, and points to nothing.
    """
    rows = stored.rows
    for key in _table(stored.table).foreign_keys:
        place = stored.columns.index(key.parent.name)
        wanted = {row[place] for row in rows}
        there = set(_ids_where(session, key.column.table.name, "id", wanted))
        if key.ondelete == LETS_GO:
            rows = tuple(
                row if row[place] in there else (*row[:place], None, *row[place + 1 :]) for row in rows
            )
        else:
            rows = tuple(row for row in rows if row[place] in there)
    return replace(stored, rows=rows)


def leave_what_is_taken(session: Session, stored: StoredRows) -> StoredRows:
    """The rows without what only one may have and another has by now: that column becomes NULL.

    So two albums never stand for one folder; the one that came meanwhile keeps it.
    """
    for column in _only_one_has(stored.table):
        if column not in stored.columns:
            continue
        place, own = stored.columns.index(column), set(stored.ids)
        taken = {
            value
            for value in set(stored.values_of(column)) - {None}
            if set(_ids_where(session, stored.table, column, [value])) - own
        }
        rows = (
            (*row[:place], None, *row[place + 1 :]) if row[place] in taken else row for row in stored.rows
        )
        stored = replace(stored, rows=tuple(rows))
    return stored


def put_back(session: Session, stored: StoredRows) -> tuple[int, ...]:
    """Insert the rows that have a place, and return their ids.

    A link that another row has made again meanwhile (the same image in the same album) is left to it.
    """
    stored = leave_what_is_taken(session, with_parents(session, stored))
    key = _said_once(stored.table)
    if key:
        stored = replace(stored, rows=_not_said_yet(session, stored, key))
    if not stored.rows:
        return ()
    names = ", ".join(f'"{column}"' for column in stored.columns)
    marks = ", ".join("?" for _ in stored.columns)
    session.connection().exec_driver_sql(
        f'INSERT INTO "{stored.table}" ({names}) VALUES ({marks})', list(stored.rows)
    )
    return stored.ids


def _not_said_yet(session: Session, stored: StoredRows, key: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows whose `key` no row of the table has, and only one of each."""
    names = ", ".join(f'"{column}"' for column in key)
    known: set[Row] = set()
    for page in pages(set(stored.values_of(key[0]))):
        marks = ", ".join("?" for _ in page)
        known |= {
            tuple(row)
            for row in session.connection().exec_driver_sql(
                f'SELECT {names} FROM "{stored.table}" WHERE "{key[0]}" IN ({marks})', tuple(page)
            )
        }
    places = [stored.columns.index(column) for column in key]
    new: dict[Row, Row] = {}
    for row in stored.rows:
        said = tuple(row[place] for place in places)
        if said not in known:
            new.setdefault(said, row)
    return tuple(new.values())


def _ids_where(session: Session, table: str, column: str, values: Iterable[Any]) -> list[int]:
    found: list[int] = []
    for page in pages(values):
        marks = ", ".join("?" for _ in page)
        found += (
            session.connection()
            .exec_driver_sql(
                f'SELECT id FROM "{table}" WHERE "{column}" IN ({marks}) ORDER BY id', tuple(page)
            )
            .scalars()
        )
    return found


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _keys_to(table: str) -> list[ForeignKey]:
    """The foreign keys of all tables that point to this one."""
    return [
        key
        for other in Base.metadata.sorted_tables
        for key in sorted(other.foreign_keys, key=lambda key: str(key.parent.name))
        if key.column.table.name == table
    ]


def _unique(table: str) -> list[UniqueConstraint]:
    constraints = _table(table).constraints
    return [constraint for constraint in constraints if isinstance(constraint, UniqueConstraint)]


def _only_one_has(table: str) -> list[str]:
    """Columns that are unique and may be empty."""
    return [
        column.name
        for constraint in _unique(table)
        for column in constraint.columns
        if len(constraint.columns) == 1 and column.nullable
    ]


def _said_once(table: str) -> tuple[str, ...]:
    """The columns, none of which may be empty, that together no two rows share."""
    for constraint in _unique(table):
        if not any(column.nullable for column in constraint.columns):
            return tuple(column.name for column in constraint.columns)
    return ()
