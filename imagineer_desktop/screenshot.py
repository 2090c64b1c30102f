"""`--screenshot`: a picture of the window once everything in sight is there."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QWidget

from imagineer_desktop.ui.report import Report

LOOK_AGAIN = 50
"""Milliseconds between two looks at whether the window is complete."""
QUIET_LOOKS = 3
"""Looks in a row that find everything there: the last thumbnail is painted then."""
PATIENCE = 60.0
"""Seconds after which the picture is taken of what is there, and the program says so."""


class Screenshot(QObject):
    """Waits until everything in sight is there, then saves the picture and ends the program."""

    def __init__(self, window: QWidget, report: Report, complete: Callable[[], bool], file: Path) -> None:
        super().__init__(window)
        self._window = window
        self._is_complete = complete
        self._file = file
        self._started = time.monotonic()
        self._quiet = 0
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self._look)
        report.shown.connect(self.give_up)
        self._timer.start()

    def _look(self) -> None:
        late = time.monotonic() - self._started > PATIENCE
        self._quiet = self._quiet + 1 if self._is_complete() else 0
        if self._quiet < QUIET_LOOKS and not late:
            return
        self._timer.stop()
        if late:
            print("imagineer-desktop: not everything was there in time.", file=sys.stderr)
        self._save()

    def _save(self) -> None:
        picture = self._window.grab()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        if picture.save(str(self._file)):
            QCoreApplication.exit(0)
        else:
            self.give_up(self.tr("The picture could not be written to {0}.").format(self._file))

    def give_up(self, sentence: str) -> None:
        """There will be no picture: say why and end the program."""
        self._timer.stop()
        print(f"imagineer-desktop: {sentence}", file=sys.stderr)
        QCoreApplication.exit(1)
