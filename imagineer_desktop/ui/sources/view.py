"""The tree of sources: choose one, open and close groups, rename in place, drop pictures on an album."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyleOptionViewItem, QWidget

from imagineer_desktop.catalog.rows import ALL_IMAGES, Source
from imagineer_desktop.models.source_tree import LineKind
from imagineer_desktop.models.sources import Index, SourcesModel
from imagineer_desktop.ui.own_keys import ENTER, claims
from imagineer_desktop.ui.sources.delegate import SourceDelegate
from imagineer_desktop.ui.sources.drops import AlbumDropTree, album_at
from imagineer_desktop.ui.theme.look import Look

OWN_KEYS = ENTER | {Qt.Key.Key_Delete, Qt.Key.Key_F2}


class SourcesView(AlbumDropTree):
    """The sources as a tree. Choosing, renaming and dropping are only said; nothing is changed here."""

    source_chosen = Signal(object)
    album_renamed = Signal(int, str)
    album_menu_requested = Signal(int, QPoint)
    delete_requested = Signal(int)
    bar_changed = Signal(int)

    def __init__(self, look: Look, model: SourcesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sources = model
        self._delegate = SourceDelegate(look, self)
        self._quiet = False
        self._lost = False
        self._under = QPersistentModelIndex()
        self._arrange()
        self.setItemDelegate(self._delegate)
        self._delegate.renamed.connect(self.album_renamed)
        self.setModel(model)
        model.rowsRemoved.connect(self._fall_back)
        look.changed.connect(self.viewport().update)
        self._open_new(QModelIndex(), 0, model.rowCount() - 1)
        self.show_source(ALL_IMAGES)

    def _arrange(self) -> None:
        self.setAccessibleName(self.tr("Sources"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setAnimated(False)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)

    @property
    def source(self) -> Source | None:
        """The source marked as chosen."""
        chosen = self.selectionModel().selectedIndexes()
        return _source(chosen[0]) if chosen else None

    def show_source(self, source: Source) -> None:
        """Mark the source the gallery shows, and open its group, without saying that it was chosen."""
        index = self._sources.index_of(source)
        if index.isValid():
            self._quiet = True
            self.setCurrentIndex(index)
            self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self._quiet = False

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        source = self.source
        if source is not None and not self._quiet:
            self.source_chosen.emit(source)

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """One source is always chosen: not a group, not by a right click, not by sliding over it."""
        flags = QItemSelectionModel.SelectionFlag
        if not index.flags() & Qt.ItemFlag.ItemIsSelectable or _only_points(event):
            return flags.NoUpdate
        return flags.ClearAndSelect

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        self._open_new(parent, start, end)

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        """When the chosen album goes, all images are shown: Qt would choose whatever stands next to it."""
        source = self.source
        gone = [self._sources.index(row, 0, parent) for row in range(start, end + 1)]
        if source is not None and any(_holds(index, self._sources.index_of(source)) for index in gone):
            self._lost = True
            self.show_source(ALL_IMAGES)
        super().rowsAboutToBeRemoved(parent, start, end)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = QStyleOptionViewItem(option)
        row.rect = self.visualRect(index)
        states = QStyle.StateFlag
        row.state = states.State_Enabled
        if self.selectionModel().isSelected(index):
            row.state |= states.State_Selected
        if self._under == index:
            row.state |= states.State_MouseOver
        if self.isExpanded(index):
            row.state |= states.State_Open
        self._delegate.paint(painter, row, index)
        if self.aimed_at == index or (self.hasFocus() and self.currentIndex() == index):
            self._delegate.paint_ring(painter, row.rect)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and _kind(index) is LineKind.GROUP:
            self.setExpanded(index, not self.isExpanded(index))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point_at(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(QModelIndex())

    def event(self, event: QEvent) -> bool:
        """Delete is meant for the album here, not for the images that the window shows."""
        return claims(event, OWN_KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() in ENTER:
            self._enter(index)
        elif event.key() == Qt.Key.Key_Delete and (album := album_at(index)):
            self.delete_requested.emit(album.id)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        album = album_at(index)
        if album:
            place = self.visualRect(index).center() if by_key else event.pos()
            self.album_menu_requested.emit(album.id, self.viewport().mapToGlobal(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        bar = self.width() - self.viewport().width()
        if bar != self._delegate.bar:
            self._delegate.bar = bar
            self.bar_changed.emit(bar)

    def _enter(self, index: QModelIndex) -> None:
        source = _source(index)
        if source is not None:
            self.show_source(source)
            self.source_chosen.emit(source)
        elif index.isValid():
            self.setExpanded(index, not self.isExpanded(index))

    def _open_new(self, parent: Index, start: int, end: int) -> None:
        for row in range(start, end + 1):
            index = self._sources.index(row, 0, parent)
            if index.data(SourcesModel.StartsOpenRole):
                self.expand(index)
                self._open_new(index, 0, self._sources.rowCount(index) - 1)

    def _fall_back(self) -> None:
        if self._lost:
            self._lost = False
            self.source_chosen.emit(ALL_IMAGES)

    def _point_at(self, index: QModelIndex) -> None:
        if self._under != index:
            self._under = QPersistentModelIndex(index)
            self.viewport().update()


def _source(index: Index) -> Source | None:
    source = index.data(SourcesModel.SourceRole)
    return source if isinstance(source, Source) else None


def _kind(index: Index) -> LineKind | None:
    kind = index.data(SourcesModel.KindRole)
    return kind if isinstance(kind, LineKind) else None


def _only_points(event: QEvent | None) -> bool:
    if not isinstance(event, QMouseEvent):
        return False
    return event.type() == QEvent.Type.MouseMove or event.button() == Qt.MouseButton.RightButton


def _holds(index: Index, other: QModelIndex) -> bool:
    return other == index or other.parent() == index
