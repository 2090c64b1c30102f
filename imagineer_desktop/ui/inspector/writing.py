"""A box for a caption or a prompt: typed in place, saved when it is left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.prompt_block import PromptBlock

HIGHEST = 240
LEAST_HEIGHT = 52
"""Room for two lines, so that an empty box invites a sentence."""


class WritingBox(PromptBlock):
    """Text that belongs to one thing (its `subject`), as high as its words.

    Ctrl+Enter or leaving the box saves, Esc takes the typing back. Whatever is shown next, words that were
    typed are saved for the subject they were typed for, and a refresh of that subject never takes them away.
    """

    saved = Signal(object, str)
    """The subject, and its new text."""
    left = Signal()
    """Ctrl+Enter or Esc: done with this box."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(look, name, HIGHEST, parent)
        self._subject: object = None
        self._stored = ""
        self.setReadOnly(False)
        self.setUndoRedoEnabled(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextEditorInteraction)
        self.setToolTip(self.tr("Ctrl+Enter saves, Esc takes back"))
        self.document().contentsChanged.connect(self._fit)

    @property
    def subject(self) -> object:
        """What the text belongs to; None for nothing."""
        return self._subject

    def show_text(self, subject: object, text: str) -> None:
        """The stored text of a subject."""
        if subject != self._subject:
            self.save()
            self._subject, self._stored = subject, text
            self.setPlainText(text)
            return
        untouched = self.toPlainText() == self._stored
        self._stored = text
        if untouched and self.toPlainText() != text:
            self.setPlainText(text)

    def save(self) -> None:
        """Ask for what was typed to be kept, if anything was."""
        text = self.toPlainText().strip()
        if self._subject is not None and text != self._stored.strip():
            self._stored = text
            self.saved.emit(self._subject, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.setPlainText(self._stored)
            self.moveCursor(QTextCursor.MoveOperation.End)
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.save()

    def _wanted_height(self) -> int:
        return max(LEAST_HEIGHT, super()._wanted_height())
