"""A small button that shows only an icon, and says its name to those who ask."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip

_HIT = 24
_SIZE = 16


class IconButton(QToolButton):
    """A tool button of 24 pixels, called `name`. Its tooltip is "Name (Key)", or the name alone."""

    def __init__(
        self, look: Look, icon: str, name: str, key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = icon
        self._color = "text2"
        self._filled = False
        self.setIconSize(QSize(_SIZE, _SIZE))
        self.setMinimumSize(_HIT, _HIT)
        self.set_name(name, key)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_name(self, name: str, key: str = "") -> None:
        """What the button does, and the key that does the same."""
        self.setAccessibleName(name)
        self.setToolTip(plain_tooltip(f"{name} ({key})" if key else name))

    def set_icon(self, icon: str, color: str = "text2", filled: bool = False) -> None:
        """Show another icon, or the same one in the color of another token."""
        self._icon, self._color, self._filled = icon, color, filled
        self._restyle()

    def _restyle(self) -> None:
        self.setIcon(self._look.icon(self._icon, _SIZE, self._color, self._filled))
