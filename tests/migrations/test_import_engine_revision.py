"""The revision of the import engine: nothing is rewritten, and nothing of other programs is taken."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from imagineer_desktop.catalog import migrating
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.upgrades.upgrading import upgrade_in_place

BEFORE = "0006_duplicates"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library of the revision before, with two images and an album."""
    path = tmp_path / "library.db"
    migrating.create(path)
    migrating.downgrade(path, BEFORE)
    run(
        path,
        "INSERT INTO images (id, filename, file_path, file_size) VALUES (1, 'a', '/a', 7), (2, 'b', '/b', 7);"
        "INSERT INTO albums (id, name) VALUES (3, 'outputs')",
    )
    return path


def run(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(script)


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


def test_the_table_of_images_is_not_rewritten(path: Path) -> None:
    place = "SELECT rootpage FROM sqlite_master WHERE name = 'images'"
    before = ask(path, place)
    migrating.upgrade(path)
    assert ask(path, place) == before
    assert ask(path, "SELECT id, trouble FROM images") == [(1, None), (2, None)]


def test_images_of_one_size_are_found_by_an_index(path: Path) -> None:
    migrating.upgrade(path)
    plan = ask(path, "EXPLAIN QUERY PLAN SELECT id FROM images WHERE file_size = 7")
    assert "idx_images_file_size" in str(plan)


def test_a_watched_folder_outlives_its_album_and_is_there_once(path: Path) -> None:
    migrating.upgrade(path)
    watch = "INSERT INTO watched_folders (path, album_id) VALUES ('/outputs', 3)"
    run(path, watch)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        run(path, watch)
    run(path, "DELETE FROM albums")
    columns = "path, album_id, recursive, ignored, album_per_folder, tags, is_paused"
    assert ask(path, f"SELECT {columns} FROM watched_folders") == [("/outputs", None, 1, "[]", 1, "[]", 0)]


def test_a_workflow_has_one_pin_for_each_role(path: Path) -> None:
    migrating.upgrade(path)
    pin = "INSERT INTO prompt_pins (workflow, role, node) VALUES ('ab', 'prompt', '6')"
    run(path, pin)
    run(path, pin.replace("prompt'", "negative'"))
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        run(path, pin)
    with pytest.raises(sqlite3.IntegrityError, match="role"):
        run(path, pin.replace("'prompt'", "'other'"))


def test_a_column_of_another_program_comes_back(path: Path) -> None:
    run(path, "ALTER TABLE images ADD COLUMN trouble INTEGER; UPDATE images SET trouble = id * 10")
    assert finish(upgrade_in_place(path)).to_revision == migrating.HEAD
    assert ask(path, "SELECT id, trouble FROM images") == [(1, None), (2, None)]
    run(path, "UPDATE images SET trouble = 'The file is damaged.' WHERE id = 1")
    migrating.downgrade(path, BEFORE)
    assert ask(path, "SELECT id, trouble FROM images") == [(1, 10), (2, 20)]
    assert ask(path, "SELECT * FROM kept_values") == []
