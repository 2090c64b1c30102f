"""Text in one of the program's fonts and colors."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from imagineer_desktop.ui.theme.look import Look


class PlainLabel(QLabel):
    """A label that follows the theme and never takes its text for markup."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        font: str = "body",
        color: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._font = font
        self._color = color
        self.setTextFormat(Qt.TextFormat.PlainText)
        if text:
            self.setText(text)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_color(self, token: str) -> None:
        """Write in the color of `token` from now on."""
        self._color = token
        self._restyle()

    def event(self, event: QEvent) -> bool:
        """A label first shown after a change of theme gets the palette of before from the style sheet."""
        done = super().event(event)
        if event.type() == QEvent.Type.Polish:
            self._restyle()
        return done

    def _restyle(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, self._look.tokens.named(self._color))
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText, self._look.tokens.off)
        self.setPalette(palette)
        self.setFont(getattr(self._look.fonts, self._font))
