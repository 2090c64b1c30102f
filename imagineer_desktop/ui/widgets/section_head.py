"""The small heading above a group."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.icon_button import IconButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

_HEIGHT = 24


class SectionHead(QWidget):
    """A heading, and at its right end a + when `plus` says what that adds ("New album")."""

    plus_clicked = Signal()

    def __init__(self, look: Look, text: str, plus: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = PlainLabel(look, text, "tiny_bold", "text3", self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.label, 1)
        self.setMinimumHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if plus:
            button = IconButton(look, "plus", plus, parent=self)
            button.clicked.connect(self.plus_clicked)
            self.add_at_end(button)

    def add_at_end(self, widget: QWidget) -> None:
        """Set a link, a key or a button at the right end of the heading."""
        self._row.addWidget(widget)
