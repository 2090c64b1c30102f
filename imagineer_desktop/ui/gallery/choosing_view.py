"""A view of cells in which images are chosen: with clicks, keys and a rubber band."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from imagineer_desktop.ui.gallery.cell_layout import CellLayout
from imagineer_desktop.ui.gallery.edge_scroll import EdgeScroll
from imagineer_desktop.ui.gallery.guard import guarded, nothing
from imagineer_desktop.ui.gallery.lasting_view import LastingView
from imagineer_desktop.ui.gallery.marking import CTRL, SHIFT
from imagineer_desktop.ui.gallery.walking import MOVES, row_after
from imagineer_desktop.ui.theme.look import Look

BAND_STRENGTH = 28
"""Of 255: how much the rubber band covers of what it lies on."""


@dataclass(slots=True)
class _Press:
    """A mouse button that is down: where it went down in the content, and on which row."""

    origin: QPoint
    row: int
    select_on_release: bool = False


class ChoosingView(LastingView):
    """Cells that are clicked, walked through and caught with a rubber band."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._press: _Press | None = None
        self._band = QRect()
        self._edges = EdgeScroll(self, self._pull_band)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._take_band_color()
        look.changed.connect(self._take_band_color)

    def selectAll(self) -> None:
        """Select every image: one range."""
        self.marking.select_all()

    @guarded(QModelIndex)
    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        current, geometry = self.currentIndex().row(), self.geometry_now
        if not geometry.count:
            return QModelIndex()
        if current < 0:
            return self.images.index(max(0, self.first_seen()))
        return self.images.index(row_after(action, current, geometry, self.viewport().height()))

    @guarded(nothing)
    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select what `rect` (on the viewport) touches."""
        area = QRect(self.content(rect.topLeft()), rect.size()).normalized()
        selection = QItemSelection()
        for first, last in self.geometry_now.stretches_in(area):
            selection.merge(
                QItemSelection(self.images.index(first), self.images.index(last)),
                QItemSelectionModel.SelectionFlag.Select,
            )
        self.selectionModel().select(selection, command)

    @guarded(nothing)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        origin = self.content(event.position().toPoint())
        row = self.geometry_now.row_at(origin)
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = _Press(origin, row)
            self.follows_current = False
            self._begin(row, event.modifiers())
        elif event.button() == Qt.MouseButton.RightButton and row >= 0:
            self._choose_for_menu(row)
        event.accept()

    @guarded(nothing)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        self.hover(self.geometry_now.row_at(self.content(place)) if self._press is None else -1)
        if self._press is None:
            return
        moved = (self.content(place) - self._press.origin).manhattanLength()
        if self._press.row < 0:
            self._stretch_band(place, event.modifiers())
            self._edges.feel(place.y())
        elif moved >= QApplication.startDragDistance() and self.marking.is_selected(self._press.row):
            self._press.select_on_release = False
            self.startDrag(Qt.DropAction.CopyAction)
            self._let_go()

    @guarded(nothing)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press = self._press
        self._let_go()
        if self._band.isValid():
            self._band = QRect()
            self.viewport().update()
        if press and press.select_on_release:
            self.marking.select_only(press.row)
        event.accept()

    @guarded(nothing)
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.activated.emit(index)
        else:
            self.mousePressEvent(event)

    @guarded(nothing)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walks, selects all, opens. Letters, Space and Delete are left to the window's actions."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        move = MOVES.get(Qt.Key(event.key()))
        if move is not None and not modifiers & ~(CTRL | SHIFT):
            index = self.moveCursor(move, modifiers)
            if index.isValid():
                self.marking.go_to(index.row(), modifiers)
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers:
            if self.currentIndex().isValid():
                self.activated.emit(self.currentIndex())
        else:
            event.ignore()

    @guarded(nothing)
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update_row(self.currentIndex().row())

    @guarded(nothing)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update_row(self.currentIndex().row())

    def paint_over(self, painter: QPainter, layout: CellLayout) -> None:
        if not self._band.isValid():
            return
        area = layout.on_device(self._band.translated(0, -self.verticalOffset()))
        thick = max(1, layout.pixels(1))
        painter.fillRect(area, self._band_ground)
        edge = self.look.tokens.text2
        painter.fillRect(area.x(), area.y(), area.width(), thick, edge)
        painter.fillRect(area.x(), area.y() + area.height() - thick, area.width(), thick, edge)
        painter.fillRect(area.x(), area.y(), thick, area.height(), edge)
        painter.fillRect(area.x() + area.width() - thick, area.y(), thick, area.height(), edge)

    def _begin(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        if row < 0:
            self.marking.begin_band(modifiers)
        elif not modifiers & (CTRL | SHIFT) and self.marking.is_selected(row):
            # The press may become a drag of all that is selected.
            self.marking.set_anchor(row)
            self.marking.make_current(row)
            assert self._press is not None
            self._press.select_on_release = True
        else:
            self.marking.click(row, modifiers)

    def _let_go(self) -> None:
        self._press = None
        self.follows_current = True
        self._edges.stop()

    def _choose_for_menu(self, row: int) -> None:
        # No scrolling under the pointer; and no waiting for a release, which the menu will swallow.
        self.follows_current = False
        if self.marking.is_selected(row):
            self.marking.make_current(row)
        else:
            self.marking.select_only(row)
        self.follows_current = True

    def _stretch_band(self, place: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        assert self._press is not None
        self._band = QRect(self._press.origin, self.content(place)).normalized()
        self.marking.band(self.geometry_now.stretches_in(self._band), modifiers)
        self.viewport().update()

    def _pull_band(self) -> None:
        if self._press is not None and self._press.row < 0:
            place = self.viewport().mapFromGlobal(self.cursor().pos())
            self._stretch_band(place, QApplication.keyboardModifiers())

    def _take_band_color(self) -> None:
        self._band_ground = QColor(self.look.tokens.frame)
        self._band_ground.setAlpha(BAND_STRENGTH)
