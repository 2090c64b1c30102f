"""The first few of the selected images, small, in one line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.ui.theme.look import Look

SIDE = 34
GAP = 4
ASKED = QSize(128, 128)


class ThumbnailStrip(QWidget):
    """Squares cut from the middle of each picture; as many as there is room for. NSFW ones are blurred."""

    def __init__(self, look: Look, thumbnailer: Thumbnailer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._thumbnailer = thumbnailer
        self._images: tuple[ImageRow, ...] = ()
        self._blurred = True
        self.setFixedHeight(SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        thumbnailer.arrived.connect(self._take)
        look.changed.connect(self.update)

    def set_images(self, images: Sequence[ImageRow]) -> None:
        """Show these images, the first ones first."""
        if tuple(images) != self._images:
            self._images = tuple(images)
            names = ", ".join(image.filename for image in self._images)
            self.setAccessibleName(self.tr("Selected: {names}").format(names=names))
            self.update()

    def set_blurred(self, blurred: bool) -> None:
        """Whether NSFW pictures are hidden."""
        self._blurred = blurred
        self.update()

    def _take(self, image_id: int) -> None:
        if any(image.id == image_id for image in self._images):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = (self.width() + GAP) // (SIDE + GAP)
        for place, image in enumerate(self._images[:room]):
            target = QRectF(place * (SIDE + GAP), 0, SIDE, SIDE)
            hidden = image.is_nsfw and self._blurred
            pixmap = self._thumbnailer.picture(image, ASKED, hidden)
            if pixmap is None:
                painter.fillRect(target, self._look.tokens.placeholder)
                continue
            side = min(pixmap.width(), pixmap.height())
            source = QRectF((pixmap.width() - side) / 2, (pixmap.height() - side) / 2, side, side)
            shown = pixmap.copy(source.toRect()).scaled(
                (target.size() * self.devicePixelRatioF()).toSize(),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            painter.drawPixmap(target, shown, QRectF(shown.rect()))
