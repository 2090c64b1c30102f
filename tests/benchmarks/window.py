"""The window while it imports: `python window.py LIBRARY FOLDER` prints how long it ever stood still.

A timer of 5 ms is the heart that must not miss a beat, while the grid is scrolled up and down. The figures
are one JSON object: the longest stall and its 99th percentile in milliseconds, idle first, then importing.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from imagineer_desktop.app import Desktop
from imagineer_desktop.ui.settings import Settings
from imagineer_desktop.ui.theme.look import Look

BEAT = 5
IDLE_SECONDS = 3.0
SCROLL_INTERVAL = 40


class Heart(QObject):
    """Beats every 5 ms while the window's thread has time; notes how late each beat was."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self, interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.late = []
        self._last = time.perf_counter()
        self._timer.start()

    def figures(self) -> dict[str, float]:
        late = sorted(self.late)
        return {"longest": late[-1], "p99": late[int(len(late) * 0.99)], "beats": len(late)}

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append((now - self._last) * 1000 - BEAT)
        self._last = now


class Scroller(QObject):
    """Scrolls the grid down and up again, a row at a time."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._desktop = desktop
        self._step = 90
        self._timer = QTimer(self, interval=SCROLL_INTERVAL)
        self._timer.timeout.connect(self._scroll)
        self._timer.start()

    def _scroll(self) -> None:
        assert self._desktop.workspace is not None
        bar = self._desktop.workspace.views.grid.verticalScrollBar()
        if not bar.minimum() <= bar.value() + self._step <= bar.maximum():
            self._step = -self._step
        bar.setValue(bar.value() + self._step)


def wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def main() -> None:
    database, folder = Path(sys.argv[1]), Path(sys.argv[2])
    application = QApplication(sys.argv[:1])
    look = Look(application, database.parent / "glyphs")
    look.set_theme("dark")
    desktop = Desktop(look, Settings(database.parent / "settings.ini"))
    desktop.show((1600, 1000))
    desktop.open(database)
    while desktop.workspace is None:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    wait(1)
    heart = Heart()
    heart.start()
    wait(IDLE_SECONDS)
    figures = {"idle": heart.figures()}
    scroller = Scroller(desktop)
    task = desktop.workspace.arriving.importing.start([folder])
    assert task is not None
    loop = QEventLoop()
    task.succeeded.connect(loop.quit)
    heart.start()
    loop.exec()
    figures["importing"] = heart.figures()
    scroller.deleteLater()
    desktop.close()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
