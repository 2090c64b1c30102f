"""The top of the inspector: which image, or how many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.ui.inspector.thumbnail_strip import ThumbnailStrip
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_button import IconButton

LINE = 24


class Head(QWidget):
    """A file name to copy, or "7 images selected" and the first of them."""

    copied = Signal(str)

    def __init__(self, look: Look, thumbnailer: Thumbnailer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._title = ElidedLabel(look, "title", middle=True)
        self._copy = IconButton(look, "copy", self.tr("Copy file name"))
        self.strip = ThumbnailStrip(look, thumbnailer)
        self._title.setMinimumHeight(LINE)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._title, 1)
        line.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addWidget(self.strip)
        self._copy.clicked.connect(self._ask_copy)

    def show_image(self, image: ImageRow) -> None:
        """One image by its name."""
        self._name = image.filename
        self._title.setText(image.filename)
        self._copy.show()
        self.strip.hide()

    def show_selection(self, number: int, examples: Sequence[ImageRow]) -> None:
        """How many images; `examples` are the first of them."""
        count = self.locale().toString(number)
        self._title.setText(self.tr("{count} images selected").format(count=count))
        self._copy.hide()
        self.strip.set_images(examples)
        self.strip.setVisible(bool(examples))

    def _ask_copy(self) -> None:
        self.copied.emit(self._name)
