"""A view of cells, painted: pictures, marks, the cell under the pointer, tooltips."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPixmap, QRegion, QShowEvent
from PySide6.QtWidgets import QToolTip, QWidget

from imagineer_desktop.catalog.rows import Pick
from imagineer_desktop.models.image_list import ImageList
from imagineer_desktop.ui.gallery.cell_layout import CellLayout
from imagineer_desktop.ui.gallery.cell_painter import Cell, CellPainter
from imagineer_desktop.ui.gallery.guard import guarded, nothing
from imagineer_desktop.ui.gallery.placed_view import PlacedView
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip

REST = 120
"""Milliseconds of rest after which thumbnails of a new size are asked for; until then the old are scaled."""


class CellView(PlacedView):
    """Paints the cells in sight, and only those, in units of device pixels."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._cells = CellPainter(look)
        self._hovered = -1
        self._box: QSize | None = None
        self._rest = QTimer(self, interval=REST, singleShot=True)
        self._rest.timeout.connect(self._ask_for_size)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        look.changed.connect(self.viewport().update)

    def lay_out(self) -> None:
        """Place the cells, and have thumbnails of their size made."""
        super().lay_out()
        self._want_size()

    def layout_now(self) -> CellLayout:
        """Where things lie inside the cells now."""
        return CellLayout.of(self.geometry_now, self.devicePixelRatioF())

    def star_at(self, place: QPoint) -> tuple[int, int]:
        """The row and the star (1 to 5) at a place of the viewport; (-1, 0) beside stars."""
        row = self.geometry_now.row_at(self.content(place))
        image = self.images.image(row) if row >= 0 else None
        if image is None:
            return -1, 0
        layout = self.layout_now()
        x, y = layout.pixels(place.x()), layout.pixels(place.y())
        flagged = image.pick is not Pick.UNFLAGGED
        star = layout.star_at(layout.on_device(self.place_of(row)), flagged, x, y)
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

    @guarded(nothing)
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.hover(self._pointed_row())

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
        for row in self.geometry_now.rows_between(top, top + area.height()):
            place = self.place_of(row)
            cell = self._cell(row) if region.intersects(place) else None
            if cell is not None:
                self._cells.paint(painter, layout.on_device(place), cell, layout)

    def _pointed_row(self) -> int:
        if not self.viewport().underMouse():
            return -1
        place = self.viewport().mapFromGlobal(self.cursor().pos())
        return self.geometry_now.row_at(self.content(place))

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
