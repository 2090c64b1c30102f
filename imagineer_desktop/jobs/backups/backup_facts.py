"""What a library holds, in numbers: by these two moments of it, or a library and its backup, are compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from imagineer_desktop.catalog.definitions import quoted

Program = tuple[str, str, str]
"""A trigger or view: its kind, name and text."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A library in numbers. `counts` are rows a table, the unknown ones too.

    `newest` is when its newest image came, as it is stored (UTC). `violations` counts rows that refer
    to a row that is not there; None if that was not asked or cannot be told.
    """

    counts: dict[str, int]
    revision: str | None
    newest: str | None
    page_size: int
    programs: tuple[Program, ...] = ()
    violations: int | None = None

    @classmethod
    def from_json(cls, told: object) -> Facts:
        """As `dataclasses.asdict` and JSON make it. TypeError, ValueError or KeyError for anything else."""
        if not isinstance(told, Mapping):
            raise TypeError(f"{told!r} does not tell what a library holds")
        violations = told.get("violations")
        return cls(
            counts={str(name): int(count) for name, count in dict(told["counts"]).items()},
            revision=_text(told["revision"]),
            newest=_text(told["newest"]),
            page_size=int(told["page_size"]),
            programs=tuple((str(kind), str(name), str(sql)) for kind, name, sql in told.get("programs", ())),
            violations=None if violations is None else int(violations),
        )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def facts_of(connection: sqlite3.Connection, complete: bool = False) -> Facts:
    """Count what is there; `complete` looks for violated foreign keys too. DatabaseError if it is damaged."""
    connection.text_factory = lambda text: text.decode(errors="surrogateescape")
    programs = connection.execute(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_master WHERE type IN ('trigger', 'view') "
        "ORDER BY type, name"
    ).fetchall()
    return Facts(
        counts=row_counts(connection),
        revision=_revision(connection),
        newest=_newest(connection),
        page_size=connection.execute("PRAGMA page_size").fetchone()[0],
        programs=tuple(programs),
        violations=_violations(connection) if complete else None,
    )


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows a table, of the tables that really store rows."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' "
        "AND sql NOT LIKE 'CREATE VIRTUAL%' AND name <> 'alembic_version' ORDER BY name"
    ).fetchall()
    return {
        name: connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0] for (name,) in tables
    }


def _revision(connection: sqlite3.Connection) -> str | None:
    exists = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
    if not connection.execute(exists).fetchone()[0]:
        return None
    rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return str(rows[0][0]) if len(rows) == 1 else None


def _newest(connection: sqlite3.Connection) -> str | None:
    columns = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info('images')")}
    if "created_at" not in columns:
        return None
    return _text(connection.execute("SELECT max(created_at) FROM images").fetchone()[0])


def _violations(connection: sqlite3.Connection) -> int | None:
    # Old tables may refer to what is not unique: then SQLite cannot tell.
    with suppress(sqlite3.OperationalError):
        return int(connection.execute("SELECT count(*) FROM pragma_foreign_key_check").fetchone()[0])
    return None
