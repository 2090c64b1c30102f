"""Rounded grounds, one-pixel edges and focus rings, made once and painted often."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen


class Plate:
    """A rounded rectangle with an optional ground and an optional edge that lies inside it."""

    def __init__(
        self,
        ground: QColor | None,
        edge: QColor | None = None,
        radius: float = 4,
        width: float = 1,
        dashed: bool = False,
    ) -> None:
        self._ground = QBrush(Qt.BrushStyle.NoBrush) if ground is None else QBrush(ground)
        self._edge = QPen(Qt.PenStyle.NoPen)
        self._inset = 0.0
        self._radius = radius
        if edge is not None:
            self._edge = QPen(edge, width)
            self._inset = width / 2
            if dashed:
                self._edge.setDashPattern([3, 2.5])
                self._edge.setCapStyle(Qt.PenCapStyle.FlatCap)

    def paint(self, painter: QPainter, rect: QRect | QRectF) -> None:
        """Fill `rect` with the plate. Leaves pen and brush of `painter` changed."""
        inset = self._inset
        radius = max(self._radius - inset, 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._edge)
        painter.setBrush(self._ground)
        painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)


def focus_ring(color: QColor, radius: float = 4) -> Plate:
    """The two-pixel ring inside a control that has the keyboard."""
    return Plate(None, color, radius, width=2)
