"""A new library filled with what was carved out of a damaged one; what is doubtful is set aside."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.carving.carver import Origin
from imagineer_desktop.catalog.carving.layouts import layout
from imagineer_desktop.catalog.carving.salvage import ROWS
from imagineer_desktop.catalog.definitions import quoted
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.repairs.salvaged import carved_columns, carved_tables

REFUSED = "contradicts another row"
_REVISION = re.compile(r"\d{4}_[a-z_]+")


@dataclass(slots=True)
class Refill:
    """What became of the carved rows, counted by table.

    `set_aside` were left out, `uncertain` were put in though only lost pages have them, `cut` have lost
    their end; of the tables `left_out` nothing is known but rows. `misfits` are
    rows that no table could have held, `longer` those with values of columns that nothing is known of.
    """

    set_aside: dict[str, int] = field(default_factory=dict)
    uncertain: dict[str, int] = field(default_factory=dict)
    cut: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    misfits: int = 0
    longer: int = 0


def statements(library: Path) -> list[str]:
    """The statements that make the tables of a library."""
    with closing(sqlite3.connect(library)) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL")
        return [sql for (sql,) in rows if "sqlite_sequence" not in sql]


def refill(salvage: Path, target: Path) -> Refill:
    """Put the carved rows into `target`, a new library at the newest revision.

    Rows of an older library are put into tables as that one had them and taken through the upgrade,
    so that they end as they would have undamaged.
    """
    with closing(sqlite3.connect(salvage)) as connection:
        own = dict(connection.execute("SELECT name, sql FROM carved_tables WHERE NOT derived"))
        facts = dict(connection.execute("SELECT name, value FROM carved_facts"))
        revision = _revision(connection)
    if revision != migrating.HEAD:
        migrating.downgrade(target, revision)
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS carved", (str(salvage),))
        connection.execute("BEGIN")
        report = _fill(connection, own)
        report.misfits, report.longer = int(facts["misfits"]), int(facts["longer"])
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
        if len(noted) == 1 and _REVISION.fullmatch(str(noted[0][0])):
            raise CatalogError(
                f"The library was written by a newer version of Imagineer Desktop (its revision is "
                f"{noted[0][0]}). Nothing was changed. Install the newer version to repair it."
            )
    there = {name: columns_of(connection, "main", ROWS + name) for name in ("images", "albums", "labels")}
    if "content_hash" in there["images"]:
        return migrating.HEAD
    if "file_size" in there["images"]:
        return known[3]
    if "created_by" in there["albums"] | there["labels"]:
        return known[2]
    return known[1] if "is_training_source" in there["albums"] else known[0]


def columns_of(connection: sqlite3.Connection, schema: str, table: str) -> dict[str, bool]:
    """Column in lower case -> whether it is computed."""
    rows = connection.execute(f"PRAGMA {schema}.table_xinfo({quoted(table)})")
    return {str(row[1]).lower(): row[6] > 1 for row in rows}


def _fill(connection: sqlite3.Connection, own: Mapping[str, str]) -> Refill:
    report = Refill()
    for name in carved_tables(connection, "carved"):
        if not _make_room(connection, name, own.get(name, "")):
            report.left_out.append(name)
            continue
        target = columns_of(connection, "main", name)
        columns = [one for one in carved_columns(connection, name) if target.get(one.lower()) is False]
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


def _make_room(connection: sqlite3.Connection, table: str, sql: str) -> bool:
    """See that the table is there with the columns and the freedom that it had in the damaged library."""
    there = columns_of(connection, "main", table)
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
        aside, uncertain, cut = connection.execute(
            "SELECT count(carved_aside), sum(carved_aside IS NULL AND carved_origin >= ?), "
            f"sum(carved_aside IS NULL AND NOT carved_whole) FROM {rows}",
            (int(Origin.HEADLESS),),
        ).fetchone()
        report.set_aside |= {name: aside} if aside else {}
        report.uncertain |= {name: uncertain} if uncertain else {}
        report.cut |= {name: cut} if cut else {}
