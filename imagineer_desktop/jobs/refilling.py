"""A new library filled with what was carved out of a damaged one; what is doubtful is set aside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.carving.carver import Origin
from imagineer_desktop.catalog.carving.layouts import layout
from imagineer_desktop.catalog.carving.salvage import META, ROWS
from imagineer_desktop.catalog.definitions import quoted
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.last_backup import GoodBackup

_BOOKKEEPING = {"sqlite_sequence", "alembic_version"}
DELETED = "was probably deleted"
REFUSED = "contradicts another row"


@dataclass(slots=True)
class Refill:
    """What became of the carved rows. `set_aside` counts those left out, `cut` those without their end."""

    set_aside: dict[str, int] = field(default_factory=dict)
    cut: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def newest_statements(folder: Path) -> list[str]:
    """The statements that make the tables of a new library."""
    path = folder / "newest.db"
    migrating.create(path)
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL")
        return [sql for (sql,) in rows if "sqlite_sequence" not in sql]


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


def set_doubtful_aside(salvage: Path, backup: GoodBackup | None) -> None:
    """Mark the rows of lost pages that were probably deleted.

    In a table whose tree is whole, all of them were. A row that the newest backup does not have was
    deleted before it if its id had been given by then. Without that backup's ids only its counts help.
    """
    with closing(sqlite3.connect(salvage)) as connection, connection:
        if backup:
            address = f"{backup.path.absolute().as_uri()}?mode=ro&immutable=1"
            connection.execute("ATTACH ? AS backup", (address,))
        for name in carved_tables(connection):
            rows = quoted(ROWS + name)
            connection.execute(f"ALTER TABLE {rows} ADD COLUMN carved_aside")
            broken = connection.execute("SELECT broken FROM carved_tables WHERE name = ?", (name,)).fetchone()
            lost = f"carved_origin >= {int(Origin.HEADLESS)}"
            if broken == (0,):
                connection.execute(f"UPDATE {rows} SET carved_aside = ? WHERE {lost}", (DELETED,))
            elif backup and (last_id := _last_id(connection, name)) is not None:
                connection.execute(
                    f"UPDATE {rows} SET carved_aside = ? WHERE {lost} AND carved_rowid <= ? "
                    f"AND carved_rowid NOT IN (SELECT rowid FROM backup.{quoted(name)})",
                    (DELETED, last_id),
                )


def _last_id(connection: sqlite3.Connection, table: str) -> int | None:
    """The last id that the backup's table ever gave; None if ids are used again or it has no such table."""
    tables = {name for (name,) in connection.execute("SELECT lower(name) FROM backup.sqlite_master")}
    if table not in tables or "sqlite_sequence" not in tables:
        return None
    row = connection.execute(
        "SELECT seq FROM backup.sqlite_sequence WHERE name = ? COLLATE NOCASE", (table,)
    ).fetchone()
    return int(row[0]) if row and isinstance(row[0], int) else None


def refill(salvage: Path, target: Path) -> Refill:
    """Make a library at the newest revision in the new file `target` with the carved rows in it.

    Rows of an older library are put into tables as that one had them and taken through the upgrade,
    so that they end as they would have undamaged.
    """
    with closing(sqlite3.connect(salvage)) as connection:
        own = dict(connection.execute("SELECT name, sql FROM carved_tables WHERE NOT derived"))
        revision = _revision(connection)
    migrating.create(target)
    if revision != migrating.HEAD:
        migrating.downgrade(target, revision)
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS carved", (str(salvage),))
        connection.execute("BEGIN")
        report = _fill(connection, own)
        connection.execute("COMMIT")
        _mark_refused(connection, report)
        connection.execute("DETACH carved")
    if revision != migrating.HEAD:
        migrating.upgrade(target)
    return report


def _revision(connection: sqlite3.Connection) -> str:
    """The revision that the carved tables are of: the one noted in the file, else told by the columns."""
    known = [revision.id for revision in migrating.revisions()]
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if f"{ROWS}alembic_version" in tables:
        noted = connection.execute(f"SELECT version_num FROM {ROWS}alembic_version").fetchall()
        if len(noted) == 1 and noted[0][0] in known:
            return str(noted[0][0])
    there = {name: _columns(connection, "main", ROWS + name) for name in ("images", "albums", "labels")}
    if "content_hash" in there["images"]:
        return migrating.HEAD
    if "file_size" in there["images"]:
        return known[3]
    if "created_by" in there["albums"] | there["labels"]:
        return known[2]
    return known[1] if "is_training_source" in there["albums"] else known[0]


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> dict[str, bool]:
    """Column in lower case -> whether it is computed."""
    rows = connection.execute(f"PRAGMA {schema}.table_xinfo({quoted(table)})")
    return {str(row[1]).lower(): row[6] > 1 for row in rows}


def _fill(connection: sqlite3.Connection, own: Mapping[str, str]) -> Refill:
    report = Refill()
    for name in carved_tables(connection, "carved"):
        if not _make_room(connection, name, own.get(name, "")):
            report.left_out.append(name)
            continue
        target = _columns(connection, "main", name)
        columns = [one for one in _carved_columns(connection, name) if target.get(one.lower()) is False]
        names = ["rowid", *map(quoted, columns)]
        connection.execute(
            f"INSERT OR IGNORE INTO main.{quoted(name)} ({', '.join(names)}) "
            f"SELECT {', '.join(['carved_rowid', *names[1:]])} FROM carved.{quoted(ROWS + name)} "
            "WHERE carved_aside IS NULL "
            "ORDER BY carved_origin, carved_rowid * (1 - 2 * (carved_origin >= ?))",
            (int(Origin.HEADLESS),),
        )
    _raise_sequences(connection)
    return report


