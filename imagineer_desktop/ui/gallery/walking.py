"""Where the keys lead: rows by arithmetic."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from imagineer_desktop.ui.gallery.geometry import Geometry

Move = QAbstractItemView.CursorAction

MOVES = {
    Qt.Key.Key_Left: Move.MoveLeft,
    Qt.Key.Key_Right: Move.MoveRight,
    Qt.Key.Key_Up: Move.MoveUp,
    Qt.Key.Key_Down: Move.MoveDown,
    Qt.Key.Key_Home: Move.MoveHome,
    Qt.Key.Key_End: Move.MoveEnd,
    Qt.Key.Key_PageUp: Move.MovePageUp,
    Qt.Key.Key_PageDown: Move.MovePageDown,
}


def row_after(move: Move, row: int, geometry: Geometry, height: int) -> int:
    """The row that a move leads to from `row`, in a viewport of `height`; it never leaves the list."""
    last = geometry.count - 1
    page = max(1, height // geometry.line_height) * geometry.columns
    steps = {
        Move.MoveLeft: -1,
        Move.MovePrevious: -1,
        Move.MoveRight: 1,
        Move.MoveNext: 1,
        Move.MoveUp: -geometry.columns,
        Move.MoveDown: geometry.columns,
        Move.MovePageUp: -page,
        Move.MovePageDown: page,
        Move.MoveHome: -row,
        Move.MoveEnd: last - row,
    }
    wanted = row + steps[move]
    if 0 <= wanted <= last:
        return wanted
    if move in (Move.MoveUp, Move.MovePageUp):
        return row % geometry.columns
    if move in (Move.MoveDown, Move.MovePageDown):
        # Below a gap in the last line lies nothing: the last image is as far down as one can go.
        return last if geometry.line_of(row) < geometry.line_of(last) else row
    return row
