"""What lies at a path is told without touching it, and refused in words where it is not ours."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.migrating import State

MakeOld = Callable[[str, Path], None]


def _script(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)


def _nothing(path: Path) -> None:
    path.touch()


def _no_tables(path: Path) -> None:
    _script(path, "CREATE TABLE t (x); DROP TABLE t;")


def _newer(path: Path) -> None:
    migrating.create(path)
    _script(path, "UPDATE alembic_version SET version_num = '0099_future'")


def _older(path: Path) -> None:
    migrating.create(path)
    migrating.downgrade(path, migrating.OCTOBER)


def _unclear_version(path: Path) -> None:
    migrating.create(path)
    _script(path, "DELETE FROM alembic_version")


def _foreign(path: Path) -> None:
    _script(path, "CREATE TABLE Images (id INTEGER, name TEXT); CREATE TABLE Albums (id, relativePath)")


def _foreign_with_alembic(path: Path) -> None:
    _script(path, "CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('abc')")


def _text(path: Path) -> None:
    path.write_text("This is no database. " * 200, encoding="utf-8")


def _damaged(path: Path) -> None:
    migrating.create(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * 3996 + whole[4096:])


KINDS: dict[str, tuple[Callable[[Path], None], State, str | None]] = {
    "nothing": (_nothing, State.EMPTY, "nothing in"),
    "no tables": (_no_tables, State.EMPTY, "nothing in"),
    "newer": (_newer, State.NEWER, "0099_future"),
    "older": (_older, State.OLDER, None),
    "unclear version": (_unclear_version, State.WEB, None),
    "foreign": (_foreign, State.FOREIGN, "another program"),
    "foreign with alembic": (_foreign_with_alembic, State.FOREIGN, "another program"),
    "text": (_text, State.NOT_A_DATABASE, "not a database"),
    "damaged": (_damaged, State.DAMAGED, "cannot be read"),
    "current": (migrating.create, State.CURRENT, None),
}


@pytest.mark.parametrize("kind", KINDS)
def test_files_are_told_apart_and_left_as_they_are(tmp_path: Path, kind: str) -> None:
    make, state, refusal = KINDS[kind]
    path = tmp_path / "imagineer.db"
    make(path)
    before = path.read_bytes(), path.stat().st_mtime_ns
    finding = migrating.classify(path)
    assert finding.state is state
    if refusal is None:
        assert finding.refusal is None
    else:
        with pytest.raises(CatalogError, match=refusal):
            migrating.upgrade(path)
        with pytest.raises(CatalogError, match=refusal):
            migrating.downgrade(path, migrating.OCTOBER)
    if state not in {State.OLDER, State.WEB}:
        assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_every_old_library_is_known(tmp_path: Path, kind: str, make_old: MakeOld) -> None:
    path = tmp_path / "imagineer.db"
    make_old(kind, path)
    before = path.read_bytes()
    assert migrating.classify(path) == migrating.Finding(path, State.WEB)
    assert path.read_bytes() == before


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "imagineer.db"
    assert migrating.classify(path).state is State.MISSING
    with pytest.raises(CatalogError, match="no library"):
        migrating.upgrade(path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_a_library(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="is a folder"):
        migrating.classify(tmp_path)


def test_looking_leaves_nothing_beside_a_library_in_wal_mode(tmp_path: Path) -> None:
    path = tmp_path / "imagineer.db"
    migrating.create(path)
    _script(path, "PRAGMA journal_mode = WAL; CREATE TABLE t (x)")
    before = path.read_bytes()
    assert migrating.classify(path).state is State.CURRENT
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_library_in_use_is_looked_at_and_its_lock_stays(tmp_path: Path) -> None:
    path = tmp_path / "imagineer.db"
    migrating.create(path)
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as writer,
        closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other,
    ):
        writer.execute("BEGIN IMMEDIATE")
        assert migrating.classify(path).state is State.CURRENT
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize("kind", ["oldest"], indirect=True)
def test_what_a_crash_left_is_taken_back_before_looking(tmp_path: Path, kind: str, make_old: MakeOld) -> None:
    """The files as they lie on disk in the middle of a large transaction are what a crash leaves."""
    path, crashed = tmp_path / "imagineer.db", tmp_path / "crashed.db"
    make_old(kind, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 5")
        connection.execute("BEGIN")
        connection.execute("UPDATE images SET prompt = hex(zeroblob(40000))")
        shutil.copyfile(path, crashed)
        shutil.copyfile(f"{path}-journal", f"{crashed}-journal")
    assert migrating.classify(crashed).state is State.WEB
    with closing(sqlite3.connect(crashed)) as connection:
        assert connection.execute("SELECT count(*) FROM images WHERE length(prompt) > 9999").fetchone() == (
            0,
        )
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_library_that_forgot_its_revision_finds_it_again(tmp_path: Path) -> None:
    path = tmp_path / "imagineer.db"
    _unclear_version(path)
    migrating.upgrade(path)
    assert migrating.classify(path).state is State.CURRENT
    _script(path, "INSERT INTO alembic_version VALUES ('0001_web_application')")
    assert migrating.classify(path).state is State.WEB
    migrating.upgrade(path)
    assert migrating.classify(path) == migrating.Finding(path, State.CURRENT, migrating.HEAD)


def test_a_locked_library_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "imagineer.db"
    migrating.create(path)
    migrating.downgrade(path, migrating.OCTOBER)
    monkeypatch.setattr(migrating, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr("imagineer_desktop.catalog.plain.BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(CatalogError, match="used by another program"):
            migrating.upgrade(path)
        writer.execute("ROLLBACK")
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CatalogError, match="used by another program"):
            migrating.classify(path)


def test_a_new_library_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "100% new?" / "lib#rary.db"
    migrating.create(path)
    assert migrating.classify(path) == migrating.Finding(path, State.CURRENT, migrating.HEAD)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_new_library_never_takes_the_place_of_another(tmp_path: Path) -> None:
    path = tmp_path / "imagineer.db"
    _text(path)
    before = path.read_bytes()
    with pytest.raises(CatalogError, match="already a file"):
        migrating.create(path)
    assert path.read_bytes() == before


def test_a_journal_without_its_library_is_left_for_rescue(tmp_path: Path) -> None:
    path, journal = tmp_path / "imagineer.db", tmp_path / "imagineer.db-wal"
    journal.write_bytes(b"rows")
    with pytest.raises(CatalogError, match="newest changes"):
        migrating.create(path)
    assert [one.name for one in tmp_path.iterdir()] == [journal.name]


def test_looking_needs_neither_sqlalchemy_nor_alembic(tmp_path: Path, checkout: Path) -> None:
    path = tmp_path / "imagineer.db"
    migrating.create(path)
    code = (
        "import sys; from pathlib import Path; from imagineer_desktop.catalog.migrating import classify\n"
        "classify(Path(sys.argv[1])); print({'sqlalchemy', 'alembic'} & sys.modules.keys())"
    )
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, cwd=checkout, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
