"""A tree whose albums take the images dragged onto them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from imagineer_desktop.catalog.rows import AlbumRow
from imagineer_desktop.models.mime import carries_images, read_image_ids
from imagineer_desktop.models.sources import Index, SourcesModel

SPRING_OPEN_MS = 600


class AlbumDropTree(QTreeView):
    """Says which images were dropped on which album, and whether they are to move (Ctrl) or to be added."""

    images_dropped = Signal(int, list, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.aimed_at = QPersistentModelIndex()
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setAutoExpandDelay(SPRING_OPEN_MS)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if carries_images(event.mimeData()):
            event.accept()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        if album_at(index) and carries_images(event.mimeData()):
            self._aim_at(index)
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            self._aim_at(QModelIndex())
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._aim_at(QModelIndex())

    def dropEvent(self, event: QDropEvent) -> None:
        album = album_at(self.indexAt(event.position().toPoint()))
        ids = read_image_ids(event.mimeData())
        self._aim_at(QModelIndex())
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        if album and ids:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.images_dropped.emit(album.id, ids, _moves(event))
        else:
            event.ignore()

    def _aim_at(self, index: QModelIndex) -> None:
        if self.aimed_at != index:
            self.aimed_at = QPersistentModelIndex(index)
            self.viewport().update()


def album_at(index: Index) -> AlbumRow | None:
    """The album of a line, if it is one."""
    album = index.data(SourcesModel.AlbumRole)
    return album if isinstance(album, AlbumRow) else None


def _moves(event: QDropEvent) -> bool:
    """Ctrl moves from album to album. Qt's own move is never offered: it would let others move the files."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
