"""What is suggested for a pair, and the three ways to judge it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from imagineer_desktop.ui.bar import Bar
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

HEIGHT = 44


class VerdictBar(Bar):
    """Words at the left, buttons at the right; the suggested one is the primary button."""

    keep_one = Signal(int)
    """0 for A, 1 for B."""
    keep_both = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, HEIGHT, Qt.Edge.TopEdge, parent)
        self._advice = PlainLabel(look, "", "body_medium")
        self._reasons = ElidedLabel(look, "body", "text2")
        self._one = Button(look, self.tr("Keep A"))
        self._other = Button(look, self.tr("Keep B"))
        self._both = Button(look, self.tr("Keep both"))
        self._explain(self._one, self.tr("Keep A and move B to the trash (1)"))
        self._explain(self._other, self.tr("Keep B and move A to the trash (2)"))
        self._explain(self._both, self.tr("Keep both and do not ask about them again (B)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(8)
        row.addWidget(self._advice)
        row.addWidget(self._reasons, 1)
        for button in (self._one, self._both, self._other):
            row.addWidget(button)
        self._one.clicked.connect(lambda: self.keep_one.emit(0))
        self._other.clicked.connect(lambda: self.keep_one.emit(1))
        self._both.clicked.connect(self.keep_both)

    def say(self, advice: tuple[str, str], keep: int | None) -> None:
        """The suggestion in words, and which button it is (None for none)."""
        self._advice.setText(advice[0])
        self._reasons.setText(advice[1])
        for side, button in enumerate((self._one, self._other)):
            button.setProperty("kind", "primary" if side == keep else "")
            button.style().unpolish(button)
            button.style().polish(button)

    def _explain(self, button: Button, tip: str) -> None:
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
