"""What the person asks of the grid: stars, drags, drops, sizes, menus."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.rows import Pick
from imagineer_desktop.models.mime import read_image_ids
from imagineer_desktop.models.selection import selected_rows
from imagineer_desktop.ui.gallery.grid import GalleryGrid
from imagineer_desktop.ui.theme.look import Look

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
COPY = Qt.DropAction.CopyAction


def star(grid: GalleryGrid, row: int, number: int, flagged: bool = False) -> QPoint:
    cell = grid.visualRect(grid.images.index(row))
    return cell.topLeft() + QPoint(8 + 16 * flagged + 13 * (number - 1) + 5, 8 + 152 + 12)


class TestStars:
    def test_a_click_on_a_star_rates(self, qtbot: QtBot, grid: GalleryGrid) -> None:
        with qtbot.waitSignal(grid.rate_clicked) as rated:
            qtbot.mouseClick(grid.viewport(), LEFT, NONE, star(grid, 7, 4))
        assert rated.args == [1007, 4]
        assert selected_rows(grid.selectionModel()) == [], "rating is not selecting"

    def test_a_flag_moves_the_stars(self, qtbot: QtBot, grid: GalleryGrid, pictures: Any) -> None:
        pictures.set_image(1007, pick=Pick.PICKED)
        with qtbot.waitSignal(grid.rate_clicked) as rated:
            qtbot.mouseClick(grid.viewport(), LEFT, NONE, star(grid, 7, 1, flagged=True))
        assert rated.args == [1007, 1]

    def test_the_star_it_has_takes_all_away(self, qtbot: QtBot, grid: GalleryGrid, pictures: Any) -> None:
        pictures.set_image(1007, rating=3)
        with qtbot.waitSignal(grid.rate_clicked) as rated:
            qtbot.mouseClick(grid.viewport(), LEFT, NONE, star(grid, 7, 3))
        assert rated.args == [1007, 0]

    def test_letting_go_elsewhere_rates_nothing(self, qtbot: QtBot, grid: GalleryGrid) -> None:
        with qtbot.assertNotEmitted(grid.rate_clicked):
            qtbot.mousePress(grid.viewport(), LEFT, NONE, star(grid, 7, 3))
            qtbot.mouseRelease(grid.viewport(), LEFT, NONE, star(grid, 7, 1))

    def test_two_quick_clicks_rate_and_do_not_open(self, qtbot: QtBot, grid: GalleryGrid) -> None:
        with qtbot.assertNotEmitted(grid.activated):
            qtbot.mouseDClick(grid.viewport(), LEFT, NONE, star(grid, 7, 3))

    def test_cells_without_a_footer_have_no_stars(self, qtbot: QtBot, grid: GalleryGrid) -> None:
        grid.set_cell_size(100)
        with qtbot.assertNotEmitted(grid.rate_clicked):
            for row in range(3):
                bottom = grid.visualRect(grid.images.index(row)).bottomLeft()
                qtbot.mouseClick(grid.viewport(), LEFT, NONE, bottom + QPoint(15, -6))


class TestDragging:
    def test_a_drag_carries_the_selection_in_order(self, grid: GalleryGrid) -> None:
        for row in (5, 2, 9):
            grid.marking.toggle(row)
        drag = grid.drag(5)
        assert read_image_ids(drag.mimeData()) == [1002, 1005, 1009]
        assert not drag.pixmap().isNull()

    def test_hidden_images_stay_hidden_at_the_pointer(self, grid: GalleryGrid, pictures: Any) -> None:
        pictures.set_image(1005, is_nsfw=True)
        grid.marking.select_only(5)
        picture = grid.drag(5).pixmap().toImage()
        middle = picture.pixelColor(picture.width() // 2, 20)
        assert middle.green() > 150
        assert middle.red() < 60

    def test_a_press_that_moves_begins_a_drag_of_all_that_is_selected(
        self, qtbot: QtBot, grid: GalleryGrid, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dragged: list[list[int]] = []
        monkeypatch.setattr(
            grid, "startDrag", lambda _: dragged.append(read_image_ids(grid.drag(3).mimeData()))
        )
        grid.marking.toggle(3)
        grid.marking.toggle(4)
        start = grid.visualRect(grid.images.index(3)).center()
        qtbot.mousePress(grid.viewport(), LEFT, NONE, start)
        qtbot.mouseMove(grid.viewport(), start + QPoint(2, 0))
        assert dragged == []
        qtbot.mouseMove(grid.viewport(), start + QPoint(QApplication.startDragDistance() + 5, 0))
        assert dragged == [[1003, 1004]]
        qtbot.mouseRelease(grid.viewport(), LEFT, NONE, start)
        assert selected_rows(grid.selectionModel())[0][0] == 3
        assert len(read_image_ids(grid.drag(3).mimeData())) == 2, "the selection is still there"

    def test_a_million_images_are_dragged_without_waiting(self, grid: GalleryGrid, pictures: Any) -> None:
        pictures.become(array("q", range(1_000_000)))
        grid.selectAll()
        pictures.asked = 0
        grid.drag(0)
        assert pictures.asked < 10


class FromHere(QDropEvent):
    """A drop that began in this program."""

    def source(self) -> QObject:
        return self.mimeData()


class EnterFromHere(QDragEnterEvent):
    def source(self) -> QObject:
        return self.mimeData()


class MoveFromHere(QDragMoveEvent):
    def source(self) -> QObject:
        return self.mimeData()


class TestDropping:
    def ids(self, grid: GalleryGrid, rows: list[int]) -> QMimeData:
        return grid.images.dragged(array("q", (grid.images.ids[row] for row in rows)))

    def drop(self, grid: GalleryGrid, mime: QMimeData, place: QPoint) -> QDropEvent:
        event = FromHere(QPointF(place), COPY, mime, LEFT, NONE)
        grid.dropEvent(event)
        return event

    def beside(self, grid: GalleryGrid, row: int, after: bool = False) -> QPoint:
        return grid.visualRect(grid.images.index(row)).center() + QPoint(60 if after else -60, 0)

    @pytest.mark.parametrize(
        ("rows", "row", "after", "before_id"),
        [([2, 5], 9, False, 1009), ([2], 0, False, 1000), ([2, 5, 6], 5, False, 1007), ([2], 10, True, 1011)],
    )
    def test_images_are_put_between_others(
        self,
        qtbot: QtBot,
        grid: GalleryGrid,
        rows: list[int],
        row: int,
        after: bool,
        before_id: int,
    ) -> None:
        grid.set_ordered(True)
        with qtbot.waitSignal(grid.reordered) as reordered:
            event = self.drop(grid, self.ids(grid, rows), self.beside(grid, row, after))
        assert reordered.args == [[1000 + one for one in rows], before_id]
        assert event.isAccepted()

    def test_behind_the_last_image_is_the_end(self, qtbot: QtBot, grid: GalleryGrid, pictures: Any) -> None:
        grid.set_ordered(True)
        grid.scrollToBottom()
        with qtbot.waitSignal(grid.reordered) as reordered:
            self.drop(grid, self.ids(grid, [0]), self.beside(grid, 999, after=True))
        assert reordered.args == [[1000], None]

    def test_a_drop_where_they_are_changes_nothing(self, qtbot: QtBot, grid: GalleryGrid) -> None:
        grid.set_ordered(True)
        with qtbot.assertNotEmitted(grid.reordered):
            self.drop(grid, self.ids(grid, [2, 3]), self.beside(grid, 3))
            self.drop(grid, self.ids(grid, [2, 3]), self.beside(grid, 3, after=True))

    def test_without_an_order_of_ones_own_nothing_can_be_dropped(
        self, qtbot: QtBot, grid: GalleryGrid
    ) -> None:
        with qtbot.assertNotEmitted(grid.reordered):
            event = self.drop(grid, self.ids(grid, [2]), self.beside(grid, 8))
        assert not event.isAccepted()

    def test_a_line_shows_where_they_will_be(self, grid: GalleryGrid, look: Look) -> None:
        grid.set_ordered(True)
        mime, place = self.ids(grid, [2]), self.beside(grid, 8)
        enter = EnterFromHere(place, COPY, mime, LEFT, NONE)
        grid.dragEnterEvent(enter)
        move = MoveFromHere(place, COPY, mime, LEFT, NONE)
        grid.dragMoveEvent(move)
        assert enter.isAccepted()
        assert move.isAccepted()
        cell = grid.visualRect(grid.images.index(8))
        assert (
            grid.viewport().grab().toImage().pixelColor(cell.left(), cell.center().y()) == look.tokens.accent
        )
        grid.dragLeaveEvent(None)  # type: ignore[arg-type]
        assert (
            grid.viewport().grab().toImage().pixelColor(cell.left(), cell.center().y()) != look.tokens.accent
        )

    def test_our_own_images_never_reach_the_window_as_files(self, grid: GalleryGrid) -> None:
        mime, place = self.ids(grid, [2]), self.beside(grid, 8)
        enter = EnterFromHere(place, COPY, mime, LEFT, NONE)
        grid.dragEnterEvent(enter)
        move = MoveFromHere(place, COPY, mime, LEFT, NONE)
        grid.dragMoveEvent(move)
        assert enter.isAccepted()
        assert not move.isAccepted()

    def test_files_from_outside_pass_through_to_the_window(
        self, qtbot: QtBot, look: Look, pictures: Any
    ) -> None:
        window, grid = QMainWindow(), GalleryGrid(look)
        qtbot.addWidget(window)
        grid.setModel(pictures)
        grid.set_ordered(True)
        window.setCentralWidget(grid)
        window.setAcceptDrops(True)
        seen = Seen(window)
        window.installEventFilter(seen)
        window.show()
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile("/pictures/a.png")])
        QApplication.sendEvent(grid.viewport(), QDragEnterEvent(QPoint(50, 50), COPY, mime, LEFT, NONE))
        assert QEvent.Type.DragEnter in seen.types


class Seen(QObject):
    """Notes the events of a widget."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.types: list[QEvent.Type] = []

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        self.types.append(event.type())
        return False


