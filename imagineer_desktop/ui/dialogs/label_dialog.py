"""A label for one image or many: its words and its type."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from imagineer_desktop.ui.dialogs.sheet import FIELD, Sheet
from imagineer_desktop.ui.theme.look import Look

WIDTH = 480
TEXT_HEIGHT = 84


@dataclass(frozen=True, slots=True)
class LabelDraft:
    """The words of a label, and its type as stored ("tag", "caption", "category", ...)."""

    text: str
    label_type: str | None = "tag"


class LabelText(QPlainTextEdit):
    """Words that Enter finishes; Shift+Enter begins a new line."""

    finished = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.finished.emit()
        else:
            super().keyPressEvent(event)


class LabelDialog(Sheet):
    """Adds a label to `images` images, or changes `label` on them."""

    accepted_draft = Signal(object)

    def __init__(
        self, look: Look, images: int, label: LabelDraft | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "", WIDTH, parent)
        self._text = LabelText()
        self._text.setFixedHeight(TEXT_HEIGHT)
        self._text.setTabChangesFocus(True)
        self._type = QComboBox()
        self._type.setFixedHeight(FIELD)
        self.add_field(self.tr("Text"), self._text)
        self.add_field(self.tr("Type"), self._type)
        self._offer_types(label.label_type if label else "tag")
        if label:
            self._text.setPlainText(label.text)
            self._text.selectAll()
        self._name_things(images, label is not None)
        self._text.finished.connect(self._finish)
        self._text.textChanged.connect(self._forgive)
        self.agree.clicked.connect(self._finish)

    def draft(self) -> LabelDraft:
        """The label as it stands in the fields."""
        return LabelDraft(self._text.toPlainText().strip(), self._type.currentData())

    def _offer_types(self, chosen: str | None) -> None:
        types = {"tag": self.tr("Tag"), "caption": self.tr("Caption"), "category": self.tr("Category")}
        for value, text in types.items():
            self._type.addItem(text, value)
        if chosen not in types:
            self._type.addItem((chosen or self.tr("None")).replace("_", " ").capitalize(), chosen)
        self._type.setCurrentIndex(self._type.findData(chosen))

    def _name_things(self, images: int, change: bool) -> None:
        number = QLocale().toString(images)
        if change:
            one, many = self.tr("Change label of 1 image"), self.tr("Change label of {0} images")
        else:
            one, many = self.tr("Add label to 1 image"), self.tr("Add label to {0} images")
        text = one if images == 1 else many.format(number)
        self.setWindowTitle(text)
        self.agree.setText(text)
        self.say_consequence(self.tr("One step to undo."), "undo-2")

    def _forgive(self) -> None:
        self.say_error("")

    def _finish(self) -> None:
        draft = self.draft()
        if not draft.text:
            self.say_error(self.tr("A label needs words. Type them to go on."))
            self._text.setFocus()
            return
        self.accepted_draft.emit(draft)
        self.accept()
