"""Watched folders: their rows, and their edits, done, taken back and done again to the bit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.edits.albums import DeleteAlbum
from imagineer_desktop.catalog.edits.edit import Edit, in_the_past
from imagineer_desktop.catalog.edits.images import move_to_trash
from imagineer_desktop.catalog.edits.watched import (
    AddWatchedFolder,
    ChangeFolderRules,
    PauseFolders,
    RemoveWatchedFolder,
)
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import columns_in_order
from imagineer_desktop.catalog.watched import FolderRules, WatchedRow, images_in, watched_folders

TABLES = ("images", "albums", "album_images", "labels", "watched_folders")
RULES = FolderRules(False, ("*_mask.png", "grids/*"), False, 2, ("wip", "été"))

EDITS: dict[str, Callable[[], Edit]] = {
    "add a folder": lambda: AddWatchedFolder("/pictures/new"),
    "add a folder with rules": lambda: AddWatchedFolder("/pictures/new", RULES),
    "change rules": lambda: ChangeFolderRules(1, RULES),
    "change the target album": lambda: ChangeFolderRules(2, FolderRules(album_id=1)),
    "pause one": lambda: PauseFolders((1,)),
    "pause all": lambda: PauseFolders((1, 2, 3)),
    "resume": lambda: PauseFolders((3,), paused=False),
    "remove a folder": lambda: RemoveWatchedFolder(1),
    "remove a folder with a target album": lambda: RemoveWatchedFolder(2),
}


@pytest.fixture
def watched(filled: Library) -> Library:
    """Folders 1 (no rules), 2 (into the album 3) and 3 (paused)."""
    history = History(filled)
    history.do(AddWatchedFolder("/pictures"))
    history.do(AddWatchedFolder("/vault/outputs", FolderRules(album_id=3, tags=("raw",))))
    history.do(AddWatchedFolder("/vault/old"))
    history.do(PauseFolders((3,)))
    return filled


def rows(library: Library) -> tuple[WatchedRow, ...]:
    with library.reading() as session:
        return watched_folders(session)


def tables(library: Library) -> dict[str, list[tuple[object, ...]]]:
    content = {}
    with library.reading() as session:
        for table in TABLES:
            names = columns_in_order(session, table)
            asked = ", ".join(f'"{name}", typeof("{name}")' for name in names)
            found = session.connection().exec_driver_sql(f'SELECT {asked} FROM "{table}" ORDER BY id')
            content[table] = [tuple(row) for row in found]
    return content


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_taken_back_and_done_again_to_the_bit(watched: Library, name: str) -> None:
    history = History(watched)
    before = tables(watched)
    assert history.do(EDITS[name]())
    after = tables(watched)
    assert after != before
    for _ in range(2):
        assert history.undo()
        assert tables(watched) == before
        assert history.redo()
        assert tables(watched) == after
    assert history.undo_text is not None
    assert in_the_past(history.undo_text).split()[0] in {"Added", "Changed", "Paused", "Resumed", "Removed"}


@pytest.mark.parametrize(
    "edit",
    [
        AddWatchedFolder("/pictures"),
        ChangeFolderRules(99, RULES),
        PauseFolders((99,)),
        RemoveWatchedFolder(99),
    ],
    ids=repr,
)
def test_an_edit_that_fails_changes_nothing_and_leaves_no_step(watched: Library, edit: Edit) -> None:
    history = History(watched)
    before = tables(watched)
    with pytest.raises(CatalogError):
        history.do(edit)
    assert tables(watched) == before
    assert history.undo_text is None


@pytest.mark.parametrize(
    "edit",
    [ChangeFolderRules(1, FolderRules()), PauseFolders((3,)), PauseFolders((1, 2), paused=False)],
    ids=repr,
)
def test_nothing_to_do_is_no_step(watched: Library, edit: Edit) -> None:
    history = History(watched)
    assert not history.do(edit)
    assert history.undo_text is None


def test_rows_come_by_path_with_their_rules(watched: Library) -> None:
    History(watched).do(AddWatchedFolder("/pictures/new", RULES))
    assert rows(watched) == (
        WatchedRow(1, "/pictures"),
        WatchedRow(4, "/pictures/new", RULES),
        WatchedRow(3, "/vault/old", is_paused=True),
        WatchedRow(2, "/vault/outputs", FolderRules(album_id=3, tags=("raw",))),
    )
    assert [row.name for row in rows(watched)] == ["pictures", "new", "old", "outputs"]


def test_texts_are_stored_without_air_and_once(library: Library) -> None:
    History(library).do(
        AddWatchedFolder("/p", FolderRules(ignored=(" *.tmp ", "", "*.tmp"), tags=("a", " ")))
    )
    assert rows(library)[0].rules == FolderRules(ignored=("*.tmp",), tags=("a",))


@pytest.mark.parametrize("stored", ["", "no list", "{}", "[1, null]"])
def test_rules_that_another_program_spoiled_are_empty_ones(watched: Library, stored: str) -> None:
    with watched.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql(
            "UPDATE watched_folders SET ignored = ?, tags = ?", (stored,) * 2
        )
    assert {(row.rules.ignored, row.rules.tags) for row in rows(watched)} == {((), ())}


def test_images_are_counted_as_far_as_they_lie_below(filled: Library) -> None:
    with filled.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql(
            "UPDATE images SET file_path = '/pictures2/' || filename WHERE id = 1"
        )
    History(filled).do(move_to_trash((2, 3)))
    with filled.reading() as session:
        assert [images_in(session, folder) for folder in ("/pictures", "/", "/nowhere")] == [9, 10, 0]


def test_a_deleted_album_leaves_the_folder_that_filled_it(watched: Library) -> None:
    history = History(watched)
    before = tables(watched)
    history.do(DeleteAlbum(3))
    assert [(row.id, row.rules.album_id) for row in rows(watched)] == [(1, None), (3, None), (2, None)]
    after = tables(watched)
    history.undo()
    assert tables(watched) == before
    history.redo()
    assert tables(watched) == after


def test_one_that_was_removed_and_added_again_is_not_there_twice(watched: Library) -> None:
    history = History(watched)
    history.do(RemoveWatchedFolder(1))
    other = History(watched)
    other.do(AddWatchedFolder("/pictures"))
    history.undo()
    assert [row.path for row in rows(watched)] == ["/pictures", "/vault/old", "/vault/outputs"]


def test_steps_are_named_by_the_folder(watched: Library) -> None:
    history = History(watched)
    said = []
    for edit in (
        AddWatchedFolder("/a/b c"),
        ChangeFolderRules(2, RULES),
        PauseFolders((2,)),
        PauseFolders((1, 2, 3), paused=False),
        RemoveWatchedFolder(2),
    ):
        history.do(edit)
        said.append(history.undo_text)
    assert said == [
        "Add watched folder “b c”",
        "Change rules of “outputs”",
        "Pause watching “outputs”",
        "Resume watching 3 folders",
        "Remove watched folder “outputs”",
    ]
