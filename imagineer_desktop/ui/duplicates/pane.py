"""One side of a pair: which file it is, its marks, and the picture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.rows import ImageRow, Pick
from imagineer_desktop.ui.duplicates.linked_stage import LinkedStage
from imagineer_desktop.ui.inspector import formats
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.stars import Stars

HEAD = 36
STAR = 13
PIXELS_FROM, STARS_FROM = 420, 280
"""Narrower panes leave their room to the name; what differs in pixels or stars is said below."""


class PaneHead(QWidget):
    """The strip above a picture; its lower edge is accented while the picture has the keyboard."""

    def __init__(self, look: Look, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._active = False
        self._name = ElidedLabel(look, "body_medium", middle=True)
        self._pixels = PlainLabel(look, "", "body", "text2")
        self._flag = IconLabel(look, "flag", color="pick")
        self.stars = Stars(look, STAR)
        self.stars.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 10, 0)
        row.setSpacing(8)
        row.addWidget(PlainLabel(look, letter, "body_bold"))
        row.addWidget(self._name)
        row.addWidget(self._pixels)
        row.addStretch(1)
        row.addWidget(self._flag)
        row.addWidget(self.stars)
        self.setFixedHeight(HEAD)
        look.changed.connect(self.update)

    def show_image(self, image: ImageRow) -> None:
        known = image.width and image.height
        self._name.setText(image.filename)
        self._pixels.setText(formats.dimensions(image.width or 0, image.height or 0) if known else "")
        self._flag.setVisible(image.pick is not Pick.UNFLAGGED)
        picked = image.pick is Pick.PICKED
        self._flag.set_icon("flag" if picked else "x", "pick" if picked else "reject", filled=picked)
        self._flag.setToolTip(self.tr("Picked") if picked else self.tr("Rejected"))
        self.stars.set_stars(image.rating)

    def set_active(self, active: bool) -> None:
        self._active = active
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._pixels.setVisible(self.width() >= PIXELS_FROM)
        self.stars.setVisible(self.width() >= STARS_FROM)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), self._look.tokens
        painter.fillRect(self.rect(), tokens.bar)
        if self._active:
            painter.fillRect(0, self.height() - 2, self.width(), 2, tokens.accent)
        else:
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens.edge)


class Pane(QWidget):
    """One of the two pictures, zoomed and moved by mouse and keys as in the loupe."""

    focused = Signal()
    rated = Signal(int, int)
    """An image id and its new stars."""
    copied = Signal(str)

    def __init__(self, look: Look, letter: str, thumbnailer: Thumbnailer, loader: PictureLoader) -> None:
        super().__init__()
        self._image: ImageRow | None = None
        self.head = PaneHead(look, letter)
        self.stage = LinkedStage(look, thumbnailer, loader)
        self.stage.setAccessibleName(self.tr("Picture {side}").format(side=letter))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.stage, 1)
        self.setFocusProxy(self.stage)
        self.stage.copied.connect(self.copied)
        self.stage.installEventFilter(self)
        self.head.stars.rated.connect(self._rate)

    @property
    def image(self) -> ImageRow | None:
        return self._image

    def show_image(self, image: ImageRow | None, hides: bool) -> None:
        """Another image, or the same one with other marks."""
        self._image = image
        if image is not None:
            self.head.show_image(image)
        self.stage.show_image(image, hides)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            active = event.type() == QEvent.Type.FocusIn
            self.head.set_active(active)
            if active:
                self.focused.emit()
        return super().eventFilter(watched, event)

    def _rate(self, stars: int) -> None:
        if self._image is not None:
            self.rated.emit(self._image.id, stars)
