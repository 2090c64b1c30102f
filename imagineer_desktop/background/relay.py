"""What the library says after a write, as a signal in the window's thread."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from imagineer_desktop.catalog.changes import NOTHING, Changes
from imagineer_desktop.catalog.library import Library

INTERVAL = 100
"""Milliseconds between two signals while writes come in bursts; the first of a burst is told at once."""


class ChangeRelay(QObject):
    """A listener of the library that may be called in any thread and speaks in its own. Bursts are merged."""

    changed = Signal(object)
    _woken = Signal()

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._pending = NOTHING
        self._pause = QTimer(self, interval=INTERVAL, singleShot=True)
        self._pause.timeout.connect(self._tell)
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = library.subscribe(self._hear)

    def close(self) -> None:
        """Listen no longer. What is not told yet stays untold."""
        self._unsubscribe()
        self._pause.stop()
        with self._lock:
            self._pending = NOTHING

    def _hear(self, changes: Changes) -> None:
        with self._lock:
            first = not self._pending
            self._pending = self._pending | changes
        if first:
            self._woken.emit()

    def _wake(self) -> None:
        if not self._pause.isActive():
            self._tell()

    def _tell(self) -> None:
        with self._lock:
            changes, self._pending = self._pending, NOTHING
        if changes:
            self._pause.start()
            self.changed.emit(changes)
