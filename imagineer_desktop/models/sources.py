"""The left panel's tree for Qt: the library's places, albums by kind, and what may be dropped on them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import count

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from imagineer_desktop.catalog.rows import LibraryCounts, Source
from imagineer_desktop.models.mime import IMAGE_IDS_MIME, carries_images
from imagineer_desktop.models.reordering import longest_rise, runs
from imagineer_desktop.models.source_tree import (
    ALBUMS,
    Branch,
    Line,
    LineKind,
    album_key,
    source_tree,
    spoken,
)

Index = QModelIndex | QPersistentModelIndex

NOWHERE = QModelIndex()

_STILL = Qt.ItemFlag.NoItemFlags
_OPEN = Qt.ItemFlag.ItemIsEnabled
_CHOOSE = _OPEN | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_FLAGS = {
    LineKind.SECTION: _STILL,
    LineKind.HINT: _STILL | Qt.ItemFlag.ItemNeverHasChildren,
    LineKind.GROUP: _OPEN,
    LineKind.PLACE: _CHOOSE,
    LineKind.ALBUM: _CHOOSE | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDropEnabled,
}


class Twig:
    """One line in its place; Qt knows it by its number, so a stale index can never reach freed memory."""

    __slots__ = ("line", "number", "parent", "twigs")

    def __init__(self, line: Line, number: int, parent: Twig | None) -> None:
        self.line = line
        self.number = number
        self.parent = parent
        self.twigs: list[Twig] = []

    @property
    def row(self) -> int:
        return self.parent.twigs.index(self) if self.parent else 0


class SourcesModel(QAbstractItemModel):
    """The sources as a tree that changes as little as it can, so what is open stays open."""

    SourceRole = Qt.ItemDataRole.UserRole + 1
    AlbumRole = Qt.ItemDataRole.UserRole + 2
    CountRole = Qt.ItemDataRole.UserRole + 3
    IconRole = Qt.ItemDataRole.UserRole + 4
    KindRole = Qt.ItemDataRole.UserRole + 5
    TargetRole = Qt.ItemDataRole.UserRole + 6
    StartsOpenRole = Qt.ItemDataRole.UserRole + 7

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count()
        self._root = Twig(Line("root", LineKind.SECTION, ""), next(self._numbers), None)
        self._known: dict[Hashable, Twig] = {}
        self._numbered = {self._root.number: self._root}
        self._target: int | None = None
        self.set_counts(LibraryCounts())

    def set_counts(self, counts: LibraryCounts) -> None:
        """Show these numbers and albums instead: only what differs is touched."""
        tree = source_tree(counts)
        self._move_between_groups(tree)
        self._follow(self._root, tree)

    @property
    def target_album(self) -> int | None:
        """The album that pictures are added to by a key, marked in the tree."""
        return self._target

    def set_target_album(self, album_id: int | None) -> None:
        before, self._target = self._target, album_id
        for changed in {before, album_id} - {None}:
            twig = self._known.get(album_key(changed)) if changed is not None else None
            if twig:
                self._tell(twig)

    def index_of(self, source: Source) -> QModelIndex:
        """Where a source stands; invalid when it is not in the tree."""
        key = album_key(source.album_id) if source.album_id is not None else source.kind
        twig = self._known.get(key)
        return self._index(twig) if twig else QModelIndex()

    @property
    def albums_section(self) -> QModelIndex:
        """The head over all albums, where a new one is made."""
        return self._index(self._known[ALBUMS])

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._twig(parent).twigs[row].number)

    def parent(self, child: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        above = self._twig(child).parent
        return self._index(above) if above else QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.column() > 0 else len(self._twig(parent).twigs)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._twig(index).line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(line, self._is_target(line))
        if role == self.TargetRole:
            return self._is_target(line)
        answers = {
            self.SourceRole: line.source,
            self.AlbumRole: line.album,
            self.CountRole: line.count,
            self.IconRole: line.icon,
            self.KindRole: line.kind,
            self.StartsOpenRole: line.starts_open,
        }
        return answers.get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _FLAGS[self._twig(index).line.kind]

    def mimeTypes(self) -> list[str]:
        return [IMAGE_IDS_MIME]

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        return carries_images(data) and self._twig(parent).line.album is not None

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Never takes a drop itself: the view says what was dropped where, and an edit answers."""
        return False

    def _is_target(self, line: Line) -> bool:
        return line.album is not None and line.album.id == self._target

    def _twig(self, index: Index) -> Twig:
        return self._numbered[index.internalId()] if index.isValid() else self._root

    def _index(self, twig: Twig) -> QModelIndex:
        return QModelIndex() if twig is self._root else self.createIndex(twig.row, 0, twig.number)

    def _tell(self, twig: Twig) -> None:
        index = self._index(twig)
        self.dataChanged.emit(index, index)

    def _move_between_groups(self, tree: Sequence[Branch]) -> None:
        """Carry albums whose kind has changed to their new group, so that they stay chosen on the way."""
        for section in tree:
            for group in section.branches:
                moving = [self._known.get(branch.line.key) for branch in group.branches]
                for album in moving:
                    if album and album.parent and album.parent.line.key != group.line.key:
                        home = self._group(section.line.key, group.line)
                        self._move(album, home, len(home.twigs))

    def _group(self, section: Hashable, line: Line) -> Twig:
        if line.key not in self._known:
            above = self._known[section]
            self._insert(above, len(above.twigs), [Branch(line)])
        return self._known[line.key]

    def _follow(self, above: Twig, branches: Sequence[Branch]) -> None:
        """Make the lines below `above` equal to `branches`, by removing, moving, inserting and changing."""
        self._remove(above, {branch.line.key for branch in branches})
        self._reorder(above, [branch.line.key for branch in branches if branch.line.key in self._known])
        start = 0
        for end, branch in enumerate(branches):
            twig = self._known.get(branch.line.key)
            if twig is None:
                continue
            self._insert(above, start, branches[start:end])
            start = end + 1
            if twig.line != branch.line:
                twig.line = branch.line
                self._tell(twig)
            self._follow(twig, branch.branches)
        self._insert(above, start, branches[start:])

    def _remove(self, above: Twig, wanted: set[Hashable]) -> None:
        rows = [row for row, twig in enumerate(above.twigs) if twig.line.key not in wanted]
        for first, last in runs(rows):
            self.beginRemoveRows(self._index(above), first, last)
            for twig in above.twigs[first : last + 1]:
                self._forget(twig)
            del above.twigs[first : last + 1]
            self.endRemoveRows()

    def _forget(self, twig: Twig) -> None:
        del self._known[twig.line.key], self._numbered[twig.number]
        for below in twig.twigs:
            self._forget(below)

    def _reorder(self, above: Twig, order: Sequence[Hashable]) -> None:
        place = {key: number for number, key in enumerate(order)}
        staying = longest_rise([place[twig.line.key] for twig in above.twigs])
        for number, key in enumerate(order):
            if number not in staying:
                before = self._known[order[number - 1]].row + 1 if number else 0
                self._move(self._known[key], above, before)

    def _move(self, twig: Twig, above: Twig, row: int) -> None:
        """Put a line before what stands at `row` below `above`."""
        home, old = twig.parent, twig.row
        assert home is not None
        self.beginMoveRows(self._index(home), old, old, self._index(above), row)
        del home.twigs[old]
        above.twigs.insert(row - 1 if home is above and old < row else row, twig)
        twig.parent = above
        self.endMoveRows()

    def _insert(self, above: Twig, row: int, branches: Sequence[Branch]) -> None:
        if not branches:
            return
        self.beginInsertRows(self._index(above), row, row + len(branches) - 1)
        above.twigs[row:row] = [self._grow(branch, above) for branch in branches]
        self.endInsertRows()

    def _grow(self, branch: Branch, above: Twig) -> Twig:
        twig = Twig(branch.line, next(self._numbers), above)
        self._known[branch.line.key] = self._numbered[twig.number] = twig
        twig.twigs = [self._grow(below, twig) for below in branch.branches]
        return twig
