"""Ratings from 0 to 5: a row to click, and ready pictures for painters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plate import focus_ring

MOST = 5
_HEIGHT = 24
_MARGIN = 4


class StarStrips(QObject):
    """Rows of 0 to 5 stars as pictures, drawn once per theme and device pixel ratio.

    A star is `size` logical pixels wide, and each begins `step` pixels after the one before.
    """

    def __init__(self, look: Look, size: int = 11, step: int = 13) -> None:
        super().__init__()
        self._look = look
        self._size = size
        self._step = step
        self._strips: dict[tuple[int, float, bool], QPixmap] = {}
        look.changed.connect(self._forget)

    @property
    def width(self) -> int:
        """The width of five stars in logical pixels."""
        return self._step * (MOST - 1) + self._size

    def strip(self, stars: int, dpr: float, outlined: bool = False) -> QPixmap:
        """`stars` filled stars; with `outlined`, followed by outlines up to five."""
        key = (stars, dpr, outlined)
        known = self._strips.get(key)
        if known is None:
            known = self._strips[key] = self._drawn(stars, dpr, outlined)
        return known

    def _forget(self) -> None:
        self._strips.clear()

    def _drawn(self, stars: int, dpr: float, outlined: bool) -> QPixmap:
        strip = QPixmap(QSize(self.width, self._size) * dpr)
        strip.setDevicePixelRatio(dpr)
        strip.fill(QColor(0, 0, 0, 0))
        painter = QPainter(strip)
        for place in range(MOST if outlined else stars):
            filled = place < stars
            star = self._look.pixmap("star", self._size, "star" if filled else "text3", dpr, filled)
            painter.drawPixmap(QPointF(round(place * self._step * dpr) / dpr, 0), star)
        painter.end()
        return strip


class Stars(QWidget):
    """Five stars to give or take away: a click, keys 0 to 5, the arrows. A click on the last one takes all.

    It shows what it is told with `set_stars`; `rated` is what the person asks for.
    """

    rated = Signal(int)

    def __init__(self, look: Look, size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._step = size + 5
        self._strips = StarStrips(look, size, self._step)
        self._stars = 0
        self._pointed = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("Rate (0 to 5)"))
        self.set_stars(0)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def stars(self) -> int:
        """The rating shown, 0 to 5."""
        return self._stars

    def set_stars(self, stars: int) -> None:
        """Show a rating from 0 to 5."""
        self._stars = min(max(stars, 0), MOST)
        told = self.tr("Rating: 1 star") if self._stars == 1 else self.tr("Rating: {count} stars")
        self.setAccessibleName(told.format(count=self._stars))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._strips.width + 2 * _MARGIN, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wanted = _keys().get(Qt.Key(event.key()), self._stepped(event))
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self.rated.emit(wanted)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            star = self._star_at(event.position().x())
            self.rated.emit(0 if star == self._stars else star)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._star_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self.isEnabled():
            painter.setOpacity(0.4)
        strip = self._strips.strip(self._pointed or self._stars, self.devicePixelRatioF(), outlined=True)
        top = (self.height() - strip.deviceIndependentSize().height()) / 2
        painter.drawPixmap(QPointF(_MARGIN, round(top)), strip)
        if self.hasFocus():
            self._ring.paint(painter, self.rect())

    def _stepped(self, event: QKeyEvent) -> int | None:
        back = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left, right = (1, -1) if back else (-1, 1)
        change = {
            Qt.Key.Key_Left: left,
            Qt.Key.Key_Right: right,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_Up: 1,
        }.get(Qt.Key(event.key()))
        return None if change is None else min(max(self._stars + change, 0), MOST)

    def _star_at(self, x: float) -> int:
        return min(max(int((x - _MARGIN + (self._step - _HEIGHT / 2) / 4) // self._step) + 1, 1), MOST)

    def _point_at(self, star: int) -> None:
        if star != self._pointed and self.isEnabled():
            self._pointed = star
            self.update()

    def _restyle(self) -> None:
        self._ring = focus_ring(self._look.tokens.accent)
        self.update()


def _keys() -> dict[Qt.Key, int]:
    digits = (Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5)
    return {**{key: stars for stars, key in enumerate(digits)}, Qt.Key.Key_Home: 0, Qt.Key.Key_End: MOST}
