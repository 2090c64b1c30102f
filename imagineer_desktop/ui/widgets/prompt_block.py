"""Long text from a file, to read, select and copy."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip

# Frame and padding above and below the text, as in the sheet.
_AROUND = 2 * (1 + 8)


class PromptBlock(QPlainTextEdit):
    """Selectable plain text in a field that is as high as its text, up to `highest` pixels; then it scrolls.

    `name` is what the text is ("Prompt"). Tab leaves the block.
    """

    def __init__(self, look: Look, name: str, highest: int = 200, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._highest = highest
        self.setProperty("kind", "block")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.setAccessibleName(name)
        self.setToolTip(plain_tooltip(name))
        look.changed.connect(self._restyle)
        self._restyle()

    def set_text(self, text: str) -> None:
        """Show `text`, from its beginning."""
        self.setPlainText(text)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(240, self._wanted_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._wanted_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def _wanted_height(self) -> int:
        """QPlainTextEdit measures its document in lines, wrapped as they stand."""
        lines = max(self.document().size().height(), 1)
        text = ceil(lines * self.fontMetrics().lineSpacing())
        return min(text + 1 + _AROUND, self._highest)

    def _fit(self) -> None:
        self.setFixedHeight(self._wanted_height())

    def _restyle(self) -> None:
        self.setFont(self._look.fonts.body)
        self._fit()
