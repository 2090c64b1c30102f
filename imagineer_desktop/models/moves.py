"""Files that moved, as a table: the name, the folder before, the folder after, and how that is known."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from imagineer_desktop.jobs.files.relinking import Move, Sureness

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
NAME, BEFORE, AFTER, KNOWN_BY = range(4)


class MovesModel(QAbstractTableModel):
    """One row for each image. Whole paths are in the accessible text, folders alone in the cells."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._moves: Sequence[Move] = ()

    def show(self, moves: Sequence[Move]) -> None:
        self.beginResetModel()
        self._moves = moves
        self.endResetModel()

    def move(self, row: int) -> Move:
        return self._moves[row]

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._moves)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else KNOWN_BY + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return (self.tr("File"), self.tr("Before"), self.tr("After"), self.tr("Known by"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        move = self._moves[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(move, index.column())
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(move, index.column())
        return None

    def _words(self, move: Move, column: int) -> str:
        name = os.path.basename(move.new_path)  # noqa: PTH119 - for each cell that is painted
        match column:
            case 0:
                before = os.path.basename(move.old_path)  # noqa: PTH119
                return name if name == before else self.tr("{0}, was {1}").format(name, before)
            case 1:
                return os.path.dirname(move.old_path)  # noqa: PTH120
            case 2:
                return os.path.dirname(move.new_path)  # noqa: PTH120
        return {
            Sureness.CHOSEN: self.tr("Chosen by you"),
            Sureness.SAME_CONTENT: self.tr("Same content"),
            Sureness.SAME_NAME_AND_SIZE: self.tr("Name and size"),
        }[move.sureness]

    def _spoken(self, move: Move, column: int) -> str:
        if column == NAME:
            return self.tr("{0}, before: {1}, after: {2}").format(
                self._words(move, NAME), move.old_path, move.new_path
            )
        return self._words(move, column)
