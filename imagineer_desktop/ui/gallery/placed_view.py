"""A view of cells in lines: where they are and what is in sight."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from imagineer_desktop.models.image_list import ImageList, Index
from imagineer_desktop.ui.gallery.geometry import LARGEST, SMALLEST, USUAL, Geometry
from imagineer_desktop.ui.gallery.guard import guarded, nothing
from imagineer_desktop.ui.gallery.spoken_view import QTableView

LINES_A_NOTCH = 3
"""What Qt scrolls with one notch of a wheel is three single steps: together one line of cells."""


class PlacedView(QTableView):
    """Places a list of images by arithmetic. The first image in sight stays in its place while the view
    gets another size or its list grows and shrinks.
    """

    size_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = USUAL
        self._names = False
        self._geometry = Geometry(1, self._size, 0)
        self._first_seen = QPersistentModelIndex()
        self._first_offset = 0.0
        self._placing = False
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    @property
    def images(self) -> ImageList:
        """The list it shows. Raises TypeError before there is one."""
        model = self.model()
        if not isinstance(model, ImageList):
            raise TypeError("This view shows lists of images only.")
        return model

    @property
    def geometry_now(self) -> Geometry:
        """Where the cells are, in logical pixels of the content."""
        return self._geometry

    @property
    def cell_size(self) -> int:
        """The least width of a cell, 96 to 384."""
        return self._size

    def set_cell_size(self, size: int) -> None:
        """Show cells of another size; the first visible image stays in sight."""
        size = min(max(size, SMALLEST), LARGEST)
        if size != self._size:
            self._size = size
            self.lay_out()
            self.size_changed.emit(size)

    @property
    def file_names(self) -> bool:
        """Whether file names stand below the pictures."""
        return self._names

    def set_file_names(self, shown: bool) -> None:
        """Show file names below the pictures; cells without a footer have none."""
        if shown != self._names:
            self._names = shown
            self.lay_out()

    def lay_out(self) -> None:
        """Put every cell where it belongs after the size, the width or the list changed."""
        first, offset = self._first_seen.row(), self._first_offset
        # The bar has its room even where it is not needed: cells that grow when it goes would bring it back.
        width = self.width() - self.verticalScrollBar().sizeHint().width()
        count = self.model().rowCount() if self.model() else 0
        self._geometry = Geometry(width, self._size, count, self._names)
        self._placing = True
        self.updateGeometries()
        if first >= 0:
            line = self._geometry.line_top(self._geometry.line_of(first))
            self.verticalScrollBar().setValue(line + round(offset * self._geometry.line_height))
        self._placing = False
        self.viewport().update()

    def first_seen(self) -> int:
        """The row of the first visible cell, -1 in an empty list."""
        return self._first_seen.row()

    def put_first(self, row: int) -> None:
        """The image at `row` takes the place of the one that was first in sight (used with `lay_out`)."""
        self._first_seen = QPersistentModelIndex(self.images.index(row))

    def visible_rows(self) -> range:
        """The rows of all cells with a pixel in sight."""
        top = self.verticalOffset()
        return self._geometry.rows_between(top, top + self.viewport().height())

    def content(self, place: QPoint) -> QPoint:
        """A place of the viewport as a place of the content."""
        return place + QPoint(0, self.verticalOffset())

    def place_of(self, row: int) -> QRect:
        """The cell of a row, on the viewport or beyond it."""
        return self._geometry.cell(row).translated(0, -self.verticalOffset())

    def update_row(self, row: int) -> None:
        """Paint a row's cell again."""
        if row >= 0:
            self.viewport().update(self.place_of(row))

    @guarded(QRect)
    def visualRect(self, index: Index) -> QRect:
        return self.place_of(index.row()) if index.isValid() else QRect()

    @guarded(QModelIndex)
    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._geometry.row_at(self.content(point))
        return self.model().index(row, 0) if row >= 0 else QModelIndex()

    @guarded(nothing)
    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid():
            return
        cell, height = self._geometry.cell(index.row()), self.viewport().height()
        top, value = cell.y(), self.verticalOffset()
        hints = QAbstractItemView.ScrollHint
        if hint == hints.PositionAtTop or (hint == hints.EnsureVisible and top < value):
            value = top
        elif hint == hints.PositionAtBottom or (
            hint == hints.EnsureVisible and top + cell.height() > value + height
        ):
            value = top + cell.height() - height if cell.height() < height else top
        elif hint == hints.PositionAtCenter:
            value = top + (cell.height() - height) // 2
        self.verticalScrollBar().setValue(value)

    @guarded(lambda: 0)
    def horizontalOffset(self) -> int:
        return 0

    @guarded(lambda: 0)
    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    @guarded(lambda: False)
    def isIndexHidden(self, index: Index) -> bool:
        return False

    @guarded(QRegion)
    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """The cells of a selection that are in sight; those that are not would be a million rectangles."""
        seen, region = self.visible_rows(), QRegion()
        for place in range(selection.count()):
            stretch = selection.at(place)
            first, last = max(stretch.top(), seen.start), min(stretch.bottom(), seen.stop - 1)
            for row in range(first, last + 1):
                region += self.place_of(row)
        return region

    @guarded(nothing)
    def updateGeometries(self) -> None:
        super().updateGeometries()
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setSingleStep(max(1, self._geometry.line_height // LINES_A_NOTCH))
        bar.setPageStep(max(1, height - self._geometry.line_height // 2))
        bar.setRange(0, max(0, self._geometry.height - height))

    @guarded(nothing)
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._placing:
            self._remember_first()
        self.viewport().update()

    @guarded(nothing)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def _remember_first(self) -> None:
        """Which image is first in sight, and how much of its line is above the upper edge."""
        rows, top = self.visible_rows(), self.verticalOffset()
        if not rows or not top:
            self._first_seen, self._first_offset = QPersistentModelIndex(), 0.0
            return
        line_top = self._geometry.line_top(self._geometry.line_of(rows.start))
        self._first_seen = QPersistentModelIndex(self.images.index(rows.start))
        self._first_offset = (top - line_top) / self._geometry.line_height
