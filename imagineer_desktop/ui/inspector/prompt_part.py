"""A prompt to read and copy, and on request to edit."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from imagineer_desktop.ui.inspector.writing import WritingBox
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.prompt_block import PromptBlock
from imagineer_desktop.ui.widgets.section_head import SectionHead

HIGHEST = 220


class PromptPart(QWidget):
    """One prompt of one image. Edit turns the block into a box to write in, until that is left."""

    saved = Signal(object, str)
    """An image id and the new prompt."""
    copied = Signal(str)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._edit = LinkButton(self.tr("Edit"))
        self._copy = LinkButton(self.tr("Copy"))
        self._edit.setToolTip(self.tr("Edit what the library keeps; the file stays as it is"))
        self._edit.setAccessibleName(self.tr("Edit {name}").format(name=name.lower()))
        self._copy.setAccessibleName(self.tr("Copy {name}").format(name=name.lower()))
        head = SectionHead(look, name)
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
        self._edit.clicked.connect(self.begin_editing)
        self._copy.clicked.connect(self._ask_copy)
        self.box.saved.connect(self.saved)
        self.box.left.connect(self.end_editing)

    def show_text(self, image_id: int, text: str) -> None:
        """The prompt of an image. One being edited stays open while it is the same image."""
        if image_id != self.box.subject:
            self.end_editing()
        self.box.show_text(image_id, text)
        if text != self._text or not self.block.toPlainText():
            self._text = text
            self.block.set_text(text)
        self._copy.setVisible(bool(text))

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

    def _ask_copy(self) -> None:
        self.copied.emit(self._text)
