"""The text nodes of a workflow with their words, and beside each whether it is one of the two prompts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
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
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip
from imagineer_desktop.ui.widgets.prompt_block import PromptBlock

if TYPE_CHECKING:
    from imagineer_desktop.media.generation.comfy_pins import TextNode

MOST_NODES = 60
"""Rows that are made; a graph of thousands of texts is no one's prompt to choose."""
MOST_SIGNS = 2_000
"""Of one text, shown in full: enough to tell it from the others. The prompt will be all of it."""
FEW_SIGNS, FEW_LINES = 180, 3
"""Of a text until it is asked for."""
NO_LIMIT = 100_000
"""Pixels that no text is high."""
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
        self._add_row(-1, self.tr("No node"), None, pins)
        for place, (node, name) in enumerate(zip(self._nodes, names_of(self._nodes), strict=True)):
            self._add_row(place, name, node, pins)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _add_row(self, place: int, name: str, node: TextNode | None, pins: Mapping[str, str]) -> None:
        row = self._grid.rowCount()
        if node is not None:
            self._grid.addWidget(Line(self._look), row, 0, 1, 3)
        for column, (role, group) in enumerate(self._groups.items()):
            radio = QRadioButton()
            radio.setAccessibleName(f"{self._names[role]}: {name}")
            radio.setToolTip(plain_tooltip(radio.accessibleName()))
            group.addButton(radio, place if node is not None else -2)
            radio.setChecked(node is None or pins.get(role) == node.id)
            self._grid.addWidget(radio, row + 1, column, Qt.AlignmentFlag.AlignLeft)
        head = self._head(name, node.kind if node is not None else "")
        self._grid.addLayout(head, row + 1, 2)
        if node is None:
            words = self.tr("What is read from the workflow by itself")
            self._grid.addWidget(PlainLabel(self._look, words, "small", "text2"), row + 2, 2)
        else:
            shown = Excerpt(self._look, name, self._words(node))
            head.addWidget(shown.more)
            self._grid.addWidget(shown, row + 2, 2)

    def _head(self, name: str, kind: str) -> QHBoxLayout:
        title = ElidedLabel(self._look, "body_medium")
        title.setText(name)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(title)
        if kind and not name.startswith(kind):
            of_kind = ElidedLabel(self._look, "small", "text2")
            of_kind.setText(kind)
            head.addWidget(of_kind)
        head.addStretch(1)
        return head

    def _words(self, node: TextNode) -> str:
        if node.negative == node.text:
            return node.text
        said = zip(self._names.values(), (node.text, node.negative), strict=True)
        return "\n".join(f"{name}: {text}" for name, text in said if text)


class Excerpt(PromptBlock):
    """The beginning of a text; `more` shows all of it and less again. It never scrolls by itself."""

    def __init__(self, look: Look, name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("Text of {0}").format(name), NO_LIMIT, parent)
        self._name = name
        self._text = text if len(text) <= MOST_SIGNS else text[:MOST_SIGNS] + "…"
        self._short = shortened(text)
        self.more = LinkButton("")
        self.more.setVisible(self._short != self._text)
        self.more.clicked.connect(self._turn)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setPlaceholderText(self.tr("Empty in this image"))
        self._show(whole=False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The list around it scrolls."""
        event.ignore()

    def _turn(self) -> None:
        self._show(whole=self.toPlainText() != self._text)

    def _show(self, whole: bool) -> None:
        self.set_text(self._text if whole else self._short)
        self.more.set_words(self.tr("Show less") if whole else self.tr("Show all"))
        self.more.setAccessibleName(f"{self.more.text()}: {self._name}")
        self.more.setToolTip(plain_tooltip(self.more.accessibleName()))


def shortened(text: str) -> str:
    """The beginning of a text, a few lines, with "…" if there is more; cut between words if it can be."""
    short = "\n".join(text.split("\n", FEW_LINES)[:FEW_LINES])
    if len(short) > FEW_SIGNS:
        cut = short.rfind(" ", FEW_SIGNS // 2, FEW_SIGNS)
        short = short[: cut if cut > 0 else FEW_SIGNS]
    return text if short == text else short.rstrip(" ,\n") + "…"


def names_of(nodes: Sequence[TextNode]) -> list[str]:
    """What nodes are called: by their title or else their kind, with the number where several share it."""
    names = [node.title or node.kind for node in nodes]
    shared = {name for name, times in Counter(names).items() if times > 1}
    return [f"{name} #{node.id}" if name in shared else name for node, name in zip(nodes, names, strict=True)]
