"""Small pictures kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtGui import QPixmap

BYTES_A_PIXEL = 4

Place = tuple["Motif", int, int]
Shown = tuple[int, bool]
"""An image's id, and whether it is blurred."""


@dataclass(frozen=True, slots=True)
class Motif:
    """What a small picture shows: a content, openly or blurred."""

    key: str
    blurred: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """A pixmap, and the images of which it is the one last made."""

    pixmap: QPixmap
    images: set[Shown]


class PixmapShelf:
    """Pixmaps by motif and box, the least recently taken leave first when there are too many bytes."""

    def __init__(self, limit: int) -> None:
        """`limit` is in bytes of pixels."""
        self._limit = limit
        self._bytes = 0
        self._kept: OrderedDict[Place, _Kept] = OrderedDict()
        self._newest_box: dict[Motif, tuple[int, int]] = {}
        self._last_of: dict[Shown, Place] = {}

    @property
    def bytes(self) -> int:
        """What it holds now."""
        return self._bytes

    def take(self, motif: Motif, box: tuple[int, int]) -> QPixmap | None:
        """The pixmap made for exactly this box."""
        return self._take((motif, *box))

    def any_size(self, motif: Motif) -> QPixmap | None:
        """The pixmap last made of this motif, whatever its box."""
        box = self._newest_box.get(motif)
        return self.take(motif, box) if box else None

    def last_of(self, image_id: int, blurred: bool) -> QPixmap | None:
        """The pixmap last made for this image, whatever its motif was called then."""
        place = self._last_of.get((image_id, blurred))
        return self._take(place) if place else None

    def put(self, motif: Motif, box: tuple[int, int], pixmap: QPixmap, image_id: int) -> None:
        """Keep a pixmap made for an image. The newest one is kept even if it is larger than the limit."""
        place, shown = (motif, *box), (image_id, motif.blurred)
        self._let_go(shown)
        images = self._kept[place].images | {shown} if place in self._kept else {shown}
        self._drop(place)
        self._kept[place] = _Kept(pixmap, images)
        self._last_of.update(dict.fromkeys(images, place))
        self._newest_box[motif] = box
        self._bytes += _bytes_of(pixmap)
        while self._bytes > self._limit and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def forget(self, image_id: int) -> None:
        """What was made for this image stands for it no longer: its file has another content."""
        for blurred in (False, True):
            self._let_go((image_id, blurred))

    def clear(self) -> None:
        """Keep nothing."""
        self._kept.clear()
        self._newest_box.clear()
        self._last_of.clear()
        self._bytes = 0

    def _take(self, place: Place) -> QPixmap | None:
        kept = self._kept.get(place)
        if kept is None:
            return None
        self._kept.move_to_end(place)
        return kept.pixmap

    def _let_go(self, shown: Shown) -> None:
        place = self._last_of.pop(shown, None)
        if place is not None:
            self._kept[place].images.discard(shown)

    def _drop(self, place: Place) -> None:
        kept = self._kept.pop(place, None)
        if kept is None:
            return
        self._bytes -= _bytes_of(kept.pixmap)
        for shown in kept.images:
            del self._last_of[shown]
        motif, *box = place
        if self._newest_box.get(motif) == tuple(box):
            del self._newest_box[motif]


def _bytes_of(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * BYTES_A_PIXEL
