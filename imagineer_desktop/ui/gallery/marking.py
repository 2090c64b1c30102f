"""What a click, a key and a rubber band do to the selection."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QPersistentModelIndex,
    Qt,
)

from imagineer_desktop.models.image_list import ImageList

Flag = QItemSelectionModel.SelectionFlag
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Marking:
    """Selects rows, always as ranges. The anchor is where a stretch that Shift extends begins."""

    def __init__(self, model: ImageList, selection: QItemSelectionModel) -> None:
        self._model = model
        self._selection = selection
        self._anchor = QPersistentModelIndex()

    @property
    def anchor(self) -> int:
        """The row of the anchor, -1 without one."""
        return self._anchor.row() if self._anchor.isValid() else -1

    def set_anchor(self, row: int) -> None:
        self._anchor = QPersistentModelIndex(self._model.index(row))

    def is_selected(self, row: int) -> bool:
        return self._selection.isSelected(self._model.index(row))

    def go_to(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        """Make a row current as keys do: selected alone, with Shift extending, with Ctrl not selected."""
        if modifiers & SHIFT:
            self.extend(row, add=bool(modifiers & CTRL))
        elif modifiers & CTRL:
            self._make_current(row)
        else:
            self.select_only(row)

    def click(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        """What a press on a cell selects."""
        if modifiers & SHIFT:
            self.extend(row, add=bool(modifiers & CTRL))
        elif modifiers & CTRL:
            self.toggle(row)
        else:
            self.select_only(row)

    def select_only(self, row: int) -> None:
        self.set_anchor(row)
        self._make_current(row)
        self._selection.select(self._model.index(row), Flag.ClearAndSelect)

    def toggle(self, row: int) -> None:
        self.set_anchor(row)
        self._make_current(row)
        self._selection.select(self._model.index(row), Flag.Toggle)

    def extend(self, row: int, add: bool) -> None:
        """Select from the anchor to `row`, in place of what was selected, or with `add` beside it."""
        current = self._selection.currentIndex()
        if self.anchor < 0:
            self.set_anchor(max(0, current.row()))
        first, last = sorted((self.anchor, row))
        stretch = QItemSelection(self._model.index(first), self._model.index(last))
        self._make_current(row)
        self._selection.select(stretch, Flag.SelectCurrent if add else Flag.ClearAndSelect)

    def select_all(self) -> None:
        if self._model.rowCount():
            ends = self._model.index(0), self._model.index(self._model.rowCount() - 1)
            self._selection.select(QItemSelection(*ends), Flag.ClearAndSelect)

    def begin_band(self, modifiers: Qt.KeyboardModifier) -> None:
        """A rubber band begins: with Ctrl or Shift it adds to what is selected."""
        if modifiers & (CTRL | SHIFT):
            self._selection.select(QItemSelection(), Flag.Select)
        else:
            self._selection.clearSelection()

    def band(self, stretches: list[tuple[int, int]], modifiers: Qt.KeyboardModifier) -> None:
        """What the rubber band touches now, in place of what it touched before."""
        flag = Flag.ToggleCurrent if modifiers & CTRL else Flag.SelectCurrent
        self._selection.select(self._selection_of(stretches), flag)

    def restore(self, stretches: list[tuple[int, int]]) -> None:
        """Select exactly these rows."""
        self._selection.select(self._selection_of(stretches), Flag.ClearAndSelect)

    def make_current(self, row: int) -> None:
        """Make a row current and leave the selection alone."""
        self._make_current(row)

    def _make_current(self, row: int) -> None:
        self._selection.setCurrentIndex(self._model.index(row), Flag.NoUpdate)

    def _selection_of(self, stretches: list[tuple[int, int]]) -> QItemSelection:
        selection = QItemSelection()
        for first, last in stretches:
            selection.append(QItemSelectionRange(self._model.index(first), self._model.index(last)))
        return selection
