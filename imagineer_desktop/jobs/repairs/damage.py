"""What is wrong with a library: nothing, the world around it, or the file itself. It is only looked at."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from imagineer_desktop.catalog.carving.layouts import shadows
from imagineer_desktop.catalog.definitions import quoted
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.migrating import classify
from imagineer_desktop.catalog.plain import read_only
from imagineer_desktop.catalog.troubles import explained
from imagineer_desktop.jobs.progress import Job, Progress

MOST_LINES = 100


class Damage(Enum):
    """How bad it is."""

    NONE = "none"
    TROUBLE = "trouble"
    """The file could not be looked at: locked, unreadable, no disk. That is no damage."""
    SEARCH = "search index"
    """Only what is derived from other tables; it is made anew and nothing is lost."""
    INDEXES = "indexes"
    """Every table can be read to its end; the indexes do not agree with them."""
    ROWS = "rows"
    HEADER = "header"
    """Not a database any more, as it seems."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found. `sentence` is for the user, `details` are SQLite's own lines."""

    path: Path
    damage: Damage
    sentence: str
    details: tuple[str, ...] = ()

    @property
    def is_damaged(self) -> bool:
        return self.damage not in (Damage.NONE, Damage.TROUBLE)


_INDEX_LINE = re.compile(
    r"row \d+ (?:missing from|values differ from) index|wrong # of entries in index|non-unique entry in index"
    r"|rowid not at end-of-record|Page \d+ is never used|Page \d+: never used"
)

_SENTENCES = {
    Damage.NONE: "{name} was checked from the first page to the last. Nothing is wrong with it.",
    Damage.SEARCH: "Only the search index of {name} is damaged. It can be made anew and nothing is lost.",
    Damage.INDEXES: (
        "The tables of {name} can be read from end to end, but its indexes do not agree with them. "
        "Nothing was changed. Repair a copy of it; the damaged file is kept."
    ),
    Damage.ROWS: (
        "Part of {name} is damaged. Nothing was changed. "
        "Repair a copy of it, or restore the newest backup; the damaged file is kept."
    ),
    Damage.HEADER: (
        "The beginning of {name} is damaged, or it is not a library. Nothing was changed. "
        "Repair a copy of it, or restore the newest backup; the damaged file is kept."
    ),
}


def diagnose(path: Path) -> Job[Diagnosis]:
    """Look whether the library is damaged. Never raises for what is found, and changes nothing.

    Operational trouble is told apart by SQLite's name of the error, and is never called damage. Damage
    is believed when a second, fresh connection finds it too.
    """
    yield Progress(f"Checking {path.name}")
    first = _looked_at(path)
    if not first.is_damaged:
        return first
    yield Progress(f"Checking {path.name} once more")
    return _looked_at(path)


def _looked_at(path: Path) -> Diagnosis:
    try:
        if not path.is_file() or path.stat().st_size == 0:
            return _nothing_there(path)
        with closing(read_only(path)) as connection:
            connection.text_factory = bytes
            faults = _faults(connection)
            damage = _grade(connection, faults) if faults else Damage.NONE
    except sqlite3.DatabaseError as error:
        return _failed(path, error)
    except OSError as error:
        return Diagnosis(path, Damage.TROUBLE, f"{path} cannot be looked at: {error.strerror}.")
    return Diagnosis(path, damage, _SENTENCES[damage].format(name=path.name), tuple(faults))


def _nothing_there(path: Path) -> Diagnosis:
    try:
        refusal = classify(path).refusal
    except CatalogError as error:
        refusal = error
    return Diagnosis(path, Damage.TROUBLE, str(refusal or f"There is no library at {path}."))


def _failed(path: Path, error: sqlite3.DatabaseError) -> Diagnosis:
    """By SQLite's name of the error: is it the file, or the world around it?"""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_CORRUPT"):
        return Diagnosis(path, Damage.ROWS, _SENTENCES[Damage.ROWS].format(name=path.name), (str(error),))
    if name == "SQLITE_NOTADB":
        return Diagnosis(path, Damage.HEADER, _SENTENCES[Damage.HEADER].format(name=path.name), (str(error),))
    sentence = explained(error, path) or CatalogError(f"{path.name} could not be checked: {error}.")
    return Diagnosis(path, Damage.TROUBLE, str(sentence), (f"{name}: {error}",))


def _faults(connection: sqlite3.Connection, table: str | None = None) -> list[str]:
    """SQLite's lines about everything, or about one table and its indexes; empty if all is well."""
    about = MOST_LINES if table is None else quoted(table)
    try:
        rows = connection.execute(f"PRAGMA integrity_check({about})").fetchall()
    except sqlite3.DatabaseError as error:
        _require_corrupt(error)
        return [str(error)]
    # One row of the answer may hold several lines.
    told = [line for (row,) in rows for line in bytes(row).decode(errors="replace").splitlines()]
    return [line for line in told if line != "ok" and not line.startswith("***")]


def _require_corrupt(error: sqlite3.DatabaseError) -> None:
    """Raises what is about the world around the file and not about the file."""
    if not getattr(error, "sqlite_errorname", "").startswith("SQLITE_CORRUPT"):
        raise error


def _grade(connection: sqlite3.Connection, faults: Sequence[str]) -> Damage:
    """How bad it is, by SQLite's lines and by reading every table without its indexes."""
    tables = _names(connection, "type = 'table' AND rootpage > 0")
    derived = shadows(tables, _names(connection, "type = 'table' AND rootpage = 0"))
    unread = {name for name in tables if not _is_readable(connection, name)}
    if unread - derived:
        return Damage.ROWS
    own = [line for name in tables if name not in derived for line in _faults(connection, name)]
    if unread and not own:
        return Damage.SEARCH
    indexes = {
        root for (root,) in connection.execute("SELECT rootpage FROM sqlite_master WHERE type = 'index'")
    }
    return Damage.INDEXES if all(_is_of_indexes(line, indexes) for line in faults) else Damage.ROWS


def _is_of_indexes(line: str, roots: Collection[int]) -> bool:
    """Whether a fault is one of indexes, which have these roots."""
    if place := re.match(r"(?:Tree|On tree page) (\d+)", line):
        return int(place[1]) in roots
    return bool(_INDEX_LINE.match(line))


def _names(connection: sqlite3.Connection, where: str) -> list[str]:
    rows = connection.execute(f"SELECT name FROM sqlite_master WHERE {where}")
    return [bytes(name).decode(errors="replace") for (name,) in rows]


def _is_readable(connection: sqlite3.Connection, table: str) -> bool:
    try:
        for _ in connection.execute(f"SELECT * FROM {quoted(table)} NOT INDEXED"):
            pass
    except sqlite3.DatabaseError as error:
        _require_corrupt(error)
        return False
    return True
