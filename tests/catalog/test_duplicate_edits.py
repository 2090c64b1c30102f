"""Judging a pair is one step: done, taken back and done again to the bit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.edits.duplicates import KeepBoth, KeepOne
from imagineer_desktop.catalog.edits.edit import Edit, in_the_past
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import columns_in_order, image_details, image_ids
from imagineer_desktop.catalog.rows import ImageFilter

TABLES = ("images", "albums", "album_images", "labels", "duplicate_decisions")
EDITS: dict[str, Callable[[], Edit]] = {
    "keep the first": lambda: KeepOne(1, 4),
    "keep the second": lambda: KeepOne(4, 1, kept_name="00004.png"),
    "keep one and take nothing over": lambda: KeepOne(4, 1, take_over=False),
    "keep one without anything to take over": lambda: KeepOne(8, 11),
    "keep both": lambda: KeepBoth(8, 11, ("00008.png", "00011.png")),
}


def tables(library: Library) -> dict[str, list[tuple[object, ...]]]:
    content = {}
    with library.reading() as session:
        for table in TABLES:
            names = columns_in_order(session, table)
            asked = ", ".join(f'"{name}", typeof("{name}")' for name in names)
            rows = session.connection().exec_driver_sql(f'SELECT {asked} FROM "{table}" ORDER BY id')
            content[table] = [tuple(row) for row in rows]
    return content


def decisions(library: Library) -> list[tuple[int, int, str]]:
    with library.reading() as session:
        asked = session.connection().exec_driver_sql(
            "SELECT image_a, image_b, decision FROM duplicate_decisions ORDER BY id"
        )
        return [tuple(row) for row in asked]


@pytest.mark.parametrize("name", EDITS)
def test_it_is_taken_back_and_done_again_to_the_bit(filled: Library, name: str) -> None:
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
    assert history.undo_text is not None
    assert in_the_past(history.undo_text).startswith("Kept ")


def test_the_kept_one_gets_the_albums_and_labels_of_the_other(filled: Library) -> None:
    History(filled).do(KeepOne(4, 1))
    with filled.reading() as session:
        kept = image_details(session, 4)
        dropped = image_details(session, 1)
    assert kept is not None
    assert dropped is not None
    assert [album.name for album in kept.albums] == ["Sea", "zodiac"]
    assert [(one.label_text, one.source_model, one.confidence) for one in kept.labels] == [
        ("a ram at dawn", "manual", None),
        ("ram", "wd-eva02", 0.9),
    ]
    assert dropped.row.trashed
    assert len(dropped.labels) == 2
    assert decisions(filled) == [(1, 4, "keep_b")]


def test_it_keeps_its_own_caption_and_no_label_twice(filled: Library) -> None:
    with filled.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql(
            "INSERT INTO labels (image_id, label_text, label_type) VALUES "
            "(4, 'mine', 'caption'), (4, 'ram', 'tag')"
        )
    History(filled).do(KeepOne(4, 1))
    with filled.reading() as session:
        kept = image_details(session, 4)
    assert kept is not None
    assert [one.label_text for one in kept.labels] == ["mine", "ram"]


def test_taking_nothing_over_leaves_the_kept_one_as_it_was(filled: Library) -> None:
    before = tables(filled)
    History(filled).do(KeepOne(4, 1, take_over=False))
    after = tables(filled)
    assert (after["labels"], after["album_images"]) == (before["labels"], before["album_images"])
    with filled.reading() as session:
        assert 1 not in image_ids(session, ImageFilter())


def test_a_second_decision_takes_the_place_of_the_first(filled: Library) -> None:
    history = History(filled)
    history.do(KeepBoth(11, 8))
    assert not history.do(KeepBoth(8, 11))
    history.do(KeepOne(11, 8))
    assert decisions(filled) == [(8, 11, "keep_b")]
    history.undo()
    assert decisions(filled) == [(8, 11, "keep_both")]
    history.undo()
    assert decisions(filled) == []


@pytest.mark.parametrize("edit", [KeepOne(1, 99), KeepOne(99, 1), KeepBoth(1, 99)], ids=repr)
def test_an_image_that_is_gone_changes_nothing(filled: Library, edit: Edit) -> None:
    history = History(filled)
    before = tables(filled)
    with pytest.raises(CatalogError):
        history.do(edit)
    assert tables(filled) == before
    assert history.undo_text is None


def test_long_names_are_short_in_the_menu() -> None:
    name = "20251016_221810_under_the_sea_shafts_of_light_a_shoal_of_fish.png"
    assert KeepOne(1, 2, kept_name=name).text == "Keep “20251016_221810_…oal_of_fish.png” of 2 duplicates"
    assert KeepBoth(1, 2, (name, "b.png")).text.endswith("… and “b.png”".removeprefix("…"))
