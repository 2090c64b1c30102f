"""What a watched folder has new: by its rules, in the folders that stirred, with what is to be told of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.queries import image_ids, image_rows
from imagineer_desktop.catalog.rows import ImageFilter
from imagineer_desktop.catalog.watched import FolderRules, WatchedRow
from imagineer_desktop.jobs.imports.import_report import Failure
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.watches.watched_folders import Unread, import_rules, take_in, versions

LONG_AGO = 1_700_000_000


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "library.db")
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> WatchedRow:
    (tmp_path / "outputs" / "sea").mkdir(parents=True)
    return WatchedRow(1, str(tmp_path / "outputs"))


def names(library: Library) -> list[str]:
    with library.reading() as session:
        return sorted(row.filename for row in image_rows(session, image_ids(session, ImageFilter())))


def test_rules_are_those_of_the_folder() -> None:
    rules = FolderRules(False, ("*.tmp",), False, 7, ("raw",))
    taken = import_rules(rules)
    assert (taken.recursive, taken.ignored, taken.album_per_folder) == (False, ("*.tmp",), False)
    assert (taken.album_id, taken.tags) == (7, ("raw",))


def test_only_the_folders_that_stirred_are_looked_into(library: Library, folder: WatchedRow) -> None:
    for name in ("a.png", "sea/b.png"):
        Image.new("RGB", (20, 20), (len(name), 0, 0)).save(Path(folder.path, name))
    finish(take_in(library, folder, None, {str(Path(folder.path, "sea"))}))
    assert names(library) == ["b.png"]
    finish(take_in(library, folder, None))
    assert names(library) == ["a.png", "b.png"]


def test_a_fresh_file_that_cannot_be_read_is_growing_and_an_old_one_is_told(
    library: Library, folder: WatchedRow
) -> None:
    fresh, old = Path(folder.path, "sea", "fresh.png"), Path(folder.path, "old.png")
    for path in (fresh, old):
        path.write_bytes(b"no picture")
    os.utime(old, (LONG_AGO, LONG_AGO))
    result = finish(take_in(library, folder, None))
    assert [(file.path, file.mtime_ns) for file in result.unread] == [(str(old), LONG_AGO * 10**9)]
    assert result.growing == {str(fresh.parent)}


def test_a_name_that_is_no_text_is_told(library: Library, folder: WatchedRow) -> None:
    path = os.fsencode(folder.path) + b"/caf\xe9.png"
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(b"x")
    os.utime(path, (LONG_AGO, LONG_AGO))
    result = finish(take_in(library, folder, None))
    assert [file.path.rpartition("/")[2] for file in result.unread] == ["caf\\xe9.png"]


def test_what_is_gone_by_now_is_no_trouble(tmp_path: Path) -> None:
    there = tmp_path / "there.png"
    there.touch()
    failures = [Failure(str(there), "No."), Failure(str(tmp_path / "gone.png"), "No."), Failure("\0", "No.")]
    assert versions(failures) == (Unread(str(there), there.stat().st_mtime_ns, "No."),)
