"""How the rows of a table lie in their records, as its CREATE statement tells it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property

from imagineer_desktop.catalog.carving.records import Value
from imagineer_desktop.catalog.definitions import quoted


class Affinity(Enum):
    """What SQLite makes of values on their way into a column (datatype3.html, section 3.1)."""

    INTEGER = "INTEGER"
    TEXT = "TEXT"
    BLOB = "BLOB"
    REAL = "REAL"
    NUMERIC = "NUMERIC"


@dataclass(frozen=True, slots=True)
class Column:
    """A column whose values are in the record. `default` fills the rows that are older than the column."""

    name: str
    declared: str = ""
    not_null: bool = False
    default: Value = None
    computed: bool = False

    @property
    def affinity(self) -> Affinity:
        return affinity(self.declared)


@dataclass(frozen=True, eq=False)
class Layout:
    """The columns of a table in the order of its records.

    `key` is the place of the column that is the rowid's other name, if one is. `fewest` is how many
    values the oldest rows have. `revision` is the one this layout is of, None for the file's own; `age`
    grows from one to the next.
    """

    table: str
    columns: tuple[Column, ...]
    key: int | None = None
    fewest: int = 1
    revision: str | None = None
    age: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def texts(self) -> tuple[int, ...]:
        """The places that hold no numbers."""
        return self._places(Affinity.TEXT)

    @cached_property
    def reals(self) -> tuple[int, ...]:
        """The places where whole numbers are stored as integers and are reals all the same."""
        return self._places(Affinity.REAL)

    @cached_property
    def required(self) -> tuple[int, ...]:
        """The places that are never empty."""
        return tuple(
            place for place, column in enumerate(self.columns) if column.not_null and place != self.key
        )

    def _places(self, kind: Affinity) -> tuple[int, ...]:
        return tuple(place for place, column in enumerate(self.columns) if column.affinity is kind)


SCHEMA = Layout(
    "sqlite_master",
    (
        Column("type", "TEXT", not_null=True),
        Column("name", "TEXT", not_null=True),
        Column("tbl_name", "TEXT", not_null=True),
        Column("rootpage", "INTEGER"),
        Column("sql", "TEXT"),
    ),
    fewest=5,
)
SEQUENCE = Layout("sqlite_sequence", (Column("name", "TEXT"), Column("seq", "INTEGER")), fewest=2)

_VIRTUAL = re.compile(r"CREATE\s+VIRTUAL\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\S+)", re.IGNORECASE)
_LITERAL = re.compile(r"\(*(?:[-+]?\d+(?:\.\d*)?|'(?:[^']|'')*'|x'[0-9a-f]*'|true|false)\)*", re.IGNORECASE)


def layout(sql: str, revision: str | None = None) -> Layout | None:
    """The layout of the table that a CREATE TABLE statement makes; None if it makes none with rowids.

    SQLite itself takes the statement apart, in memory.
    """
    if not re.match(r"CREATE\s+TABLE\b", sql, re.IGNORECASE):
        return None
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute(sql)
            found = _looked_up(connection)
    except (sqlite3.Error, sqlite3.Warning, UnicodeError, ValueError):
        return None
    if found is None:
        return None
    table, columns, key = found
    return Layout(table, columns, key, _fewest(columns), revision)


@cache
def affinity(declared: str) -> Affinity:
    """The affinity of a declared type."""
    rules = {"INT": Affinity.INTEGER, "CHAR": Affinity.TEXT, "CLOB": Affinity.TEXT, "TEXT": Affinity.TEXT}
    rules |= {"BLOB": Affinity.BLOB, "REAL": Affinity.REAL, "FLOA": Affinity.REAL, "DOUB": Affinity.REAL}
    matches = (kind for word, kind in rules.items() if word in declared.upper())
    return next(matches, Affinity.NUMERIC if declared else Affinity.BLOB)


def shadows(names: Iterable[str], virtual: Iterable[str]) -> frozenset[str]:
    """Those of the tables in which virtual tables keep what they derive from others."""
    return frozenset(name for name in names if name.lower() in _shadow_names(virtual))


def derived_by(statements: Iterable[str]) -> frozenset[str]:
    """The names of all tables in which the virtual ones among the statements may keep things."""
    matches = (_VIRTUAL.match(sql) for sql in statements)
    return frozenset(_shadow_names(match[1].strip('"') for match in matches if match))


def _shadow_names(virtual: Iterable[str]) -> set[str]:
    ends = ("_data", "_idx", "_content", "_docsize", "_config")
    return {f"{name}{end}".lower() for name in virtual for end in ends}


def _looked_up(connection: sqlite3.Connection) -> tuple[str, tuple[Column, ...], int | None] | None:
    name, without_rowid = connection.execute(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND substr(name, 1, 7) <> 'sqlite_'"
    ).fetchone()
    if without_rowid:
        return None
    indexed = connection.execute(
        "SELECT count(*) FROM pragma_index_list(?) WHERE origin = 'pk'", (name,)
    ).fetchone()[0]
    columns: list[Column] = []
    key = None
    rows = connection.execute(f"PRAGMA table_xinfo({quoted(name)})").fetchall()
    for _, column, declared, not_null, default, in_key, hidden in rows:
        if hidden == 2:  # computed when it is read, so it is not in the record
            continue
        if in_key and not indexed:
            key = len(columns)
        filled = _default(connection, declared, default)
        columns.append(Column(column, declared, bool(not_null), filled, computed=hidden == 3))
    return name, tuple(columns), key


def _default(connection: sqlite3.Connection, declared: str, text: str | None) -> Value:
    """The value that rows get for a column that was added after them."""
    if text is None or not _LITERAL.fullmatch(text):
        return None
    connection.execute("DROP TABLE IF EXISTS temp.filled")
    connection.execute(f"CREATE TEMP TABLE filled (value {declared})")
    connection.execute(f"INSERT INTO temp.filled VALUES ({text})")
    value: Value = connection.execute("SELECT value FROM temp.filled").fetchone()[0]
    return value


def _fewest(columns: Sequence[Column]) -> int:
    """A column can only have been added later if its old rows may be without a value or have a default."""
    fewest = len(columns)
    while fewest > 1 and (not columns[fewest - 1].not_null or columns[fewest - 1].default is not None):
        fewest -= 1
    return fewest
