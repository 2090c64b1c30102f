"""The ground of the bars above and below the gallery, and the short lines on it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from imagineer_desktop.ui.theme.look import Look


class Bar(QWidget):
    """A strip of fixed height with a one-pixel edge towards the gallery, at its top or its bottom."""

    def __init__(self, look: Look, height: int, edge: Qt.Edge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._edge = edge
        self.setFixedHeight(height)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.tokens.bar)
        top = 0 if self._edge == Qt.Edge.TopEdge else self.height() - 1
        painter.fillRect(0, top, self.width(), 1, self._look.tokens.edge)


class Rule(QWidget):
    """A short upright line between two groups of a bar."""

    def __init__(self, look: Look, length: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedSize(1, length)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.tokens.border)
