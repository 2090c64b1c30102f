"""What the program works on, in the status bar: words, how far, and the way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.cross_button import CROSS_ROOM, CrossButton
from imagineer_desktop.ui.widgets.plate import Plate

_HEIGHT = 24
_PADDING = 8
_ICON = 14
_BAR = 2
_RADIUS = 4
_PAUSE_MS = 100


class TaskChip(CrossButton):
    """One running task, or "3 tasks". A click opens it, × and Delete send `stop_asked`. Hidden without one.

    It repaints at most ten times a second and does not get narrower while the same task runs.
    """

    stop_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._icon = "activity"
        self._share: float | None = None
        self._stop_tip = ""
        self._width = 0
        self._late = False
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._catch_up)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_name(self.tr("Running tasks"))
        self.crossed.connect(self.stop_asked)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def show_task(self, icon: str, text: str, done: int, total: int, stoppable: bool = True) -> None:
        """One task: `done` of `total` steps, or an unknown length when `total` is 0."""
        share = min(max(done / total, 0.0), 1.0) if total > 0 else None
        self._take(icon, text, share, self.tr("Stop (Del)") if stoppable else "")

    def show_count(self, tasks: int) -> None:
        """Several tasks, without their progress."""
        text = self.tr("1 task") if tasks == 1 else self.tr("{count} tasks").format(count=tasks)
        self._take("activity", text, None, "")

    def show_nothing(self) -> None:
        """No task: hide."""
        self._width = 0
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(self._width, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._width, self._left() + self._right() + 2 * _HEIGHT), self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_ground(painter)
        if self._share is not None:
            self._paint_progress(painter, self._share)
        self._paint_icon(painter, self._icon, "text2", _PADDING, _ICON)
        self._paint_text(painter)
        self._paint_cross_and_ring(painter)

    def _paint_progress(self, painter: QPainter, share: float) -> None:
        inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(inside, _RADIUS - 1, _RADIUS - 1)
        painter.save()
        painter.setClipPath(shape)
        bar = QRectF(inside.left(), inside.bottom() - _BAR, inside.width() * share, _BAR)
        painter.fillRect(bar, self._look.tokens.accent)
        painter.restore()

    def _paint_text(self, painter: QPainter) -> None:
        metrics = self._metrics
        room = self.width() - self._left() - self._right()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room + 0.5)
        painter.setFont(self._look.fonts.tiny)
        painter.setPen(self._look.tokens.text)
        baseline = (self.height() - metrics.height()) / 2 + metrics.ascent()
        painter.drawText(QPointF(self._left(), round(baseline)), shown)

    def _take(self, icon: str, text: str, share: float | None, stop_tip: str) -> None:
        if (icon, stop_tip) != (self._icon, self._stop_tip):
            self._width = 0
        self._icon, self._share, self._stop_tip = icon, share, stop_tip
        self.setText(text)
        if self._pause.isActive() and self.isVisible():
            self._late = True
        else:
            self._show_now()
        self.show()

    def _catch_up(self) -> None:
        if self._late:
            self._show_now()

    def _show_now(self) -> None:
        self._late = False
        self._pause.start()
        percent = "" if self._share is None else f", {int(self._share * 100)} %"
        self.set_name(self.text() + percent, self._stop_tip)
        text = self._metrics.horizontalAdvance(self.text())
        wanted = round(self._left() + text + self._right() + 1)
        if wanted > self._width:
            self._width = wanted
            self.updateGeometry()
        self.update()

    def _left(self) -> int:
        return _PADDING + _ICON + 5

    def _right(self) -> int:
        return CROSS_ROOM + 3 if self._stop_tip else _PADDING

    def _restyle(self) -> None:
        tokens = self._look.tokens
        self._metrics = QFontMetricsF(self._look.fonts.tiny)
        self._height = max(_HEIGHT, round(self._metrics.height()) + 8)
        self._set_plates(
            Plate(tokens.raised, tokens.border, _RADIUS), Plate(tokens.press, tokens.border, _RADIUS)
        )
