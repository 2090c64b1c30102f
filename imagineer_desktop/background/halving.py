"""A picture's halves, for views that show it small. Runs in a worker thread and lets the window go on.

Qt's own scaling and copying hold Python's lock for the whole picture: 30 ms at 12 megapixels, in which the
window stands still. Pillow lets go of it, and takes it back only for a strip of lines at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from mmap import mmap
from typing import cast

from PIL import Image
from PySide6.QtGui import QImage

from imagineer_desktop.media.readers import Pixels

SMALLEST_HALF = 256
STRIP = 1 << 20
"""Bytes that are copied at a time."""

_Buffer = bytearray | mmap


def levels_of(pixels: Pixels) -> tuple[QImage, ...]:
    """The picture, its half, its quarter and so on, down to about 256 pixels.

    Opaque ones are in RGB32 and use the memory of `pixels`; others become premultiplied ARGB32. Each
    image keeps the memory alive that it is made of.
    """
    width, height = pixels.width, pixels.height
    data: _Buffer = pixels.data
    kind = QImage.Format.Format_RGB32
    if pixels.has_alpha:
        kind = QImage.Format.Format_ARGB32_Premultiplied
        data = _premultiplied(data, width, height)
    levels = [_image(data, width, height, kind)]
    while max(width, height) >= 2 * SMALLEST_HALF:
        data = _half(data, width, height)
        width, height = _halved(width), _halved(height)
        levels.append(_image(data, width, height, kind))
    return tuple(levels)


def _image(data: _Buffer, width: int, height: int, kind: QImage.Format) -> QImage:
    return QImage(memoryview(data), width, height, width * 4, kind)


def _halved(side: int) -> int:
    return (side + 1) // 2


def _half(data: _Buffer, width: int, height: int) -> _Buffer:
    """Each pixel the mean of four. The order of the channels does not matter here."""
    pixels = cast(bytearray, data)  # any buffer will do, as Pillow's stubs do not know
    whole = Image.frombuffer("RGBX", (width, height), pixels, "raw", "RGBX", 0, 1)
    wide, high = _halved(width), _halved(height)
    half = _room(wide * high * 4)
    for top, bottom in _strips(wide, high):
        if width % 2 or height % 2:
            box = (0, top * height / high, width, bottom * height / high)
            strip = whole.resize((wide, bottom - top), Image.Resampling.BOX, box)
        else:
            strip = whole.reduce(2, (0, top * 2, width, bottom * 2))
        half[top * wide * 4 : bottom * wide * 4] = strip.tobytes()
    return half


def _room(size: int) -> mmap:
    """Memory that nobody has to write zeros into first, which would take Python's lock as well."""
    return mmap(-1, size)


def _premultiplied(data: _Buffer, width: int, height: int) -> _Buffer:
    """The colors times their alpha, as Qt paints them fastest."""
    done = _room(width * height * 4)
    for top, bottom in _strips(width, height):
        part = slice(top * width * 4, bottom * width * 4)
        strip = Image.frombuffer("RGBA", (width, bottom - top), data[part], "raw", "RGBA", 0, 1)
        done[part] = strip.convert("RGBa").tobytes()
    return done


def _strips(width: int, height: int) -> Iterator[tuple[int, int]]:
    """The first line and the one after the last, strip by strip."""
    lines = max(1, STRIP // (width * 4))
    for top in range(0, height, lines):
        yield top, min(height, top + lines)
