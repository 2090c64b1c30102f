"""The files of an import that made trouble, with their reasons, to be read and copied."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from imagineer_desktop.jobs.imports.import_report import Failure

HEIGHT = 132
MOST_SHOWN = 1000
"""More lines would hold the window up; the copied list has all of them."""

_TURNS = {"RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"}


class FailureList(QWidget):
    """Grows while an import runs. `copied` carries the whole list as text."""

    copied = Signal(str)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._failures: list[Failure] = []
        self._list = QPlainTextEdit()
        self._list.setReadOnly(True)
        self._list.setFixedHeight(HEIGHT)
        self._list.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._list.setAccessibleName(name)
        self._list.setToolTip(name)
        self._rest = PlainLabel(look, font="small", color="text2")
        self._copy = LinkButton(self.tr("Copy list"))
        self._copy.setToolTip(self.tr("Copy all files with their reasons as text"))
        below = QHBoxLayout()
        below.addWidget(self._rest, 1)
        below.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(self._list)
        column.addLayout(below)
        self._copy.clicked.connect(lambda: self.copied.emit(self.text()))

    def text(self) -> str:
        """The whole list."""
        return "\n".join(map(_in_words, self._failures))

    def take(self, failures: Sequence[Failure]) -> None:
        """Add what is new in a list that only grows."""
        new = failures[len(self._failures) :]
        room = MOST_SHOWN - len(self._failures)
        self._failures += new
        if new and room > 0:
            self._list.appendPlainText("\n".join(map(_in_words, new[:room])))
        hidden = len(self._failures) - MOST_SHOWN
        more = self.tr("and {0} more, all of them in the copied list").format(QLocale().toString(hidden))
        self._rest.setText(more if hidden > 0 else "")

    def show_from_the_top(self) -> None:
        self._list.moveCursor(QTextCursor.MoveOperation.Start)
        self.show()


def visible(text: str) -> str:
    """Text in which signs that break lines or turn the direction of reading stand as their codes."""
    if text.isprintable():
        return text
    return "".join(
        f"\\u{ord(sign):04x}"
        if unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") or unicodedata.bidirectional(sign) in _TURNS
        else sign
        for sign in text
    )


def _in_words(failure: Failure) -> str:
    return f"{visible(failure.path)}\n    {failure.reason}"
