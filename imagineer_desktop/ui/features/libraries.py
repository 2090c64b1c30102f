"""Which library is open: new, open, recent, and the way of an old one into this program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from imagineer_desktop.ui.action import make_action, plain_menu_text
from imagineer_desktop.ui.choosing import FileDialog
from imagineer_desktop.ui.settings import Settings
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip


class Libraries(QObject):
    """Asks which file to open and says so; opening it is the program's."""

    open_requested = Signal(object)
    """A Path: a library, an old one, or a new one to be made."""

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self.current: Path | None = None
        """The library that is open."""
        self.new = make_action(self, self.tr("New library…"), self.ask_for_new)
        self.open = make_action(self, self.tr("Open library…"), self.ask_for_existing, "Ctrl+O")
        self.recent = QMenu(self.tr("Open recent"), window)
        self.recent.aboutToShow.connect(self._fill_recent)

    @property
    def actions(self) -> list[QAction]:
        return [self.new, self.open]

    def ask_for_existing(self) -> None:
        """Let the person choose a library, of this program or of the web application."""
        dialog = FileDialog(self._window, self.tr("Open library"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Libraries (*.db)"), self.tr("All files (*)")])
        self._ask(dialog)

    def ask_for_new(self) -> None:
        """Let the person say where a new library is to be made."""
        dialog = FileDialog(self._window, self.tr("New library"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix("db")
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        self._ask(dialog)

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.fileSelected.connect(self._request)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _request(self, name: str) -> None:
        self.open_requested.emit(Path(name))

    def _fill_recent(self) -> None:
        """Nobody looks whether they are still there: a drive that is away would hold the window up."""
        self.recent.clear()
        for path in self._settings.recent_libraries:
            if path == self.current:
                continue
            action = self.recent.addAction(plain_menu_text(str(path)))
            action.setToolTip(plain_tooltip(str(path)))
            action.triggered.connect(lambda _=False, path=path: self.open_requested.emit(path))
        if self.recent.isEmpty():
            self.recent.addAction(self.tr("No other library yet")).setEnabled(False)
            return
        self.recent.addSeparator()
        self.recent.addAction(self.tr("Clear this list"), self._settings.forget_libraries)
