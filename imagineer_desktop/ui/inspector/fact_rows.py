"""Facts in rows: what it is at the left, its value, and a quiet icon to filter by it or copy it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QEnterEvent, QIcon
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip

HEIGHT = 24
LABEL_WIDTH = 88
ICON = 16


@dataclass(frozen=True, slots=True)
class Fact:
    """One row. `whole` is what is copied and filtered by; `field` is the filter's name for it, if any."""

    label: str
    value: str
    whole: str = ""
    field: str = ""
    middle: bool = False

    @property
    def copied(self) -> str:
        return self.whole or self.value


class FactRow(QWidget):
    """One fact. The icon to filter is always there; the one to copy comes with pointer or focus."""

    copy_asked = Signal(str)
    filter_asked = Signal(str, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._fact = Fact("", "")
        self._label = PlainLabel(look, "", "small", "text2", self)
        self._label.setFixedWidth(LABEL_WIDTH)
        self._value = ElidedLabel(look, "body", "text", parent=self)
        self._middle = ElidedLabel(look, "body", "text", middle=True, parent=self)
        self._button = QToolButton(self)
        self._button.setFixedSize(HEIGHT, HEIGHT)
        self._button.installEventFilter(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._label)
        layout.addWidget(self._value, 1)
        layout.addWidget(self._middle, 1)
        layout.addWidget(self._button)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._add_menu()
        self._button.clicked.connect(self._press)
        look.changed.connect(self._show_icon)

    def set_fact(self, fact: Fact) -> None:
        """Show another fact in this row; the same one changes nothing."""
        if fact == self._fact:
            return
        self._fact = fact
        self._label.setText(fact.label)
        shown, hidden = (self._middle, self._value) if fact.middle else (self._value, self._middle)
        shown.setText(fact.value)
        shown.setVisible(True)
        hidden.setVisible(False)
        words = self.tr("Filter by this: {label}") if fact.field else self.tr("Copy {label}")
        words = words.format(label=fact.label or fact.value)
        self._button.setAccessibleName(words)
        self._button.setToolTip(plain_tooltip(words))
        self._filter.setVisible(bool(fact.field))
        self.setAccessibleName(f"{fact.label} {fact.value}")
        self._show_icon()

    def _add_menu(self) -> None:
        self._copy = QAction(self.tr("Copy value"), self)
        self._copy.triggered.connect(self._ask_copy)
        self._filter = QAction(self.tr("Filter by this value"), self)
        self._filter.triggered.connect(self._ask_filter)
        self.addActions([self._copy, self._filter])
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _press(self) -> None:
        if self._fact.field:
            self._ask_filter()
        else:
            self._ask_copy()

    def _ask_copy(self) -> None:
        self.copy_asked.emit(self._fact.copied)

    def _ask_filter(self) -> None:
        self.filter_asked.emit(self._fact.field, self._fact.copied)

    def _show_icon(self) -> None:
        if self._fact.field:
            self._button.setIcon(self._look.icon("list-filter", ICON))
        elif self.underMouse() or self._button.hasFocus():
            self._button.setIcon(self._look.icon("copy", ICON))
        else:
            self._button.setIcon(QIcon())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_icon()

    def leaveEvent(self, event: QEvent) -> None:
        self._show_icon()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_icon()
        return False


class FactRows(QWidget):
    """A column of facts whose rows are kept, so that another image changes words and nothing jumps."""

    copy_asked = Signal(str)
    filter_asked = Signal(str, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: list[FactRow] = []
        self._facts: tuple[Fact, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is shown."""
        return self._facts

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts, in this order."""
        self._facts = tuple(facts)
        while len(self._rows) < len(facts):
            row = FactRow(self._look, self)
            row.copy_asked.connect(self.copy_asked)
            row.filter_asked.connect(self.filter_asked)
            self._layout.addWidget(row)
            self._rows.append(row)
        for row, fact in zip(self._rows, facts, strict=False):
            row.set_fact(fact)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(facts))
