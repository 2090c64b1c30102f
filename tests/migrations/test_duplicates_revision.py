"""The revision of duplicates: quick where nothing is in its way, and careful where something is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.migrating import State
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.upgrades.upgrading import upgrade_in_place

BEFORE = "0005_light_table"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library of the revision before, with three images; the last one was deleted."""
    path = tmp_path / "library.db"
    migrating.create(path)
    migrating.downgrade(path, BEFORE)
    run(
        path,
        "INSERT INTO images (id, filename, file_path) VALUES (1, 'a', '/a'), (2, 'b', '/b'), (9, 'c', '/c');"
        "DELETE FROM images WHERE id = 9",
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
    assert ask(path, "SELECT id, perceptual_hash FROM images") == [(1, None), (2, None)]


def test_ids_are_not_used_again_after_the_way_down_and_up(path: Path) -> None:
    migrating.upgrade(path)
    migrating.downgrade(path, BEFORE)
    migrating.upgrade(path)
    run(path, "INSERT INTO images (filename, file_path) VALUES ('d', '/d')")
    assert ask(path, "SELECT max(id) FROM images") == [(10,)]


def test_decisions_go_with_their_images_and_never_come_twice(path: Path) -> None:
    migrating.upgrade(path)
    decide = "INSERT INTO duplicate_decisions (image_a, image_b, decision) VALUES (1, 2, 'keep_both')"
    run(path, decide)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        run(path, decide)
    with pytest.raises(sqlite3.IntegrityError, match="order"):
        run(path, decide.replace("1, 2", "2, 1"))
    run(path, "DELETE FROM images WHERE id = 2")
    assert ask(path, "SELECT count(*) FROM duplicate_decisions") == [(0,)]
    run(path, "INSERT INTO images (id, filename, file_path) VALUES (2, 'b', '/b');" + decide)
    assert ask(path, "SELECT id FROM duplicate_decisions") == [(2,)]


def test_hashes_of_another_program_are_put_aside_and_come_back(path: Path) -> None:
    run(
        path,
        "ALTER TABLE images ADD COLUMN perceptual_hash TEXT NOT NULL DEFAULT '';"
        "CREATE INDEX theirs ON images (perceptual_hash);"
        "UPDATE images SET perceptual_hash = 'ff' || id",
    )
    assert finish(upgrade_in_place(path)).to_revision == migrating.HEAD
    assert ask(path, "SELECT id, perceptual_hash FROM images") == [(1, None), (2, None)]
    run(path, "UPDATE images SET perceptual_hash = 77 WHERE id = 1")
    migrating.downgrade(path, BEFORE)
    assert ask(path, "SELECT id, perceptual_hash FROM images") == [(1, "ff1"), (2, "ff2")]
    assert ask(path, "SELECT * FROM kept_values") == []
    migrating.upgrade(path)
    assert migrating.classify(path).state is State.CURRENT
