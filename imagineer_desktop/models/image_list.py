"""What the grid, the filmstrip and the selection know of a list of images: its ids, in order."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Collection, Iterable
from itertools import compress

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
)

from imagineer_desktop.catalog.rows import ImageRow

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()

_SEARCHED_AT_ONCE = 1 << 15
_NEAR = 1 << 11


class ImageList(QAbstractListModel):
    """A flat list of images, each known by its id; a million of them is an array of numbers."""

    RowRole = Qt.ItemDataRole.UserRole + 1
    IdRole = Qt.ItemDataRole.UserRole + 2

    @property
    @abstractmethod
    def ids(self) -> array[int]:
        """The ids in order. It is the list itself, not a copy: not to be changed."""

    @abstractmethod
    def image(self, row: int) -> ImageRow | None:
        """What is known of the image at `row`; None when there is no such row, or the image is gone."""

    @property
    def asked_anew(self) -> bool:
        """Whether the present ids answer another question than those before them."""
        return False

    def hides(self, row: ImageRow) -> bool:
        """Whether this image is only shown blurred."""
        return False

    def trouble(self, image_id: int) -> str | None:
        """Why the picture can't be shown, once that was found."""
        return None

    def set_thumbnail_box(self, box: QSize) -> None:
        """The box, in device pixels, that decorations are to fit into."""

    def dragged(self, ids: array[int]) -> QMimeData:
        """What a drag of these images carries."""
        return QMimeData()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def row_of(self, image_id: int) -> int:
        """The row of an image, -1 if it is not here."""
        return self.rows_of((image_id,)).get(image_id, -1)

    def row_near(self, image_id: int, row: int) -> int:
        """The row of an image if it is not far from `row`, else -1: for lists that changed a little."""
        try:
            return self.ids.index(image_id, max(0, row - _NEAR), row + _NEAR)
        except ValueError:
            return -1

    def rows_of(self, image_ids: Iterable[int]) -> dict[int, int]:
        """The rows of those images that are here: one pass, some 20 ms when it has to see a million ids."""
        wanted = set(image_ids)
        found: dict[int, int] = {}
        for start in range(0, len(self.ids), _SEARCHED_AT_ONCE):
            if len(found) == len(wanted):
                break
            part = self.ids[start : start + _SEARCHED_AT_ONCE]
            rows = range(start, start + len(part))
            for row in compress(rows, map(wanted.__contains__, part)):
                found[part[row - start]] = row
        return found

    def stretches_of(self, image_ids: Collection[int]) -> list[tuple[int, int]]:
        """The rows of those images that are here, as stretches (first, last)."""
        wanted = set(image_ids)
        left, flags = len(wanted), bytearray()
        for start in range(0, len(self.ids), _SEARCHED_AT_ONCE):
            if not left:
                break
            part = bytes(map(wanted.__contains__, self.ids[start : start + _SEARCHED_AT_ONCE]))
            left -= part.count(1)
            flags += part
        return _stretches(flags)


def _stretches(flags: bytearray) -> list[tuple[int, int]]:
    """The stretches of ones, found at the speed of a search for a byte."""
    stretches: list[tuple[int, int]] = []
    end = 0
    while (first := flags.find(1, end)) >= 0:
        end = flags.find(0, first)
        end = len(flags) if end < 0 else end
        stretches.append((first, end - 1))
    return stretches
