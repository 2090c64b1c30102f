"""The watched folders: which there are, how each of them stands, what could not be read in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelectionModel, QLocale, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from imagineer_desktop.background.watching import FolderReport, FolderState
from imagineer_desktop.models.watched_folders import FOLDER, IMAGES, STATE, WatchedFoldersModel
from imagineer_desktop.ui.choosing import FileDialog
from imagineer_desktop.ui.dialogs.sheet import Sheet
from imagineer_desktop.ui.dialogs.watched_rows import WatchedRows
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.table_rows import ROW_HEIGHT

WIDTH = 800
HEADER = 29
ROWS = (4, 10)
"""The table has room for so many at least and at most; it scrolls for more."""
LIST_HEIGHT = 120
IMAGES_WIDTH, STATE_WIDTH = 88, 232


class WatchedDialog(Sheet):
    """Every button takes effect at once, as one step to undo. A folder may be dropped anywhere on it."""

    folders_chosen = Signal(list)
    """Paths to be watched too."""
    rules_requested = Signal(int)
    pause_requested = Signal(int, bool)
    remove_requested = Signal(int)
    """Each with the id of a folder."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", WIDTH, parent)
        self.setWindowTitle(self.tr("Watched folders"))
        self.setAcceptDrops(True)
        self._dropping = False
        self._model = WatchedFoldersModel(self)
        self._table = QTreeView()
        self._empty = PlainLabel(look, font="body", color="text2")
        self._rules = Button(look, self.tr("Rules…"), "settings-2")
        self._pause = Button(look, self.tr("Pause"), "pause")
        self._resume = Button(look, self.tr("Resume"), "play")
        self._remove = Button(look, self.tr("Remove"), "x")
        self._unread = QWidget()
        self._unread_words = PlainLabel(look)
        self._show_unread = LinkButton(self.tr("Show"))
        self._reasons = QPlainTextEdit()
        self._arrange()
        self._table.selectionModel().currentChanged.connect(self._enable)
        self._model.modelReset.connect(self._enable)
        self._table.doubleClicked.connect(self._ask_for_rules)
        self._rules.clicked.connect(self._ask_for_rules)
        self._pause.clicked.connect(self._ask_to_pause)
        self._resume.clicked.connect(self._ask_to_pause)
        self._remove.clicked.connect(self._ask_to_remove)
        self._show_unread.clicked.connect(self._turn_reasons)
        self.agree.clicked.connect(self._ask_for_folder)
        self.show_folders(())

    def show_folders(self, reports: Sequence[FolderReport]) -> None:
        """What is watched now; the chosen folder stays chosen as long as it is there."""
        chosen = self._chosen()
        self._model.show(reports)
        row = self._model.row_of(chosen.folder.id) if chosen else -1
        if reports and not self._table.currentIndex().isValid():
            self._choose(max(row, 0))
        rows = min(max(len(reports), ROWS[0]), ROWS[1])
        self._table.setFixedHeight(HEADER + rows * ROW_HEIGHT + 2)
        self._empty.setVisible(not reports)
        self._list_unread(reports)
        self._enable()
        self.fields.activate()
        self.fit()

    def set_images(self, numbers: Mapping[int, int]) -> None:
        """How many images each folder has, by its id."""
        self._model.set_images(numbers)

    def choose(self, folder_id: int) -> None:
        """Choose a folder: that which was added just now."""
        if (row := self._model.row_of(folder_id)) >= 0:
            self._choose(row)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._show_ring(True)

    def dragLeaveEvent(self, event: QEvent) -> None:
        self._show_ring(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_ring(False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.folders_chosen.emit(paths)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._dropping:
            painter = QPainter(self)
            painter.setPen(QPen(self._look.tokens.accent, 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _show_ring(self, shown: bool) -> None:
        self._dropping = shown
        self.update()

    def _chosen(self) -> FolderReport | None:
        row = self._table.currentIndex().row()
        return self._model.reports[row] if 0 <= row < len(self._model.reports) else None

    def _choose(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag
        self._table.selectionModel().setCurrentIndex(
            self._model.index(row, FOLDER), flags.ClearAndSelect | flags.Rows
        )

    def _enable(self) -> None:
        chosen = self._chosen()
        paused = chosen is not None and chosen.state is FolderState.PAUSED
        comes, goes = (self._resume, self._pause) if paused else (self._pause, self._resume)
        comes.show()
        if self.focusWidget() is goes:
            # Else the keyboard would go on to the next button, which is Remove.
            comes.setFocus()
        goes.hide()
        for button in (self._rules, self._pause, self._remove):
            button.setEnabled(chosen is not None)

    def _ask_for_rules(self) -> None:
        if (chosen := self._chosen()) is not None:
            self.rules_requested.emit(chosen.folder.id)

    def _ask_to_pause(self) -> None:
        if (chosen := self._chosen()) is not None:
            self.pause_requested.emit(chosen.folder.id, chosen.state is not FolderState.PAUSED)

    def _ask_to_remove(self) -> None:
        if (chosen := self._chosen()) is not None:
            self.remove_requested.emit(chosen.folder.id)

    def _ask_for_folder(self) -> None:
        chooser = FileDialog(self, self.tr("Watch folder"))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self._take_name)
        chooser.open()

    def _take_name(self, name: str) -> None:
        self.folders_chosen.emit([Path(name)])

    def _list_unread(self, reports: Sequence[FolderReport]) -> None:
        unread = [file for report in reports for file in report.unread]
        number = QLocale().toString(len(unread))
        one, many = self.tr("1 file could not be read"), self.tr("{0} files could not be read").format(number)
        self._unread_words.setText(one if len(unread) == 1 else many)
        self._unread.setVisible(bool(unread))
        reasons = "\n".join(f"{file.path}\n    {file.reason}" for file in unread)
        if reasons != self._reasons.toPlainText():
            self._reasons.setPlainText(reasons)
        if not unread:
            self._open_reasons(False)

    def _turn_reasons(self) -> None:
        self._open_reasons(self._reasons.isHidden())
        self.fields.activate()
        self.fit()

    def _open_reasons(self, opened: bool) -> None:
        self._reasons.setVisible(opened)
        self._show_unread.set_words(self.tr("Hide") if opened else self.tr("Show"))

    def _arrange(self) -> None:
        self.agree.setText(self.tr("Add folder…"))
        self.refuse.setText(self.tr("Close"))
        self.say_consequence(self.tr("Files stay where they are. Each change is one step to undo."), "info")
        self._rules.setToolTip(self.tr("Which of its new images come in, and what is put on them"))
        self._remove.setToolTip(self.tr("Watch this folder no longer; its images stay in the library"))
        self._pause.setToolTip(self.tr("Let it rest until it is resumed"))
        self._resume.setToolTip(self.tr("Bring in what came meanwhile, and go on"))
        self._empty.setText(
            self.tr(
                "No folder is watched. Add one or drop it here: its new images then come in by themselves."
            )
        )
        self._empty.setWordWrap(True)
        self._dress_table()
        self._dress_unread()
        above = QVBoxLayout(self._table.viewport())
        above.setContentsMargins(60, 0, 60, 0)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        above.addWidget(self._empty)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._rules, self._pause, self._resume, self._remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.fields.addWidget(self._table)
        self.fields.addLayout(buttons)
        self.fields.addWidget(self._unread)
        self.fields.addWidget(self._reasons)

    def _dress_unread(self) -> None:
        row = QHBoxLayout(self._unread)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(self._look, "circle-alert", color="error"))
        row.addWidget(self._unread_words)
        row.addWidget(self._show_unread)
        row.addStretch(1)
        self._reasons.setReadOnly(True)
        self._reasons.setFixedHeight(LIST_HEIGHT)
        self._reasons.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._reasons.setTabChangesFocus(True)
        self._reasons.setAccessibleName(self.tr("Files that could not be read, with their reasons"))
        self._reasons.setToolTip(self._reasons.accessibleName())
        self._reasons.hide()

    def _dress_table(self) -> None:
        table = self._table
        table.setModel(self._model)
        table.setItemDelegate(WatchedRows(self._look, table))
        table.setAccessibleName(self.tr("Watched folders"))
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setAllColumnsShowFocus(True)
        table.setExpandsOnDoubleClick(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setTabKeyNavigation(False)
        header = table.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(FOLDER, QHeaderView.ResizeMode.Stretch)
        for column, width in ((IMAGES, IMAGES_WIDTH), (STATE, STATE_WIDTH)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
