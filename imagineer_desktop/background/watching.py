"""The watched folders of the open library: those that are not paused bring in what is new by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from PySide6.QtCore import QObject, QTimer, Signal

from imagineer_desktop.background.intake import Intake
from imagineer_desktop.background.runner import JobQueue
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.watched import WatchedRow, watched_folders
from imagineer_desktop.jobs.watches.watched_folders import Unread
from imagineer_desktop.media.thumbnails import ThumbnailCache

REST = 1500
"""Milliseconds before the first look: now the window is being filled."""


class FolderState(Enum):
    """How a watched folder stands. In a DEAF one not all changes are told, so it is looked at regularly."""

    WATCHED = "watched"
    DEAF = "deaf"
    AWAY = "away"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class FolderReport:
    """A watched folder with its state, the seconds between two looks, and the files it could not read."""

    folder: WatchedRow
    state: FolderState
    seconds: int = 0
    unread: tuple[Unread, ...] = ()


class Watching(QObject):
    """Has an Intake for every folder that is not paused. `refresh` makes it follow the library's rows."""

    arrived = Signal(object, object)
    """(WatchedRow, ImportReport): something new came in."""
    unread_found = Signal(object, object)
    """(WatchedRow, tuple of Unread): these files could not be read; each version of a file is told once."""
    state_changed = Signal()
    """The reports are others now."""
    failed = Signal(object)
    """A fault of ours."""

    def __init__(
        self,
        library: Library,
        cache: ThumbnailCache | None,
        queue: JobQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._cache = cache
        self._queue = queue
        self._folders: tuple[WatchedRow, ...] = ()
        self._intakes: dict[int, Intake] = {}
        self._closed = False
        self._start = QTimer(self, singleShot=True, interval=REST)
        self._start.timeout.connect(self.refresh)

    @property
    def reports(self) -> tuple[FolderReport, ...]:
        """Every watched folder as it stands, by path."""
        return tuple(self._report(folder) for folder in self._folders)

    @property
    def intakes(self) -> Mapping[int, Intake]:
        """The folders that are not paused, at work, by id."""
        return MappingProxyType(self._intakes)

    def begin(self) -> None:
        """Look at all watched folders in a moment, and listen to them from then on."""
        self._start.start()

    def refresh(self) -> None:
        """Follow the library: folders may have come, gone, got other rules, been paused."""
        if self._closed:
            return
        self._start.stop()
        try:
            with self._library.reading() as session:
                folders = watched_folders(session)
        except CatalogError:
            # Whoever needs the library says that it cannot be read; the folders stay as they are.
            return
        if folders == self._folders:
            return
        self._folders = folders
        wanted = {folder.id: folder for folder in folders if not folder.is_paused}
        for folder_id, intake in list(self._intakes.items()):
            if wanted.get(folder_id) != intake.folder:
                self._drop(folder_id)
        for folder_id, folder in wanted.items():
            if folder_id not in self._intakes:
                self._take_up(folder)
        self.state_changed.emit()

    def look(self) -> None:
        """The window came to the front: look at what may not have been told."""
        for intake in self._intakes.values():
            intake.look_again()

    def close(self) -> None:
        """Watch nothing any more. The imports under way are stopped and keep what they have added."""
        self._closed = True
        self._start.stop()
        for folder_id in list(self._intakes):
            self._drop(folder_id)

    def _take_up(self, folder: WatchedRow) -> None:
        intake = Intake(folder, self._library, self._cache, self._queue, self)
        intake.arrived.connect(self.arrived)
        intake.unread_found.connect(self.unread_found)
        intake.state_changed.connect(self.state_changed)
        intake.failed.connect(self.failed)
        self._intakes[folder.id] = intake
        intake.begin()

    def _drop(self, folder_id: int) -> None:
        intake = self._intakes.pop(folder_id)
        intake.close()
        intake.deleteLater()

    def _report(self, folder: WatchedRow) -> FolderReport:
        intake = self._intakes.get(folder.id)
        if intake is None:
            return FolderReport(folder, FolderState.PAUSED)
        lookout = intake.lookout
        state = (
            FolderState.AWAY if lookout.away else FolderState.DEAF if lookout.deaf else FolderState.WATCHED
        )
        return FolderReport(folder, state, round(lookout.interval / 1000), intake.unread)
