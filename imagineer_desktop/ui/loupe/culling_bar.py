"""The bar below the large picture: what it is part of, its marks, its size."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from imagineer_desktop.catalog.rows import AlbumRow, ImageRow, Pick
from imagineer_desktop.ui.inspector.line import Line
from imagineer_desktop.ui.inspector.pick_switch import PickSwitch
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_button import IconButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip
from imagineer_desktop.ui.widgets.stars import Stars

HEIGHT = 40
ICON = 16
TARGET_WIDTH = 180
WORDS_FROM, LEAST_WIDTH = 720, 400


class CullingBar(QWidget):
    """Flag, stars, target album, NSFW, trash. Marks are asked for; the bar shows what the library says."""

    rating_chosen = Signal(int)
    pick_chosen = Signal(object)
    nsfw_chosen = Signal(bool)
    trash_chosen = Signal()
    target_chosen = Signal()
    actual_size_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._source = ElidedLabel(look, "body", "text2")
        self._flags = PickSwitch(look)
        self._stars = Stars(look)
        self._target = QToolButton()
        self._nsfw = IconButton(look, "eye-off", self.tr("Mark as NSFW"), "N")
        self._trash = IconButton(look, "trash-2", self.tr("Move to trash"), self.tr("Del"))
        self._actual = QToolButton()
        self._key = PlainLabel(look, "Z", "small", "text3")
        self._line = Line(look, upright=True)
        self._nsfw.setCheckable(True)
        self._lay_out()
        self._connect()
        self._restyle()
        self.set_target(None)
        self.show_image(None)

    def set_source(self, name: str) -> None:
        """What the gallery shows: an album's name, "All images"."""
        self._source.setText(name)

    def set_target(self, album: AlbumRow | None) -> None:
        """The album the button adds to; None hides the button."""
        name = self.tr("the target album") if album is None else album.name
        words = self.tr("Add to {album}").format(album=name)
        self._target.setAccessibleName(words)
        self._target.setToolTip(plain_tooltip(f"{words} (Ctrl+B)"))
        room = TARGET_WIDTH - ICON - 16
        shown = self._target.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        self._target.setText(" " + shown.replace("&", "&&"))
        self._target.setVisible(album is not None)

    def show_image(self, image: ImageRow | None) -> None:
        """The marks of an image; without one nothing can be marked."""
        for control in (self._flags, self._stars, self._target, self._nsfw, self._trash, self._actual):
            control.setEnabled(image is not None)
        self._flags.show_pick(Pick.UNFLAGGED if image is None else image.pick)
        self._stars.set_stars(0 if image is None else image.rating)
        nsfw = image is not None and image.is_nsfw
        self._nsfw.setChecked(nsfw)
        self._nsfw.set_name(self.tr("Not NSFW") if nsfw else self.tr("Mark as NSFW"), "N")
        self._nsfw.set_icon("eye-off", "nsfw" if nsfw else "text2")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.tokens.bar)
        painter.fillRect(0, 0, self.width(), 1, self._look.tokens.edge)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.tokens.edge)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words give way to their icons where the window is narrow."""
        compact = self.width() < WORDS_FROM
        style = Qt.ToolButtonStyle
        self._flags.set_compact(compact)
        for button in (self._target, self._actual):
            button.setToolButtonStyle(style.ToolButtonIconOnly if compact else style.ToolButtonTextBesideIcon)
        self._key.setHidden(compact)

    def _lay_out(self) -> None:
        for button in (self._target, self._actual):
            button.setIconSize(QSize(ICON, ICON))
            button.setMinimumHeight(28)
        self._target.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._target.setMaximumWidth(TARGET_WIDTH)
        self._actual.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._actual.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._actual.setText(self.tr("100 %"))
        self._actual.setAccessibleName(self.tr("100 % or the whole picture"))
        self._actual.setToolTip(self.tr("100 % or the whole picture (Z)"))
        for control in (self._stars, self._target, self._nsfw, self._trash, self._actual):
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 8, 0)
        layout.setSpacing(8)
        # Equal shares at both ends hold the marks in the middle.
        layout.addWidget(self._source, 1)
        layout.addWidget(self._flags)
        layout.addSpacing(4)
        layout.addWidget(self._stars)
        layout.addWidget(self._line)
        layout.addWidget(self._target)
        layout.addWidget(self._nsfw)
        layout.addWidget(self._trash)
        right = QHBoxLayout()
        right.addStretch(1)
        right.addWidget(self._key)
        right.addWidget(self._actual)
        layout.addLayout(right, 1)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(LEAST_WIDTH)

    def _connect(self) -> None:
        self._flags.chosen.connect(self.pick_chosen)
        self._stars.rated.connect(self.rating_chosen)
        self._target.clicked.connect(self.target_chosen)
        self._nsfw.clicked.connect(self._choose_nsfw)
        self._trash.clicked.connect(self.trash_chosen)
        self._actual.clicked.connect(self.actual_size_asked)
        self._look.changed.connect(self._restyle)

    def _choose_nsfw(self, wanted: bool) -> None:
        # The button goes down when the library says so.
        self._nsfw.setChecked(not wanted)
        self.nsfw_chosen.emit(wanted)

    def _restyle(self) -> None:
        self._target.setIcon(self._look.icon("circle-dot", ICON, "accent"))
        self._actual.setIcon(self._look.icon("scan", ICON))
        self._actual.setFont(self._look.fonts.small)
        self.update()
