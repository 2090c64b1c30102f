"""What lies over the canvas: the pill on a hidden picture, the words where there is no picture to show."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip
from imagineer_desktop.ui.widgets.plate import Plate, focus_ring

PILL = QColor(20, 20, 20, 204)
PILL_UNDER_POINTER = QColor(20, 20, 20, 235)
PILL_TEXT = QColor(0xE4, 0xE4, 0xE4)
PILL_NSFW = QColor(0xD5, 0x8C, 0xE8)
PILL_HEIGHT = 32
ICON = 16
PADDING, GAP = 12, 8
CARD_WIDTH = 520


class HiddenPill(QAbstractButton):
    """The pill in the middle of a blurred NSFW picture; a click shows the picture."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._plate = Plate(PILL)
        self._plate_under_pointer = Plate(PILL_UNDER_POINTER)
        self.setText(self.tr("NSFW · Show"))
        self.setAccessibleName(self.tr("Show this NSFW image"))
        self.setToolTip(plain_tooltip(self.accessibleName()))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._look.fonts.body_medium).horizontalAdvance(self.text())
        return QSize(2 * PADDING + ICON + GAP + words, PILL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        (self._plate_under_pointer if self.underMouse() else self._plate).paint(painter, self.rect())
        painter.drawPixmap(QPoint(PADDING, (self.height() - ICON) // 2), self._sign())
        painter.setPen(PILL_TEXT)
        painter.setFont(self._look.fonts.body_medium)
        words = self.rect().adjusted(PADDING + ICON + GAP, 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        if self.hasFocus():
            self._ring.paint(painter, self.rect())

    def _sign(self) -> QPixmap:
        """The crossed eye in the color for dark ground, which the pill is in both themes."""
        sign = QPixmap(self._look.pixmap("eye-off", ICON, "nsfw", self.devicePixelRatioF()))
        painter = QPainter(sign)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(sign.rect(), PILL_NSFW)
        painter.end()
        return sign

    def _restyle(self) -> None:
        self._ring = focus_ring(self._look.tokens.accent)
        self.adjustSize()
        self.update()


class NoPicture(QWidget):
    """A card that says in words why there is no picture, and where it should be."""

    copied = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = ("unplug", "text2")
        self._sign = QLabel(self)
        self._what = PlainLabel(look, "", "title")
        self._advice = PlainLabel(look, "", "body", "text2")
        self._path = PlainLabel(look, "", "small", "text2")
        for label in (self._what, self._advice, self._path):
            label.setWordWrap(True)
        copy = LinkButton(self.tr("Copy path"), self)
        copy.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        copy.clicked.connect(self._copy_path)
        self._whole_path = ""
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(self._what)
        words.addWidget(self._advice)
        words.addWidget(self._path)
        words.addWidget(copy, alignment=Qt.AlignmentFlag.AlignLeft)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(12)
        layout.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setMaximumWidth(CARD_WIDTH)
        look.changed.connect(self._restyle)
        self._restyle()

    def say_missing(self, path: str) -> None:
        """The file is not where it was."""
        self._say(
            ("unplug", "text2"),
            self.tr("The file is not where it was"),
            self.tr("Its drive may be away, or it was moved. Labels, stars and albums are kept."),
            path,
        )

    def say_unreadable(self, reason: str, path: str) -> None:
        """The file is there but is no picture that can be shown."""
        self._say(("circle-alert", "error"), self.tr("The picture can’t be shown"), reason, path)

    def _say(self, icon: tuple[str, str], what: str, advice: str, path: str) -> None:
        self._icon = icon
        self._what.setText(what)
        self._advice.setText(advice)
        self._whole_path = path
        # Zero-width spaces: a path may be broken after each folder.
        self._path.setText(path.replace("/", "/\u200b").replace("\\", "\\\u200b"))
        self.setAccessibleName(f"{what}. {advice} {path}")
        self._restyle()

    def _copy_path(self) -> None:
        self.copied.emit(self._whole_path)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._plate.paint(QPainter(self), self.rect())

    def _restyle(self) -> None:
        tokens = self._look.tokens
        self._plate = Plate(tokens.popup, tokens.border, radius=6)
        self._sign.setPixmap(self._look.pixmap(self._icon[0], 20, self._icon[1], self.devicePixelRatioF()))
        self.update()
