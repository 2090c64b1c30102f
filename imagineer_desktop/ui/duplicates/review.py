"""One pair: the two pictures side by side, the verdict, and what differs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.preference import preference
from imagineer_desktop.catalog.rows import ImageDetails, ImageRow
from imagineer_desktop.ui.duplicates.differences import Differences
from imagineer_desktop.ui.duplicates.edge import Edge
from imagineer_desktop.ui.duplicates.pane import Pane
from imagineer_desktop.ui.duplicates.parameters import SIDES, Parameters
from imagineer_desktop.ui.duplicates.verdict import VerdictBar
from imagineer_desktop.ui.loupe.framing import Framing
from imagineer_desktop.ui.theme.look import Look

HIGH_FROM = 720
"""Lower windows show fewer lines of differences."""
LINES, FEWER_LINES = 6, 4

Rows = tuple[ImageRow | None, ImageRow | None]


class Review(QWidget):
    """Shows a pair and asks what becomes of it."""

    kept_one = Signal(int, int, bool)
    """The id to keep, the id for the trash, and whether the kept one gets its albums and labels."""
    kept_both = Signal()
    side_chosen = Signal(int)
    """The id of the image whose picture got the keyboard."""
    rated = Signal(int, int)
    copied = Signal(str)

    def __init__(self, look: Look, thumbnailer: Thumbnailer, loader: PictureLoader) -> None:
        super().__init__()
        self.linked = True
        self._blurred = True
        self._parameters = Parameters(self)
        self.panes = tuple(Pane(look, letter, thumbnailer, loader) for letter in SIDES)
        self.verdict = VerdictBar(look)
        self.differences = Differences(look)
        pictures = QHBoxLayout()
        pictures.setSpacing(0)
        pictures.addWidget(self.panes[0], 1)
        pictures.addWidget(Edge(look))
        pictures.addWidget(self.panes[1], 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(pictures, 1)
        column.addWidget(self.verdict)
        column.addWidget(self.differences)
        self._connect()

    @property
    def images(self) -> Rows:
        """The two images that are shown."""
        return self.panes[0].image, self.panes[1].image

    @property
    def active(self) -> ImageRow | None:
        """The image whose picture has the keyboard, else the first."""
        return next((pane.image for pane in self.panes if pane.stage.hasFocus()), self.panes[0].image)

    def show_images(self, images: Rows) -> None:
        """Another pair, or the same one with other marks."""
        for pane, image in zip(self.panes, images, strict=True):
            pane.show_image(image, image is not None and self._blurred and image.is_nsfw)

    def show_details(self, one: ImageDetails, other: ImageDetails) -> None:
        """All that is known of the pair."""
        self.show_images((one.row, other.row))
        wish = preference(one, other)
        self.verdict.say(self._parameters.advice(wish), wish.keep)
        to_give = any(image.albums or image.labels for image in (one, other))
        self.differences.show_parameters(self._parameters.of(one, other), to_give)

    def set_blurred(self, blurred: bool) -> None:
        """Whether NSFW pictures are only shown when asked for."""
        self._blurred = blurred
        self.show_images(self.images)

    def keep(self, side: int) -> None:
        """Keep one of the two: 0 or 1."""
        kept, dropped = self.images[side], self.images[1 - side]
        if kept is not None and dropped is not None:
            self.kept_one.emit(kept.id, dropped.id, self.differences.take_over.isChecked())

    def _connect(self) -> None:
        self.verdict.keep_one.connect(self.keep)
        self.verdict.keep_both.connect(self.kept_both)
        self.panes[0].stage.framed.connect(self._lead_other)
        self.panes[1].stage.framed.connect(self._lead_one)
        for pane in self.panes:
            pane.focused.connect(self._tell_side)
            pane.rated.connect(self.rated)
            pane.copied.connect(self.copied)

    def _tell_side(self) -> None:
        if self.active is not None:
            self.side_chosen.emit(self.active.id)

    def _lead_other(self, framing: Framing) -> None:
        if self.linked:
            self.panes[1].stage.follow(framing)

    def _lead_one(self, framing: Framing) -> None:
        if self.linked:
            self.panes[0].stage.follow(framing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.differences.set_lines(LINES if self.height() >= HIGH_FROM else FEWER_LINES)
