"""The watched folders as a table: the folder, how many images it has, how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from imagineer_desktop.background.watching import FolderReport, FolderState

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
FOLDER, IMAGES, STATE = range(3)
STATE_ROLE = Qt.ItemDataRole.UserRole + 1
"""The FolderState of a row."""


class WatchedFoldersModel(QAbstractTableModel):
    """One row for each folder. While the list stays the same its rows only change their words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reports: tuple[FolderReport, ...] = ()
        self._images: dict[int, int] = {}

    @property
    def reports(self) -> tuple[FolderReport, ...]:
        return self._reports

    def show(self, reports: Sequence[FolderReport]) -> None:
        """What is watched now. A list of other folders is a new list."""
        before = [report.folder.id for report in self._reports]
        if before == [report.folder.id for report in reports]:
            self._reports = tuple(reports)
            self._refresh()
            return
        self.beginResetModel()
        self._reports = tuple(reports)
        self.endResetModel()

    def set_images(self, numbers: Mapping[int, int]) -> None:
        """How many images there are, by the ids of the folders."""
        self._images = dict(numbers)
        self._refresh()

    def row_of(self, folder_id: int) -> int:
        """The row of a folder; -1 when it is not watched any more."""
        return next((row for row, one in enumerate(self._reports) if one.folder.id == folder_id), -1)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._reports)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else STATE + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == IMAGES:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Folder"), self.tr("Images"), self.tr("State"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        report = self._reports[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(report, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(report) if index.column() == FOLDER else self._words(report, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == IMAGES:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return report.state if role == STATE_ROLE else None

    def _words(self, report: FolderReport, column: int) -> str:
        match column:
            case 0:
                return report.folder.path
            case 1:
                number = self._images.get(report.folder.id)
                return "" if number is None else QLocale().toString(number)
        return self._state(report)

    def _state(self, report: FolderReport) -> str:
        match report.state:
            case FolderState.WATCHED:
                return self.tr("Watching")
            case FolderState.AWAY:
                return self.tr("Away, comes back by itself")
            case FolderState.PAUSED:
                return self.tr("Paused")
        if report.seconds >= 120:
            return self.tr("Checked every {0} minutes").format(round(report.seconds / 60))
        return self.tr("Checked every {0} seconds").format(report.seconds)

    def _spoken(self, report: FolderReport) -> str:
        number = self._images.get(report.folder.id)
        if number is None:
            return f"{report.folder.path}, {self._state(report)}"
        images = self.tr("1 image") if number == 1 else self.tr("{0} images")
        words = images.format(QLocale().toString(number))
        return f"{report.folder.path}, {words}, {self._state(report)}"

    def _refresh(self) -> None:
        if self._reports:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._reports) - 1, STATE))
