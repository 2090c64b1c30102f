"""Long work beside the window: a thread that drives one job, and the queue in which jobs wait."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from imagineer_desktop.background.estimate import Estimate
from imagineer_desktop.jobs.progress import Job, Progress

PROGRESS_INTERVAL = 100
"""Milliseconds between two signals of progress."""


class JobThread(QThread):
    """One job, from waiting to its end, which is exactly one of succeeded, failed and cancelled.

    An `idle` one is for when there is nothing else to do.

    All four signals are emitted in the thread that made this object, so they may be connected to anything
    there. `progressed` carries a Progress at most ten times a second, and always the last one.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(
        self, job: Job[object], title: str = "", parent: QObject | None = None, idle: bool = False
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.idle = idle
        self._job = job
        self._wanted = True
        self._begun = False
        self._over = False
        self._stopped = False
        self._latest: Progress | None = None
        self._result: object = None
        self._error: Exception | None = None
        self._told: Progress | None = None
        self._estimate = Estimate()
        self._clock = QTimer(self, interval=PROGRESS_INTERVAL)
        self._clock.timeout.connect(self._tell_progress)
        self.started.connect(self._tell_progress)
        self.finished.connect(self._tell_end)

    @property
    def waiting(self) -> bool:
        """It has not begun and was not cancelled."""
        return not self._begun and not self._over

    @property
    def over(self) -> bool:
        """One of succeeded, failed and cancelled was emitted."""
        return self._over

    @property
    def progress(self) -> Progress | None:
        """The progress last told."""
        return self._told

    @property
    def rate(self) -> float | None:
        """Steps a second, smoothed."""
        return self._estimate.rate

    @property
    def seconds_left(self) -> float | None:
        """Seconds until its end at the present speed, None while that cannot be said."""
        return self._estimate.seconds_left(self._told.total) if self._told else None

    def begin(self) -> None:
        """Start the thread, below the window's priority."""
        if self.waiting:
            self._begun = True
            self._clock.start()
            self.start(QThread.Priority.LowPriority)

    def cancel(self) -> None:
        """Close the job at its next yield (at once if it is still waiting)."""
        self._wanted = False
        if self.waiting:
            self._job.close()
            self._over = True
            self.cancelled.emit()

    def run(self) -> None:
        """Drive the job, in the worker thread. Nothing is told from here: `finished` is, at home."""
        try:
            while self._wanted:
                self._latest = next(self._job)
            self._job.close()
            self._stopped = True
        except StopIteration as end:
            self._result = end.value
        except Exception as error:  # noqa: BLE001 - it is not handled here, it is handed over by `failed`
            self._error = error

    def _tell_progress(self) -> None:
        latest = self._latest
        if latest is None or latest is self._told:
            return
        self._told = latest
        self._estimate.feed(time.monotonic(), latest.done)
        self.progressed.emit(latest)

    def _tell_end(self) -> None:
        self._clock.stop()
        self._tell_progress()
        self._over = True
        if self._error is not None:
            self.failed.emit(self._error)
        elif self._stopped:
            self.cancelled.emit()
        else:
            self.succeeded.emit(self._result)


class JobQueue(QObject):
    """The jobs of the window, one running at a time in the order of submission, idle ones last.

    `changed` says that a task came, went or moved on: what the task chip shows has to be drawn again.
    `stood_still` says that the last one ended.
    """

    changed = Signal()
    stood_still = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: list[JobThread] = []
        self._closed = False

    @property
    def tasks(self) -> tuple[JobThread, ...]:
        """The running task first, then the waiting ones in their order."""
        return tuple(self._tasks)

    @property
    def running(self) -> JobThread | None:
        """The task at work."""
        return next((task for task in self._tasks if not task.waiting), None)

    def others_wait(self) -> bool:
        """Whether a running job should give way, asked in its own thread: somebody waits who is not idle."""
        return any(task.waiting and not task.idle for task in tuple(self._tasks))

    def submit(self, title: str, job: Job[object], idle: bool = False) -> JobThread:
        """Run `job` when those before it are over; it begins after the caller had time to connect to it."""
        if self._closed:
            raise RuntimeError("A closed queue takes no jobs.")
        task = JobThread(job, title, self, idle)
        task.progressed.connect(self.changed)
        for end in (task.succeeded, task.failed, task.cancelled):
            end.connect(self._tidy)
        behind = (place for place, one in enumerate(self._tasks) if one.waiting and one.idle and not idle)
        self._tasks.insert(next(behind, len(self._tasks)), task)
        QTimer.singleShot(0, self, self._begin_next)
        self.changed.emit()
        return task

    def close(self) -> None:
        """Cancel everything and wait for the running job to tidy up. The cancelled tasks still say so."""
        self._closed = True
        for task in reversed(self._tasks.copy()):
            task.cancel()
        for task in self._tasks:
            task.wait()

    def _begin_next(self) -> None:
        if not self._closed and self._tasks and self.running is None:
            self._tasks[0].begin()
            self.changed.emit()

    def _tidy(self) -> None:
        over = [task for task in self._tasks if task.over]
        if not over:
            return
        self._tasks = [task for task in self._tasks if not task.over]
        for task in over:
            task.deleteLater()
        self.changed.emit()
        if self._tasks:
            QTimer.singleShot(0, self, self._begin_next)
        else:
            self.stood_still.emit()
