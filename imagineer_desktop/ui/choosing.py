"""Dialogs that choose files and folders, and look at names only."""

from __future__ import annotations

from PySide6.QtCore import QFileInfo
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QFileDialog, QWidget


class NamesOnly(QAbstractFileIconProvider):
    """Icons and kinds of files by their names.

    Qt's own provider opens files to tell their kind. Opening and closing the file of the open library
    in this process drops SQLite's locks on it (POSIX locks belong to the process), and the next
    program that writes can destroy it.
    """

    def __init__(self, ground: QWidget) -> None:
        super().__init__()
        style = ground.style()
        self._folder = style.standardIcon(style.StandardPixmap.SP_DirIcon)
        self._file = style.standardIcon(style.StandardPixmap.SP_FileIcon)

    def icon(self, info: QFileInfo | QAbstractFileIconProvider.IconType) -> QIcon:
        if isinstance(info, QFileInfo):
            return self._folder if info.isDir() else self._file
        return self._file if info is QAbstractFileIconProvider.IconType.File else self._folder

    def type(self, info: QFileInfo) -> str:
        return "" if info.isDir() else info.suffix().upper()


class FileDialog(QFileDialog):
    """Qt's own dialog with our icons: the system's may look into files, in this process, as it likes."""

    def __init__(self, parent: QWidget, title: str, place: str = "") -> None:
        super().__init__(parent, title, place)
        self._icons = NamesOnly(parent)  # Qt does not keep it alive
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
        self.setIconProvider(self._icons)
