"""A view of cells with a selection that lasts: it is found again by ids when the list becomes another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QItemSelection, QModelIndex
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget

from imagineer_desktop.models.image_list import ImageList, Index
from imagineer_desktop.models.selection import selected_ids
from imagineer_desktop.ui.gallery.cell_view import CellView
from imagineer_desktop.ui.gallery.guard import guarded, nothing
from imagineer_desktop.ui.gallery.keeping import Kept, found, kept
from imagineer_desktop.ui.gallery.marking import Marking
from imagineer_desktop.ui.theme.look import Look


class LastingView(CellView):
    """Keeps what the person had: the selection (by ranges), the current image and the place."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.follows_current = True
        """Whether a current image out of sight is scrolled to; not under a pressed button."""
        self._kept = Kept()
        self._had_selection = False
        self._next = -1

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

    @guarded(nothing)
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        region = self.visualRegionForSelection(selected)
        self.viewport().update(region + self.visualRegionForSelection(deselected))
        self._speak(QAccessible.Event.SelectionWithin, self.currentIndex().row())

    @guarded(nothing)
    def currentChanged(self, current: Index, previous: Index) -> None:
        self.update_row(previous.row())
        self.update_row(current.row())
        if self.follows_current and current.isValid():
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
        self.follows_current = False
        self.marking.restore(here.selected)
        if current >= 0:
            self.marking.make_current(current)
            self._continue_selection(bool(before.selected))
        if here.anchor >= 0:
            self.marking.set_anchor(here.anchor)
        self.follows_current = True
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
