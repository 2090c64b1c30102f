"""Every edit: do changes something, undo gives the very same tables back, redo the very same again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

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
from imagineer_desktop.catalog.edits.edit import Edit, in_the_past
from imagineer_desktop.catalog.edits.images import (
    change_prompt,
    flag,
    mark_nsfw,
    mark_public,
    move_to_trash,
    rate,
    restore_from_trash,
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
from imagineer_desktop.catalog.queries import columns_in_order, image_ids
from imagineer_desktop.catalog.rows import AlbumDraft, ImageFilter, Pick, SortKey, Source, SourceKind

TABLES = ("images", "albums", "album_images", "labels")
ALL = tuple(range(1, 13))

EDITS: dict[str, Callable[[], Edit]] = {
    "rate": lambda: rate(ALL, 4),
    "clear stars": lambda: rate((1, 2, 3), 0),
    "pick": lambda: flag((1, 2), Pick.PICKED),
    "reject": lambda: flag((3,), Pick.REJECTED),
    "nsfw": lambda: mark_nsfw((1, 7), True),
    "private": lambda: mark_public((1, 2), False),
    "prompt": lambda: change_prompt(2, "a harbor at noon"),
    "negative prompt": lambda: change_prompt(2, "fog", negative=True),
    "trash": lambda: move_to_trash((1, 4)),
    "create album": lambda: CreateAlbum(AlbumDraft("New"), (5, 2, 9)),
    "create empty album": lambda: CreateAlbum(AlbumDraft("New")),
    "change album": lambda: ChangeAlbum(2, AlbumDraft("Stars", "set", "of the sky", False, False, "name")),
    "rename album": lambda: RenameAlbum(1, "Ocean"),
    "add to album": lambda: AddToAlbum(1, (4, 5, 6)),
    "remove from album": lambda: RemoveFromAlbum(1, (1, 4, 9)),
    "move to album": lambda: move_to_album(1, 3, (1, 2)),
    "reorder before": lambda: ReorderAlbum(1, (4, 3), 1),
    "reorder to the end": lambda: ReorderAlbum(2, (4,), None),
    "add tag": lambda: AddLabel((1, 2, 3), "dusk"),
    "add caption": lambda: AddLabel((4,), "a harbor", "caption"),
    "keep labels": lambda: KeepLabels((2,), (1,)),
    "remove labels": lambda: RemoveLabels((2, 3), (1, 2), "ram"),
    "change label": lambda: ChangeLabels((4,), (3,), "sheep"),
    "set a first caption": lambda: SetCaption(5, None, "a pier"),
    "set another caption": lambda: SetCaption(1, 1, "a goat at dawn"),
    "set no caption": lambda: SetCaption(1, 1, " "),
    "delete album": lambda: DeleteAlbum(2),
    "delete empty album": lambda: DeleteAlbum(3),
}


def tables(library: Library) -> dict[str, list[tuple[object, ...]]]:
    """The whole content as stored, with the storage class of each value."""
    content = {}
    with library.reading() as session:
        connection = session.connection()
        for table in TABLES:
            names = columns_in_order(session, table)
            asked = ", ".join(f'"{name}", typeof("{name}")' for name in names)
            rows = connection.exec_driver_sql(f'SELECT {asked} FROM "{table}" ORDER BY id')
            content[table] = [tuple(row) for row in rows]
    return content


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_taken_back_and_done_again_to_the_bit(filled: Library, name: str) -> None:
    history = History(filled)
    before = tables(filled)
    assert history.do(EDITS[name]())
    after = tables(filled)
    assert after != before
    for _ in range(2):
        assert history.undo()
        assert tables(filled) == before
        assert history.redo()
        assert tables(filled) == after


def test_all_edits_in_a_row_are_taken_back_in_a_row(filled: Library) -> None:
    history = History(filled)
    states = [tables(filled)]
    for make in EDITS.values():
        if history.do(make()):
            states.append(tables(filled))
    for state in reversed(states[:-1]):
        history.undo()
        assert tables(filled) == state
    assert history.undo() is None
    for state in states[1:]:
        history.redo()
        assert tables(filled) == state


@pytest.mark.parametrize(
    "edit",
    [
        AddToAlbum(99, (1,)),
        AddToAlbum(1, (5, 99)),
        RenameAlbum(99, "Nobody"),
        RenameAlbum(1, "   "),
        CreateAlbum(AlbumDraft(" ")),
        CreateAlbum(AlbumDraft("Ghosts"), (5, 98)),
        DeleteAlbum(99),
        ChangeLabels((99,), (1,), "ram"),
        AddLabel((1,), "  "),
    ],
    ids=repr,
)
def test_an_edit_that_fails_changes_nothing_and_leaves_no_step(filled: Library, edit: Edit) -> None:
    history = History(filled)
    before = tables(filled)
    with pytest.raises(CatalogError):
        history.do(edit)
    assert tables(filled) == before
    assert history.undo_text is None


@pytest.mark.parametrize(
    "edit",
    [
        rate((6,), 0),
        AddToAlbum(1, (1, 2)),
        RemoveFromAlbum(3, (1,)),
        AddLabel((2,), "ram"),
        restore_from_trash(ALL),
        rate((1, 1), 1),
        KeepLabels((1, 3), (1, 2)),
        ChangeLabels((2, 3), (1, 2), " ram"),
        move_to_album(1, 1, (1, 2)),
        ChangeAlbum(1, AlbumDraft("Sea", "manual", is_public=True)),
        RenameAlbum(1, "Sea "),
        ReorderAlbum(1, (1, 2), 3),
        SetCaption(1, 1, "a ram at dawn"),
        SetCaption(1, None, "a ram at dawn "),
        SetCaption(4, None, " "),
    ],
    ids=repr,
)
def test_nothing_to_do_is_no_step(filled: Library, edit: Edit) -> None:
    history = History(filled)
    history.do(rate((12,), 5))
    history.undo()
    before = tables(filled)
    assert not history.do(edit)
    assert tables(filled) == before
    assert history.undo_text is None
    assert history.redo_text == "Give 1 image 5 stars"


def test_a_new_step_forgets_what_could_be_done_again(filled: Library) -> None:
    history = History(filled)
    history.do(rate((1,), 5))
    history.undo()
    names = [(history.undo_text, history.redo_text)]
    history.do(flag((2,), Pick.PICKED))
    names.append((history.undo_text, history.redo_text))
    assert names == [(None, "Give 1 image 5 stars"), ("Pick 1 image", None)]


def test_a_step_whose_object_is_gone_is_said_and_dropped(filled: Library) -> None:
    history = History(filled)
    history.do(flag((2,), Pick.PICKED))
    history.do(rate((1,), 5))
    with filled.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("DELETE FROM images WHERE id = 1")
    before = tables(filled)
    with pytest.raises(GoneError, match="not in the library any more"):
        history.undo()
    assert tables(filled) == before
    assert history.undo() == "Pick 1 image"


def test_ids_are_never_used_again(filled: Library) -> None:
    history = History(filled)
    history.do(CreateAlbum(AlbumDraft("First")))
    history.undo()
    history.do(CreateAlbum(AlbumDraft("Second")))
    with filled.reading() as session:
        newest = session.connection().exec_driver_sql("SELECT max(id) FROM albums").scalar_one()
    assert newest == 5


def test_images_are_reordered_by_hand(filled: Library) -> None:
    question = ImageFilter(Source(SourceKind.ALBUM, 1), sort=SortKey.ALBUM, descending=False)

    def order() -> list[int]:
        with filled.reading() as session:
            return list(image_ids(session, question))

    history = History(filled)
    assert order() == [1, 2, 3, 4]
    history.do(ReorderAlbum(1, (1, 3), 4))
    assert order() == [2, 1, 3, 4]
    history.do(ReorderAlbum(1, (2, 3), 3))
    assert order() == [1, 2, 3, 4]
    history.do(ReorderAlbum(1, (1,), None))
    assert order() == [2, 3, 4, 1]


@pytest.mark.parametrize("before", [1, 3, 9])
def test_a_place_that_is_not_in_the_album_any_more_is_its_end(filled: Library, before: int) -> None:
    with filled.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("DELETE FROM album_images WHERE image_id IN (3)")
    question = ImageFilter(Source(SourceKind.ALBUM, 1), sort=SortKey.ALBUM, descending=False)
    History(filled).do(ReorderAlbum(1, (1, 3), before))
    with filled.reading() as session:
        order = list(image_ids(session, question))
    assert order == ([1, 2, 4] if before == 1 else [2, 4, 1])


def test_a_caption_typed_twice_before_it_was_seen_is_one(filled: Library) -> None:
    history = History(filled)
    history.do(SetCaption(5, None, "a pier"))
    history.do(SetCaption(5, None, "a pier at night"))
    assert captions(filled, 5) == [("a pier at night", "manual")]
    assert history.undo() == "Change caption of 1 image"
    assert captions(filled, 5) == [("a pier", "manual")]
    assert history.undo() == "Add caption to 1 image"
    assert captions(filled, 5) == []


def test_a_caption_that_is_gone_is_written_anew(filled: Library) -> None:
    history = History(filled)
    history.do(RemoveLabels((1,), (1,)))
    history.do(SetCaption(1, 1, "a goat"))
    assert captions(filled, 1) == [("a goat", "manual")]
    assert not history.do(SetCaption(9, 77, ""))


def test_what_a_model_wrote_is_replaced_only_where_it_was_typed_over(filled: Library) -> None:
    with filled.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql(
            "INSERT INTO labels (id, image_id, label_text, label_type, source_model) "
            "VALUES (50, 6, 'boats', 'caption', 'claude')"
        )
    history = History(filled)
    history.do(SetCaption(6, None, "two boats"))
    assert captions(filled, 6) == [("boats", "claude"), ("two boats", "manual")]
    history.undo()
    history.do(SetCaption(6, 50, "two boats"))
    assert captions(filled, 6) == [("two boats", "manual")]


def captions(library: Library, image_id: int) -> list[tuple[str, str]]:
    with library.reading() as session:
        found = session.connection().exec_driver_sql(
            "SELECT label_text, source_model FROM labels WHERE image_id = ? AND label_type = 'caption' "
            "ORDER BY id",
            (image_id,),
        )
        return [(row[0], row[1]) for row in found]


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        (RemoveLabels((1, 2), (1,)), "Remove labels from 1 image"),
        (RemoveLabels((2, 3), (1, 2, 3, 4)), "Remove label “ram” from 2 images"),
        (RemoveLabels((1,), (1,)), "Remove caption from 1 image"),
        (ChangeLabels((1, 2), (1, 2, 3), "goat"), "Change label to “goat” on 1 image"),
        (ChangeLabels((2, 4), (1, 2, 3), "ram"), "Change label to “ram” on 1 image"),
        (KeepLabels((1, 2, 3), (1, 2)), "Keep 1 label"),
    ],
    ids=repr,
)
def test_a_step_counts_the_images_whose_labels_it_changed(filled: Library, edit: Edit, text: str) -> None:
    history = History(filled)
    history.do(edit)
    assert history.undo_text == text


def test_the_trash_keeps_albums_and_labels(filled: Library) -> None:
    history = History(filled)
    before = tables(filled)
    history.do(move_to_trash((1, 2)))
    with filled.reading() as session:
        assert set(image_ids(session, ImageFilter())) == set(ALL) - {1, 2}
        assert set(image_ids(session, ImageFilter(Source(SourceKind.TRASH)))) == {1, 2}
    history.do(restore_from_trash((1, 2)))
    after = tables(filled)
    assert after["album_images"] == before["album_images"]
    assert after["labels"] == before["labels"]


def test_texts_say_the_number_first(filled: Library) -> None:
    assert rate((1,), 1).text == "Give 1 image 1 star"
    assert AddLabel(tuple(range(4031)), "red hair").text == "Add label “red hair” to 4,031 images"
    assert AddToAlbum(1, (1, 2), "Atlas").text == "Add 2 images to “Atlas”"


@pytest.mark.parametrize("name", EDITS)
def test_a_step_that_is_done_is_told_in_the_past(filled: Library, name: str) -> None:
    history = History(filled)
    history.do(EDITS[name]())
    assert history.undo_text is not None
    told = in_the_past(history.undo_text)
    assert told.split()[0].endswith(("ed", "Gave", "Kept", "Made"))
