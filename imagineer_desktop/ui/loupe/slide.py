"""A picture on the canvas: from which pixels it is painted, smooth or crisp."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from imagineer_desktop.background.picture_loader import Picture
from imagineer_desktop.ui.loupe.framing import Framing

CRISP_ABOVE = 2.0
"""Above 200 % single pixels are meant to be seen."""


@dataclass(slots=True)
class Slide:
    """The decoded picture if there is one, else its thumbnail, else a rectangle of its size."""

    picture: Picture | None = None
    preview: QPixmap | None = None
    strength: float = 1.0
    _resting: QImage = field(default_factory=QImage)
    """The picture scaled for the place where it stays, kept until that place changes."""

    def paint(self, painter: QPainter, framing: Framing, placeholder: QColor, resting: bool) -> None:
        """Paint into the view's coordinates; a `resting` picture takes the time to be scaled well."""
        if framing.picture.isEmpty():
            return
        target = framing.target
        if self.picture is not None and resting and framing.fitted and framing.zoom < 1:
            painter.drawImage(target.topLeft(), self._scaled(self.picture, target, framing.dpr))
        elif self.picture is not None:
            level = self.picture.level_for(round(target.width() * framing.dpr))
            _paint_part(painter, level, target, framing)
        elif self.preview is not None and not self.preview.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setOpacity(self.strength)
            painter.drawPixmap(target, self.preview, QRectF(self.preview.rect()))
            painter.setOpacity(1)
        else:
            painter.fillRect(target, placeholder)

    def _scaled(self, picture: Picture, target: QRectF, dpr: float) -> QImage:
        wanted = QSize(round(target.width() * dpr), round(target.height() * dpr))
        if self._resting.size() != wanted:
            self._resting = picture.level_for(wanted.width()).scaled(
                wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        self._resting.setDevicePixelRatio(dpr)
        return self._resting


def _paint_part(painter: QPainter, level: QImage, target: QRectF, framing: Framing) -> None:
    """Only what is inside the view: at 3200 % a whole picture is wider than a painter can count."""
    seen = target.intersected(QRectF(0, 0, framing.view.width(), framing.view.height()))
    if seen.isEmpty():
        return
    scale_x, scale_y = level.width() / target.width(), level.height() / target.height()
    source = QRectF(
        (seen.left() - target.left()) * scale_x,
        (seen.top() - target.top()) * scale_y,
        seen.width() * scale_x,
        seen.height() * scale_y,
    )
    smooth = framing.zoom <= CRISP_ABOVE and framing.zoom != 1
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(seen, level, source)
