"""A prompt to read and copy, and on request to edit."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from imagineer_desktop.ui.inspector.writing import WritingBox
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.prompt_block import PromptBlock
from imagineer_desktop.ui.widgets.section_head import SectionHead

HIGHEST = 220


class PromptPart(QWidget):
    """One prompt of one image. Edit turns the block into a box to write in, until that is left.

    For a picture of a workflow it offers to choose the node whose words are the prompt.
    """

    saved = Signal(object, str)
    """An image id and the new prompt."""
    copied = Signal(str)
    node_wanted = Signal()
    """The node of the workflow that is the prompt is to be chosen."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._edit = LinkButton(self.tr("Edit"))
        self._copy = LinkButton(self.tr("Copy"))
        self._edit.setToolTip(self.tr("Edit what the library keeps; the file stays as it is"))
        self._edit.setAccessibleName(self.tr("Edit {name}").format(name=name.lower()))
        self._copy.setAccessibleName(self.tr("Copy {name}").format(name=name.lower()))
        self._node = LinkButton(self.tr("Node…"))
        self._node.setToolTip(self.tr("Choose which node of the workflow is the prompt"))
        self._node.setAccessibleName(self.tr("Choose the node of the workflow"))
        self._untold = self._make_untold(look)
        head = SectionHead(look, name)
        head.add_at_end(self._node)
        head.add_at_end(self._edit)
        head.add_at_end(self._copy)
        self.block = PromptBlock(look, name, HIGHEST)
        self.block.setPlaceholderText(self.tr("None"))
        self.box = WritingBox(look, name)
        self.box.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(head)
        layout.addWidget(self.block)
        layout.addWidget(self.box)
        layout.addWidget(self._untold)
        self._edit.clicked.connect(self.begin_editing)
        self._copy.clicked.connect(self._ask_copy)
        self.box.saved.connect(self.saved)
        self.box.left.connect(self.end_editing)
        self._node.clicked.connect(self.node_wanted)
        self.show_workflow(False, True)

    def show_text(self, image_id: int, text: str) -> None:
        """The prompt of an image. One being edited stays open while it is the same image."""
        if image_id != self.box.subject:
            self.end_editing()
        self.box.show_text(image_id, text)
        if text != self._text or not self.block.toPlainText():
            self._text = text
            self.block.set_text(text)
        self._copy.setVisible(bool(text))

    def show_workflow(self, has_nodes: bool, told: bool) -> None:
        """Whether the image has a workflow with nodes to choose from, and whether its prompt is told."""
        self._node.setVisible(has_nodes and told)
        self._untold.setVisible(has_nodes and not told)

    def begin_editing(self) -> None:
        """Open the box."""
        self.block.hide()
        self.box.show()
        self._edit.hide()
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def end_editing(self) -> None:
        """Keep what was typed and show the block again."""
        self.box.save()
        self.box.hide()
        self.block.show()
        self._edit.show()

    def _make_untold(self, look: Look) -> QWidget:
        room = QWidget()
        words = self.tr("The workflow does not tell which words became the prompt.")
        label = PlainLabel(look, words, "small", "text2")
        label.setWordWrap(True)
        choose = LinkButton(self.tr("Choose the node…"))
        choose.setToolTip(self.tr("Choose which node of the workflow is the prompt"))
        choose.clicked.connect(self.node_wanted)
        column = QVBoxLayout(room)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        column.addWidget(label)
        column.addWidget(choose)
        return room

    def _ask_copy(self) -> None:
        self.copied.emit(self._text)
