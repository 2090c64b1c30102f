"""Where cells lie. Arithmetic only: a million cells cost no more than ten."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

SMALLEST, USUAL, LARGEST = 96, 168, 384
"""The range of the size slider, in logical pixels: the least width of a cell."""
MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP, MARGIN_BOTTOM = 8, 4, 8, 8
PADDING = 8
FOOTER, NAME = 20, 16
FOOTER_FROM = 112
BADGES_FROM = 128


@dataclass(frozen=True, slots=True)
class Geometry:
    """Cells in lines over the whole width. Numbers are logical pixels from the top left of the content."""

    width: int
    size: int
    count: int
    names: bool = False

    @property
    def columns(self) -> int:
        return max(1, self._room // self.size)

    @property
    def lines(self) -> int:
        return -(-self.count // self.columns)

    @property
    def cell_width(self) -> int:
        """The width of the narrowest cell; some are a pixel wider, so that no ragged right side remains."""
        return self._room // self.columns

    @property
    def footer(self) -> int:
        """The height of the marks below a picture, and of the file name; small cells have neither."""
        if self.size < FOOTER_FROM:
            return 0
        return FOOTER + (NAME if self.names else 0)

    @property
    def line_height(self) -> int:
        return round(self._room / self.columns) + self.footer

    @property
    def height(self) -> int:
        return MARGIN_TOP + self.lines * self.line_height + MARGIN_BOTTOM

    @property
    def picture_side(self) -> int:
        """The side of the square that a picture is fitted into, the same in every cell."""
        return max(1, self.cell_width - 2 * PADDING)

    def cell(self, row: int) -> QRect:
        line, column = divmod(row, self.columns)
        left, right = self._edge(column), self._edge(column + 1)
        return QRect(left, self.line_top(line), right - left, self.line_height)

    def line_top(self, line: int) -> int:
        return MARGIN_TOP + line * self.line_height

    def line_of(self, row: int) -> int:
        return row // self.columns

    def row_at(self, place: QPoint) -> int:
        """The row of the cell at `place`, -1 beside the cells."""
        line, column = self._line_at(place.y()), self._column_at(place.x())
        if not (0 <= line < self.lines and 0 <= column < self.columns):
            return -1
        row = line * self.columns + column
        return row if row < self.count else -1

    def rows_between(self, top: int, bottom: int) -> range:
        """The rows of all cells with a pixel in top <= y < bottom."""
        first = max(0, self._line_at(top))
        last = min(self.lines - 1, self._line_at(bottom - 1))
        return range(first * self.columns, min(self.count, (last + 1) * self.columns))

    def stretches_in(self, area: QRect) -> list[tuple[int, int]]:
        """The rows of the cells touched by `area`, as stretches (first, last): one a line, or one in all."""
        first_line = max(0, self._line_at(area.top()))
        last_line = min(self.lines - 1, self._line_at(area.bottom()))
        left, right = max(0, self._column_at(area.left())), self._column_at(area.right())
        right = min(self.columns - 1, right)
        if first_line > last_line or left > right:
            return []
        if left == 0 and right == self.columns - 1:
            return [(first_line * self.columns, min(self.count, (last_line + 1) * self.columns) - 1)]
        stretches = (
            (line * self.columns + left, min(self.count - 1, line * self.columns + right))
            for line in range(first_line, last_line + 1)
        )
        return [(first, last) for first, last in stretches if first <= last]

    def gap_at(self, place: QPoint) -> int:
        """The gap nearest to `place`, named by the row that follows it: 0 before all, `count` after all."""
        line = min(max(0, self._line_at(place.y())), max(0, self.lines - 1))
        inside = min(max(0, place.x() - MARGIN_LEFT), self._room)
        column = round(inside * self.columns / max(1, self._room))
        return min(self.count, line * self.columns + column)

    def gap(self, row: int, place: QPoint) -> QRect:
        """The line drawn in a gap, on the side of the line of cells where `place` is."""
        line, column = divmod(row, self.columns)
        if column == 0 and row > 0 and self._line_at(place.y()) < line:
            line, column = line - 1, self.columns
        top = self.line_top(line)
        return QRect(self._edge(column) - 1, top, 2, self.line_height)

    @property
    def _room(self) -> int:
        return max(1, self.width - MARGIN_LEFT - MARGIN_RIGHT)

    def _edge(self, column: int) -> int:
        return MARGIN_LEFT + column * self._room // self.columns

    def _line_at(self, y: int) -> int:
        return (y - MARGIN_TOP) // self.line_height

    def _column_at(self, x: int) -> int:
        """The column at `x`; negative or past the last one beside the cells."""
        column = (x - MARGIN_LEFT) * self.columns // self._room
        return column + 1 if 0 <= column < self.columns and x >= self._edge(column + 1) else column
