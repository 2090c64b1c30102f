"""What hangs at the pointer while images are dragged: up to three of them and their number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap

from imagineer_desktop.ui.theme.look import Look

SIDE, STEP, MOST = 96, 8, 3
BADGE_HEIGHT, BADGE_PADDING = 20, 7
HOT_SPOT = QPoint(SIDE // 2, SIDE // 2)


def drag_picture(look: Look, pictures: Sequence[QPixmap], count: int, dpr: float) -> QPixmap:
    """The first of `pictures` on top, as the grid shows them (hidden ones blurred), and the number of all."""
    shown = pictures[:MOST]
    side = SIDE + STEP * max(0, len(shown) - 1) + BADGE_HEIGHT // 2
    pixmap = QPixmap(QSize(side, side) * dpr)
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
    for place, picture in reversed(list(enumerate(shown))):
        _paint_picture(painter, look, picture, place * STEP)
    if count > 1 or not shown:
        _paint_count(painter, look, count, side)
    painter.end()
    return pixmap


def _paint_picture(painter: QPainter, look: Look, picture: QPixmap, offset: int) -> None:
    size = picture.size().scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio)
    left, top = offset + (SIDE - size.width()) // 2, offset + (SIDE - size.height()) // 2
    area = QRectF(left, top, size.width(), size.height())
    painter.fillRect(area.adjusted(-1, -1, 1, 1), look.tokens.edge)
    painter.drawPixmap(area, picture, QRectF(picture.rect()))


def _paint_count(painter: QPainter, look: Look, count: int, side: int) -> None:
    text, font = QLocale().toString(count), look.fonts.small_medium
    width = max(BADGE_HEIGHT, QFontMetricsF(font).horizontalAdvance(text) + 2 * BADGE_PADDING)
    area = QRectF(QPointF(side - width, side - BADGE_HEIGHT), QPointF(side, side))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.tokens.accent_fill)
    painter.drawRoundedRect(area, BADGE_HEIGHT / 2, BADGE_HEIGHT / 2)
    painter.setFont(font)
    painter.setPen(look.tokens.on_accent)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
