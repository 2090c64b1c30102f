"""A word in the accent color that does something."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip


class LinkButton(QPushButton):
    """A button without a frame. Its text is shown as it stands: "&" marks no key in it."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_words(text)

    def set_words(self, text: str) -> None:
        """Show `text`, and say it as the accessible name and, unless there is a longer one, the tooltip."""
        if self.toolTip() == plain_tooltip(self.accessibleName()):
            self.setToolTip(plain_tooltip(text))
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
