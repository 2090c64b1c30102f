"""All keys on one page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from imagineer_desktop.ui.dialogs.sheet import PADDING, Ground
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

WIDTH, HIGHEST = 920, 560
COLUMNS, BETWEEN = 3, 32
FOR_THE_BAR = 14
ROW = 24

Section = tuple[str, Sequence[tuple[str, str]]]


class KeysDialog(Ground):
    """The cheat sheet: sections of (name, keys) in columns, in the order they are given."""

    def __init__(self, look: Look, sections: Sequence[Section], parent: QWidget | None = None) -> None:
        super().__init__(look, "", WIDTH, parent)
        self.setWindowTitle(self.tr("Keys"))
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, FOR_THE_BAR, 0)
        row.setSpacing(BETWEEN)
        for column in _columns(sections):
            row.addLayout(self._column(column), 1)
        close = Button(look, self.tr("Close"))
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PADDING, PADDING - 4, PADDING, 12)
        layout.setSpacing(12)
        self._area = self._scrolled(page)
        layout.addWidget(self._area, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self._area.setFixedHeight(min(page.sizeHint().height(), HIGHEST))

    def _scrolled(self, page: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Keys"))
        area.setWidget(page)
        for ground in (page, area.viewport()):
            ground.setAutoFillBackground(False)
        return area

    def _column(self, sections: Sequence[Section]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        for number, (title, keys) in enumerate(sections):
            head = PlainLabel(self._look, title, "tiny_bold", "text3")
            head.setContentsMargins(0, 16 if number else 0, 0, 0)
            column.addWidget(head)
            column.addLayout(self._keys(keys))
        column.addStretch(1)
        return column

    def _keys(self, keys: Sequence[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        for row, (name, key) in enumerate(keys):
            words = PlainLabel(self._look, name)
            words.setAccessibleName(f"{name}: {key}")
            grid.setRowMinimumHeight(row, ROW)
            grid.addWidget(words, row, 0)
            shown = PlainLabel(self._look, key, "small", "text2")
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return grid


def _columns(sections: Sequence[Section]) -> list[list[Section]]:
    """The sections in order, cut where the columns come out about equally long."""
    whole = sum(len(keys) + 2 for _, keys in sections)
    columns: list[list[Section]] = [[] for _ in range(COLUMNS)]
    before = 0
    for section in sections:
        middle = before + (len(section[1]) + 2) / 2
        columns[min(int(middle * COLUMNS / max(whole, 1)), COLUMNS - 1)].append(section)
        before += len(section[1]) + 2
    return columns
