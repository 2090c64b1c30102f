"""One small picture, from the cache or from its file, ready to be painted. Runs in a worker thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from imagineer_desktop.background.fitting import fitted
from imagineer_desktop.background.shelf import Motif
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.readers import Reader, ReaderClosedError, ReaderStartError
from imagineer_desktop.media.thumbnail_cache import ThumbnailCache

SIDES = (256, 512, 1024)
"""The longer sides, in pixels, of the thumbnails that the cache keeps."""
BLURRED_SIDE, LEAST_BLURRED_SIDE, BLURRED_PART = 8, 3, 24
"""Pixels that are left of a hidden picture's longer side: colors, nothing recognizable."""

Place = tuple[int, tuple[int, int], bool]
"""Where a small picture is seen: the image's id, the box, and whether it is blurred there."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A small picture that somebody wants to see. `box` is in device pixels."""

    row: ImageRow
    box: tuple[int, int]
    blurred: bool

    @property
    def place(self) -> Place:
        return self.row.id, self.box, self.blurred

    @property
    def motif(self) -> Motif:
        return Motif(self.row.thumbnail_key, self.blurred)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a wish: an image, or the reason why there is none (None: a missing file was never seen).

    `error` is our own fault, to be raised where it is reported.
    """

    wish: Wish
    image: QImage | None
    reason: str | None = None
    error: Exception | None = None


def fulfilled(wish: Wish, cache: ThumbnailCache, reader: Reader) -> Outcome:
    """Load the wish from the cache, or have `reader` make its thumbnail and keep it there.

    Only our own JPEG is decoded here. Raises ReaderClosedError when the reader is closed meanwhile.
    """
    try:
        stored = _stored(wish, cache)
        image = _painted(wish, stored) if stored else None
        if image is None and _is_worth_opening(wish.row):
            image = _painted(wish, _made(wish, cache, reader))
        return Outcome(wish, image)
    except ReaderClosedError:
        raise
    except (MediaError, ReaderStartError) as trouble:
        return Outcome(wish, None, str(trouble))
    except Exception as error:  # noqa: BLE001 - it is raised again in the window's thread; the worker goes on
        return Outcome(wish, None, error=error)


def side_for(box: tuple[int, int]) -> int:
    """The stored thumbnail that is large enough for a box in device pixels, else the largest."""
    return next((side for side in SIDES if max(box) <= side), SIDES[-1])


def _is_worth_opening(row: ImageRow) -> bool:
    return not row.missing and row.trouble is None


def _stored(wish: Wish, cache: ThumbnailCache) -> bytes | None:
    """The thumbnail of the right side; any of a file that is missing or known not to decode."""
    row, side = wish.row, side_for(wish.box)
    sides = (side,) if _is_worth_opening(row) else (side, *reversed(SIDES))
    kept = next((jpeg for one in sides if (jpeg := cache.get(row.thumbnail_key, one))), None)
    if kept is None and row.content_hash and row.file_mtime_ns:
        # It may have been made when the content of this same file was not known yet.
        cache.rename(replace(row, content_hash=None).thumbnail_key, row.thumbnail_key)
        kept = cache.get(row.thumbnail_key, side)
    return kept


def _made(wish: Wish, cache: ThumbnailCache, reader: Reader) -> bytes:
    row, path, side = wish.row, Path(wish.row.file_path), side_for(wish.box)
    jpeg = reader.thumbnail(path, side)
    if _is_as_known(row, path):
        cache.put(row.thumbnail_key, side, jpeg)
    return jpeg


def _is_as_known(row: ImageRow, path: Path) -> bool:
    """A file that was written to since may have another content than the one that the key names."""
    try:
        status = path.stat()
    except OSError:
        return False
    return row.file_size in (None, status.st_size) and row.file_mtime_ns in (None, status.st_mtime_ns)


def _painted(wish: Wish, jpeg: bytes) -> QImage | None:
    """The thumbnail at the size of the wish; None when it is damaged."""
    buffer = QBuffer()
    buffer.setData(QByteArray(jpeg))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, b"jpeg")
    size = _target(wish, reader.size())
    reader.setScaledSize(size)
    image = reader.read()
    if image.isNull():
        return None
    if wish.blurred:
        image = _blurred(image, size)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _target(wish: Wish, stored: QSize) -> QSize:
    """The size at which the picture is painted: of the original's aspect, and not above its pixels.

    The stored thumbnail has the last word on the aspect where the library's numbers are not known or
    do not belong to this picture (a pixel of rounding apart).
    """
    row = wish.row
    if row.width and row.height:
        width, height = fitted(row.width, row.height, stored.width(), stored.height())
        if abs(width - stored.width()) <= 1 and abs(height - stored.height()) <= 1:
            return QSize(*fitted(row.width, row.height, *wish.box))
    longest = max(row.width or 0, row.height or 0) or _longest_known(stored)
    enlarged = longest / max(stored.width(), stored.height(), 1)
    return QSize(*fitted(round(stored.width() * enlarged), round(stored.height() * enlarged), *wish.box))


def _longest_known(stored: QSize) -> int:
    """A thumbnail that fills its side stands for a picture of any size, a smaller one for itself."""
    longest = max(stored.width(), stored.height())
    return 1 << 16 if longest in SIDES else longest


def _blurred(image: QImage, size: QSize) -> QImage:
    smooth = Qt.TransformationMode.SmoothTransformation
    longest = max(size.width(), size.height())
    side = min(max(longest // BLURRED_PART, LEAST_BLURRED_SIDE), BLURRED_SIDE)
    tiny = image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, smooth)
    for step in (4, 16):
        if longest > side * step:
            tiny = tiny.scaled(tiny.size() * 4, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    return tiny.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
