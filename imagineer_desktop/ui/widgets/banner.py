"""A state that lasts, said above a view until it ends."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_button import IconButton
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.link_button import LinkButton

_HEIGHT = 36


class Banner(QWidget):
    """A strip as wide as its view: icon, a sentence, a link, and a × that hides it. Hidden at first."""

    link_clicked = Signal()
    dismissed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = IconLabel(look, "triangle-alert", color="warn", parent=self)
        self._text = ElidedLabel(look, parent=self)
        self._link = LinkButton(self.tr("Mend"), self)
        self._close = IconButton(look, "x", self.tr("Dismiss"), parent=self)
        self._link.clicked.connect(self.link_clicked)
        self._close.clicked.connect(self._dismiss)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 6, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addSpacing(8)
        row.addWidget(self._link)
        row.addWidget(self._close)
        look.changed.connect(self.update)
        self.hide()

    def say(self, icon: str, text: str, link: str = "") -> None:
        """Show the state `text` with an icon, and a link if something can be done about it."""
        self._icon.set_icon(icon, "warn")
        self._text.setText(text)
        if link:
            self._link.set_words(link)
        self._link.setVisible(bool(link))
        self.setAccessibleName(text)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.tokens.warn_soft)

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
