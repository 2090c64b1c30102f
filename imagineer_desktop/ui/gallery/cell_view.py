"""A view of cells in lines: where they are, what is in sight, and how it is painted."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QToolTip, QWidget

from imagineer_desktop.catalog.rows import Pick
from imagineer_desktop.models.image_list import ImageList, Index
from imagineer_desktop.ui.gallery.cell_layout import CellLayout
from imagineer_desktop.ui.gallery.cell_painter import Cell, CellPainter
from imagineer_desktop.ui.gallery.geometry import LARGEST, SMALLEST, USUAL, Geometry
from imagineer_desktop.ui.gallery.guard import guarded, nothing
from imagineer_desktop.ui.gallery.spoken_view import QTableView
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip

REST = 120
"""Milliseconds of rest after which thumbnails of a new size are asked for; until then the old are scaled."""
LINES_A_NOTCH = 3
"""What Qt scrolls with one notch of a wheel is three single steps: together one line of cells."""


class CellView(QTableView):
    """Shows a list of images. Only visible cells cost anything; the first of them stays where it is
    while the view gets another size.
    """

    size_changed = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._cells = CellPainter(look)
        self._size = USUAL
        self._geometry = Geometry(1, self._size, 0)
        self._first_seen = QPersistentModelIndex()
        self._first_offset = 0.0
        self._placing = False
        self._hovered = -1
        self._box: QSize | None = None
        self._rest = QTimer(self, interval=REST, singleShot=True)
        self._rest.timeout.connect(self._ask_for_size)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        look.changed.connect(self.viewport().update)

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

    def lay_out(self) -> None:
        """Put every cell where it belongs after the size, the width or the list changed."""
        first, offset = self._first_seen.row(), self._first_offset
        # The bar has its room even where it is not needed: cells that grow when it goes would bring it back.
        width = self.width() - self.verticalScrollBar().sizeHint().width()
        count = self.model().rowCount() if self.model() else 0
        self._geometry = Geometry(width, self._size, count)
        self._placing = True
        self.updateGeometries()
        if first >= 0:
            line = self._geometry.line_top(self._geometry.line_of(first))
            self.verticalScrollBar().setValue(line + round(offset * self._geometry.line_height))
        self._placing = False
        self.viewport().update()
        self._want_size()

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

    def layout_now(self) -> CellLayout:
        """Where things lie inside the cells now."""
        return CellLayout.of(self._geometry, self.devicePixelRatioF())

    def update_row(self, row: int) -> None:
        """Paint a row's cell again."""
        if row >= 0:
            self.viewport().update(self._on_viewport(row))

    def star_at(self, place: QPoint) -> tuple[int, int]:
        """The row and the star (1 to 5) at a place of the viewport; (-1, 0) beside stars."""
        row = self._geometry.row_at(self.content(place))
        image = self.images.image(row) if row >= 0 else None
        if image is None:
            return -1, 0
        layout = self.layout_now()
        x, y = layout.pixels(place.x()), layout.pixels(place.y())
        flagged = image.pick is not Pick.UNFLAGGED
        star = layout.star_at(layout.on_device(self._on_viewport(row)), flagged, x, y)
        return (row, star) if star else (-1, 0)

    def hover(self, row: int) -> None:
        """The pointer is over this row, -1 over none."""
        if row != self._hovered:
            before, self._hovered = self._hovered, row
            self.update_row(before)
            self.update_row(row)

    def picture_of(self, row: int) -> QPixmap | None:
        """The picture as the cell shows it: blurred where it is hidden."""
        picture = self.images.data(self.images.index(row), Qt.ItemDataRole.DecorationRole)
        return picture if isinstance(picture, QPixmap) else None

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            painter.fillRect(event.rect(), self.look.tokens.canvas)
            layout = self.layout_now()
            painter.scale(1 / layout.dpr, 1 / layout.dpr)
            self._paint_cells(painter, event.region(), layout)
            self.paint_over(painter, layout)
        finally:
            painter.end()

    def paint_over(self, painter: QPainter, layout: CellLayout) -> None:
        """What lies over the cells. The painter's unit is the device pixel."""

    @guarded(QRect)
    def visualRect(self, index: Index) -> QRect:
        return self._on_viewport(index.row()) if index.isValid() else QRect()

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
                region += self._on_viewport(row)
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
        self.hover(self._pointed_row())
        self.viewport().update()

    @guarded(nothing)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    @guarded(nothing)
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_for_size()

    @guarded(lambda: False)
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._want_size()
        return super().event(event)

    @guarded(lambda: False)
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tooltip(event)
            return True
        if event.type() in (QEvent.Type.Leave, QEvent.Type.HoverLeave):
            self.hover(-1)
        return super().viewportEvent(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        index = self.indexAt(event.pos())
        text = self.model().data(index, Qt.ItemDataRole.ToolTipRole) if index.isValid() else None
        if isinstance(text, str):
            QToolTip.showText(event.globalPos(), plain_tooltip(text), self.viewport(), self.visualRect(index))
        else:
            QToolTip.hideText()

    def _cell(self, row: int) -> Cell | None:
        images = self.images
        image = images.image(row)
        if image is None:
            return None
        index, current = images.index(row), self.currentIndex()
        picture = self.picture_of(row)
        return Cell(
            image=image,
            picture=picture,
            hidden=images.hides(image),
            unreadable=picture is None and images.trouble(image.id) is not None,
            selected=self.selectionModel().isSelected(index),
            current=current.row() == row,
            focused=self.hasFocus(),
            hovered=row == self._hovered,
        )

    def _paint_cells(self, painter: QPainter, region: QRegion, layout: CellLayout) -> None:
        area, offset = region.boundingRect(), self.verticalOffset()
        top = offset + area.top()
        for row in self._geometry.rows_between(top, top + area.height()):
            place = self._on_viewport(row)
            cell = self._cell(row) if region.intersects(place) else None
            if cell is not None:
                self._cells.paint(painter, layout.on_device(place), cell, layout)

    def _on_viewport(self, row: int) -> QRect:
        return self._geometry.cell(row).translated(0, -self.verticalOffset())

    def _pointed_row(self) -> int:
        if not self.viewport().underMouse():
            return -1
        place = self.viewport().mapFromGlobal(self.cursor().pos())
        return self._geometry.row_at(self.content(place))

    def _remember_first(self) -> None:
        """Which image is first in sight, and how much of its line is above the upper edge."""
        rows, top = self.visible_rows(), self.verticalOffset()
        if not rows or not top:
            self._first_seen, self._first_offset = QPersistentModelIndex(), 0.0
            return
        line_top = self._geometry.line_top(self._geometry.line_of(rows.start))
        self._first_seen = QPersistentModelIndex(self.images.index(rows.start))
        self._first_offset = (top - line_top) / self._geometry.line_height

    def _want_size(self) -> None:
        """Thumbnails that fit exactly: at once the first time, later when the size has come to rest."""
        if self._box is None:
            self._ask_for_size()
        elif self._box != self._box_now():
            self._rest.start()

    def _box_now(self) -> QSize:
        side = self.layout_now().side
        return QSize(side, side)

    def _ask_for_size(self) -> None:
        if isinstance(self.model(), ImageList) and self.isVisible():
            self._box = self._box_now()
            self.images.set_thumbnail_box(self._box)
