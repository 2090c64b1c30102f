"""A picture whose neighbor can follow its zoom and its place."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QMouseEvent

from imagineer_desktop.ui.loupe.framing import Framing
from imagineer_desktop.ui.loupe.stage import Stage


class LinkedStage(Stage):
    """Says what part of its picture is seen, and shows the same part when it is told to follow."""

    framed = Signal(object)
    """The Framing the person went to; not those it only followed."""

    def follow(self, framing: Framing) -> None:
        """Show the part of this picture that `framing` shows of another, at the same size on the screen."""
        goal = same_part(self.framing, framing)
        self._motion.stop()
        self._shown = self._start = self._goal = goal
        self.update()

    def _tell(self) -> None:
        super()._tell()
        self.framed.emit(self.framing)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._held_at is not None:
            self.framed.emit(self.framing)


def same_part(own: Framing, other: Framing) -> Framing:
    """`own` moved to the place of `other`, however many pixels each picture has."""
    if other.fitted or own.picture.isEmpty() or other.picture.isEmpty():
        return own.fit()
    width, height = own.picture.width(), own.picture.height()
    share_x, share_y = other.center.x() / other.picture.width(), other.center.y() / other.picture.height()
    zoom = other.zoom * other.picture.width() / width
    center = QPointF(share_x * width, share_y * height)
    return replace(own, zoom=zoom, center=center, fitted=False)
