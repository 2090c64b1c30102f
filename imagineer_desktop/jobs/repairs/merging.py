"""A backup with what is newer in a repaired library brought into it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from imagineer_desktop.catalog.definitions import quoted
from imagineer_desktop.jobs.repairs.refilling import columns_of


def merge(refilled: Path, backup: Path) -> dict[str, int]:
    """Bring what is newer in the refilled library into a copy of the backup; counts what came, by table.

    Newer are rows with ids that the backup had not given yet, and rows that say that they were updated
    later. Everything else stays as the backup has it. Both are at the newest revision.
    """
    came: dict[str, int] = {}
    with closing(sqlite3.connect(backup, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS newer", (str(refilled),))
        connection.execute("BEGIN")
        for name in _common_tables(connection):
            columns = [one for one, computed in columns_of(connection, "newer", name).items() if not computed]
            columns = [one for one in columns if one in columns_of(connection, "main", name)]
            came[name] = _bring(connection, name, columns)
        connection.execute("COMMIT")
        connection.execute("DETACH newer")
    return {name: count for name, count in came.items() if count}


def _common_tables(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT m.name FROM main.sqlite_master AS m JOIN newer.sqlite_master AS n ON n.name = m.name "
        "WHERE m.type = 'table' AND m.rootpage > 0 AND substr(m.name, 1, 7) <> 'sqlite_' ORDER BY m.rowid"
    ).fetchall()
    for (name,) in rows:
        keys = [row for row in connection.execute(f"PRAGMA main.table_info({quoted(name)})") if row[5]]
        if len(keys) == 1 and keys[0][1].lower() == "id" and keys[0][2].upper() == "INTEGER":
            yield name


def _bring(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> int:
    name, names = quoted(table), ", ".join(map(quoted, columns))
    last = connection.execute(
        f"SELECT max(coalesce((SELECT seq FROM main.sqlite_sequence WHERE name = ?), 0), "
        f"coalesce((SELECT max(id) FROM main.{name}), 0))",
        (table,),
    ).fetchone()[0]
    came: int = connection.execute(
        f"INSERT OR IGNORE INTO main.{name} ({names}) SELECT {names} FROM newer.{name} "
        "WHERE id > ? ORDER BY id",
        (last,),
    ).rowcount
    if "updated_at" in columns:
        came += connection.execute(
            f"UPDATE OR IGNORE main.{name} SET ({names}) = (SELECT {names} FROM newer.{name} AS n "
            f"WHERE n.id = {name}.id) WHERE EXISTS (SELECT 1 FROM newer.{name} AS n "
            f"WHERE n.id = {name}.id AND n.updated_at > {name}.updated_at)"
        ).rowcount
    return came
