"""Files of an import that belong to images of the library: which are theirs, and which are only alike."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text

from imagineer_desktop.catalog.arrivals import Arrival
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.edits.images import move_to_trash
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.imports.importing import ImportReport, import_paths
from imagineer_desktop.jobs.imports.recognizing import moved_among, note_pairs
from imagineer_desktop.jobs.progress import finish

OLD = "/mnt/gone/outputs"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "library.db")
    yield opened
    opened.close()


def picture(path: Path, width: int = 8) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (width, 8)).save(path)
    return path


def old_row(library: Library, path: str, more: str = "prompt = 'of the web application'") -> None:
    """A row as an upgrade leaves it: its file is not there, its content was never known."""
    with library.writing(EVERYTHING) as session:
        name = path.rpartition("/")[2]
        values = {"name": name, "path": path}
        session.execute(
            text(
                "INSERT INTO images (filename, file_path, missing_since) "
                "VALUES (:name, :path, '2025-10-30 10:00:00.000000')"
            ),
            values,
        )
        session.execute(text(f"UPDATE images SET {more} WHERE file_path = :path"), values)


def run(library: Library, *paths: Path) -> ImportReport:
    return finish(import_paths(library, paths))


def rows(library: Library, sql: str = "SELECT * FROM images ORDER BY id") -> list[dict[str, Any]]:
    with library.reading() as session:
        return [dict(row) for row in session.execute(text(sql)).mappings()]


def paths(library: Library) -> list[str]:
    return [row["file_path"] for row in rows(library)]


def test_a_row_whose_content_was_never_known_comes_home(library: Library, tmp_path: Path) -> None:
    home = picture(tmp_path / "new" / "set_1" / "a.png")
    old_row(library, f"{OLD}/set_1/a.png")
    report = run(library, tmp_path / "new")
    assert (report.imported, report.already, report.moved, report.replaced) == (0, 1, 1, 0)
    (row,) = rows(library)
    assert (row["file_path"], row["missing_since"], row["prompt"]) == (
        str(home),
        None,
        "of the web application",
    )
    status = home.stat()
    assert (row["file_size"], row["file_mtime_ns"]) == (status.st_size, status.st_mtime_ns)
    assert len(row["content_hash"]) == 64
    assert run(library, tmp_path / "new").moved == 0
    assert rows(library) == [row]


def test_the_longer_end_of_a_path_decides(library: Library, tmp_path: Path) -> None:
    for batch in ("sea", "sky"):
        picture(tmp_path / "new" / batch / "images" / "1.png")
        old_row(library, f"{OLD}/{batch}/images/1.png")
    assert run(library, tmp_path / "new").moved == 2
    assert paths(library) == [str(tmp_path / "new" / batch / "images" / "1.png") for batch in ("sea", "sky")]


def test_what_is_not_certain_stays(library: Library, tmp_path: Path) -> None:
    new = tmp_path / "new"
    for place in ("a/set/1.png", "b/set/1.png", "single.png", "two/2.png", "size/3.png"):
        picture(new / place)
    stays = [f"{OLD}/set/1.png", f"{OLD}/single.png", f"{OLD}/x/two/2.png", f"{OLD}/y/two/2.png"]
    for path in stays:
        old_row(library, path)
    old_row(library, f"{OLD}/size/3.png", "file_size = 1")
    report = run(library, new)
    assert (report.imported, report.already, report.moved) == (5, 0, 0)
    assert paths(library)[:5] == [*stays, f"{OLD}/size/3.png"]


def test_a_file_that_an_image_has_is_nobody_elses(library: Library, tmp_path: Path) -> None:
    picture(tmp_path / "new" / "set" / "1.png")
    run(library, tmp_path / "new")
    old_row(library, f"{OLD}/set/1.png")
    assert run(library, tmp_path / "new").moved == 0
    assert paths(library)[1] == f"{OLD}/set/1.png"


def test_old_rows_get_what_they_lack_and_keep_what_they_have(library: Library, tmp_path: Path) -> None:
    home = picture(tmp_path / "set" / "1.png")
    other = picture(tmp_path / "set" / "2.png", width=16)
    old_row(library, str(home), "width = 512, missing_since = NULL, updated_at = '2025-10-30 10:00:00'")
    old_row(library, str(other), "file_size = 1, missing_since = NULL")
    report = run(library, tmp_path / "set")
    assert (report.already, report.replaced, report.without_generation) == (2, 1, 0)
    first, second = rows(library)
    assert (first["width"], first["updated_at"]) == (512, "2025-10-30 10:00:00")
    assert first["file_size"] == home.stat().st_size
    assert (second["width"], second["file_size"]) == (16, other.stat().st_size)
    before = rows(library)
    assert run(library, tmp_path / "set").replaced == 0
    assert rows(library) == before


@pytest.mark.parametrize("left_behind", [False, True], ids=["no folder", "an empty folder"])
def test_a_copy_does_not_take_the_image_of_a_drive_that_is_away(
    library: Library, tmp_path: Path, left_behind: bool
) -> None:
    drive = tmp_path / "media" / "disk"
    original = picture(drive / "set" / "1.png")
    run(library, drive)
    drive.rename(tmp_path / "unplugged")
    if left_behind:
        drive.mkdir()
    copy = arrival(str(tmp_path / "unplugged" / "set" / "1.png"), rows(library)[0])
    assert moved_among(library, [copy], (str(tmp_path / "media"),)) == []
    (pair,) = moved_among(library, [copy], ())
    assert pair[0].path == str(original), "where no drives are, it has moved"
    with library.writing(EVERYTHING) as session:
        assert note_pairs(session, [pair]) == [pair]
    assert paths(library) == [copy.file_path]


def arrival(path: str, like: dict[str, Any]) -> Arrival:
    return Arrival(
        file_path=path,
        width=8,
        height=8,
        file_size=like["file_size"],
        content_hash=like["content_hash"],
        file_mtime_ns=like["file_mtime_ns"],
        generated_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_a_new_file_is_seen_though_the_trash_holds_its_content(library: Library, tmp_path: Path) -> None:
    old = picture(tmp_path / "outputs" / "a.png")
    run(library, tmp_path / "outputs")
    History(library).do(move_to_trash((1,)))
    new = tmp_path / "outputs" / "again" / "a.png"
    new.parent.mkdir()
    old.rename(new)
    report = run(library, tmp_path / "outputs")
    assert (report.imported, report.moved) == (1, 0)
    shown = rows(library, "SELECT file_path FROM images WHERE trashed_at IS NULL")
    assert shown == [{"file_path": str(new)}]
    assert paths(library)[0] == str(old)


def test_a_large_folder_that_was_renamed_is_moved_and_not_imported(library: Library, tmp_path: Path) -> None:
    """More than are read at once, of only two sizes, beside new ones."""
    folder = tmp_path / "outputs" / "many"
    folder.mkdir(parents=True)
    for number in range(1100):
        Image.new("RGB", (1 + number % 2, 1), (number % 256, number // 256, 7)).save(
            folder / f"{number:04}.bmp"
        )
    run(library, tmp_path / "outputs")
    before = {row["filename"]: row["id"] for row in rows(library)}
    folder.rename(tmp_path / "outputs" / "renamed")
    picture(tmp_path / "outputs" / "renamed" / "0000 new.png")
    picture(tmp_path / "outputs" / "renamed" / "9999 new.png")
    report = run(library, tmp_path / "outputs")
    assert (report.imported, report.already, report.moved, report.albums_created) == (2, 1100, 1100, 0)
    after = {row["filename"]: row["id"] for row in rows(library)}
    assert before.items() <= after.items()
    assert all("/renamed/" in path for path in paths(library))
    assert rows(library, "SELECT count(*) AS n FROM album_images") == [{"n": 1102}]


def listed_only(library: Library, *paths: Path) -> None:
    """An import that is cancelled when everything is listed and nothing is read."""
    job = import_paths(library, paths)
    while next(job).text != "Reading images":
        pass
    job.close()
    assert rows(library, "SELECT count(content_hash) AS n FROM images") == [{"n": 0}]


def label_all(library: Library) -> None:
    """Each image gets a label with its number."""
    with library.writing(EVERYTHING) as session:
        session.execute(
            text(
                "INSERT INTO labels (image_id, label_text, label_type, created_at) "
                "SELECT id, id, 'tag', '2026-01-01 00:00:00' FROM images"
            )
        )


def test_a_listed_but_unread_image_keeps_its_labels_when_its_folder_is_renamed(
    library: Library, tmp_path: Path
) -> None:
    for number in range(30):
        picture(tmp_path / "a" / f"{number:02}.png")
    listed_only(library, tmp_path / "a")
    label_all(library)
    before = {row["filename"]: row["id"] for row in rows(library)}
    (tmp_path / "a").rename(tmp_path / "moved")
    report = run(library, tmp_path / "moved")
    assert (report.imported, report.already, report.moved, report.replaced) == (0, 30, 30, 0)
    assert {row["filename"]: row["id"] for row in rows(library)} == before
    assert all(path.startswith(str(tmp_path / "moved")) for path in paths(library))
    assert rows(library, "SELECT count(content_hash) AS n FROM images") == [{"n": 30}], "and they are read"
    assert rows(library, "SELECT count(*) AS n FROM labels") == [{"n": 30}]


def aged(path: Path, seconds: float) -> Path:
    os.utime(path, ns=(int(seconds * 1e9), int(seconds * 1e9)))
    return path


def test_unread_images_of_one_size_time_and_name_are_told_apart_by_their_folders(
    library: Library, tmp_path: Path
) -> None:
    for folder in ("sea", "sky"):
        aged(picture(tmp_path / "a" / folder / "1.png"), 1_000_000)
    listed_only(library, tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "moved")
    assert run(library, tmp_path / "moved").moved == 2
    assert paths(library) == [str(tmp_path / "moved" / folder / "1.png") for folder in ("sea", "sky")]


def test_unread_images_that_cannot_be_told_apart_stay(library: Library, tmp_path: Path) -> None:
    for folder in ("sea", "sky"):
        aged(picture(tmp_path / "a" / folder / "1.png"), 1_000_000)
    listed_only(library, tmp_path / "a")
    for old, new in (("sea", "x"), ("sky", "y")):
        (tmp_path / "a" / old).rename(tmp_path / "a" / new)
    report = run(library, tmp_path / "a")
    assert (report.imported, report.moved) == (2, 0)


@pytest.mark.parametrize(("seconds", "is_found"), [(1_000_000.123456, True), (1_000_000, False)])
def test_an_unread_image_of_another_name_is_known_by_a_time_that_is_fine_enough(
    library: Library, tmp_path: Path, seconds: float, is_found: bool
) -> None:
    old = aged(picture(tmp_path / "a" / "1.png"), seconds)
    listed_only(library, tmp_path / "a")
    old.rename(tmp_path / "a" / "renamed.png")
    assert run(library, tmp_path / "a").moved == is_found


def test_an_unread_file_of_another_time_is_another(library: Library, tmp_path: Path) -> None:
    old = picture(tmp_path / "a" / "1.png")
    listed_only(library, tmp_path / "a")
    (tmp_path / "b").mkdir()
    aged(old.rename(tmp_path / "b" / "1.png"), 5.5)
    report = run(library, tmp_path / "b")
    assert (report.imported, report.moved) == (1, 0)


def test_a_stale_decision_does_not_overwrite_a_newer_one(library: Library, tmp_path: Path) -> None:
    old = picture(tmp_path / "a" / "1.png")
    run(library, tmp_path / "a")
    (row,) = rows(library)
    old.rename(tmp_path / "x.png")
    pairs = moved_among(library, [arrival(str(tmp_path / "x.png"), row)])
    with library.writing(EVERYTHING) as session:
        session.execute(text("UPDATE images SET file_path = '/where/a/person/said.png'"))
    with library.writing(EVERYTHING) as session:
        assert note_pairs(session, pairs) == []
    assert paths(library) == ["/where/a/person/said.png"]


def test_a_touched_file_that_nobody_had_read_has_no_history(library: Library, tmp_path: Path) -> None:
    path = picture(tmp_path / "a" / "1.png")
    listed_only(library, tmp_path / "a")
    aged(path, 1_000_000)
    report = run(library, tmp_path / "a")
    assert (report.already, report.replaced) == (1, 0)
    (row,) = rows(library)
    assert (row["file_mtime_ns"], len(row["content_hash"])) == (1_000_000 * 10**9, 64)
    assert set(json.loads(row["generation_data"])) == {"format"}


def test_many_missing_images_come_home_a_few_at_a_time(library: Library, tmp_path: Path) -> None:
    with library.writing(EVERYTHING) as session:
        for number in range(1200):
            values = {"name": f"{number}.bmp", "path": f"{OLD}/set_{number % 3}/{number}.bmp"}
            session.execute(
                text(
                    "INSERT INTO images (filename, file_path, missing_since) "
                    "VALUES (:name, :path, '2025-10-30 10:00:00.000000')"
                ),
                values,
            )
    for number in range(1200):
        place = tmp_path / "new" / f"set_{number % 3}" / f"{number}.bmp"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    home = f"SELECT count(*) AS n FROM images WHERE file_path LIKE '{tmp_path}/%'"
    job = import_paths(library, [tmp_path / "new"])
    seen = [rows(library, home)[0]["n"]]
    while seen[-1] < 1200:
        assert next(job).text == "Looking for images"
        seen.append(rows(library, home)[0]["n"])
    job.close()
    assert sorted(set(seen)) == [0, 500, 1000, 1200], "each batch by itself, with a sign of life after it"
    assert seen.count(0) > 5, "and while it looks for them"
