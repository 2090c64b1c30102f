"""One label as a chip, by hand or by a model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QWidget

from imagineer_desktop.models.labels import LabelShown
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.chip import Chip, ChipFace, Words


class ShownLabelChip(Chip):
    """A label with all that is known of it: by hand solid with a ×, by a model dashed with its confidence."""

    chosen = Signal(object)
    """The label: clicked, to edit it or to keep a model's."""
    refused = Signal(object)
    """The label: × or Delete."""

    def __init__(
        self, look: Look, label: LabelShown, notes: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        """`notes` stand quietly after the words: "category", "3 of 7"."""
        super().__init__(look, _face(label, notes), label.text, parent)
        self.label = label
        self.setAccessibleName(self._spoken(notes))
        self._add_menu()
        self.clicked.connect(self._choose)
        self.removed.connect(self._refuse)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A model's chip has no ×, but the key works.
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.label.by_machine:
            self._refuse()
        else:
            super().keyPressEvent(event)

    def _spoken(self, notes: Sequence[str]) -> str:
        label, parts = self.label, [self.label.text]
        if label.by_machine:
            parts.append(self.tr("by {model}").format(model=label.source_model))
        if label.confidence is not None:
            parts.append(self.tr("confidence {number}").format(number=f"{label.confidence:.2f}"))
        return ", ".join([*parts, *notes])

    def _add_menu(self) -> None:
        if self.label.by_machine:
            wordings = (self.tr("Keep label"), self.tr("Dismiss label (Del)"))
        else:
            wordings = (self.tr("Edit label"), self.tr("Remove label (Del)"))
        for words, slot in zip(wordings, (self._choose, self._refuse), strict=True):
            action = QAction(words, self)
            action.triggered.connect(slot)
            self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _choose(self) -> None:
        self.chosen.emit(self.label)

    def _refuse(self) -> None:
        self.refused.emit(self.label)


def _face(label: LabelShown, notes: Sequence[str]) -> ChipFace:
    words = [Words(label.text), *(Words(note, color="text2") for note in notes)]
    if not label.by_machine:
        return ChipFace(tuple(words), "outlined" if label.on_some else "solid")
    if label.confidence is not None:
        words.append(Words(f"{label.confidence:.2f}", color="machine"))
    return ChipFace(tuple(words), "dashed", icon="bot", icon_color="machine", removable=False)
