"""A small framed button with a × at its right end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip
from imagineer_desktop.ui.widgets.plate import Plate, focus_ring

CROSS_ROOM = 24
_CROSS = 12


class CrossButton(QAbstractButton):
    """Two acts in one stop of the Tab key: a click, Space or Enter; and the ×, Delete or Backspace."""

    crossed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._has_cross = False
        self._over_cross = False
        self._pressed_cross = False
        self._tip = self._cross_tip = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(True)

    def set_name(self, name: str, cross_tip: str = "") -> None:
        """What the button is called; and what its × does, without which there is no ×."""
        self._tip, self._cross_tip = name, cross_tip
        self._has_cross = bool(cross_tip)
        self.setAccessibleName(name)
        self.setAccessibleDescription(cross_tip)
        self._explain()

    def cross_rect(self) -> QRect:
        """Where a click means the ×; empty without one."""
        if not self._has_cross:
            return QRect()
        return QRect(self.width() - CROSS_ROOM, 0, CROSS_ROOM, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._has_cross and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.crossed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_cross = self._on_cross(event)
        if not self._pressed_cross:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        meant, self._pressed_cross = self._pressed_cross, False
        if not meant:
            super().mouseReleaseEvent(event)
        elif self._on_cross(event) and event.button() == Qt.MouseButton.LeftButton:
            self.crossed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point_at(self._on_cross(event))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(False)

    def _set_plates(self, ground: Plate, under_pointer: Plate) -> None:
        self._ground, self._under_pointer = ground, under_pointer
        self._ring = focus_ring(self._look.tokens.accent)
        self.update()

    def _paint_ground(self, painter: QPainter) -> None:
        plate = self._under_pointer if self.underMouse() and self.isEnabled() else self._ground
        plate.paint(painter, self.rect())

    def _paint_icon(self, painter: QPainter, name: str, color: str, left: int, size: int) -> None:
        shown = color if self.isEnabled() else "off"
        picture = self._look.pixmap(name, size, shown, self.devicePixelRatioF())
        painter.drawPixmap(QPoint(left, (self.height() - size) // 2), picture)

    def _paint_cross_and_ring(self, painter: QPainter) -> None:
        if self._has_cross:
            color = "text" if self._over_cross else "text2"
            self._paint_icon(painter, "x", color, self.width() - CROSS_ROOM + 6, _CROSS)
        if self.hasFocus():
            self._ring.paint(painter, self.rect())

    def _on_cross(self, event: QMouseEvent) -> bool:
        return self.cross_rect().contains(event.position().toPoint())

    def _point_at(self, cross: bool) -> None:
        if cross != self._over_cross:
            self._over_cross = cross
            self._explain()
            self.update()

    def _explain(self) -> None:
        self.setToolTip(plain_tooltip(self._cross_tip if self._over_cross else self._tip))
