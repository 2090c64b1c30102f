"""What opening a path does with each thing that may lie there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.migrating import HEAD, downgrade
from imagineer_desktop.catalog.opening import NeedsUpgradeError, open_library
from imagineer_desktop.catalog.queries import revision, table_counts


def test_a_library_is_made_with_its_folder_and_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "library.db"
    for _ in range(2):
        library = open_library(path)
        with library.reading() as session:
            assert table_counts(session)["images"] == 0
            assert revision(session) == HEAD
        library.close()


def test_an_older_library_is_not_opened_but_named(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    open_library(path).close()
    downgrade(path, "0003_authorship")
    before = path.read_bytes()
    with pytest.raises(NeedsUpgradeError, match="upgrade") as caught:
        open_library(path)
    assert caught.value.finding.revision == "0003_authorship"
    assert path.read_bytes() == before


def test_a_newer_library_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    open_library(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_tomorrow'")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(CatalogError, match="newer version"):
        open_library(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"Dear diary, " * 200, "not a database"), (None, "another program")],
    ids=["text", "foreign database"],
)
def test_what_is_no_library_is_refused_and_left_alone(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "something.db"
    if content is None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE recipes (id INTEGER)")
            connection.commit()
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(CatalogError, match=words):
        open_library(path)
    assert path.read_bytes() == before
