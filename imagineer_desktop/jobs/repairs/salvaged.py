"""The rows that were carved out of a damaged library, and which of them are doubtful."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from imagineer_desktop.catalog.carving.carver import Origin
from imagineer_desktop.catalog.carving.salvage import META, ROWS
from imagineer_desktop.catalog.definitions import quoted
from imagineer_desktop.jobs.backups.last_backup import GoodBackup

_BOOKKEEPING = {"sqlite_sequence", "alembic_version"}
DELETED = "was probably deleted"
MISPLACED = "its id is probably damaged"


def carved_counts(salvage: Path, worst: Origin = Origin.OLDER) -> dict[str, int]:
    """Rows a table that were carved, up to an origin."""
    with closing(sqlite3.connect(salvage)) as connection:
        return {
            name: connection.execute(
                f"SELECT count(*) FROM {quoted(ROWS + name)} WHERE carved_origin <= ?", (int(worst),)
            ).fetchone()[0]
            for name in carved_tables(connection)
        }


def carved_tables(connection: sqlite3.Connection, schema: str = "main") -> list[str]:
    """The tables that rows were carved of, without SQLite's and Alembic's own."""
    found = connection.execute(
        f"SELECT substr(name, {len(ROWS) + 1}) FROM {schema}.sqlite_master "
        f"WHERE type = 'table' AND substr(name, 1, {len(ROWS)}) = '{ROWS}' ORDER BY rowid"
    )
    return [name for (name,) in found if name not in _BOOKKEEPING]


def carved_columns(connection: sqlite3.Connection, table: str) -> list[str]:
    rows = connection.execute(f"PRAGMA carved.table_info({quoted(ROWS + table)})")
    return [str(row[1]) for row in rows if row[1] not in {*META, "carved_aside"}]


def set_doubtful_aside(salvage: Path, backup: GoodBackup | None) -> None:
    """Mark the rows whose id is probably damaged, and those of lost pages that were probably deleted.

    In a table whose tree is whole, all that lost pages hold was deleted, unless the list of free pages is
    known: pages that are neither free nor in a tree are not explained by deleting. A row that the newest
    backup does not have was deleted before it if its id had been given by then. Where ids are used again,
    only the backup's counts help.
    """
    with closing(sqlite3.connect(salvage)) as connection, connection:
        if backup:
            address = f"{backup.path.absolute().as_uri()}?mode=ro&immutable=1"
            connection.execute("ATTACH ? AS backup", (address,))
        facts = dict(connection.execute("SELECT name, value FROM carved_facts"))
        knows_free_pages = bool(facts["freelist"])
        for name in carved_tables(connection):
            rows = quoted(ROWS + name)
            connection.execute(f"ALTER TABLE {rows} ADD COLUMN carved_aside")
            connection.execute(
                f"UPDATE {rows} SET carved_aside = ? WHERE carved_origin = ?",
                (MISPLACED, int(Origin.MISPLACED)),
            )
            broken = connection.execute("SELECT broken FROM carved_tables WHERE name = ?", (name,)).fetchone()
            lost = f"carved_origin >= {int(Origin.HEADLESS)}"
            if broken == (0,) and not knows_free_pages:
                connection.execute(f"UPDATE {rows} SET carved_aside = ? WHERE {lost}", (DELETED,))
            elif backup and (last_id := _last_id(connection, name)) is not None:
                connection.execute(
                    f"UPDATE {rows} SET carved_aside = ? WHERE {lost} AND carved_rowid <= ? "
                    f"AND carved_rowid NOT IN (SELECT rowid FROM backup.{quoted(name)})",
                    (DELETED, last_id),
                )
            elif backup and _too_many(connection, name, backup.counts.get(name)):
                connection.execute(f"UPDATE {rows} SET carved_aside = ? WHERE {lost}", (DELETED,))


def _last_id(connection: sqlite3.Connection, table: str) -> int | None:
    """The last id that the backup's table ever gave; None if ids are used again or it has no such table."""
    tables = {name for (name,) in connection.execute("SELECT lower(name) FROM backup.sqlite_master")}
    if table not in tables or "sqlite_sequence" not in tables:
        return None
    row = connection.execute(
        "SELECT seq FROM backup.sqlite_sequence WHERE name = ? COLLATE NOCASE", (table,)
    ).fetchone()
    return int(row[0]) if row and isinstance(row[0], int) else None


def _too_many(connection: sqlite3.Connection, table: str, expected: int | None) -> bool:
    """Whether the lost pages hold more rows than the whole table had, and others are there."""
    lost, standing = connection.execute(
        f"SELECT sum(carved_origin >= ?), sum(carved_origin < ?) FROM {quoted(ROWS + table)}",
        (int(Origin.HEADLESS), int(Origin.HEADLESS)),
    ).fetchone()
    return expected is not None and bool(standing) and lost > expected


def write_aside(salvage: Path, target: Path, tables: Sequence[str]) -> None:
    """Put the rows that were set aside into a database of their own, each with the reason."""
    with closing(sqlite3.connect(target)) as connection, connection:
        connection.execute("ATTACH ? AS carved", (str(salvage),))
        for name in tables:
            columns = [quoted(one) for one in carved_columns(connection, name)]
            connection.execute(
                f"CREATE TABLE main.{quoted(name)} AS SELECT carved_rowid AS original_rowid, "
                f"carved_aside AS reason, {', '.join(columns)} FROM carved.{quoted(ROWS + name)} "
                "WHERE carved_aside IS NOT NULL"
            )
