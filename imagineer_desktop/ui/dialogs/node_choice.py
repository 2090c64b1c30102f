"""The text nodes of a workflow with their words, and beside each whether it is one of the two prompts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from imagineer_desktop.ui.dialogs.sheet import Line
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip
from imagineer_desktop.ui.widgets.prompt_block import PromptBlock

if TYPE_CHECKING:
    from imagineer_desktop.media.generation.comfy_pins import TextNode

MOST_NODES = 60
"""Rows that are made; a graph of thousands of texts is no one's prompt to choose."""
MOST_SIGNS = 2_000
"""Of one text: enough to tell it from the others. The prompt will be all of it."""
HIGHEST_TEXT = 72
ROLE_WIDTH = 64
MARGIN = 14


class NodeChoice(QScrollArea):
    """One choice for the prompt and one for the negative prompt; the first row is no node at all."""

    changed = Signal()

    def __init__(
        self, look: Look, nodes: Sequence[TextNode], pins: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._groups = {"prompt": QButtonGroup(self), "negative": QButtonGroup(self)}
        self._names = {"prompt": self.tr("Prompt"), "negative": self.tr("Negative prompt")}
        pinned = [node for node in nodes[MOST_NODES:] if node.id in pins.values()]
        self._nodes = (*nodes[:MOST_NODES], *pinned)
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._lay_out(pins)
        self.setWidget(self._rows)
        self.setWidgetResizable(True)
        # The ground is the dialog's, which is not that of a panel.
        for ground in (self.viewport(), self._rows):
            ground.setAutoFillBackground(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Nodes that hold text"))
        for group in self._groups.values():
            group.idToggled.connect(self._tell)

    @property
    def chosen(self) -> dict[str, str]:
        """The ids of the chosen nodes by role ("prompt", "negative"); a role without one is left out."""
        places = {role: group.checkedId() for role, group in self._groups.items()}
        return {role: self._nodes[place].id for role, place in places.items() if place >= 0}

    def _tell(self, _place: int, checked: bool) -> None:
        if checked:
            self.changed.emit()

    def _lay_out(self, pins: Mapping[str, str]) -> None:
        self._grid.setContentsMargins(0, 4, MARGIN, 4)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(8)
        for column in (0, 1):
            self._grid.setColumnMinimumWidth(column, ROLE_WIDTH)
        self._grid.setColumnStretch(2, 1)
        nobody = self.tr("No node")
        words = PlainLabel(self._look, self.tr("What is read from the workflow by itself"), "small", "text2")
        self._add_row(-1, nobody, "", words, pins)
        for place, node in enumerate(self._nodes):
            self._add_row(place, node.title or node.kind, node.kind, self._words(node), pins)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _add_row(self, place: int, title: str, kind: str, words: QWidget, pins: Mapping[str, str]) -> None:
        row = self._grid.rowCount()
        if place >= 0:
            self._grid.addWidget(Line(self._look), row, 0, 1, 3)
        for column, (role, group) in enumerate(self._groups.items()):
            radio = QRadioButton()
            radio.setAccessibleName(f"{self._names[role]}: {title}")
            radio.setToolTip(plain_tooltip(radio.accessibleName()))
            group.addButton(radio, place if place >= 0 else -2)
            pinned = pins.get(role) == self._nodes[place].id if place >= 0 else False
            radio.setChecked(pinned or place < 0)
            self._grid.addWidget(radio, row + 1, column, Qt.AlignmentFlag.AlignLeft)
        self._grid.addLayout(self._head(title, kind), row + 1, 2)
        self._grid.addWidget(words, row + 2, 2)

    def _head(self, title: str, kind: str) -> QHBoxLayout:
        name = ElidedLabel(self._look, "body_medium")
        name.setText(title)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(name)
        if kind and kind != title:
            of_kind = ElidedLabel(self._look, "small", "text2")
            of_kind.setText(kind)
            head.addWidget(of_kind)
        head.addStretch(1)
        return head

    def _words(self, node: TextNode) -> PromptBlock:
        text = node.text
        if node.negative != node.text:
            text = "\n".join(
                f"{name}: {said}"
                for name, said in zip(self._names.values(), (node.text, node.negative), strict=True)
                if said
            )
        block = PromptBlock(self._look, self.tr("Text of {0}").format(node.title or node.kind), HIGHEST_TEXT)
        block.setPlaceholderText(self.tr("Empty in this image"))
        block.set_text(text if len(text) <= MOST_SIGNS else text[:MOST_SIGNS] + "…")
        return block
