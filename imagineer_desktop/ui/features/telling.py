"""What watched folders brought, in one sentence now and then."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, QTimer, Signal

from imagineer_desktop.catalog.watched import WatchedRow
from imagineer_desktop.jobs.imports.importing import ImportReport
from imagineer_desktop.jobs.watches.watched_folders import Unread

GAP = 15_000
"""Milliseconds between two sentences: a generator writes a picture every few seconds."""


class Telling(QObject):
    """Adds up what came in while it may not speak yet. The first of a series is told at once."""

    told = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._images: dict[str, int] = {}
        self._unread: dict[str, int] = {}
        self._pause = QTimer(self, singleShot=True, interval=GAP)
        self._pause.timeout.connect(self.resume)

    def take(self, folder: WatchedRow, report: ImportReport) -> None:
        """Images came in."""
        if report.imported:
            self._images[folder.name] = self._images.get(folder.name, 0) + report.imported
            self._tell()

    def take_unread(self, folder: WatchedRow, unread: tuple[Unread, ...]) -> None:
        """Files could not be read."""
        self._unread[folder.name] = self._unread.get(folder.name, 0) + len(unread)
        self._tell()

    def resume(self) -> None:
        """Say what was added up: the pause after the last sentence is over."""
        self._pause.stop()
        self._tell()

    def close(self) -> None:
        """Say no more."""
        self._pause.stop()
        self._images.clear()
        self._unread.clear()

    def _tell(self) -> None:
        if self._pause.isActive() or not (self._images or self._unread):
            return
        sentences = [self._about_images()] if self._images else []
        if self._unread:
            sentences.append(self._about_unread())
        self._images.clear()
        self._unread.clear()
        self._pause.start()
        self.told.emit(" ".join(sentences))

    def _about_images(self) -> str:
        number = sum(self._images.values())
        images = self.tr("1 new image") if number == 1 else self.tr("{0} new images")
        return self.tr("{0} from {1}.").format(
            images.format(QLocale().toString(number)), self._places(list(self._images))
        )

    def _about_unread(self) -> str:
        number = sum(self._unread.values())
        files = self.tr("1 file in {1} could not be read.")
        if number > 1:
            files = self.tr("{0} files in {1} could not be read.")
        words = files.format(QLocale().toString(number), self._places(list(self._unread)))
        return words + " " + self.tr("File > Watched folders says why.")

    def _places(self, names: list[str]) -> str:
        return names[0] if len(names) == 1 else self.tr("{0} folders").format(len(names))