def turn_wheel(grid: GalleryGrid, delta: int, modifiers: Qt.KeyboardModifier) -> None:
    place = QPointF(100, 100)
    event = QWheelEvent(
        place, place, QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(grid.viewport(), event)


def test_ctrl_and_the_wheel_change_the_size(qtbot: QtBot, grid: GalleryGrid) -> None:
    with qtbot.waitSignal(grid.size_changed) as changed:
        turn_wheel(grid, 120, CTRL)
    assert changed.args == [180]
    turn_wheel(grid, -240, CTRL)
    assert grid.cell_size == 156
    assert grid.verticalOffset() == 0


def test_the_wheel_scrolls_a_line(grid: GalleryGrid) -> None:
    turn_wheel(grid, -120, NONE)
    assert grid.verticalOffset() == pytest.approx(189, abs=3)


def test_the_menu_opens_at_the_pointer_or_at_the_current_image(qtbot: QtBot, grid: GalleryGrid) -> None:
    place = QPoint(300, 300)
    with qtbot.waitSignal(grid.context_menu_requested) as wanted:
        grid.contextMenuEvent(
            QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, grid.mapToGlobal(place))
        )
    assert wanted.args == [grid.mapToGlobal(place)]
    grid.marking.select_only(900)
    with qtbot.waitSignal(grid.context_menu_requested) as wanted:
        grid.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, place))
    inside = grid.viewport().mapFromGlobal(wanted.args[0])
    assert grid.indexAt(inside).row() == 900


