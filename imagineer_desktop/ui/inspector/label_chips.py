"""Labels as chips in rows: a click edits one by hand or keeps one by a model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from imagineer_desktop.models.labels import CATEGORY, LabelShown
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.chip import Chip, ChipFace, Words
from imagineer_desktop.ui.widgets.flow_layout import FlowLayout

EDITOR_LEAST, EDITOR_ROOM = 96, 36


class LabelChips(QWidget):
    """The chips of one author. Chips of labels that stay are kept, and with them focus and place."""

    removed = Signal(object)
    """The ids of the labels to take away, as a tuple."""
    edited = Signal(object, str)
    """The ids of the labels to change, and their new text."""
    kept = Signal(object)
    """The ids of a model's labels that a person agrees with."""

    def __init__(self, look: Look, by_machine: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._by_machine = by_machine
        self._chips: dict[LabelShown, Chip] = {}
        self._editor: ChipEditor | None = None
        self._flow = FlowLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    @property
    def labels(self) -> tuple[LabelShown, ...]:
        """What is shown, in order."""
        return tuple(self._chips)

    def show_labels(self, labels: Sequence[LabelShown]) -> None:
        """Show these labels in this order."""
        if tuple(labels) == self.labels:
            return
        for label in [label for label in self._chips if label not in labels]:
            self._drop(label)
        self._chips = {label: self._chips.get(label) or self._chip(label) for label in labels}
        self._arrange()

    def chip(self, label: LabelShown) -> Chip:
        """The chip of a label that is shown."""
        return self._chips[label]

    def edit(self, label: LabelShown) -> None:
        """Turn the chip of a label into a field with its text."""
        self._stop_editing()
        self._editor = ChipEditor(label, self)
        self._editor.done.connect(self._finish_editing)
        self._arrange()
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._editor.selectAll()

    def _arrange(self) -> None:
        while self._flow.count():
            self._flow.takeAt(0)
        for label, chip in self._chips.items():
            edited = self._editor is not None and self._editor.label == label
            self._flow.addWidget(self._editor if edited and self._editor else chip)
            chip.setVisible(not edited)
        self._flow.invalidate()
        self.setVisible(bool(self._chips))
        self.updateGeometry()

    def _drop(self, label: LabelShown) -> None:
        if self._editor is not None and self._editor.label == label:
            self._stop_editing()
        chip = self._chips.pop(label)
        chip.hide()
        chip.deleteLater()

    def _chip(self, label: LabelShown) -> Chip:
        chip = Chip(self._look, self._face(label), self._spoken(label), self)
        self._add_menu(chip)
        chip.clicked.connect(self._click)
        chip.removed.connect(self._remove)
        return chip

    def _face(self, label: LabelShown) -> ChipFace:
        words = [Words(label.text)]
        if label.label_type == CATEGORY:
            words.append(Words(self.tr("category"), color="text2"))
        if label.on_some:
            words.append(Words(self._share(label), color="text2"))
        if not self._by_machine:
            return ChipFace(tuple(words), "outlined" if label.on_some else "solid")
        if label.confidence is not None:
            words.append(Words(f"{label.confidence:.2f}", color="machine"))
        return ChipFace(tuple(words), "dashed", icon="bot", icon_color="machine", removable=False)

    def _spoken(self, label: LabelShown) -> str:
        parts = [label.text]
        if self._by_machine:
            parts.append(self.tr("by {model}").format(model=label.source_model))
        if label.confidence is not None:
            parts.append(self.tr("confidence {number}").format(number=f"{label.confidence:.2f}"))
        if label.on_some:
            parts.append(self._share(label))
        return ", ".join(parts)

    def _share(self, label: LabelShown) -> str:
        locale = self.locale()
        return self.tr("{on} of {of}").format(on=locale.toString(label.images), of=locale.toString(label.of))

    def _add_menu(self, chip: Chip) -> None:
        wordings = (
            [(self.tr("Keep label"), self._click), (self.tr("Dismiss label (Del)"), self._remove)]
            if self._by_machine
            else [(self.tr("Edit label"), self._click), (self.tr("Remove label (Del)"), self._remove)]
        )
        for words, slot in wordings:
            action = QAction(words, chip)
            action.triggered.connect(slot)
            chip.addAction(action)
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _sent_label(self) -> LabelShown:
        sender = self.sender()
        chip = sender.parent() if isinstance(sender, QAction) else sender
        return next(label for label, one in self._chips.items() if one is chip)

    def _click(self) -> None:
        label = self._sent_label()
        if self._by_machine:
            self.kept.emit(label.label_ids)
        else:
            self.edit(label)

    def _remove(self) -> None:
        self.removed.emit(self._sent_label().label_ids)

    def _finish_editing(self, text: str) -> None:
        editor = self._editor
        if editor is None:
            return
        self._stop_editing()
        self._arrange()
        if editor.label in self._chips:
            self._chips[editor.label].setFocus(Qt.FocusReason.OtherFocusReason)
        if text and text != editor.label.text:
            self.edited.emit(editor.label.label_ids, text)

    def _stop_editing(self) -> None:
        if self._editor is not None:
            self._editor.done.disconnect(self._finish_editing)
            self._editor.hide()
            self._editor.deleteLater()
            self._editor = None


class ChipEditor(QLineEdit):
    """The field in a chip's place. Enter or leaving it takes the new text, Esc keeps the old one."""

    done = Signal(str)
    """The new text; empty for no change."""

    def __init__(self, label: LabelShown, parent: QWidget | None = None) -> None:
        super().__init__(label.text, parent)
        self.label = label
        self.setAccessibleName(self.tr("Text of the label"))
        width = self.fontMetrics().horizontalAdvance(label.text) + EDITOR_ROOM
        self.setFixedWidth(max(EDITOR_LEAST, width))
        self.returnPressed.connect(self._accept)

    def _accept(self) -> None:
        self.done.emit(self.text().strip())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit("")
        else:
            super().keyPressEvent(event)
