"""One line of a report: a sign, what happened, how often, and a way to see which."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

HEIGHT = 29
LINK_ROOM = 96


class Outcome(QWidget):
    """A counted outcome; `link` appears as soon as there is something to show."""

    def __init__(
        self, look: Look, icon: str, color: str, text: str, show: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._number = PlainLabel(look, "0", "body_medium")
        self.link = LinkButton(show or text)
        self.link.setAccessibleDescription(text)
        self.link.hide()
        self._linked = bool(show)
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(IconLabel(look, icon, color=color))
        row.addWidget(PlainLabel(look, text), 1)
        row.addWidget(self._number)
        room = QWidget()
        room.setFixedWidth(LINK_ROOM - row.spacing())
        inside = QHBoxLayout(room)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.link, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(room)

    def set_number(self, number: int) -> None:
        """How often it happened so far."""
        self._number.setText(QLocale().toString(number))
        self._number.setAccessibleName(f"{self._text}: {self._number.text()}")
        self.link.setVisible(self._linked and number > 0)
