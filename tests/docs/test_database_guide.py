"""The database guide shows the library as it is: every table with its indexes, and every revision."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from imagineer_desktop.catalog import migrating

_INTERNAL = "name NOT LIKE 'sqlite_%' AND name != 'alembic_version'"


@pytest.fixture
def guide(checkout: Path) -> str:
    return (checkout / "docs" / "database.md").read_text(encoding="utf-8")


@pytest.fixture
def schema(tmp_path: Path) -> dict[str, list[str]]:
    """The statements of a new library by table, as SQLite keeps them, first the table's own."""
    path = tmp_path / "new.db"
    migrating.create(path)
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(
            f"SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND {_INTERNAL} ORDER BY rowid"
        ).fetchall()
    tables: dict[str, list[str]] = {}
    for table, statement in found:
        tables.setdefault(table, []).append(_plain(statement))
    return {table: [statements[0], *sorted(statements[1:])] for table, statements in tables.items()}


def _plain(statement: str) -> str:
    """Without line breaks and the quotes around names, which mean nothing."""
    bare = re.sub(r'"(\w+)"', r"\1", " ".join(statement.split()))
    return bare.replace("( ", "(").replace(" )", ")").replace(" ,", ",")


def test_the_blocks_are_the_tables_of_a_new_library(guide: str, schema: dict[str, list[str]]) -> None:
    shown: dict[str, list[str]] = {}
    for block in re.findall(r"```sql\n(.*?)```", guide, re.DOTALL):
        first, *indexes = [_plain(part) for part in block.split(";\n") if part.strip()]
        shown[first.split()[2]] = [first, *sorted(indexes)]
    assert shown == schema


def test_each_table_is_in_the_overview(guide: str, schema: dict[str, list[str]]) -> None:
    overview = guide.partition("| Table | Holds | Rows |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)`", overview, re.MULTILINE)) == {*schema, "alembic_version"}


def test_each_revision_is_in_the_chain(guide: str) -> None:
    assert f"The revision is `{migrating.HEAD}`." in guide
    chain = guide.partition("| Revision | What it does |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| \*(.+?)\.\*", chain, re.MULTILINE)
    assert rows == [(revision.id, revision.title) for revision in migrating.revisions()]
