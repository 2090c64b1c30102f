"""Small pictures kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtGui import QPixmap

BYTES_A_PIXEL = 4


@dataclass(frozen=True, slots=True)
class Motif:
    """What a small picture shows: a content, openly or blurred."""

    key: str
    blurred: bool


class PixmapShelf:
    """Pixmaps by motif and box, the least recently taken leave first when there are too many bytes."""

    def __init__(self, limit: int) -> None:
        """`limit` is in bytes of pixels."""
        self._limit = limit
        self._bytes = 0
        self._pixmaps: OrderedDict[tuple[Motif, int, int], QPixmap] = OrderedDict()
        self._newest_box: dict[Motif, tuple[int, int]] = {}

    @property
    def bytes(self) -> int:
        """What it holds now."""
        return self._bytes

    def take(self, motif: Motif, box: tuple[int, int]) -> QPixmap | None:
        """The pixmap made for exactly this box."""
        pixmap = self._pixmaps.get((motif, *box))
        if pixmap is not None:
            self._pixmaps.move_to_end((motif, *box))
        return pixmap

    def any_size(self, motif: Motif) -> QPixmap | None:
        """The pixmap last made of this motif, whatever its box."""
        box = self._newest_box.get(motif)
        return self.take(motif, box) if box else None

    def put(self, motif: Motif, box: tuple[int, int], pixmap: QPixmap) -> None:
        """Keep a pixmap. The newest one is kept even if it is larger than the limit."""
        self._drop((motif, *box))
        self._pixmaps[(motif, *box)] = pixmap
        self._newest_box[motif] = box
        self._bytes += _bytes_of(pixmap)
        while self._bytes > self._limit and len(self._pixmaps) > 1:
            self._drop(next(iter(self._pixmaps)))

    def clear(self) -> None:
        """Keep nothing."""
        self._pixmaps.clear()
        self._newest_box.clear()
        self._bytes = 0

    def _drop(self, place: tuple[Motif, int, int]) -> None:
        pixmap = self._pixmaps.pop(place, None)
        if pixmap is None:
            return
        self._bytes -= _bytes_of(pixmap)
        motif, *box = place
        if self._newest_box.get(motif) == tuple(box):
            del self._newest_box[motif]


def _bytes_of(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * BYTES_A_PIXEL
