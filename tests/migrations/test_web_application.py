"""After the way back to October the web application's own statements work on all six tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from imagineer_desktop.catalog import migrating

MakeOld = Callable[[str, Path], None]

MOMENT = "2025-10-28 20:00:00.841525"
INSERTS = {
    "images": (
        "INSERT INTO images (filename, file_path, thumbnail_path, prompt, negative_prompt, seed, steps, "
        "guidance_scale, width, height, lora_config, is_nsfw, is_public, created_at, updated_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ("new.png", "/o/new.png", None, "p", None, 1, 2, 7.5, 8, 9, None, 0, 1, MOMENT, MOMENT),
    ),
    "albums": (
        "INSERT INTO albums (name, description, album_type, is_public, is_training_source, created_by, "
        "generation_prompt, generation_config, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ("new", None, "batch", 1, 0, None, None, None, MOMENT, MOMENT),
    ),
    "album_images": (
        "INSERT INTO album_images (album_id, image_id, sort_order, added_by, created_at) "
        "VALUES (?, ?, ?, ?, ?)",
        (2, 3, 1, None, MOMENT),
    ),
    "labels": (
        "INSERT INTO labels (image_id, label_text, confidence, label_type, source_model, source_prompt, "
        "created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (3, "cat", 0.5, "tag", "claude-3-5-sonnet", None, None, MOMENT),
    ),
    "scrape_jobs": (
        "INSERT INTO scrape_jobs (name, description, source_url, scrape_config, status, progress, "
        "images_scraped, output_directory, "
        "error_message, last_error_at, created_at, started_at, completed_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ("n", None, "u", "{}", "pending", 0, 0, None, None, None, MOMENT, None, None),
    ),
    "training_runs": (
        "INSERT INTO training_runs (name, description, dataset_path, output_path, training_config, status, "
        "progress, final_checkpoint, training_loss, validation_loss, error_message, last_error_at, "
        "created_at, started_at, completed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ("n", None, "d", "o", "{}", "queued", 0, None, None, None, None, None, MOMENT, None, None),
    ),
}


@pytest.fixture
def web(kind: str, make_old: MakeOld, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection as the web application has it, to a library that came back from the newest revision."""
    path = tmp_path / "imagineer.db"
    make_old(kind, path)
    migrating.upgrade(path)
    migrating.downgrade(path, migrating.OCTOBER)
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def test_reads_writes_changes_and_deletes(web: sqlite3.Connection, kind: str) -> None:
    for table, (insert, values) in INSERTS.items():
        columns = insert.partition("(")[2].partition(")")[0]
        row_id = web.execute(insert, values).lastrowid
        row = web.execute(f"SELECT {columns} FROM {table} WHERE id = ?", (row_id,)).fetchone()
        assert row == values or (kind == "loose" and list(map(str, row)) == list(map(str, values)))
        column = columns.split(", ")[-1]
        web.execute(
            f"UPDATE {table} SET {column} = ? WHERE {table}.id = ?", ("2025-10-29 00:00:00.000000", row_id)
        )
        assert web.execute(f"DELETE FROM {table} WHERE {table}.id = ?", (row_id,)).rowcount == 1


def test_names_of_files_are_unique_again(web: sqlite3.Connection) -> None:
    insert, values = INSERTS["images"]
    web.execute(insert, values)
    with pytest.raises(sqlite3.IntegrityError, match=r"images\.filename"):
        web.execute(insert, values)


def test_equal_names_get_their_folders_and_then_a_number(tmp_path: Path) -> None:
    path = tmp_path / "imagineer.db"
    migrating.create(path)
    places = ["/o/set/a.png", "/o/other/a.png", "/p/other/a.png", "/q/other/a.png", "a.png", "/o/other/b"]
    with closing(sqlite3.connect(path)) as connection, connection:
        for place in places:
            name = place.rpartition("/")[2]
            connection.execute("INSERT INTO images (filename, file_path) VALUES (?, ?)", (name, place))
    migrating.downgrade(path, migrating.OCTOBER)
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT filename FROM images ORDER BY id")]
    assert names == ["a.png", "other__a.png", "other__a_2.png", "other__a_3.png", "a_2.png", "b"]
