"""Which folders may be watched: those that can be read and bring in what no other one brings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from imagineer_desktop.catalog.edits.watched import AddWatchedFolder
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.watched import FolderRules, WatchedRow, watched_folders
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.watches.watchable import check_recursive, count_images, watchable


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "home").mkdir()
    for name in ("outputs/sea/deep", "outputs2", "flat/inner", "home/backups/old", "cache/thumbs"):
        (tmp_path / name).mkdir(parents=True)
    opened = open_library(tmp_path / "home" / "library.db")
    history = History(opened)
    history.do(AddWatchedFolder(str(tmp_path / "outputs" / "sea")))
    history.do(AddWatchedFolder(str(tmp_path / "flat"), FolderRules(recursive=False)))
    yield opened
    opened.close()


def refusal(library: Library, *paths: Path) -> str:
    own = [paths[0].parents[-1] / "none", library.path.parent.parent / "cache"]
    with pytest.raises(CatalogError) as refused:
        finish(watchable(library, paths, own))
    return str(refused.value)


def test_folders_that_lie_apart_may_be_watched(library: Library, tmp_path: Path) -> None:
    paths = [tmp_path / "outputs2", tmp_path / "flat" / ".." / "flat" / "inner"]
    assert finish(watchable(library, paths)) == (str(tmp_path / "outputs2"), str(tmp_path / "flat" / "inner"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("outputs/sea", "is watched already"),
        ("outputs/sea/deep", "which is watched with all its folders"),
        ("outputs", "is watched by itself"),
        ("flat", "is watched already"),
        ("home/backups", "is the program's own"),
        ("home/backups/old", "is the program's own"),
        ("cache/thumbs", "is the program's own"),
        ("nowhere", "There is no folder"),
        ("home/library.db", "is a file"),
    ],
)
def test_others_are_refused_in_words(library: Library, tmp_path: Path, name: str, said: str) -> None:
    words = refusal(library, tmp_path / name)
    assert said in words
    assert "Nothing was changed." in words
    assert str(tmp_path / name) in words


def test_a_link_to_a_watched_folder_is_that_folder(library: Library, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "outputs")
    assert "is watched already" in refusal(library, tmp_path / "link" / "sea")


def test_two_folders_of_one_drop_may_overlap_neither(library: Library, tmp_path: Path) -> None:
    (tmp_path / "outputs2" / "in").mkdir()
    assert "come in already" in refusal(library, tmp_path / "outputs2", tmp_path / "outputs2" / "in")


def test_a_name_that_is_no_text_is_refused(library: Library, tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")
    Path(name).mkdir()
    assert "caf\\xe9 is not valid text" in refusal(library, Path(name))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_refused(library: Library, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    assert "cannot be opened (Permission denied)" in refusal(library, closed)


def test_all_folders_in_it_are_refused_where_one_is_watched(library: Library, tmp_path: Path) -> None:
    with library.reading() as session:
        watched = watched_folders(session)
    flat = watched[0]
    assert flat.path.endswith("flat")
    finish(check_recursive(flat, watched))
    inner = WatchedRow(9, str(tmp_path / "flat" / "inner"))
    with pytest.raises(CatalogError, match="is watched by itself"):
        finish(check_recursive(flat, [*watched, inner]))


def test_images_are_counted_for_each_folder(library: Library) -> None:
    with library.reading() as session:
        watched = watched_folders(session)
    assert finish(count_images(library, watched)) == {1: 0, 2: 0}
