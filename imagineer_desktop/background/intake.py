"""What stirs in one watched folder comes into the library: one quiet import at a time."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from imagineer_desktop.background.lookout import PATIENCE, Lookout
from imagineer_desktop.background.runner import JobQueue, JobThread
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.watched import WatchedRow
from imagineer_desktop.jobs.watches.watched_folders import Intaken, Unread, import_rules, take_in
from imagineer_desktop.media.thumbnails import ThumbnailCache

GROWING_INTERVAL = 2000
"""Milliseconds until a file that was not whole yet is looked at again."""
RETRY_INTERVAL = 30_000
"""The same for a library that could not be written."""
GAP = 5000
"""Milliseconds between two looks because the window came to the front."""


class Intake(QObject):
    """One folder while it is watched. What changes during an import is looked at after it."""

    arrived = Signal(object, object)
    """(the WatchedRow, ImportReport): an import brought something new."""
    unread_found = Signal(object, object)
    """(the WatchedRow, tuple of Unread): files that could not be read and were not told before."""
    state_changed = Signal()
    failed = Signal(object)
    """A fault of ours, each one once."""

    def __init__(
        self,
        folder: WatchedRow,
        library: Library,
        cache: ThumbnailCache | None,
        queue: JobQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.folder = folder
        self.lookout = Lookout(folder.path, import_rules(folder.rules), self)
        self._library = library
        self._cache = cache
        self._queue = queue
        self._task: JobThread | None = None
        self._pending: frozenset[str] | None = frozenset()
        self._taken: frozenset[str] | None = frozenset()
        self._unread: dict[str, Unread] = {}
        self._told: set[tuple[str, int]] = set()
        self._faults: set[str] = set()
        self._clock = QElapsedTimer()
        self._cost = 0
        self._growing: frozenset[str] = frozenset()
        self._soon = QTimer(self, singleShot=True, interval=GROWING_INTERVAL)
        self._soon.timeout.connect(self._look_at_growing)
        self._later = QTimer(self, singleShot=True, interval=RETRY_INTERVAL)
        self._later.timeout.connect(self.lookout.look)
        self.lookout.stirred.connect(self._take_up)
        self.lookout.state_changed.connect(self.state_changed)
        self.lookout.failed.connect(self._fail)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """The files that could not be read when they were looked at last, by path."""
        return tuple(self._unread[path] for path in sorted(self._unread))

    def begin(self) -> None:
        self.lookout.look()

    def look_again(self) -> None:
        """Look at everything, unless that was done just now; where it takes long, it is done more rarely."""
        rested = not self._clock.isValid() or self._clock.elapsed() >= max(GAP, self._cost * PATIENCE)
        if rested and self._task is None:
            self.lookout.look()

    def close(self) -> None:
        """Watch no more; an import under way ends at its next breath and keeps what it has added."""
        self._soon.stop()
        self._later.stop()
        self.lookout.close()
        self._pending = frozenset()
        task, self._task = self._task, None
        if task is not None:
            task.succeeded.disconnect(self._succeed)
            task.failed.disconnect(self._fail_task)
            task.cancelled.disconnect(self._give_up)
            task.cancel()

    def _take_up(self, folders: Collection[str] | None) -> None:
        self._pending = None if folders is None else _joined(self._pending, folders)
        self._submit()

    def _submit(self) -> None:
        if self._task is not None or self._pending == frozenset():
            return
        self._taken, self._pending = self._pending, frozenset()
        job = take_in(self._library, self.folder, self._cache, self._taken, self._queue.others_wait)
        try:
            task = self._queue.submit(self.tr("Watching {0}").format(self.folder.name), job)
        except RuntimeError:
            # The library is being closed; what is here comes in when it is open again.
            job.close()
            return
        self._task = task
        self._clock.start()
        task.succeeded.connect(self._succeed)
        task.failed.connect(self._fail_task)
        task.cancelled.connect(self._give_up)

    def _succeed(self, result: Intaken) -> None:
        self._task = None
        if self._taken is None:
            self._cost = self._clock.elapsed()
        self._clock.start()
        self._keep(result.unread)
        report = result.report
        if report.imported or report.moved or report.replaced:
            self.arrived.emit(self.folder, report)
        self._growing |= result.growing
        if self._growing:
            self._soon.start()
        self._submit()

    def _keep(self, unread: tuple[Unread, ...]) -> None:
        """Note the files that cannot be read, in place of what was noted of the folders looked into."""
        before = dict(self._unread)
        if self._taken is None:
            self._unread.clear()
        else:
            for file in before.values():
                if file.folder in self._taken:
                    del self._unread[file.path]
        self._unread.update((file.path, file) for file in unread)
        new = tuple(file for file in unread if (file.path, file.mtime_ns) not in self._told)
        self._told.update((file.path, file.mtime_ns) for file in new)
        if new:
            self.unread_found.emit(self.folder, new)
        if self._unread != before:
            self.state_changed.emit()

    def _fail_task(self, error: Exception) -> None:
        self._task = None
        if isinstance(error, CatalogError):
            # The library is busy, or the folder went away under the import: nothing to bother a person with.
            self._pending = None
            self._later.start()
        else:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        if repr(error) not in self._faults:
            self._faults.add(repr(error))
            self.failed.emit(error)

    def _give_up(self) -> None:
        """The person stopped it: what is there by now waits for the next change."""
        self._task = None
        self._submit()

    def _look_at_growing(self) -> None:
        folders, self._growing = self._growing, frozenset()
        self._take_up(folders)


def _joined(some: frozenset[str] | None, others: Collection[str]) -> frozenset[str] | None:
    """Folders and others; None, which is all of them, stays all of them."""
    return None if some is None else some.union(others)
