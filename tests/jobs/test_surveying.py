"""A look at an old library before it is upgraded."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.progress import Progress, finish
from imagineer_desktop.jobs.upgrades.surveying import survey, surveyed


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Three images of the web application, of which two exist in the outputs beside it; no labels table."""
    path = tmp_path / "instance" / "imagineer.db"
    path.parent.mkdir()
    for name in ("set_1/a.png", "b.png"):
        (tmp_path / "outputs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "outputs" / name).write_bytes(b"x")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE images (id INTEGER PRIMARY KEY, filename, file_path)")
        connection.execute("CREATE TABLE albums (id INTEGER PRIMARY KEY, name)")
        connection.executemany(
            "INSERT INTO images (filename, file_path) VALUES (?, ?)",
            [(name, f"/mnt/old/outputs/{name}") for name in ("set_1/a.png", "b.png", "set_1/gone.png")],
        )
        connection.execute("INSERT INTO images (filename) VALUES ('without a path')")
        connection.execute("INSERT INTO albums (name) VALUES ('set')")
    return path


def test_it_counts_and_finds_the_folder(database: Path, tmp_path: Path) -> None:
    before = database.read_bytes()
    found = survey(database)
    assert (found.images, found.albums, found.labels) == (4, 1, 0)
    assert len(found.paths) == 3
    assert found.outputs_root == tmp_path / "outputs"
    assert database.read_bytes() == before
    assert [path.name for path in database.parent.iterdir()] == ["imagineer.db"]


def test_how_many_a_folder_would_bring_back(database: Path, tmp_path: Path) -> None:
    found = survey(database)
    assert found.found_under(tmp_path / "outputs") == 3, "two of three, scaled to four images"
    elsewhere = tmp_path / "some" / "elsewhere"
    elsewhere.mkdir(parents=True)
    assert found.found_under(elsewhere) == 0


def test_a_library_without_images(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE images (id INTEGER PRIMARY KEY, filename, file_path)")
    found = survey(path)
    assert (found.images, found.albums, found.outputs_root) == (0, 0, None)
    assert found.found_under(tmp_path) == 0


def test_as_a_job(database: Path) -> None:
    job = surveyed(database)
    assert isinstance(next(job), Progress)
    assert finish(job).images == 4


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    path.write_bytes(b"only words" * 100)
    with pytest.raises(CatalogError, match="not an Imagineer library"):
        survey(path)


@pytest.mark.real_files
@pytest.mark.parametrize(
    ("name", "images", "albums", "labels", "folder"),
    [
        ("october-28.db", 44, 14, 40, "outputs"),
        ("before-training-source.db", 33, 8, 36, "outputs-early"),
        ("training-source-added.db", 33, 8, 36, "outputs-early"),
    ],
)
def test_the_real_libraries(
    tmp_path: Path, real_files: Path, name: str, images: int, albums: int, labels: int, folder: str
) -> None:
    for neighbor in ("outputs", "outputs-early"):
        (tmp_path / neighbor).symlink_to(real_files / "legacy" / neighbor)
    found = survey(Path(shutil.copy(real_files / "legacy" / name, tmp_path / name)))
    assert (found.images, found.albums, found.labels) == (images, albums, labels)
    assert found.outputs_root == tmp_path / folder
    assert found.found_under(tmp_path / folder) == images