def test_markup_in_a_file_name_is_shown_as_it_stands(qtbot: QtBot, grid: GalleryGrid, pictures: Any) -> None:
    from PySide6.QtGui import QHelpEvent
    from PySide6.QtWidgets import QToolTip

    pictures.set_image(1000, filename="<b>bold</b>.png")
    place = grid.visualRect(pictures.index(0)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, grid.viewport().mapToGlobal(place))
    QApplication.sendEvent(grid.viewport(), event)
    assert "&lt;b&gt;bold" in QToolTip.text()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_fault_in_an_answer_is_reported_and_the_program_lives(
    qtbot: QtBot, grid: GalleryGrid, pictures: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault of our own")

    monkeypatch.setattr(pictures, "image", fail)
    with qtbot.captureExceptions() as reported:
        grid.viewport().repaint()
    assert "a fault of our own" in str(reported[0][1])


class TestShape:
    """However long the list is, only what is in sight is asked for."""

    @pytest.fixture
    def million(self, pictures: Any, grid: GalleryGrid) -> Any:
        pictures.become(array("q", range(1_000_000)))
        return pictures

    def test_a_paint_asks_for_the_visible_cells_only(self, grid: GalleryGrid, million: Any) -> None:
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum() // 2)
        million.asked = 0
        grid.viewport().repaint()
        assert 0 < million.asked <= 2 * len(grid.visible_rows())

    def test_resizing_and_selecting_ask_for_nothing(self, grid: GalleryGrid, million: Any) -> None:
        million.asked = 0
        grid.set_cell_size(200)
        grid.selectAll()
        grid.lay_out()
        grid.scrollToBottom()
        assert million.asked < 10, "a few pixels beside a scroll bar may be painted"

    def test_the_indexes_of_a_selection_are_never_listed(
        self, qtbot: QtBot, grid: GalleryGrid, million: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def never(*_: object) -> None:
            raise AssertionError("a million indexes take two seconds")

        monkeypatch.setattr(type(grid), "selectedIndexes", never)
        monkeypatch.setattr(type(grid.selectionModel()), "selectedIndexes", never)
        grid.selectAll()
        grid.drag(0)
        grid.viewport().repaint()
        million.become(array("q", range(5, 1_000_005)))
        assert selected_rows(grid.selectionModel()) == [(0, 999_994)]
