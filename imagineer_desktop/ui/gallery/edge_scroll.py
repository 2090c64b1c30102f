"""Scrolling by itself while something is dragged to the upper or lower edge of a view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractScrollArea

EDGE = 32
INTERVAL = 16
FASTEST = 40


class EdgeScroll(QObject):
    """Moves the vertical scroll bar as long as the pointer is near an edge, faster the farther out."""

    def __init__(self, view: QAbstractScrollArea, moved: Callable[[], None]) -> None:
        """`moved` is called after each step: what lies under the pointer is something else now."""
        super().__init__(view)
        self._view = view
        self._moved = moved
        self._step = 0
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self._scroll)

    def feel(self, y: int) -> None:
        """The pointer is at `y` of the viewport."""
        below = y - (self._view.viewport().height() - EDGE)
        above = EDGE - y
        self._step = max(0, below) // 2 - max(0, above) // 2
        self._step = min(FASTEST, max(-FASTEST, self._step))
        if self._step and not self._timer.isActive():
            self._timer.start()
        elif not self._step:
            self._timer.stop()

    def stop(self) -> None:
        """Nothing is dragged any more."""
        self._timer.stop()

    def _scroll(self) -> None:
        bar = self._view.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + self._step)
        if bar.value() != before:
            self._moved()
