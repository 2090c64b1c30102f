"""What was carved, written into a database of its own: any later choice among the rows is then plain SQL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from imagineer_desktop.catalog.carving.carver import Carver, Row
from imagineer_desktop.catalog.carving.pages import Pages
from imagineer_desktop.catalog.carving.records import Value
from imagineer_desktop.catalog.carving.wal import Wal
from imagineer_desktop.catalog.definitions import quoted

ROWS = "rows_"
"""What the names of the tables with rows begin with."""

META = ("carved_rowid", "carved_origin", "carved_whole")
BATCH = 500

FACTS = """
CREATE TABLE carved_tables (name TEXT PRIMARY KEY, sql TEXT, broken INTEGER, derived INTEGER);
CREATE TABLE carved_facts (name TEXT PRIMARY KEY, value);
"""


def salvage(
    database: Path, target: Path, wal: Path | None = None, newest: Sequence[str] = ()
) -> Iterator[tuple[int, int]]:
    """Carve a copy of a damaged library into the new database `target`; yields (pages done, pages in all).

    Each table `name` becomes `rows_name`, its columns without types, so that every value stays as it
    was; of rows with one rowid the best is kept. `newest` are the newest revision's statements.
    """
    log = Wal(wal) if wal else None
    with Pages(database, log if log and len(log) else None) as pages:
        carver = Carver(pages, newest)
        with closing(sqlite3.connect(target, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA journal_mode = OFF")
            connection.executescript(FACTS)
            connection.execute("BEGIN")
            writer = _Writer(connection, carver)
            for count, row in enumerate(carver.rows()):
                writer.put(row)
                if count % 5000 == 0:
                    yield carver.done, carver.total
            writer.finish()
            _write_facts(connection, carver, pages)
            connection.execute("COMMIT")


class _Writer:
    """Rows on their way into their tables, some hundred at a time."""

    def __init__(self, connection: sqlite3.Connection, carver: Carver) -> None:
        self._connection = connection
        self._carver = carver
        self._statements: dict[str, str] = {}
        self._waiting: dict[str, list[list[Value]]] = {}

    def put(self, row: Row) -> None:
        if row.table not in self._statements:
            self._statements[row.table] = self._make(row.table)
        waiting = self._waiting.setdefault(row.table, [])
        waiting.append([row.rowid, int(row.origin), int(row.whole), *row.values])
        if len(waiting) >= BATCH:
            self._flush(row.table)

    def finish(self) -> None:
        for table in list(self._waiting):
            self._flush(table)

    def _flush(self, table: str) -> None:
        rows = self._waiting.pop(table)
        try:
            self._connection.executemany(self._statements[table], rows)
        except UnicodeEncodeError:  # a text that is not valid
            for row in rows:
                self._put_alone(table, row)

    def _put_alone(self, table: str, row: list[Value]) -> None:
        """Invalid texts go in as their bytes and are made texts by SQLite, which does not look at them."""
        marks = ["?"] * len(row)
        for place, value in enumerate(row):
            if isinstance(value, str) and not _is_valid(value):
                row[place], marks[place] = value.encode("utf-8", "surrogateescape"), "CAST(? AS TEXT)"
        head, _, rest = self._statements[table].partition(" VALUES (")
        tail = rest.partition(")")[2]
        self._connection.execute(f"{head} VALUES ({', '.join(marks)}){tail}", row)

    def _make(self, table: str) -> str:
        """The table for the rows, and the statement that puts one in."""
        name = quoted(ROWS + table)
        columns = [quoted(column) for column in self._carver.layouts[table].names]
        self._connection.execute(
            f"CREATE TABLE {name} (carved_rowid INTEGER PRIMARY KEY, carved_origin, carved_whole, "
            f"{', '.join(columns)})"
        )
        columns = [*META, *columns]
        changes = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
        return (
            f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))}) "
            f"ON CONFLICT (carved_rowid) DO UPDATE SET {changes} "
            "WHERE (excluded.carved_origin, -excluded.carved_whole) < (carved_origin, -carved_whole)"
        )


def _is_valid(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _write_facts(connection: sqlite3.Connection, carver: Carver, pages: Pages) -> None:
    entries = carver.schema.tables()
    connection.executemany(
        "INSERT INTO carved_tables VALUES (?, ?, ?, ?)",
        (
            (name, entry.sql if _is_valid(entry.sql) else "", name in carver.broken, name in carver.derived)
            for name, entry in entries.items()
            if _is_valid(name)
        ),
    )
    facts = {
        "header": pages.header is not None,
        "schema": carver.schema.whole,
        "freelist": carver.free is not None,
        "misfits": carver.misfits,
        "longer": carver.longer,
        "unread": json.dumps(sorted(name for name in entries if name not in carver.layouts)),
    }
    connection.executemany("INSERT INTO carved_facts VALUES (?, ?)", facts.items())
