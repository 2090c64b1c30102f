"""The one-pixel line between groups, and between tools."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from imagineer_desktop.ui.theme.look import Look

UPRIGHT = 16


class Line(QWidget):
    """One pixel of the theme's line: across the width, or upright in a bar."""

    def __init__(self, look: Look, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        if upright:
            self.setFixedSize(1, UPRIGHT)
        else:
            self.setFixedHeight(1)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.contentsRect(), self._look.tokens.line)
