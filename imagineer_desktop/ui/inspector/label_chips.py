"""Labels as chips in rows: a click edits one by hand or keeps one by a model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from imagineer_desktop.models.labels import CATEGORY, LabelShown
from imagineer_desktop.ui.inspector.label_chip import ShownLabelChip
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.flow_layout import FlowLayout
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

MOST = 120
"""Chips at most: ten thousand images may have thousands of labels, and a panel is no list."""
CHIP_HEIGHT = 24
EDITOR_LEAST, EDITOR_ROOM = 96, 36


class LabelChips(QWidget):
    """The chips of one author. Those of labels that stay are kept, and with them focus and place."""

    removed = Signal(object)
    """The ids of the labels to take away, as a tuple."""
    edited = Signal(object, str)
    """The ids of the labels to change, and their new text."""
    kept = Signal(object)
    """The ids of a model's labels that a person agrees with."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._chips: dict[LabelShown, ShownLabelChip] = {}
        self._editor: ChipEditor | None = None
        self._hidden = 0
        self._more = PlainLabel(look, "", "small", "text2", self)
        self._more.setMinimumHeight(CHIP_HEIGHT)
        self._flow = FlowLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    @property
    def labels(self) -> tuple[LabelShown, ...]:
        """What is shown as chips, in order."""
        return tuple(self._chips)

    def show_labels(self, labels: Sequence[LabelShown]) -> None:
        """Show these labels in this order; of very many the first ones."""
        self._hidden, labels = max(0, len(labels) - MOST), tuple(labels[:MOST])
        self._more.setText(self.tr("and {count} more").format(count=self.locale().toString(self._hidden)))
        self._more.setVisible(self._hidden > 0)
        if labels == self.labels:
            return
        for label in [label for label in self._chips if label not in labels]:
            self._drop(label)
        self._chips = {label: self._chips.get(label) or self._chip(label) for label in labels}
        self._arrange()

    def chip(self, label: LabelShown) -> ShownLabelChip:
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
        if self._editor is not None:
            self._editor.show()
        self._flow.addWidget(self._more)
        self._flow.invalidate()
        self.setVisible(bool(self._chips))
        self.updateGeometry()

    def _drop(self, label: LabelShown) -> None:
        if self._editor is not None and self._editor.label == label:
            self._stop_editing()
        chip = self._chips.pop(label)
        chip.hide()
        chip.deleteLater()

    def _chip(self, label: LabelShown) -> ShownLabelChip:
        chip = ShownLabelChip(self._look, label, self._notes(label), self)
        chip.chosen.connect(self._choose)
        chip.refused.connect(self._remove)
        return chip

    def _notes(self, label: LabelShown) -> list[str]:
        locale, notes = self.locale(), []
        if label.label_type == CATEGORY:
            notes.append(self.tr("category"))
        if label.on_some:
            share = self.tr("{on} of {of}")
            notes.append(share.format(on=locale.toString(label.images), of=locale.toString(label.of)))
        return notes

    def _choose(self, label: LabelShown) -> None:
        if label.by_machine:
            self.kept.emit(label.label_ids)
        else:
            self.edit(label)

    def _remove(self, label: LabelShown) -> None:
        self.removed.emit(label.label_ids)

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
