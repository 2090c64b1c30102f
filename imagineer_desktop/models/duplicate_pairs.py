"""The pairs that wait to be judged, as a list."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from imagineer_desktop.catalog.duplicates import DuplicatePair
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.models.row_pages import RowPages

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class PairsModel(QAbstractListModel):
    """Pairs in their order. The rows of their images are read when they are looked at."""

    PairRole = Qt.ItemDataRole.UserRole + 1
    RowsRole = Qt.ItemDataRole.UserRole + 2
    """The ImageRow of the first and of the second image; None for one that is gone."""

    changed = Signal()
    """Another answer stands."""

    def __init__(
        self, read: Callable[[Sequence[int]], Iterable[ImageRow]], parent: QObject | None = None
    ) -> None:
        """`read` answers ids with their rows, leaving out those that are gone."""
        super().__init__(parent)
        self._pairs: tuple[DuplicatePair, ...] = ()
        self._rows = RowPages(read)

    @property
    def pairs(self) -> tuple[DuplicatePair, ...]:
        return self._pairs

    def set_pairs(self, pairs: Sequence[DuplicatePair]) -> None:
        """Another answer; what is the same at both ends stays in its place."""
        old, new = self._pairs, tuple(pairs)
        first = _same(zip(old, new, strict=False))
        last = min(_same(zip(reversed(old), reversed(new), strict=False)), len(old) - first, len(new) - first)
        if len(old) > first + last:
            self.beginRemoveRows(NO_PARENT, first, len(old) - last - 1)
            self._take(old[:first] + old[len(old) - last :])
            self.endRemoveRows()
        if len(new) > first + last:
            self.beginInsertRows(NO_PARENT, first, len(new) - last - 1)
            self._take(new)
            self.endInsertRows()
        self.changed.emit()

    def forget(self, image_ids: frozenset[int]) -> None:
        """These images were changed: read them anew."""
        if self._rows.forget(image_ids) and self._pairs:
            self.dataChanged.emit(self.index(0), self.index(len(self._pairs) - 1))

    def row_of(self, pair: DuplicatePair | None) -> int:
        """Where a pair stands, -1 if it is not here."""
        return self._pairs.index(pair) if pair in self._pairs else -1

    def images(self, row: int) -> tuple[ImageRow | None, ImageRow | None]:
        """What is known of the two images of a row."""
        return self._rows.row(2 * row), self._rows.row(2 * row + 1)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._pairs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._pairs):
            return None
        if role == self.PairRole:
            return self._pairs[index.row()]
        if role == self.RowsRole:
            return self.images(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(index.row())
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemNeverHasChildren

    def _take(self, pairs: tuple[DuplicatePair, ...]) -> None:
        self._pairs = pairs
        self._rows.turn_to(array("q", (image_id for pair in pairs for image_id in (pair.a, pair.b))))

    def _spoken(self, row: int) -> str:
        names = [image.filename if image else self.tr("an image that is gone") for image in self.images(row)]
        kind = self.tr("identical files") if self._pairs[row].exact else self.tr("look alike")
        return self.tr("{one} and {other}, {kind}").format(one=names[0], other=names[1], kind=kind)


def _same(couples: Iterable[tuple[DuplicatePair, DuplicatePair]]) -> int:
    """How many couples are equal before the first that is not."""
    number = 0
    for one, other in couples:
        if one != other:
            break
        number += 1
    return number
