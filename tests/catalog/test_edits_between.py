"""Steps taken back and done again while others write in between: nothing of theirs or ours is lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.edits.albums import (
    AddToAlbum,
    ChangeAlbum,
    CreateAlbum,
    DeleteAlbum,
    RemoveFromAlbum,
    RenameAlbum,
    ReorderAlbum,
    move_to_album,
)
from imagineer_desktop.catalog.edits.duplicates import KeepBoth, KeepOne
from imagineer_desktop.catalog.edits.edit import Edit
from imagineer_desktop.catalog.edits.files import RelinkFiles, RelocateFolder
from imagineer_desktop.catalog.edits.images import (
    change_prompt,
    flag,
    mark_nsfw,
    mark_public,
    move_to_trash,
    rate,
)
from imagineer_desktop.catalog.edits.labels import (
    AddLabel,
    ChangeLabels,
    KeepLabels,
    RemoveLabels,
    SetCaption,
)
from imagineer_desktop.catalog.errors import CatalogError, GoneError
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.rows import AlbumDraft, Pick

TABLES = ("images", "albums", "album_images", "labels", "duplicate_decisions")
Content = dict[str, list[tuple[object, ...]]]

EDITS: dict[str, Callable[[], Edit]] = {
    "rate": lambda: rate(tuple(range(1, 13)), 4),
    "flag": lambda: flag((1, 2), Pick.PICKED),
    "nsfw": lambda: mark_nsfw((1, 7), True),
    "private": lambda: mark_public((1, 2), False),
    "prompt": lambda: change_prompt(4, "a harbor at noon"),
    "trash": lambda: move_to_trash((1, 4)),
    "create album": lambda: CreateAlbum(AlbumDraft("New"), (5, 4, 9)),
    "change album": lambda: ChangeAlbum(2, AlbumDraft("Stars", "set", "of the sky", False, False, "name")),
    "rename album": lambda: RenameAlbum(1, "Ocean"),
    "delete album": lambda: DeleteAlbum(1),
    "add to album": lambda: AddToAlbum(1, (4, 5, 6)),
    "remove from album": lambda: RemoveFromAlbum(1, (1, 4, 9)),
    "move to album": lambda: move_to_album(1, 2, (1, 4)),
    "reorder": lambda: ReorderAlbum(1, (4, 3), 1),
    "add tag": lambda: AddLabel((1, 2, 4), "dusk"),
    "keep labels": lambda: KeepLabels((2,), (1,)),
    "remove labels": lambda: RemoveLabels((2, 3), (1, 2), "ram"),
    "change labels": lambda: ChangeLabels((2, 4), (1, 3), "sheep"),
    "set caption": lambda: SetCaption(4, None, "a pier"),
    "change caption": lambda: SetCaption(1, 1, "a pier"),
    "keep one": lambda: KeepOne(1, 4),
    "keep both": lambda: KeepBoth(1, 4),
    "relink": lambda: RelinkFiles(((1, "/new/1.png"),), (("/pictures", "/new"),)),
    "relocate": lambda: RelocateFolder("/pictures", "/mnt", 12),
}

OTHERS: dict[str, str] = {
    "an image in every album": "INSERT INTO album_images (album_id, image_id, sort_order) "
    "SELECT id, 12, 7 FROM albums",
    "all images in the album": "INSERT OR IGNORE INTO album_images (album_id, image_id, sort_order) "
    "SELECT albums.id, images.id, 9 FROM albums, images WHERE albums.id = 1",
    "another order": "UPDATE album_images SET sort_order = 20 - sort_order",
    "some leave the albums": "DELETE FROM album_images WHERE image_id IN (1, 4)",
    "labels": "INSERT INTO labels (image_id, label_text, label_type) SELECT id, 'dusk', 'tag' FROM images",
    "labels go": "DELETE FROM labels WHERE id IN (1, 2)",
    "labels reworded": "UPDATE labels SET label_text = 'theirs', source_model = 'claude'",
    "images rated": "UPDATE images SET rating = 4, pick = -1, prompt = 'theirs', is_nsfw = 1",
    "images moved": "UPDATE images SET file_path = '/theirs/' || id",
    "an image goes": "DELETE FROM images WHERE id = 4",
    "an album goes": "DELETE FROM albums WHERE id = 1",
    "albums renamed": "UPDATE albums SET name = name || '!', description = 'theirs', updated_at = 'now'",
    "an album of the same folder": "UPDATE albums SET source_folder = NULL WHERE id = 1; "
    "INSERT INTO albums (name, source_folder) VALUES ('Theirs', '/pictures')",
    "a decision": "INSERT OR IGNORE INTO duplicate_decisions (image_a, image_b, decision) "
    "VALUES (1, 4, 'keep_b')",
}


def tables(library: Library) -> Content:
    with library.reading() as session:
        return {
            table: [tuple(row) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY id"))]
            for table in TABLES
        }


def write(library: Library, statements: str) -> None:
    with library.writing(EVERYTHING) as session:
        for statement in statements.split("; "):
            session.connection().exec_driver_sql(statement)


def links(library: Library, album_id: int) -> list[int]:
    return [int(str(row[2])) for row in tables(library)["album_images"] if row[1] == album_id]


def names(library: Library) -> list[object]:
    return [row[1] for row in tables(library)["albums"]]


def step(act: Callable[[], str | None]) -> bool:
    """Undo or redo; False when what it changes is gone."""
    try:
        return act() is not None
    except GoneError:
        return False


@pytest.fixture
def shared(filled: Library) -> Library:
    """Album 1 is of the folder of all images."""
    write(filled, "UPDATE albums SET source_folder = '/pictures' WHERE id = 1")
    return filled


@contextmanager
def copy_of(library: Library, name: str) -> Iterator[Library]:
    path = library.path.with_name(f"{name}.db")
    shutil.copy(library.path, path)
    copy = Library(path)
    yield copy
    copy.close()


@pytest.mark.parametrize("name", EDITS)
def test_what_others_wrote_after_an_undo_outlives_redo_and_undo(shared: Library, name: str) -> None:
    shared.tidy()
    for other, statements in OTHERS.items():
        with copy_of(shared, other) as library:
            history = History(library)
            assert history.do(EDITS[name]())
            history.undo()
            write(library, statements)
            theirs = tables(library)
            if step(history.redo):
                redone = tables(library)
                step(history.undo)
                assert tables(library) == theirs, other
                if step(history.redo):
                    assert tables(library) == redone, other
                    step(history.undo)
            assert tables(library) == theirs, other


@pytest.mark.parametrize("name", EDITS)
def test_what_others_wrote_after_a_step_outlives_undo_and_redo(shared: Library, name: str) -> None:
    shared.tidy()
    for other, statements in OTHERS.items():
        with copy_of(shared, other) as library:
            history = History(library)
            assert history.do(EDITS[name]())
            write(library, statements)
            theirs = tables(library)
            if step(history.undo):
                step(history.redo)
            assert tables(library) == theirs, other


def test_an_image_put_into_an_album_that_is_deleted_again_comes_back_with_it(filled: Library) -> None:
    history = History(filled)
    history.do(DeleteAlbum(1))
    history.undo()
    write(filled, OTHERS["an image in every album"])
    history.redo()
    assert links(filled, 1) == []
    history.undo()
    assert links(filled, 1) == [1, 2, 3, 4, 12]


def test_an_image_put_into_a_new_album_comes_back_with_it(filled: Library) -> None:
    history = History(filled)
    history.do(CreateAlbum(AlbumDraft("New"), (5,)))
    write(filled, OTHERS["an image in every album"])
    history.undo()
    history.redo()
    assert links(filled, 4) == [5, 12]


def test_an_album_with_memberships_of_no_image_comes_back(filled: Library) -> None:
    write(
        filled,
        "INSERT INTO images (id, filename, file_path) VALUES (99, 'gone', '/gone'); "
        "INSERT INTO album_images (album_id, image_id) VALUES (1, 99)",
    )
    orphan(filled, 99)
    assert links(filled, 1) == [1, 2, 3, 4, 99]
    history = History(filled)
    history.do(DeleteAlbum(1))
    assert history.undo() == "Delete album “Sea”"
    assert links(filled, 1) == [1, 2, 3, 4]
    history.redo()
    assert names(filled) == ["zodiac", "Empty"]
    history.undo()
    assert links(filled, 1) == [1, 2, 3, 4]


def orphan(library: Library, image_id: int) -> None:
    """As the web application did: the image goes, what belongs to it stays."""
    connection = sqlite3.connect(library.path)
    connection.execute("DELETE FROM images WHERE id = ?", (image_id,))
    connection.commit()
    connection.close()


def test_an_album_comes_back_without_the_image_that_is_gone(filled: Library) -> None:
    history = History(filled)
    history.do(DeleteAlbum(1))
    write(filled, "DELETE FROM images WHERE id = 3")
    assert history.undo() == "Delete album “Sea”"
    assert links(filled, 1) == [1, 2, 4]


def test_an_album_comes_back_beside_the_one_that_has_its_folder_now(shared: Library) -> None:
    history = History(shared)
    history.do(DeleteAlbum(1))
    write(shared, "INSERT INTO albums (name, source_folder) VALUES ('Theirs', '/pictures')")
    theirs = tables(shared)
    history.undo()
    with shared.reading() as session:
        asked = session.connection().exec_driver_sql("SELECT name, source_folder FROM albums ORDER BY id")
        found = [tuple(row) for row in asked]
    assert found == [("Sea", None), ("zodiac", None), ("Empty", None), ("Theirs", "/pictures")]
    assert links(shared, 1) == [1, 2, 3, 4]
    history.redo()
    assert tables(shared) == theirs


def test_the_rest_of_a_step_is_taken_back_when_a_part_is_gone(filled: Library) -> None:
    history = History(filled)
    before = tables(filled)["images"]
    history.do(rate((1, 2, 3), 4))
    write(filled, "DELETE FROM images WHERE id = 2")
    history.undo()
    assert tables(filled)["images"] == [row for row in before if row[0] != 2]


def test_images_are_not_taken_out_of_one_album_when_the_other_is_gone(filled: Library) -> None:
    history = History(filled)
    history.do(move_to_album(1, 3, (1, 2)))
    write(filled, "DELETE FROM albums WHERE id = 1")
    with pytest.raises(GoneError):
        history.undo()
    assert links(filled, 3) == [1, 2]


def test_a_step_that_may_succeed_later_stays(filled: Library) -> None:
    history = History(filled)
    history.do(RemoveLabels((3,), (2,)))
    write(filled, "INSERT INTO labels (id, image_id, label_text) VALUES (3, 5, 'in its place')")
    with pytest.raises(CatalogError, match="the step is kept"):
        history.undo()
    assert history.undo_text == "Remove label “ram” from 1 image"
    write(filled, "DELETE FROM labels WHERE id = 3")
    assert history.undo() == "Remove label “ram” from 1 image"
    assert [row[2] for row in tables(filled)["labels"]] == ["a ram at dawn", "ram", "ram", "dusk"]
