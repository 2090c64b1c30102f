"""A view of cells in which images are chosen: with clicks, keys and a rubber band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from imagineer_desktop.models.image_list import ImageList, Index
from imagineer_desktop.models.selection import selected_ids
from imagineer_desktop.ui.gallery.cell_layout import CellLayout
from imagineer_desktop.ui.gallery.cell_view import CellView
from imagineer_desktop.ui.gallery.edge_scroll import EdgeScroll
from imagineer_desktop.ui.gallery.guard import guarded, nothing
from imagineer_desktop.ui.gallery.keeping import Kept, found, kept
from imagineer_desktop.ui.gallery.marking import CTRL, SHIFT, Marking
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


class ChoosingView(CellView):
    """Cells with a selection (by ranges), which it keeps by ids when its list becomes another."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._press: _Press | None = None
        self._band = QRect()
        self._kept = Kept()
        self._had_selection = False
        self._next = -1
        self._restoring = False
        self._edges = EdgeScroll(self, self._pull_band)
        self._take_band_color()
        look.changed.connect(self._take_band_color)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show `model`, which is an ImageList. To be called once."""
        if not isinstance(model, ImageList):
            raise TypeError("This view shows lists of images only.")
        super().setModel(model)
        self.marking = Marking(model, self.selectionModel())
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        model.rowsInserted.connect(self.lay_out)
        model.rowsRemoved.connect(self._close_up)
        model.layoutChanged.connect(self.lay_out)
        self.lay_out()

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
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        region = self.visualRegionForSelection(selected)
        self.viewport().update(region + self.visualRegionForSelection(deselected))
        self._speak(QAccessible.Event.SelectionWithin, self.currentIndex().row())

    @guarded(nothing)
    def currentChanged(self, current: Index, previous: Index) -> None:
        self.update_row(previous.row())
        self.update_row(current.row())
        if self._press is None and not self._restoring and current.isValid():
            self.scrollTo(current)
        self._speak(QAccessible.Event.Focus, current.row())

    @guarded(nothing)
    def dataChanged(self, top_left: Index, bottom_right: Index, roles: Sequence[int] = ()) -> None:
        seen = self.visible_rows()
        for row in range(max(top_left.row(), seen.start), min(bottom_right.row() + 1, seen.stop)):
            self.update_row(row)

    @guarded(nothing)
    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        # Noted before the selection model hears of it and goes back to the image before.
        self._had_selection = self.selectionModel().hasSelection()
        self._next = start if start <= self.currentIndex().row() <= end else -1
        super().rowsAboutToBeRemoved(parent, start, end)

    @guarded(nothing)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        origin = self.content(event.position().toPoint())
        row = self.geometry_now.row_at(origin)
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = _Press(origin, row)
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
            self._press = None

    @guarded(nothing)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, self._press = self._press, None
        self._edges.stop()
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

    def _choose_for_menu(self, row: int) -> None:
        if self.marking.is_selected(row):
            self.marking.make_current(row)
        else:
            self.marking.select_only(row)

    def _stretch_band(self, place: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        assert self._press is not None
        self._band = QRect(self._press.origin, self.content(place)).normalized()
        self.marking.band(self.geometry_now.stretches_in(self._band), modifiers)
        self.viewport().update()

    def _pull_band(self) -> None:
        if self._press is not None and self._press.row < 0:
            place = self.viewport().mapFromGlobal(self.cursor().pos())
            self._stretch_band(place, QApplication.keyboardModifiers())

    def _keep(self) -> None:
        selected, current = selected_ids(self.selectionModel()), self.currentIndex().row()
        self._kept = kept(self.images, selected, current, self.marking.anchor, self.first_seen())

    def _restore(self) -> None:
        """Put selection, current image and place back, by ids."""
        before, self._kept = self._kept, Kept()
        anew = self.images.asked_anew
        here = found(before, self.images)
        current = here.current
        if anew and current >= 0 and self.images.ids[current] != before.current.ids[0]:
            current = -1
        self._restoring = True
        self.marking.restore(here.selected)
        if current >= 0:
            self.marking.make_current(current)
            self._continue_selection(bool(before.selected))
        if here.anchor >= 0:
            self.marking.set_anchor(here.anchor)
        self._restoring = False
        self._tell_losses(before)
        self._return_to(-1 if anew else here.first_seen)

    def _return_to(self, first_seen: int) -> None:
        if first_seen >= 0:
            self.put_first(first_seen)
            self.lay_out()
            return
        self.lay_out()
        self.verticalScrollBar().setValue(0)
        self.scrollTo(self.currentIndex())

    def _tell_losses(self, before: Kept) -> None:
        """The selection model forgets without a word when its list is reset."""
        selection = self.selectionModel()
        if before.selected and not selection.hasSelection():
            selection.selectionChanged.emit(QItemSelection(), QItemSelection())
        if before.current.ids and not self.currentIndex().isValid():
            selection.currentChanged.emit(QModelIndex(), QModelIndex())

    def _close_up(self) -> None:
        self.lay_out()
        if self._next >= 0 and self.images.rowCount():
            self.marking.make_current(min(self._next, self.images.rowCount() - 1))
        self._continue_selection(self._had_selection)

    def _continue_selection(self, had_selection: bool) -> None:
        """When all that was selected has left the list, the neighbor is next: key after key culls on."""
        current, lost = self.currentIndex(), had_selection and not self.selectionModel().hasSelection()
        if lost and current.isValid() and not self.images.asked_anew:
            self.marking.select_only(current.row())

    def _speak(self, kind: QAccessible.Event, row: int) -> None:
        if row >= 0 and QAccessible.isActive():
            event = QAccessibleEvent(self, kind)
            event.setChild(row)
            QAccessible.updateAccessibility(event)

    def _take_band_color(self) -> None:
        self._band_ground = QColor(self.look.tokens.frame)
        self._band_ground.setAlpha(BAND_STRENGTH)
