"""The canvas of the loupe: one picture, zoomed and moved by mouse, wheel and keys."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QSize, QSizeF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from imagineer_desktop.background.picture_loader import Picture
from imagineer_desktop.ui.loupe.framing import Framing
from imagineer_desktop.ui.loupe.slide import Slide
from imagineer_desktop.ui.theme.look import Look

ZOOM_MS = 120
NOTCH = 1.25
"""One notch of the wheel; 120 units of angle."""
PAN_SHARE = 8
"""Shift and an arrow key move by an eighth of the view."""

_PANS = {
    Qt.Key.Key_Left: QPointF(1, 0),
    Qt.Key.Key_Right: QPointF(-1, 0),
    Qt.Key.Key_Up: QPointF(0, 1),
    Qt.Key.Key_Down: QPointF(0, -1),
}


class PictureView(QWidget):
    """Shows a thumbnail at once and the full picture when it is handed over, in the same place."""

    zoom_changed = Signal(float, bool)
    """The zoom it is going to (1.0 is 100 %), and whether that is the fitted one."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shown = self._goal = Framing(QSize(), QSizeF(1, 1))
        self._start = self._shown
        self._slide = Slide()
        self._held_at: QPointF | None = None
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setDuration(ZOOM_MS)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._move_on)
        self._motion.finished.connect(self.update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)
        self.setAccessibleName(self.tr("Picture"))
        look.changed.connect(self.update)

    @property
    def framing(self) -> Framing:
        """What the view is showing or, during a zoom, going to show."""
        return self._goal

    def show_nothing(self) -> None:
        """Bare canvas."""
        self._slide = Slide()
        self._jump(Framing(QSize(), self._shown.view, self._shown.dpr))

    def show_preview(self, size: QSize, preview: QPixmap | None, strength: float = 1.0) -> None:
        """Another picture of `size` pixels: its thumbnail, or a quiet rectangle in its aspect.

        `strength` below 1 lets the canvas through.
        """
        self._slide = Slide(preview=preview, strength=strength)
        self._jump(self._goal.of(size))

    def show_picture(self, size: QSize, picture: Picture) -> None:
        """The decoded picture; `size` is that of the original where only a smaller one fits into memory."""
        self._slide = Slide(picture=picture)
        if size != self._goal.picture:
            self._jump(self._goal.of(size))
        self.update()

    def fit(self) -> None:
        """The whole picture."""
        self._go(self._goal.fit())

    def zoom_to(self, zoom: float, place: QPointF | None = None) -> None:
        """To a zoom (1.0 is 100 %) around a place of the view, by default its middle."""
        middle = QPointF(self.width() / 2, self.height() / 2)
        self._go(self._goal.zoomed(zoom, middle if place is None else place))

    def zoom_in(self) -> None:
        self.zoom_to(self._goal.step(up=True))

    def zoom_out(self) -> None:
        self.zoom_to(self._goal.step(up=False))

    def toggle_actual_size(self, place: QPointF | None = None) -> None:
        """100 %, and from there back to the whole picture."""
        if self._goal.zoom == 1.0 and not self._goal.fitted:
            self.fit()
        else:
            self.zoom_to(1.0, place)

    def _go(self, goal: Framing) -> None:
        self._start, self._goal = self._shown, goal
        self._motion.stop()
        if self._look.motion and self.isVisible():
            self._motion.start()
        else:
            self._shown = goal
        self._tell()

    def _jump(self, goal: Framing) -> None:
        self._motion.stop()
        self._shown = self._start = self._goal = goal
        self._tell()

    def _tell(self) -> None:
        self._set_hand()
        self.update()
        self.zoom_changed.emit(self._goal.zoom, self._goal.fitted)

    def _move_on(self, progress: float) -> None:
        self._shown = self._start.toward(self._goal, progress)
        self.update()

    def _set_hand(self) -> None:
        if self._held_at is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._goal.movable:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def _measure(self) -> None:
        self._jump(self._goal.seen_through(QSizeF(self.size()), self.devicePixelRatioF()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._measure()
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self._jump(self._goal.zoomed(self._goal.zoom * (1 + event.value()), event.position()))
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.tokens.canvas)
        resting = self._motion.state() != QVariantAnimation.State.Running and self._held_at is None
        self._slide.paint(painter, self._shown, self._look.tokens.placeholder, resting)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if not turned:
            event.ignore()
            return
        goal = self._goal.zoomed(self._goal.zoom * NOTCH ** (turned / 120), event.position())
        if event.hasPixelDelta():
            self._jump(goal)
        else:
            self._go(goal)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton) and self._goal.movable:
            self._held_at = event.position()
            self._jump(self._goal)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held_at is not None:
            by, self._held_at = event.position() - self._held_at, event.position()
            self._shown = self._goal = self._goal.moved(by)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held_at is not None:
            self._held_at = None
            self._set_hand()
            self.update()
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggle_actual_size(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
        if key in _PANS and modifiers == shift:
            step = min(self.width(), self.height()) / PAN_SHARE
            self._go(self._goal.moved(_PANS[key] * step))
        elif event.matches(QKeySequence.StandardKey.ZoomIn) or key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif event.matches(QKeySequence.StandardKey.ZoomOut) or key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif key == Qt.Key.Key_0 and modifiers == control:
            self.fit()
        elif key == Qt.Key.Key_Z and modifiers == Qt.KeyboardModifier.NoModifier:
            self.toggle_actual_size()
        else:
            super().keyPressEvent(event)
