"""Captions, tags and categories: typed in the inspector or in a dialog, on everything chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from imagineer_desktop.catalog.edits.edit import Edit, images_in_words
from imagineer_desktop.catalog.edits.images import change_prompt
from imagineer_desktop.catalog.edits.labels import (
    AddLabel,
    ChangeLabels,
    KeepLabels,
    RemoveLabels,
    SetCaption,
)
from imagineer_desktop.catalog.edits.table_rows import Several
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.dialogs.label_dialog import LabelDialog, LabelDraft
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.inspector.inspector import Inspector
from imagineer_desktop.ui.theme.look import Look


class Labels(QObject):
    """Turns what is typed about images into edits."""

    typing_requested = Signal()
    """The label field of the inspector is wanted."""

    def __init__(
        self, window: QWidget, look: Look, steps: Steps, chosen: Chosen, inspector: Inspector
    ) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._steps = steps
        self._chosen = chosen
        self.add = make_action(self, self.tr("Add label…"), self.ask, "Ctrl+L")
        self.type = make_action(self, self.tr("Type labels"), self.typing_requested.emit, "T")
        inspector.label_added.connect(self._add)
        inspector.label_edited.connect(self._change)
        inspector.labels_removed.connect(self._remove)
        inspector.labels_kept.connect(self._keep)
        inspector.caption_saved.connect(self._save_caption)
        inspector.prompt_saved.connect(self._save_prompt)
        chosen.changed.connect(self._enable)
        self._enable()

    def ask(self) -> None:
        """Ask for a label to add to all that is chosen."""
        dialog = LabelDialog(self._look, self._chosen.count, None, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted_draft.connect(self._add_draft)
        dialog.open()

    def _add_draft(self, draft: LabelDraft) -> None:
        self._add(draft.text, draft.label_type or "tag")

    def _add(self, text: str, label_type: str) -> None:
        """Several tags may be typed at once, with commas between them: they are one step."""
        ids = self._chosen.ids
        words = [part for part in text.split(",") if part.strip()] if label_type == "tag" else [text]
        edit: Edit = AddLabel(ids, text, label_type)
        if len(words) > 1:
            added = tuple(AddLabel(ids, word, label_type) for word in words)
            edit = Several(f"Add {len(words)} labels to {images_in_words(len(ids))}", added)
        self._steps.do(edit, tell=len(ids) > 1)

    def _change(self, label_ids: tuple[int, ...], text: str) -> None:
        if text.strip():
            self._steps.do(ChangeLabels(label_ids, self._chosen.ids, text))
        else:
            self._remove(label_ids)

    def _remove(self, label_ids: tuple[int, ...]) -> None:
        ids = self._chosen.ids
        self._steps.do(RemoveLabels(label_ids, ids), tell=len(ids) > 1)

    def _keep(self, label_ids: tuple[int, ...]) -> None:
        self._steps.do(KeepLabels(label_ids, self._chosen.ids))

    def _save_caption(self, image_id: int, label_id: int | None, text: str) -> None:
        """A caption typed for one image; emptied, it is removed."""
        self._steps.do(SetCaption(image_id, label_id, text))

    def _save_prompt(self, image_id: int, field: str, text: str) -> None:
        self._steps.do(change_prompt(image_id, text, negative=field == "negative_prompt"))

    def _enable(self) -> None:
        for action in (self.add, self.type):
            action.setEnabled(self._chosen.count > 0)
