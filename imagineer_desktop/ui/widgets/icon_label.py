"""An icon that is only looked at."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from imagineer_desktop.ui.theme.look import Look


class IconLabel(QWidget):
    """An icon in one token's color. It says nothing by itself: words stand beside it."""

    def __init__(
        self, look: Look, icon: str, size: int = 16, color: str = "text2", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._size = size
        self._filled = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_icon(icon, color)
        look.changed.connect(self.update)

    def set_icon(self, icon: str, color: str = "text2", filled: bool = False) -> None:
        """Show another icon, or the same one in another color."""
        self._icon, self._color, self._filled = icon, color, filled
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        color = self._color if self.isEnabled() else "off"
        picture = self._look.pixmap(self._icon, self._size, color, self.devicePixelRatioF(), self._filled)
        left, top = (self.width() - self._size) / 2, (self.height() - self._size) / 2
        QPainter(self).drawPixmap(QPointF(left, top), picture)
