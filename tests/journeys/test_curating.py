"""Choosing images, filing them in albums by dragging, ordering them, and taking everything back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from imagineer_desktop.catalog.rows import ALL_IMAGES, SortKey, Source, SourceKind
from imagineer_desktop.ui.dialogs.album_dialog import AlbumDialog

if TYPE_CHECKING:
    from tests.journeys.conftest import Person

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
HARBOR, MEADOW = "harbor_20251015_101010", "meadow_20251016_111111"


def test_images_are_chosen_with_clicks_keys_and_a_rubber_band(person: Person) -> None:
    ids = list(person.work.ground.model.ids)
    person.click_cell(1)
    assert list(person.chosen) == [ids[1]]
    person.click_cell(4, CTRL)
    assert list(person.chosen) == [ids[1], ids[4]]
    person.click_cell(7, SHIFT)
    assert set(person.chosen) >= set(ids[4:8])
    person.press("Ctrl+Shift+A")
    assert person.chosen == ()
    person.press("Ctrl+A")
    assert len(person.chosen) == 16
    person.press("Ctrl+I")
    assert person.chosen == ()

    grid = person.work.views.grid
    first, last = grid.place_of(0), grid.place_of(1)
    from_edge = QPoint(2, first.center().y())
    person.pull(grid.viewport(), from_edge, QPoint(last.left() + 20, last.center().y()))
    assert person.chosen == tuple(ids[:2])
    assert "2 selected of 16" in person.status_words()


def test_dragged_on_an_album_images_are_added(person: Person) -> None:
    harbor = person.album_named(HARBOR)
    album = Source(SourceKind.ALBUM, harbor)
    place = person.source_place(album)
    rows = [row for row, name in enumerate(person.names()) if name.startswith(("single", "meadow"))][:3]
    before = person.tables()
    person.choose(*rows)
    panel = person.desktop.shell.panel.view
    person.drag(
        person.work.views.grid.viewport(),
        person.cell(rows[0]),
        panel.viewport(),
        place,
        over=lambda: person.shoot("drag-to-album"),
    )
    person.settle()
    assert person.count_of(album) == 11
    person.shoot("dropped-on-album")
    after = person.tables()
    assert len(after["album_images"]) == len(before["album_images"]) + 3

    person.press("Ctrl+Z")
    person.settle()
    assert person.count_of(album) == 8
    assert person.tables() == before
    person.press("Ctrl+Shift+Z")
    person.settle()
    assert person.count_of(album) == 11
    assert person.tables() == after


@pytest.mark.parametrize("key", ["", "ctrl"])
def test_with_ctrl_they_move_from_the_open_album(person: Person, key: str) -> None:
    harbor, meadow = person.album_named(HARBOR), person.album_named(MEADOW)
    person.go_to_album(harbor)
    before = person.tables()
    chosen = person.choose(0, 2, 3)
    place = person.source_place(Source(SourceKind.ALBUM, meadow))
    person.drag(
        person.work.views.grid.viewport(),
        person.cell(2),
        person.desktop.shell.panel.view.viewport(),
        place,
        key,
    )
    person.settle()
    assert person.count_of(Source(SourceKind.ALBUM, meadow)) == 8
    assert person.count_of(Source(SourceKind.ALBUM, harbor)) == (5 if key else 8)
    assert key == "" or not set(chosen) & set(person.work.ground.model.ids)
    person.press("Ctrl+Z")
    person.settle()
    assert person.tables() == before


def test_in_an_album_dragging_changes_the_order(person: Person) -> None:
    person.go_to_album(person.album_named(HARBOR))
    grid = person.work.views.grid
    before = list(person.work.ground.model.ids)
    person.choose(5, 6)
    person.drag(
        grid.viewport(),
        person.cell(5),
        grid.viewport(),
        QPoint(grid.place_of(1).left() + 3, person.cell(1).y()),
        over=lambda: person.shoot("reorder"),
    )
    person.until(lambda: list(person.work.ground.model.ids) != before, "another order")
    expected = [before[0], before[5], before[6], *before[1:5], before[7]]
    assert list(person.work.ground.model.ids) == expected
    assert set(person.chosen) == {before[5], before[6]}
    person.press("Ctrl+Z")
    person.until(lambda: list(person.work.ground.model.ids) == before, "the order before")

    person.hover(grid.viewport(), person.cell(0))
    person.press("Ctrl+Alt+D")
    dialog = person.dialog(AlbumDialog)
    person.shoot("album-details")
    order = person.named(dialog, "Order of its images")
    assert isinstance(order, QComboBox)
    order.setFocus()
    person.press("Down")
    assert order.currentData() == "name"
    person.click_named(dialog, "Save album")
    person.until(lambda: person.work.ground.model.question.sort is SortKey.NAME, "by name")
    person.settle()
    assert person.names() == sorted(person.names())


def test_an_album_is_made_renamed_emptied_and_deleted(person: Person) -> None:
    start = person.tables()
    chosen = person.choose(0, 1, 2)
    person.press("Ctrl+Shift+N")
    dialog = person.dialog(AlbumDialog)
    person.type("Covers & <b>more</b>")
    person.shoot("new-album")
    person.click_named(dialog, "Create album")
    person.until_gone(dialog)
    person.settle()
    album = person.album_named("Covers & <b>more</b>")
    person.go_to_album(album)
    assert set(person.work.ground.model.ids) == set(chosen)

    view = person.desktop.shell.panel.view
    view.setFocus()
    person.press("F2")
    person.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit), "a field for the name")
    person.press("Ctrl+A")
    person.type("Covers 123")
    person.press("Enter")
    person.settle()
    assert person.album_named("Covers 123") == album
    assert set(person.work.ground.model.ids) == set(chosen)

    person.click_cell(0)
    person.press("Backspace")
    person.until(lambda: person.work.ground.model.rowCount() == 2, "one fewer")
    person.shoot("removed-from-album")

    view.setFocus()
    person.press("Del")
    person.until(lambda: person.work.ground.model.question.source == ALL_IMAGES, "all images")
    person.settle()
    assert [one.name for one in person.work.counts.albums if one.id == album] == []
    person.click_named(person.desktop.window.toast, "Undo")
    person.settle()
    assert person.album_named("Covers 123") == album
    for _ in range(3):
        person.press("Ctrl+Z")
    person.settle()
    assert person.tables() == start


def test_ctrl_b_adds_to_the_target_album(person: Person) -> None:
    meadow = Source(SourceKind.ALBUM, person.album_named(MEADOW))
    place = person.source_place(meadow)
    assert not person.work.albums.add_to_target.isEnabled()
    person.open_menu(person.desktop.shell.panel.view.viewport(), place)
    person.shoot("album-menu")
    person.choose_entry("Target for Ctrl+B")
    rows = [row for row, name in enumerate(person.names()) if name.startswith("single")][:2]
    person.choose(*rows)
    person.press("Ctrl+B")
    person.settle()
    assert person.count_of(meadow) == 7
    person.shoot("target")


def test_a_drop_inside_the_grid_imports_nothing(person: Person) -> None:
    before = person.tables()
    viewport = person.work.views.grid.viewport()
    person.choose(0, 1)
    person.drag(viewport, person.cell(0), viewport, person.cell(9), refused=True)
    person.settle()
    assert person.tables() == before
    assert not person.work.ground.queue.tasks
