"""To other programs: the file manager and the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication

from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import image_rows
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.ui.action import make_action


class Outside(QObject):
    """Shows where files are and copies text. Never opens a picture's file with a program of its choice."""

    def __init__(self, library: Library, chosen: Chosen, parent: QObject) -> None:
        super().__init__(parent)
        self._library = library
        self._chosen = chosen
        self.show_file = make_action(self, self.tr("Show in file manager"), self._show_chosen)
        self.copy_path = make_action(self, self.tr("Copy file path"), self._copy_paths, "Ctrl+Shift+C")
        chosen.changed.connect(self._enable)
        self._enable()

    @property
    def actions(self) -> list[QAction]:
        return [self.show_file, self.copy_path]

    def show_in_folder(self, path: str) -> None:
        """Open the folder of a file."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(path).parent)))

    def copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def _paths(self) -> list[str]:
        with self._library.reading() as session:
            return [row.file_path for row in image_rows(session, self._chosen.ids)]

    def _show_chosen(self) -> None:
        for path in self._paths()[:1]:
            self.show_in_folder(path)

    def _copy_paths(self) -> None:
        self.copy("\n".join(self._paths()))

    def _enable(self) -> None:
        some = self._chosen.count > 0
        self.show_file.setEnabled(self._chosen.count == 1)
        self.copy_path.setEnabled(some)
