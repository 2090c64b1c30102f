"""The ordinary button with words, and an icon at its left if it has one."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip

_ICON = 16
# The "&" that marks the key; a second one is for itself.
_KEY = re.compile("&(.)")
# Qt leaves 4 px between icon and words; the look wants 8.
_CANVAS = QSize(20, 16)

_ICON_COLORS = {"": "text", "primary": "on_accent", "danger": "error", "quiet": "text2"}


class Button(QPushButton):
    """A button named by its effect. `kind` is "", "primary", "danger" or "quiet"; "&" marks its key.

    Its words are its accessible name and its tooltip too, until it is given others.
    """

    def __init__(
        self, look: Look, text: str, icon: str = "", kind: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = ""
        self.setText(text)
        self._look = look
        self._icon = icon
        self._kind = kind
        if kind:
            self.setProperty("kind", kind)
        self.setIconSize(_CANVAS)
        look.changed.connect(self._restyle)
        self._restyle()

    def setText(self, text: str) -> None:
        super().setText(text)
        before, self._words = self._words, _KEY.sub(r"\1", text)
        if self.accessibleName() == before:
            self.setAccessibleName(self._words)
        if self.toolTip() == plain_tooltip(before):
            self.setToolTip(plain_tooltip(self._words))

    def _restyle(self) -> None:
        if not self._icon:
            return
        icon = QIcon()
        for dpr in self._look.ratios:
            icon.addPixmap(self._with_air(_ICON_COLORS[self._kind], dpr), QIcon.Mode.Normal)
            icon.addPixmap(self._with_air("off", dpr), QIcon.Mode.Disabled)
        self.setIcon(icon)

    def _with_air(self, color: str, dpr: float) -> QPixmap:
        canvas = QPixmap(_CANVAS * dpr)
        canvas.setDevicePixelRatio(dpr)
        canvas.fill("transparent")
        painter = QPainter(canvas)
        painter.drawPixmap(QPointF(0, 0), self._look.pixmap(self._icon, _ICON, color, dpr))
        painter.end()
        return canvas
