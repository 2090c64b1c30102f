"""What the file itself says, as it stands in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from imagineer_desktop.ui.inspector import formats
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

HEIGHT = 260
SHOWN = 200_000
"""Signs that are laid out; graphs of ten megabytes exist. Copy takes everything."""


class RawPart(QWidget):
    """A line that opens a block of fixed-width text. Nothing is laid out before it is opened."""

    copied = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._stored = ""
        self._toggle = QToolButton()
        self._toggle.setCheckable(True)
        self._toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._toggle.setText(self.tr("Raw metadata"))
        self._toggle.setToolTip(self.tr("What the file itself says, as it stands in it"))
        self._size = PlainLabel(look, "", "small", "text3")
        self._copy = LinkButton(self.tr("Copy"))
        self._copy.setAccessibleName(self.tr("Copy raw metadata"))
        self.block = QPlainTextEdit()
        self.block.setProperty("kind", "block")
        self.block.setFrameShape(QFrame.Shape.NoFrame)
        self.block.setReadOnly(True)
        self.block.setTabChangesFocus(True)
        self.block.setUndoRedoEnabled(False)
        self.block.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.block.setFixedHeight(HEIGHT)
        self.block.setAccessibleName(self.tr("Raw metadata"))
        self.block.setToolTip(self.tr("Select and copy what the file says"))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._toggle)
        head.addWidget(self._size)
        head.addStretch(1)
        head.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.block)
        self._toggle.toggled.connect(self._fill)
        self._copy.clicked.connect(self._ask_copy)
        look.changed.connect(self._restyle)
        self._restyle()
        self._fill()

    def show_text(self, stored: str) -> None:
        """The raw data of one image; empty hides the part."""
        self.setVisible(bool(stored))
        if stored != self._stored:
            self._stored = stored
            self._size.setText(formats.file_size(self.locale(), len(stored.encode())))
            self._fill()

    def _fill(self) -> None:
        opened = self._toggle.isChecked()
        self.block.setVisible(opened)
        self._copy.setVisible(opened)
        self._restyle()
        if opened:
            text = formats.raw_metadata(self._stored)
            left = len(text) - SHOWN
            if left > 0:
                more = self.tr("… {count} more characters. Copy takes everything.")
                text = text[:SHOWN] + "\n" + more.format(count=self.locale().toString(left))
            self.block.setPlainText(text)
        else:
            self.block.clear()

    def _ask_copy(self) -> None:
        self.copied.emit(formats.raw_metadata(self._stored))

    def _restyle(self) -> None:
        icon = "chevron-down" if self._toggle.isChecked() else "chevron-right"
        self._toggle.setIcon(self._look.icon(icon, 16))
        self._toggle.setFont(self._look.fonts.small)
        self.block.setFont(self._look.fonts.mono)
