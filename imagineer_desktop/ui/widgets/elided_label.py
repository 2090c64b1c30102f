"""One line of text that gives up its middle or its end when there is no room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip

_LEAST_SIGNS = 4


class ElidedLabel(PlainLabel):
    """A one-line label as narrow as needed; what does not fit is in the tooltip.

    `middle` is for file names and paths, the other way is for titles.
    """

    def __init__(
        self,
        look: Look,
        font: str = "body",
        color: str = "text",
        middle: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "", font, color, parent)
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(" ".join(text.splitlines()))
        self.setAccessibleName(self.text())
        self._explain()

    def shown_text(self) -> str:
        """The text as it stands on the screen."""
        metrics = QFontMetricsF(self.font())
        return metrics.elidedText(self.text(), self._mode, self.contentsRect().width())

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        return self._with_margins(int(metrics.horizontalAdvance(self.text())) + 2, metrics)

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        text = self.text()[:_LEAST_SIGNS] + "…"
        return self._with_margins(int(metrics.horizontalAdvance(text)), metrics)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        alignment = self.alignment() | Qt.TextFlag.TextSingleLine
        painter.drawText(self.contentsRect(), int(alignment), self.shown_text())

    def _with_margins(self, width: int, metrics: QFontMetricsF) -> QSize:
        margins = self.contentsMargins()
        height = round(metrics.height()) + margins.top() + margins.bottom()
        return QSize(width + margins.left() + margins.right(), height)

    def _explain(self) -> None:
        whole = self.shown_text() == self.text()
        self.setToolTip("" if whole else plain_tooltip(self.text()))
