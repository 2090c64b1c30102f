"""What a view says when there is nothing in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

_ICON = 40


class EmptyState(QWidget):
    """An icon, a sentence and a line in the middle of the canvas, with at most two buttons below."""

    def __init__(self, look: Look, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = IconLabel(look, icon, _ICON, "text3", self)
        self._head = PlainLabel(look, "", "head", "text", self)
        self._body = PlainLabel(look, "", "body", "text2", self)
        self._last = PlainLabel(look, "", "small", "text3", self)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._lay_out()
        look.changed.connect(self.update)

    def say(self, head: str, body: str, last: str = "") -> None:
        """One sentence, one line that says what to do, and perhaps a last one below the buttons."""
        self._head.setText(head)
        self._body.setText(body)
        self._last.setText(last)
        self._last.setVisible(bool(last))
        self.setAccessibleName(f"{head} {body}")

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon.set_icon(icon, "text3")

    def add_button(self, text: str, icon: str = "", primary: bool = False) -> QPushButton:
        """A button below the lines; not more than two, and one primary."""
        button = Button(self._look, text, icon, "primary" if primary else "", self)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.tokens.canvas)

    def _lay_out(self) -> None:
        for label in (self._head, self._body, self._last):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self._last.hide()
        self._buttons.addStretch(1)
        self._buttons.insertStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(0)
        column.addStretch(10)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(16)
        column.addWidget(self._head)
        column.addSpacing(6)
        column.addWidget(self._body)
        column.addSpacing(20)
        column.addLayout(self._buttons)
        column.addSpacing(20)
        column.addWidget(self._last)
        column.addStretch(11)
