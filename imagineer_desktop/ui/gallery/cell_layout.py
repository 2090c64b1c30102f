"""Where things lie inside a cell, in device pixels."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF

from imagineer_desktop.ui.gallery.geometry import BADGES_FROM, NAME, PADDING, Geometry

PLATE_INSET = 1
MARKS_BELOW = 7
"""From the picture's area down to the top of the stars."""
STAR, STAR_STEP, STARS = 11, 13, 5
FLAG, CROSS, FLAG_SPACE = 14, 16, 16
FLAG_MIDDLE = 5
"""From the left of the picture's area, and from the top of the stars, to the middle of a flag."""
BADGE, BADGE_STEP = 14, 17
FRAME = 2
PILL_HEIGHT = 24
NAME_BELOW = 4


@dataclass(frozen=True, slots=True)
class CellLayout:
    """The parts of a cell for one size and one device pixel ratio; everything is rounded to device pixels."""

    dpr: float
    side: int
    footer: bool
    badges: bool
    names: bool = False

    @classmethod
    def of(cls, geometry: Geometry, dpr: float) -> CellLayout:
        return cls(
            dpr=dpr,
            side=round(geometry.picture_side * dpr),
            footer=geometry.footer > 0,
            badges=geometry.size >= BADGES_FROM,
            names=geometry.names and geometry.footer > 0,
        )

    def pixels(self, length: float) -> int:
        """A logical length in device pixels."""
        return round(length * self.dpr)

    def on_device(self, rect: QRect) -> QRect:
        """A logical rectangle with its edges rounded to device pixels."""
        left, top = self.pixels(rect.x()), self.pixels(rect.y())
        right, bottom = self.pixels(rect.x() + rect.width()), self.pixels(rect.y() + rect.height())
        return QRect(left, top, right - left, bottom - top)

    def plate(self, cell: QRect) -> QRect:
        inset = max(1, self.pixels(PLATE_INSET))
        return cell.adjusted(inset, inset, -inset, -inset)

    def picture_area(self, cell: QRect) -> QRect:
        """The square that the picture is fitted into."""
        left = cell.x() + (cell.width() - self.side) // 2
        return QRect(left, cell.y() + self.pixels(PADDING), self.side, self.side)

    def marks_top(self, cell: QRect) -> int:
        return self.picture_area(cell).bottom() + 1 + self.pixels(MARKS_BELOW)

    def stars_left(self, cell: QRect, flagged: bool) -> int:
        return self.picture_area(cell).x() + (self.pixels(FLAG_SPACE) if flagged else 0)

    def name_area(self, cell: QRect) -> QRectF:
        """The line of the file name, in logical pixels, since that is what fonts are made for."""
        area = self.picture_area(cell)
        top = self.marks_top(cell) / self.dpr + STAR + NAME_BELOW
        return QRectF(area.x() / self.dpr, top, area.width() / self.dpr, NAME)

    def star_at(self, cell: QRect, flagged: bool, x: int, y: int) -> int:
        """The star (1 to 5) at a place in device pixels, 0 beside them. Its target is its step and line."""
        top = self.picture_area(cell).bottom() + 1
        if not self.footer or not top <= y < top + self.pixels(2 * MARKS_BELOW + STAR):
            return 0
        place = (x - self.stars_left(cell, flagged) + self.pixels(1)) // max(1, self.pixels(STAR_STEP))
        return place + 1 if 0 <= place < STARS else 0