def _carved_columns(connection: sqlite3.Connection, table: str) -> list[str]:
    rows = connection.execute(f"PRAGMA carved.table_info({quoted(ROWS + table)})")
    return [str(row[1]) for row in rows if row[1] not in {*META, "carved_aside"}]


def _make_room(connection: sqlite3.Connection, table: str, sql: str) -> bool:
    """See that the table is there with the columns and the freedom that it had in the damaged library."""
    there = _columns(connection, "main", table)
    own = layout(sql)
    if own is None or own.table.lower() != table:
        return bool(there)
    if not there:
        connection.execute(sql)
        return True
    wider = there.keys() <= {name.lower() for name in own.names}
    if wider and _text_of(connection, table) != sql:
        around = connection.execute(
            "SELECT sql FROM main.sqlite_master WHERE tbl_name = ? COLLATE NOCASE AND type <> 'table' "
            "AND sql IS NOT NULL ORDER BY rowid",
            (table,),
        ).fetchall()
        connection.execute(f"DROP TABLE main.{quoted(table)}")
        connection.execute(sql)
        for (statement,) in around:
            connection.execute(statement)
    return True


def _text_of(connection: sqlite3.Connection, table: str) -> str:
    row = connection.execute(
        "SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE", (table,)
    ).fetchone()
    return str(row[0])


def _raise_sequences(connection: sqlite3.Connection) -> None:
    """No id that was ever given is given again."""
    if not connection.execute(
        f"SELECT count(*) FROM carved.sqlite_master WHERE name = '{ROWS}sqlite_sequence'"
    ).fetchone()[0]:
        return
    carved = connection.execute(
        f"SELECT name, max(seq) FROM carved.{ROWS}sqlite_sequence WHERE typeof(seq) = 'integer' GROUP BY name"
    ).fetchall()
    for name, last in carved:
        changed = connection.execute(
            "UPDATE main.sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, name)
        ).rowcount
        is_ours = connection.execute(
            "SELECT count(*) FROM main.sqlite_master WHERE name = ? AND sql LIKE '%AUTOINCREMENT%'", (name,)
        ).fetchone()[0]
        if not changed and is_ours:
            connection.execute("INSERT INTO main.sqlite_sequence (name, seq) VALUES (?, ?)", (name, last))


def _mark_refused(connection: sqlite3.Connection, report: Refill) -> None:
    """Count what is not in the library: set aside before, or refused by a constraint."""
    for name in carved_tables(connection, "carved"):
        rows = f"carved.{quoted(ROWS + name)}"
        if name not in report.left_out:
            connection.execute(
                f"UPDATE {rows} SET carved_aside = ? WHERE carved_aside IS NULL "
                f"AND carved_rowid NOT IN (SELECT rowid FROM main.{quoted(name)})",
                (REFUSED,),
            )
        aside, cut = connection.execute(
            f"SELECT count(carved_aside), sum(carved_aside IS NULL AND NOT carved_whole) FROM {rows}"
        ).fetchone()
        report.set_aside |= {name: aside} if aside else {}
        report.cut |= {name: cut} if cut else {}


def write_aside(salvage: Path, target: Path, tables: Sequence[str]) -> None:
    """Put the rows that were set aside into a database of their own, each with the reason."""
    with closing(sqlite3.connect(target)) as connection, connection:
        connection.execute("ATTACH ? AS carved", (str(salvage),))
        for name in tables:
            columns = [quoted(one) for one in _carved_columns(connection, name)]
            connection.execute(
                f"CREATE TABLE main.{quoted(name)} AS SELECT carved_rowid AS original_rowid, "
                f"carved_aside AS reason, {', '.join(columns)} FROM carved.{quoted(ROWS + name)} "
                "WHERE carved_aside IS NOT NULL"
            )


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
            columns = [one for one, computed in _columns(connection, "newer", name).items() if not computed]
            columns = [one for one in columns if one in _columns(connection, "main", name)]
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
        f"INSERT OR IGNORE INTO main.{name} ({names}) SELECT {names} FROM newer.{name} WHERE id > ? ORDER BY id",
        (last,),
    ).rowcount
    if "updated_at" in columns:
        came += connection.execute(
            f"UPDATE OR IGNORE main.{name} SET ({names}) = (SELECT {names} FROM newer.{name} AS n "
            f"WHERE n.id = {name}.id) WHERE EXISTS (SELECT 1 FROM newer.{name} AS n "
            f"WHERE n.id = {name}.id AND n.updated_at > {name}.updated_at)"
        ).rowcount
    return came


def require_images(counts: Mapping[str, int], expected: Mapping[str, int] | None, database: Path) -> None:
    """CatalogError when nothing worth a library was found."""
    had = sum((expected or {}).get(name, 0) for name in ("images", "albums"))
    found = counts.get("images", 0) + (counts.get("albums", 0) if not (expected or {}).get("images") else 0)
    if found == 0 or (had and counts.get("images", 0) == 0 and (expected or {}).get("images")):
        raise CatalogError(
            f"No image could be recovered from {database.name}. It was not changed and nothing was put in its "
            "place. Restore the newest backup, or import the outputs folder into a new library."
        )
