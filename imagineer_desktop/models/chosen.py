"""The images that the next action means."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal

from imagineer_desktop.models.selection import selected_count, selected_ids


class Chosen(QObject):
    """Those selected in the grid; while one image is shown large, that one alone."""

    changed = Signal()

    def __init__(self, selection: QItemSelectionModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._single: int | None = None
        selection.selectionChanged.connect(self._tell)
        selection.model().modelReset.connect(self._tell)
        selection.model().rowsRemoved.connect(self._tell)

    @property
    def ids(self) -> tuple[int, ...]:
        """Their ids, in the order of the gallery."""
        if self._single is not None:
            return (self._single,)
        return tuple(selected_ids(self._selection))

    @property
    def count(self) -> int:
        return 1 if self._single is not None else selected_count(self._selection)

    def narrow(self, image_id: int | None) -> None:
        """Mean this image alone, until told otherwise (None)."""
        if image_id != self._single:
            self._single = image_id
            self.changed.emit()

    def invert(self) -> None:
        """Choose all others of the gallery instead."""
        model = self._selection.model()
        everything = QItemSelection(model.index(0, 0), model.index(model.rowCount() - 1, 0))
        self._selection.select(everything, QItemSelectionModel.SelectionFlag.Toggle)

    def point_at(self, row: int) -> None:
        """Make the image at `row` the current one; a selection of one image goes along."""
        index = self._selection.model().index(row, 0)
        flag = (
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            if selected_count(self._selection) <= 1
            else QItemSelectionModel.SelectionFlag.NoUpdate
        )
        self._selection.setCurrentIndex(index, flag)

    def _tell(self) -> None:
        self.changed.emit()
