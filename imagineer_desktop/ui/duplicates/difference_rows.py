"""What differs between two images: one line a parameter, each value under its picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from imagineer_desktop.ui.duplicates.contrast import Piece, Pieces, contrast, shortened
from imagineer_desktop.ui.duplicates.parameters import Parameter
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip
from imagineer_desktop.ui.widgets.plate import Plate

HEIGHT = 26
MARGIN = 14
NAME_WIDTH = 96
GAP = 12
VALUE_INSET = 15
"""From the line between the pictures to the values of B: they stand under the letter of its head."""
PLATE_PADDING, PLATE_HEIGHT = 3, 20
NOTHING = "–"


class DifferenceRows(QWidget):
    """A table that is only read. Whole values are in the tooltip and in what a screen reader says."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._parameters: tuple[Parameter, ...] = ()
        self._values: list[tuple[Pieces, Pieces]] = []
        self._middle = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What is shown."""
        return self._parameters

    def show_parameters(self, parameters: Sequence[Parameter]) -> None:
        """Show these, in this order; changed words are marked."""
        self._parameters = tuple(parameters)
        self._values = [_marked(parameter) for parameter in parameters]
        self.setFixedHeight(HEIGHT * len(parameters))
        self.setAccessibleName(
            ". ".join(f"{one.name}: A {one.one or NOTHING}, B {one.other or NOTHING}" for one in parameters)
        )
        self.update()

    def set_middle(self, middle: int) -> None:
        """Where the line between the two pictures is, whatever a scroll bar takes."""
        self._middle = middle
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT * len(self._parameters))

    def value_left(self, side: int) -> int:
        """Where the values of a side begin."""
        return MARGIN + NAME_WIDTH if side == 0 else self._middle + VALUE_INSET

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens, fonts = self._look.tokens, self._look.fonts
        painter.fillRect(event.rect(), tokens.panel)
        for place, (parameter, values) in enumerate(zip(self._parameters, self._values, strict=True)):
            top = place * HEIGHT
            painter.fillRect(MARGIN, top, self.width() - 2 * MARGIN, 1, tokens.line)
            painter.setFont(fonts.small)
            painter.setPen(tokens.text2)
            name = QRect(MARGIN, top, NAME_WIDTH - GAP, HEIGHT)
            painter.drawText(name, int(Qt.AlignmentFlag.AlignVCenter), parameter.name)
            for side, pieces in enumerate(values):
                left = self.value_left(side)
                right = self._middle - GAP if side == 0 else self.width() - MARGIN
                self._paint_value(painter, pieces, QRectF(left, top, right - left, HEIGHT))

    def _paint_value(self, painter: QPainter, pieces: Pieces, room: QRectF) -> None:
        """The marks first: one must not cover the last letter before it."""
        placed = list(self._placed(pieces, room))
        for piece, left, width, _ in placed:
            if piece.changed:
                top = room.top() + (HEIGHT + 1 - PLATE_HEIGHT) / 2
                plate = QRectF(left - PLATE_PADDING, top, width + 2 * PLATE_PADDING, PLATE_HEIGHT)
                self._plate.paint(painter, plate)
        for piece, left, _, shown in placed:
            painter.setFont(self._font(piece))
            painter.setPen(self._look.tokens.text if piece.changed else self._look.tokens.text2)
            metrics = painter.fontMetrics()
            baseline = room.top() + (HEIGHT + 1 - metrics.height()) / 2 + metrics.ascent()
            painter.drawText(QPoint(round(left), round(baseline)), shown)

    def _placed(self, pieces: Pieces, room: QRectF) -> Iterator[tuple[Piece, float, float, str]]:
        """The pieces as far as there is room: where each begins, how wide it is and what is seen of it."""
        left = room.left()
        for piece in pieces:
            metrics = QFontMetricsF(self._font(piece))
            free = room.right() - left - (PLATE_PADDING if piece.changed else 0)
            shown = metrics.elidedText(piece.text, Qt.TextElideMode.ElideRight, max(free, 0.0))
            if not shown:
                return
            width = metrics.horizontalAdvance(shown)
            yield piece, left, width, shown
            left += width
            if shown != piece.text:
                return

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), plain_tooltip(self._whole_at(event.pos())), self)
            return True
        return super().event(event)

    def _whole_at(self, place: QPoint) -> str:
        row = place.y() // HEIGHT
        if not 0 <= row < len(self._parameters):
            return ""
        parameter = self._parameters[row]
        return parameter.one if place.x() < self._middle else parameter.other

    def _font(self, piece: Piece) -> QFont:
        return self._look.fonts.body_medium if piece.changed else self._look.fonts.body

    def _restyle(self) -> None:
        self._plate = Plate(self._look.tokens.accent_soft, radius=3)
        self.update()


def _marked(parameter: Parameter) -> tuple[Pieces, Pieces]:
    if not parameter.differs:
        same = (Piece(parameter.one),)
        return same, same
    one, other = contrast(parameter.one, parameter.other)
    return shortened(one) or (Piece(NOTHING),), shortened(other) or (Piece(NOTHING),)
