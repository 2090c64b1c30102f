"""What runs in the background, in the task chip of the status bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from imagineer_desktop.background.runner import JobQueue, JobThread
from imagineer_desktop.ui.action import plain_menu_text
from imagineer_desktop.ui.dialogs.import_phase import is_waiting
from imagineer_desktop.ui.pace import pace
from imagineer_desktop.ui.status_bar import StatusBar, Task
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip


class Tasks(QObject):
    """Shows the queue's tasks in words, opens and stops them."""

    def __init__(self, queue: JobQueue, status: StatusBar, opened: Callable[[JobThread], object]) -> None:
        super().__init__(status)
        self._queue = queue
        self._status = status
        self._open = opened
        queue.changed.connect(self.refresh)
        status.task_clicked.connect(self._click)
        status.task_cancelled.connect(self._stop)

    def refresh(self) -> None:
        self._status.set_tasks([self._task(thread) for thread in self._queue.tasks])

    def _task(self, thread: JobThread) -> Task:
        progress = thread.progress
        if progress is None:
            return Task(thread, thread.title, icon="download")
        words = progress.text
        if progress.total:
            words = self.tr("{0} {1:,} of {2:,}").format(progress.text, progress.done, progress.total)
        speed = "" if is_waiting(progress) else pace(thread.rate, thread.seconds_left, brief=True)
        text = f"{words} · {speed}" if speed else words
        return Task(thread, text, progress.done, progress.total, icon="download")

    def _click(self, thread: JobThread | None) -> None:
        if thread is not None:
            self._open(thread)
            return
        menu = QMenu(self._status)
        for task in self._queue.tasks:
            action = menu.addAction(plain_menu_text(self._task(task).text))
            action.setToolTip(plain_tooltip(self._task(task).text))
            action.triggered.connect(lambda _=False, task=task: self._open(task))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QCursor.pos())

    def _stop(self, thread: JobThread) -> None:
        thread.cancel()
