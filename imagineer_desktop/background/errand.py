"""Work that does not wait in the queue: one job at a time, a new one in place of the one before."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from imagineer_desktop.background.runner import JobThread
from imagineer_desktop.jobs.progress import Job


class Errand(QObject):
    """Runs the newest job it was given. Nothing is heard any more of one that was stopped or replaced."""

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: list[JobThread] = []
        self._current: JobThread | None = None

    @property
    def under_way(self) -> bool:
        return self._current is not None and not self._current.over

    def run(self, job: Job[object]) -> None:
        """Begin a job now; the one before is told to stop."""
        self.stop()
        thread = JobThread(job, parent=self)
        self._current = thread
        self._threads.append(thread)
        thread.progressed.connect(self.progressed)
        thread.succeeded.connect(self.succeeded)
        thread.failed.connect(self.failed)
        for end in (thread.succeeded, thread.failed, thread.cancelled):
            end.connect(self._tidy)
        thread.begin()

    def stop(self) -> None:
        """Let the job go: it ends at its next breath, and nobody hears of it."""
        thread, self._current = self._current, None
        if thread is not None and not thread.over:
            thread.progressed.disconnect(self.progressed)
            thread.succeeded.disconnect(self.succeeded)
            thread.failed.disconnect(self.failed)
            thread.cancel()

    def close(self) -> None:
        """Stop and wait for the end of everything begun."""
        self.stop()
        for thread in self._threads:
            thread.wait()

    def _tidy(self) -> None:
        over = [thread for thread in self._threads if thread.over]
        self._threads = [thread for thread in self._threads if not thread.over]
        for thread in over:
            thread.deleteLater()
        if self._current in over:
            self._current = None
