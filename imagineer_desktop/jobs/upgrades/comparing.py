"""What a library holds, summed up, so that two moments of it can be compared."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from imagineer_desktop.catalog.definitions import quoted
from imagineer_desktop.catalog.shapes import GROWING_FOLDERS
from imagineer_desktop.jobs.backups.snapshots import row_counts

_RELATIONS = (
    ("album_images", "album_id", "albums"),
    ("album_images", "image_id", "images"),
    ("labels", "image_id", "images"),
)
_OWN_TABLES = {*GROWING_FOLDERS, "kept_values", "alembic_version"}

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that must be the same after an upgrade.

    `columns` and `sums` are by table: a sum is over the hashes of its rows, in no order, with the
    type of each value; `others` are the texts of tables, views and triggers that are not ours.
    """

    columns: dict[str, tuple[str, ...]]
    sums: dict[str, int]
    orphans: int
    others: frozenset[tuple[str, str, str]]
    last_note: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def contents(connection: sqlite3.Connection, before: Contents | None = None) -> Contents:
    """Sum up what is there. After an upgrade hand in what was there `before`.

    Then the same columns are read, and values that the upgrade kept in `kept_values` count as
    being in their place. The connection's `text_factory` must accept texts that are not UTF-8.
    """
    counts = row_counts(connection)
    columns = before.columns if before else {table: _columns(connection, table) for table in counts}
    if before is None:
        columns.pop("kept_values", None)
    notes = _notes(connection, before.last_note) if before and "kept_values" in counts else {}
    return Contents(
        columns=columns,
        sums={
            table: _sum(_rows(connection, table, names, notes.get(table, {})))
            for table, names in columns.items()
            if table in counts
        },
        orphans=_orphans(connection, set(counts)),
        others=_others(connection),
        last_note=_last_note(connection, counts),
        counts=counts,
    )


def differences(before: Contents, after: Contents) -> list[str]:
    """What is not the same, one thing a line; empty if all is well."""
    lines = [
        f"the rows of {table} are not the same"
        for table, total in before.sums.items()
        if after.sums.get(table) != total
    ]
    lines += [f"the {kind} {name} is not the same" for kind, name, _ in before.others - after.others]
    if after.orphans > before.orphans:
        lines.append(f"{after.orphans - before.orphans} more rows refer to something that is not there")
    return lines


def _columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    rows = connection.execute("SELECT name FROM pragma_table_xinfo(?) ORDER BY cid", (table,))
    return tuple(name for (name,) in rows)


def _sum(rows: Iterator[Row]) -> int:
    total = 0
    for row in rows:
        digest = blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        total += int.from_bytes(digest, "big")
    return total


def _rows(
    connection: sqlite3.Connection, table: str, names: tuple[str, ...], notes: dict[int, dict[str, object]]
) -> Iterator[Row]:
    """The rows with their kept values in place, and the rows that were taken out whole."""
    rows = connection.execute(f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table)}")
    if not notes:
        yield from rows
        return
    place = [name.lower() for name in names].index("id")
    waiting = dict(notes)
    for row in rows:
        note = waiting.pop(row[place], None)
        yield (
            row
            if note is None
            else tuple(note.get(name.lower(), value) for name, value in zip(names, row, strict=True))
        )
    for note in waiting.values():
        yield tuple(note.get(name.lower()) for name in names)


def _last_note(connection: sqlite3.Connection, counts: dict[str, int]) -> int:
    if "kept_values" not in counts:
        return 0
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM kept_values").fetchone()[0])


def _notes(connection: sqlite3.Connection, since: int) -> dict[str, dict[int, dict[str, object]]]:
    """table -> row id -> column -> value, of the notes made after the note `since`."""
    notes: dict[str, dict[int, dict[str, object]]] = defaultdict(lambda: defaultdict(dict))
    rows = connection.execute(
        "SELECT table_name, row_id, column_name, old_value FROM kept_values WHERE id > ? AND row_id <> 0",
        (since,),
    )
    for table, row_id, column, value in rows:
        notes[table][row_id][column] = value
    return notes


def _orphans(connection: sqlite3.Connection, tables: set[str]) -> int:
    """Rows whose parent is not there. Ours are counted by hand: old tables do not always say who it is."""
    total = 0
    for child, column, parent in _RELATIONS:
        if {child, parent} <= tables:
            total += connection.execute(
                f"SELECT count(*) FROM {child} WHERE {column} NOT IN (SELECT id FROM {parent})"
            ).fetchone()[0]
    for table in sorted(tables - _OWN_TABLES):
        total += len(connection.execute(f"PRAGMA foreign_key_check({quoted(table)})").fetchall())
    return total


def _others(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view', 'trigger') "
        "AND substr(name, 1, 7) <> 'sqlite_'"
    )
    return frozenset(row for row in rows if row[1].lower() not in _OWN_TABLES)
