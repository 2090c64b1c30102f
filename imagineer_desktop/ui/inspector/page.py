"""A tab's content, scrolled when it is higher than the panel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

MARGIN = 14
"""Right of the content, as its own layout has it."""


class Page(QScrollArea):
    """Scrolls one widget. The scroll bar takes its room from the margin: nothing moves when it comes."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Else Qt asks for the height that rows of chips have when they are as narrow as can be.
        content.setMinimumHeight(1)
        self.verticalScrollBar().rangeChanged.connect(self._keep_width)

    def _keep_width(self, lowest: int, highest: int) -> None:
        content = self.widget()
        layout = content.layout() if content is not None else None
        if layout is None:
            return
        taken = self.verticalScrollBar().sizeHint().width() if highest > lowest else 0
        margins = layout.contentsMargins()
        margins.setRight(max(0, MARGIN - taken))
        if margins != layout.contentsMargins():
            layout.setContentsMargins(margins)
