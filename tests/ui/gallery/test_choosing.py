"""Choosing images with clicks, keys and a rubber band."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from imagineer_desktop.models.selection import selected_count, selected_rows
from imagineer_desktop.ui.gallery.grid import GalleryGrid

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def place(grid: GalleryGrid, row: int) -> QPoint:
    return grid.visualRect(grid.images.index(row)).center()


def click(qtbot: QtBot, grid: GalleryGrid, row: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    qtbot.mouseClick(grid.viewport(), LEFT, modifiers, place(grid, row))


def chosen(grid: GalleryGrid) -> list[tuple[int, int]]:
    return selected_rows(grid.selectionModel())


def current(grid: GalleryGrid) -> int:
    return grid.currentIndex().row()


def drag_band(qtbot: QtBot, grid: GalleryGrid, start: QPoint, end: QPoint) -> None:
    viewport = grid.viewport()
    qtbot.mousePress(viewport, LEFT, NONE, start)
    qtbot.mouseMove(viewport, (start + end) / 2)
    qtbot.mouseMove(viewport, end)


def test_a_click_selects_one(qtbot: QtBot, grid: GalleryGrid) -> None:
    click(qtbot, grid, 3)
    click(qtbot, grid, 8)
    assert chosen(grid) == [(8, 8)]
    assert current(grid) == 8


def test_ctrl_adds_and_takes_away(qtbot: QtBot, grid: GalleryGrid) -> None:
    click(qtbot, grid, 3)
    click(qtbot, grid, 8, CTRL)
    click(qtbot, grid, 9, CTRL)
    assert chosen(grid) == [(3, 3), (8, 9)] or chosen(grid) == [(3, 3), (8, 8), (9, 9)]
    click(qtbot, grid, 8, CTRL)
    assert chosen(grid) == [(3, 3), (9, 9)]


def test_shift_selects_in_reading_order_from_the_anchor(qtbot: QtBot, grid: GalleryGrid) -> None:
    click(qtbot, grid, 4)
    click(qtbot, grid, 13, SHIFT)
    assert chosen(grid) == [(4, 13)]
    click(qtbot, grid, 1, SHIFT)
    assert chosen(grid) == [(1, 4)]


def test_shift_with_ctrl_keeps_what_was_selected(qtbot: QtBot, grid: GalleryGrid) -> None:
    click(qtbot, grid, 20)
    click(qtbot, grid, 2, CTRL)
    click(qtbot, grid, 4, SHIFT | CTRL)
    assert selected_count(grid.selectionModel()) == 4
    assert chosen(grid)[-1] == (20, 20)


def test_a_click_on_a_selected_image_selects_it_alone_on_release(qtbot: QtBot, grid: GalleryGrid) -> None:
    grid.selectAll()
    qtbot.mousePress(grid.viewport(), LEFT, NONE, place(grid, 5))
    assert selected_count(grid.selectionModel()) == 1000, "it may become a drag"
    qtbot.mouseRelease(grid.viewport(), LEFT, NONE, place(grid, 5))
    assert chosen(grid) == [(5, 5)]


def test_the_right_button_keeps_a_selection_it_hits(qtbot: QtBot, grid: GalleryGrid) -> None:
    right = Qt.MouseButton.RightButton
    click(qtbot, grid, 1)
    click(qtbot, grid, 2, SHIFT)
    qtbot.mouseClick(grid.viewport(), right, NONE, place(grid, 2))
    assert chosen(grid) == [(1, 2)]
    qtbot.mouseClick(grid.viewport(), right, NONE, place(grid, 9))
    assert chosen(grid) == [(9, 9)]


def test_a_click_beside_the_cells_clears(qtbot: QtBot, grid: GalleryGrid) -> None:
    click(qtbot, grid, 1)
    qtbot.mouseClick(grid.viewport(), LEFT, NONE, QPoint(2, 2))
    assert chosen(grid) == []


def test_a_rubber_band_selects_what_it_touches(qtbot: QtBot, grid: GalleryGrid) -> None:
    drag_band(qtbot, grid, QPoint(1, 1), place(grid, 8))
    assert chosen(grid) == [(0, 2), (6, 8)]
    qtbot.mouseMove(grid.viewport(), place(grid, 1))
    assert chosen(grid) == [(0, 1)]
    qtbot.mouseRelease(grid.viewport(), LEFT, NONE, place(grid, 1))
    assert chosen(grid) == [(0, 1)]


def test_a_rubber_band_with_ctrl_adds(qtbot: QtBot, grid: GalleryGrid) -> None:
    click(qtbot, grid, 20)
    viewport, right = grid.viewport(), grid.viewport().rect().right() - 1
    qtbot.mousePress(viewport, LEFT, CTRL, QPoint(right, 2))
    grid._stretch_band(place(grid, 4), CTRL)
    qtbot.mouseRelease(viewport, LEFT, CTRL, place(grid, 4))
    assert chosen(grid) == [(4, 5), (20, 20)]


def test_a_band_at_the_edge_scrolls(qtbot: QtBot, grid: GalleryGrid) -> None:
    drag_band(qtbot, grid, QPoint(1, 1), QPoint(300, grid.viewport().height() + 30))
    qtbot.waitUntil(lambda: grid.verticalOffset() > 100)
    qtbot.mouseRelease(grid.viewport(), LEFT, NONE, QPoint(300, 300))
    before = grid.verticalOffset()
    qtbot.wait(60)
    assert grid.verticalOffset() == before


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ([Key.Key_Right], 1),
        ([Key.Key_Down], 6),
        ([Key.Key_Down, Key.Key_Down, Key.Key_Left, Key.Key_Up], 5),
        ([Key.Key_End], 999),
        ([Key.Key_End, Key.Key_Home], 0),
        ([Key.Key_PageDown], 24),
        ([Key.Key_PageDown, Key.Key_PageUp], 0),
        ([Key.Key_Left], 0),
    ],
)
def test_keys_walk(qtbot: QtBot, grid: GalleryGrid, keys: list[Qt.Key], row: int) -> None:
    click(qtbot, grid, 0)
    for key in keys:
        qtbot.keyClick(grid, key)
    assert current(grid) == row
    assert chosen(grid) == [(row, row)]
    assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()))


def test_shift_with_keys_extends_and_shrinks(qtbot: QtBot, grid: GalleryGrid) -> None:
    click(qtbot, grid, 7)
    qtbot.keyClick(grid, Key.Key_Down, SHIFT)
    qtbot.keyClick(grid, Key.Key_Right, SHIFT)
    assert chosen(grid) == [(7, 14)]
    qtbot.keyClick(grid, Key.Key_Home, SHIFT)
    assert chosen(grid) == [(0, 7)]


def test_ctrl_with_keys_only_walks(qtbot: QtBot, grid: GalleryGrid) -> None:
    click(qtbot, grid, 7)
    qtbot.keyClick(grid, Key.Key_Right, CTRL)
    assert chosen(grid) == [(7, 7)]
    assert current(grid) == 8


def test_ctrl_a_selects_all_as_one_range(qtbot: QtBot, grid: GalleryGrid) -> None:
    qtbot.keyClick(grid, Key.Key_A, CTRL)
    assert chosen(grid) == [(0, 999)]


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_enter_opens_the_current_image(qtbot: QtBot, grid: GalleryGrid, key: Qt.Key) -> None:
    click(qtbot, grid, 3)
    with qtbot.waitSignal(grid.activated) as opened:
        qtbot.keyClick(grid, key)
    assert opened.args[0].row() == 3


def test_a_double_click_opens(qtbot: QtBot, grid: GalleryGrid) -> None:
    with qtbot.waitSignal(grid.activated) as opened:
        qtbot.mouseDClick(grid.viewport(), LEFT, NONE, place(grid, 3))
    assert opened.args[0].row() == 3


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_X, Key.Key_1, Key.Key_Delete, Key.Key_Escape])
def test_other_keys_are_left_to_the_window(qtbot: QtBot, grid: GalleryGrid, key: Qt.Key) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    click(qtbot, grid, 3)
    event = QKeyEvent(QEvent.Type.KeyPress, key, NONE, "x")
    grid.keyPressEvent(event)
    assert not event.isAccepted()
    assert chosen(grid) == [(3, 3)]


def test_an_empty_grid_takes_every_key(qtbot: QtBot, grid: GalleryGrid, pictures: Any) -> None:
    pictures.become(array("q"))
    for key in (Key.Key_Down, Key.Key_End, Key.Key_Return, Key.Key_PageDown):
        qtbot.keyClick(grid, key)
    qtbot.keyClick(grid, Key.Key_A, CTRL)
    qtbot.mouseClick(grid.viewport(), LEFT, NONE, QPoint(100, 100))
    assert chosen(grid) == []
    assert not grid.indexAt(QPoint(100, 100)).isValid()


def test_selecting_by_rectangle(grid: GalleryGrid, pictures: Any) -> None:
    area = grid.visualRect(pictures.index(1)).united(grid.visualRect(pictures.index(8)))
    grid.setSelection(area, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert chosen(grid) == [(1, 2), (7, 8)]


def test_the_region_of_a_selection_is_what_is_in_sight(grid: GalleryGrid, pictures: Any) -> None:
    everything = QItemSelection(pictures.index(0), pictures.index(999))
    region = grid.visualRegionForSelection(everything)
    assert region.boundingRect().height() < grid.viewport().height() + 2 * 189
    assert region.contains(place(grid, 3))
    assert grid.visualRegionForSelection(QItemSelection(pictures.index(900), pictures.index(999))).isEmpty()


class TestKeeping:
    """The list becomes another; what the person had stays."""

    def test_selection_and_current_are_found_again(
        self, qtbot: QtBot, grid: GalleryGrid, pictures: Any
    ) -> None:
        click(qtbot, grid, 3)
        click(qtbot, grid, 6, SHIFT)
        pictures.become(array("q", reversed(range(1000, 2000))))
        assert chosen(grid) == [(993, 996)]
        assert current(grid) == 993

    def test_what_left_the_list_is_not_selected(self, qtbot: QtBot, grid: GalleryGrid, pictures: Any) -> None:
        click(qtbot, grid, 3)
        click(qtbot, grid, 6, SHIFT)
        pictures.become(array("q", [1000, 1002, 1004, 1008, 1006]))
        assert chosen(grid) == [(2, 2), (4, 4)]

    def test_listeners_hear_of_a_selection_that_is_lost(
        self, qtbot: QtBot, grid: GalleryGrid, pictures: Any
    ) -> None:
        click(qtbot, grid, 3)
        with qtbot.waitSignals(
            [grid.selectionModel().selectionChanged, grid.selectionModel().currentChanged]
        ):
            pictures.become(array("q", [5, 6, 7]), anew=True)
        assert chosen(grid) == []

    def test_after_a_removal_the_neighbor_is_selected(
        self, qtbot: QtBot, grid: GalleryGrid, pictures: Any
    ) -> None:
        click(qtbot, grid, 3)
        click(qtbot, grid, 5, SHIFT)
        pictures.remove(3, 5)
        assert chosen(grid) == [(3, 3)]
        assert pictures.ids[current(grid)] == 1006

    def test_after_scattered_removals_the_neighbor_is_selected(
        self, qtbot: QtBot, grid: GalleryGrid, pictures: Any
    ) -> None:
        click(qtbot, grid, 3)
        click(qtbot, grid, 9, CTRL)
        pictures.become(array("q", (one for one in range(1000, 2000) if one not in (1003, 1009))))
        assert [pictures.ids[row] for row, _ in chosen(grid)] == [1010]

    def test_after_the_last_image_the_one_before_is_next(
        self, qtbot: QtBot, grid: GalleryGrid, pictures: Any
    ) -> None:
        click(qtbot, grid, 0)
        qtbot.keyClick(grid, Key.Key_End)
        pictures.remove(999, 999)
        assert chosen(grid) == [(998, 998)]

    def test_another_question_selects_nobody(self, qtbot: QtBot, grid: GalleryGrid, pictures: Any) -> None:
        click(qtbot, grid, 3)
        pictures.become(array("q", range(1004, 1100)), anew=True)
        assert chosen(grid) == []
        assert current(grid) == -1

    def test_insertions_move_the_selection_along(
        self, qtbot: QtBot, grid: GalleryGrid, pictures: Any
    ) -> None:
        click(qtbot, grid, 3)
        pictures.insert(0, array("q", [1, 2]))
        assert chosen(grid) == [(5, 5)]
        assert current(grid) == 5

    def test_the_first_image_in_sight_stays_in_its_place(self, grid: GalleryGrid, pictures: Any) -> None:
        grid.scrollTo(pictures.index(600), GalleryGrid.ScrollHint.PositionAtTop)
        grid.verticalScrollBar().setValue(grid.verticalOffset() + 40)
        before = grid.visualRect(pictures.index(600)).y()
        pictures.become(array("q", (one for one in range(1000, 2000) if one % 5)))
        row = pictures.row_of(1601)
        assert pictures.row_of(1600) == -1
        assert grid.visualRect(pictures.index(row)).y() == before
        pictures.insert(0, array("q", range(12)))
        assert grid.visualRect(pictures.index(row + 12)).y() == before

    def test_at_the_top_new_images_come_into_sight(self, grid: GalleryGrid, pictures: Any) -> None:
        pictures.insert(0, array("q", [1, 2, 3]))
        assert grid.verticalOffset() == 0

    def test_another_question_begins_at_the_top(self, grid: GalleryGrid, pictures: Any) -> None:
        grid.verticalScrollBar().setValue(5000)
        pictures.become(array("q", range(1000, 1990)), anew=True)
        assert grid.verticalOffset() == 0

    def test_everything_selected_stays_selected(self, grid: GalleryGrid, pictures: Any) -> None:
        grid.selectAll()
        pictures.become(array("q", sorted(pictures.ids, key=lambda one: one % 7)))
        assert chosen(grid) == [(0, 999)]


class TestSize:
    """Another width or another size of cells."""

    @pytest.mark.parametrize("size", [96, 120, 250, 384])
    def test_the_first_image_stays_in_sight(self, grid: GalleryGrid, pictures: Any, size: int) -> None:
        grid.scrollTo(pictures.index(600), GalleryGrid.ScrollHint.PositionAtTop)
        grid.set_cell_size(size)
        assert 600 in grid.visible_rows()
        grid.set_cell_size(168)
        assert grid.first_seen() == 600

    def test_it_does_not_drift_while_the_window_is_dragged(self, grid: GalleryGrid, pictures: Any) -> None:
        grid.scrollTo(pictures.index(600), GalleryGrid.ScrollHint.PositionAtTop)
        for width in (*range(1034, 400, -37), *range(400, 1034, 41), 1034):
            grid.resize(width, 800)
        assert grid.first_seen() == 600

    def test_sizes_stay_within_the_slider(self, qtbot: QtBot, grid: GalleryGrid) -> None:
        with qtbot.waitSignal(grid.size_changed) as changed:
            grid.set_cell_size(5000)
        assert changed.args == [384]
        grid.set_cell_size(1)
        assert grid.cell_size == 96

    def test_thumbnails_of_the_new_size_are_asked_for_when_it_rests(
        self, qtbot: QtBot, grid: GalleryGrid, pictures: Any
    ) -> None:
        assert pictures.box.width() == grid.geometry_now.picture_side
        before = pictures.box
        for size in range(170, 300, 10):
            grid.set_cell_size(size)
        assert pictures.box == before
        qtbot.waitUntil(lambda: pictures.box.width() == grid.geometry_now.picture_side)


class TestAccessibility:
    @pytest.fixture(autouse=True)
    def _listening(self, qapp: object) -> Iterator[None]:
        QAccessible.setActive(True)
        yield
        QAccessible.setActive(False)

    def test_a_cell_says_what_it_shows(self, grid: GalleryGrid) -> None:
        interface = QAccessible.queryAccessibleInterface(grid)
        assert interface.role() == QAccessible.Role.Table
        assert interface.text(QAccessible.Text.Name) == "Images"
        assert interface.childCount() == 1000
        cell = interface.child(4)
        assert cell.text(QAccessible.Text.Name) == "1004.png, in words"

    def test_a_cell_is_where_it_is_drawn(self, grid: GalleryGrid, pictures: Any) -> None:
        table = QAccessible.queryAccessibleInterface(grid)
        cell = table.child(4)
        shown = grid.visualRect(pictures.index(4))
        assert cell.rect() == QRect(grid.viewport().mapToGlobal(shown.topLeft()), shown.size())

    def test_the_cells_follow_the_list(self, grid: GalleryGrid, pictures: Any) -> None:
        table = QAccessible.queryAccessibleInterface(grid)
        assert table.child(3).text(QAccessible.Text.Name) == "1003.png, in words"
        pictures.remove(0, 1)
        assert table.child(3).text(QAccessible.Text.Name) == "1005.png, in words"
        pictures.become(array("q", range(10)))
        assert table.childCount() == 10
        assert table.child(3).text(QAccessible.Text.Name) == "3.png, in words"

    def test_the_current_cell_has_the_focus(self, qtbot: QtBot, grid: GalleryGrid, pictures: Any) -> None:
        click(qtbot, grid, 4)
        qtbot.keyClick(grid, Key.Key_Right)
        focused = QAccessible.queryAccessibleInterface(grid).focusChild()
        assert focused.text(QAccessible.Text.Name) == "1005.png, in words"
        assert focused.state().selected
