"""`--screenshot`: a picture of the window once everything in sight is there."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer

if TYPE_CHECKING:
    from imagineer_desktop.app import Desktop

LOOK_AGAIN = 50
"""Milliseconds between two looks at whether the window is complete."""
PATIENCE = 60.0
"""Seconds after which the picture is taken of what is there, and the program says so."""


class Screenshot(QObject):
    """Waits for the library, its answer and the visible thumbnails, then saves the picture."""

    def __init__(self, desktop: Desktop, file: Path) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._file = file
        self._started = time.monotonic()
        self._quiet = 0
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self._look)
        desktop.report.shown.connect(self._give_up)
        self._timer.start()

    def _look(self) -> None:
        late = time.monotonic() - self._started > PATIENCE
        self._quiet = self._quiet + 1 if self._complete() else 0
        if self._quiet < 3 and not late:
            return
        self._timer.stop()
        if late:
            print("imagineer-desktop: not everything was there in time.", file=sys.stderr)
        self._save()

    def _complete(self) -> bool:
        workspace = self._desktop.workspace
        return workspace is not None and workspace.complete

    def _save(self) -> None:
        picture = self._desktop.window.grab()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        if picture.save(str(self._file)):
            QCoreApplication.exit(0)
        else:
            self._give_up(self.tr("The picture could not be written to {0}.").format(self._file))

    def _give_up(self, sentence: str) -> None:
        self._timer.stop()
        print(f"imagineer-desktop: {sentence}", file=sys.stderr)
        QCoreApplication.exit(1)
