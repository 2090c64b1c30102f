"""One image on the canvas: the best there is of it now, and words where there is no picture."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.models.image_words import ImageWords
from imagineer_desktop.ui.loupe.cover import HiddenPill, NoPicture
from imagineer_desktop.ui.loupe.filmstrip import MISSING_STRENGTH, grey
from imagineer_desktop.ui.loupe.picture_view import PictureView
from imagineer_desktop.ui.theme.look import Look

PREVIEW = QSize(512, 512)
"""The thumbnail that stands in until the picture is decoded, in device pixels."""
UNKNOWN_SIZE = QSize(1024, 1024)
MARGIN = 40


class Stage(PictureView):
    """Shows an empty rectangle, a thumbnail and the full picture, as each comes; hidden ones only blurred."""

    revealed_changed = Signal(object)
    """A frozenset of image ids: hidden images that are shown on purpose."""
    copied = Signal(str)

    def __init__(
        self, look: Look, thumbnailer: Thumbnailer, loader: PictureLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, parent)
        self._thumbnailer = thumbnailer
        self._loader = loader
        self._words = ImageWords(self)
        self._image: ImageRow | None = None
        self._hides = False
        self._revealed: frozenset[int] = frozenset()
        self._pill = HiddenPill(look, self)
        self._card = NoPicture(look, self)
        self._pill.hide()
        self._card.hide()
        self._pill.clicked.connect(self._reveal)
        self._card.copied.connect(self.copied)
        thumbnailer.arrived.connect(self._take_thumbnail)
        loader.loaded.connect(self._take_picture)
        loader.failed.connect(self._take_picture)

    @property
    def is_hidden(self) -> bool:
        """Whether only a blur is seen."""
        return self._image is not None and self._hides and self._image.id not in self._revealed

    def show_image(self, image: ImageRow | None, hides: bool = False) -> None:
        """Another image, or the same one with other marks. `hides`: only blurred, until the person asks."""
        if (image, hides) != (self._image, self._hides):
            self._image, self._hides = image, hides
            self.draw()

    def draw(self) -> None:
        """Show what is there of the image by now."""
        image = self._image
        self._card.hide()
        self._pill.setVisible(self.is_hidden)
        if image is None:
            self.show_nothing()
            return
        self.setAccessibleDescription(self._words.spoken(image))
        picture = self._loader.picture(image)
        if picture is not None and not image.missing and not self.is_hidden:
            self.show_picture(_size_of(image, picture.size), picture)
            return
        self._draw_preview(image)
        self._say_trouble(image)
        self._place_covers()

    def _draw_preview(self, image: ImageRow) -> None:
        preview = self._thumbnailer.picture(image, PREVIEW, self.is_hidden)
        if preview is None:
            preview = self._thumbnailer.stand_in(image, self.is_hidden)
        if preview is not None and image.missing:
            preview = grey(preview)
        size = _size_of(image, UNKNOWN_SIZE if preview is None else preview.size())
        self.show_preview(size, preview, MISSING_STRENGTH if image.missing else 1.0)

    def _say_trouble(self, image: ImageRow) -> None:
        trouble = self._loader.trouble(image)
        if image.missing:
            self._card.say_missing(image.file_path)
        elif trouble is not None:
            self._card.say_unreadable(trouble, image.file_path)
        self._card.setVisible(image.missing or trouble is not None)

    def _take_thumbnail(self, image_id: int) -> None:
        image = self._image
        if image is None or image_id != image.id:
            return
        if self.is_hidden or image.missing or self._loader.picture(image) is None:
            self.draw()

    def _take_picture(self, image_id: int) -> None:
        if self._image is not None and image_id == self._image.id:
            self.draw()

    def _reveal(self) -> None:
        if self._image is not None:
            self._set_revealed(self._revealed | {self._image.id})
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.draw()

    def _set_revealed(self, image_ids: frozenset[int]) -> None:
        self._revealed = image_ids
        self.revealed_changed.emit(image_ids)

    def _place_covers(self) -> None:
        width = max(1, min(self._card.maximumWidth(), self.width() - MARGIN))
        self._card.resize(width, self._card.heightForWidth(width))
        for cover in (self._pill, self._card):
            cover.move((self.width() - cover.width()) // 2, (self.height() - cover.height()) // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_covers()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was shown on purpose is hidden again when it is left."""
        if self._revealed:
            self._set_revealed(frozenset())
            self.draw()


def _size_of(image: ImageRow, otherwise: QSize) -> QSize:
    """The picture's own pixels, as far as they are known."""
    return QSize(image.width, image.height) if image.width and image.height else otherwise
