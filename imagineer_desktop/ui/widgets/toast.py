"""What just happened, said for four seconds at the bottom of a view, with the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QEnterEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_button import IconButton
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plate import Plate

_SHOWN_MS = 4000
_FADE_MS = 120
_HEIGHT = 36
_ABOVE_EDGE = 16


class Toast(QWidget):
    """One line over the bottom of `ground`. The newest replaces the one before; it never takes focus."""

    def __init__(self, look: Look, ground: QWidget) -> None:
        super().__init__(ground)
        self._look = look
        self._ground = ground
        self._follow: Callable[[], object] | None = None
        self._icon = IconLabel(look, "check", color="ok", parent=self)
        self._text = ElidedLabel(look, parent=self)
        self._link = LinkButton(self.tr("Undo"), self)
        self._close = IconButton(look, "x", self.tr("Dismiss"), parent=self)
        self._link.clicked.connect(self._go)
        self._close.clicked.connect(self.dismiss)
        self._lay_out()
        self._opacity = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(self._opacity)
        self._fade = QPropertyAnimation(self._opacity, b"opacity", self)
        self._fade.finished.connect(self._faded)
        self._life = QTimer(self, interval=_SHOWN_MS, singleShot=True)
        self._life.timeout.connect(self.dismiss)
        ground.installEventFilter(self)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def say(self, text: str, link: str = "", follow: Callable[[], object] | None = None) -> None:
        """Show `text`, and with `link` ("Undo") a way to call `follow` and be gone."""
        self._follow = follow
        self._text.setText(text)
        if link:
            self._link.set_words(link)
        self._link.setVisible(bool(link))
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._fade_to(1.0)
        if not self.underMouse():
            self._life.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def dismiss(self) -> None:
        """Be gone, softly."""
        self._life.stop()
        self._fade_to(0.0)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._life.stop()
        self._fade_to(1.0)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._life.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._ground and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._plate.paint(QPainter(self), self.rect())

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        for button in (self._link, self._close):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 6, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addSpacing(8)
        row.addWidget(self._link)
        row.addWidget(self._close)

    def _place(self) -> None:
        """Bottom centre of the ground, never wider than it."""
        width = min(self.sizeHint().width(), self._ground.width() - 2 * _ABOVE_EDGE)
        height = max(_HEIGHT, self.sizeHint().height())
        left = (self._ground.width() - width) // 2
        self.setGeometry(left, self._ground.height() - height - _ABOVE_EDGE, width, height)

    def _fade_to(self, opacity: float) -> None:
        self._fade.stop()
        self._fade.setDuration(_FADE_MS if self._look.motion else 0)
        self._fade.setStartValue(self._opacity.opacity() if self.isVisible() else 0.0)
        self._fade.setEndValue(opacity)
        self._fade.start()

    def _faded(self) -> None:
        if self._opacity.opacity() == 0:
            self.hide()
            self._follow = None

    def _go(self) -> None:
        follow, self._follow = self._follow, None
        self.dismiss()
        if follow is not None:
            follow()

    def _restyle(self) -> None:
        self._plate = Plate(self._look.tokens.popup, self._look.tokens.border, radius=6)
        self._place()
        self.update()
