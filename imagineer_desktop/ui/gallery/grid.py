"""The grid of the window: images to look at, to mark, to open, to rate and to drag."""

from __future__ import annotations

from array import array

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from imagineer_desktop.models.mime import read_image_ids
from imagineer_desktop.models.selection import selected_count, selected_ids, selected_rows
from imagineer_desktop.ui.gallery.cell_layout import CellLayout
from imagineer_desktop.ui.gallery.choosing_view import ChoosingView
from imagineer_desktop.ui.gallery.drag_picture import HOT_SPOT, MOST, drag_picture
from imagineer_desktop.ui.gallery.edge_scroll import EdgeScroll
from imagineer_desktop.ui.gallery.guard import guarded, nothing
from imagineer_desktop.ui.theme.look import Look

SIZE_STEP = 12
NOTCH = 120


class GalleryGrid(ChoosingView):
    """The grid view. It changes nothing itself: it says what the person asked for.

    Besides its own signals it emits Qt's `activated` (double click, Enter). With `ordered`, images can
    be dropped between others. Files from outside are not its business: their drags pass through.
    """

    rate_clicked = Signal(int, int)
    """An image's id and the stars it is to have, 0 to 5."""
    reordered = Signal(list, object)
    """Ids of images in their order, and the id of the image they are to stand before (None: at the end)."""
    context_menu_requested = Signal(QPoint)
    """Where on the screen a menu for the selection is to open."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._ordered = False
        self._drop_place: QPoint | None = None
        self._drop_edges = EdgeScroll(self, self.viewport().update)
        self._ours = False
        self._star_pressed = (-1, 0)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setAccessibleName(self.tr("Images"))

    @property
    def ordered(self) -> bool:
        """Whether the order is the person's own, so that images may be dropped between others."""
        return self._ordered

    def set_ordered(self, ordered: bool) -> None:
        self._ordered = ordered

    def drag(self, row: int) -> QDrag:
        """The selected images on their way, with a picture of that at `row` on top."""
        ids = selected_ids(self.selectionModel())
        drag = QDrag(self)
        drag.setMimeData(self.images.dragged(ids))
        pictures = [picture for one in self._drag_rows(row) if (picture := self.picture_of(one))]
        drag.setPixmap(drag_picture(self.look, pictures, len(ids), self.devicePixelRatioF()))
        drag.setHotSpot(HOT_SPOT)
        return drag

    @guarded(nothing)
    def startDrag(self, actions: Qt.DropAction) -> None:
        """Copies only: what else was offered would allow another program to move the originals away."""
        if selected_count(self.selectionModel()):
            self.drag(self.currentIndex().row()).exec(Qt.DropAction.CopyAction)

    @guarded(nothing)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._star_pressed = (-1, 0)
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers():
            self._star_pressed = self.star_at(event.position().toPoint())
        if not self._star_pressed[1]:
            super().mousePressEvent(event)

    @guarded(nothing)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._star_pressed = self._star_pressed, (-1, 0)
        if not pressed[1]:
            super().mouseReleaseEvent(event)
        elif self.star_at(event.position().toPoint()) == pressed:
            self._rate(*pressed)

    @guarded(nothing)
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.star_at(event.position().toPoint())[1]:
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    @guarded(nothing)
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = event.angleDelta().y() * SIZE_STEP / NOTCH
            self.set_cell_size(self.cell_size + round(steps))
            event.accept()
        else:
            super().wheelEvent(event)

    @guarded(nothing)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self.context_menu_requested.emit(place)
        event.accept()

    @guarded(nothing)
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # Our own images are taken in even where they can't be dropped: the window would import their files.
        self._ours = _is_ours(event)
        event.setAccepted(self._ours)

    @guarded(nothing)
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        allowed = self._ordered and self._ours
        self._drop_place = event.position().toPoint() if allowed else None
        if allowed:
            self._drop_edges.feel(event.position().toPoint().y())
            event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(allowed)
        self.viewport().update()

    @guarded(nothing)
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_drop()

    @guarded(nothing)
    def dropEvent(self, event: QDropEvent) -> None:
        self._end_drop()
        if not (self._ordered and _is_ours(event)):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        gap = self.geometry_now.gap_at(self.content(event.position().toPoint()))
        self._reorder(read_image_ids(event.mimeData()), gap)

    def paint_over(self, painter: QPainter, layout: CellLayout) -> None:
        super().paint_over(painter, layout)
        if self._drop_place is not None:
            place = self.content(self._drop_place)
            mark = self.geometry_now.gap(self.geometry_now.gap_at(place), place)
            area = layout.on_device(mark.translated(0, -self.verticalOffset()))
            painter.fillRect(QRect(area), self.look.tokens.accent)

    def _rate(self, row: int, stars: int) -> None:
        image = self.images.image(row)
        if image is not None:
            self.rate_clicked.emit(image.id, 0 if image.rating == stars else stars)

    def _reorder(self, moved: list[int], gap: int) -> None:
        ids, staying = self.images.ids, set(moved)
        rows = sorted(self.images.rows_of(moved).values())
        if not rows or (rows[-1] - rows[0] == len(rows) - 1 and rows[0] <= gap <= rows[-1] + 1):
            return
        while gap < len(ids) and ids[gap] in staying:
            gap += 1
        self.reordered.emit(moved, ids[gap] if gap < len(ids) else None)

    def _end_drop(self) -> None:
        self._drop_place = None
        self._drop_edges.stop()
        self.viewport().update()

    def _drag_rows(self, top: int) -> list[int]:
        rows = array("q", [top] if top >= 0 else [])
        for first, last in selected_rows(self.selectionModel()):
            rows.extend(row for row in range(first, min(last, first + MOST) + 1) if row != top)
            if len(rows) > MOST:
                break
        return list(rows[:MOST])


def _is_ours(event: QDropEvent) -> bool:
    """Whether images of this program are dragged. Another process's ids mean other images."""
    return event.source() is not None and bool(read_image_ids(event.mimeData()))
