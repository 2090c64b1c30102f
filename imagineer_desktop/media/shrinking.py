"""Pictures made small: PNG by libvips where it is installed, JPEG by its own halves, all else by Pillow."""

from __future__ import annotations

import importlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, BinaryIO

from PIL import Image

from imagineer_desktop.media import png
from imagineer_desktop.media.decoding import LARGEST, LARGEST_FILE, picture_format, told_in_words
from imagineer_desktop.media.pixels import decoding, in_srgb, orientation_of, plain, upright

BEHIND_ALPHA = (128, 128, 128)
_GRAY, _RGB, _RGBA = 0, 2, 6
_SIMPLE = frozenset({b"IHDR", b"IDAT", b"IEND", b"tEXt", b"pHYs", b"gAMA", b"cHRM", b"sRGB"})
"""Chunks that neither change what the pixels mean nor unpack to more than they are."""
_MOST_TEXT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Small:
    """A small picture in RGB; not `sound` when it could be decoded although its checksums do not hold."""

    picture: Image.Image
    sound: bool = True


def shrunk(stream: BinaryIO, side: int) -> Small:
    """The first frame in sRGB, upright, fitting a square of `side` pixels, never larger than the picture.

    What is transparent becomes neutral gray. Raises MediaError.
    """
    with told_in_words():
        kind = picture_format(stream)
        if kind != "PNG" or stream.seek(0, io.SEEK_END) > LARGEST_FILE:
            return Small(_by_pillow(stream, kind, side))
        stream.seek(0)
        data = stream.read()
        quick = _by_vips(data, side)
        if quick is not None:
            return Small(quick)
        return Small(_by_pillow(io.BytesIO(data), kind, side), _checksums_hold(data))


def fitted(width: int, height: int, side: int) -> tuple[int, int]:
    """The size of a picture of `width` x `height` in a square of `side` pixels; never enlarged, never 0."""
    longer = max(width, height)
    if longer <= side:
        return width, height
    return max(1, round(width * side / longer)), max(1, round(height * side / longer))


@cache
def pyvips() -> Any | None:
    """The module `pyvips`, loaded when first wanted; None where it or its library is not installed."""
    try:
        found = importlib.import_module("pyvips")
    except (ImportError, OSError):
        return None
    found.cache_set_max(0)
    return found


def _by_pillow(stream: BinaryIO, kind: str, side: int) -> Image.Image:
    """A JPEG is decoded at an eighth, a quarter or half of its size, whatever is just large enough."""
    with decoding(stream, kind) as picture:
        orientation, profile = orientation_of(picture), picture.info.get("icc_profile")
        size = fitted(picture.width, picture.height, side)
        picture.draft("RGB", size)
        small = plain(picture).resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        return _flattened(in_srgb(upright(small, orientation), profile))


def _flattened(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, BEHIND_ALPHA)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _by_vips(data: bytes, side: int) -> Image.Image | None:
    """None for what libvips is not here for, and for whatever it finds fault with: Pillow then says what.

    The loader is called by name: the one that guesses would try every format that libvips knows. Means over
    whole pixels first and only then a filter: half a millisecond, where the filter alone takes two.
    """
    vips = pyvips()
    if vips is None:
        return None
    if not _is_simple(data):
        data = png.without_texts(io.BytesIO(data)).getvalue()
        if not _is_simple(data):
            return None
    try:
        picture = vips.Image.pngload_buffer(data, access="sequential", fail_on="error")
        if picture.hasalpha():
            picture = picture.flatten(background=list(BEHIND_ALPHA))
        size = fitted(picture.width, picture.height, side)
        if size != (picture.width, picture.height):
            across, down = size[0] / picture.width, size[1] / picture.height
            picture = picture.resize(across, vscale=down, gap=1.0)
        pixels = picture.write_to_memory()
    except vips.Error:
        return None
    mode = "L" if picture.bands == 1 else "RGB"
    small = Image.frombytes(mode, (picture.width, picture.height), pixels)
    return small if mode == "RGB" else small.convert("RGB")


def _is_simple(data: bytes) -> bool:
    """8 bits a channel, gray or color, line by line, and no chunk that changes what the numbers mean."""
    header = data[16:29]
    if len(header) < 13 or header[8] != 8 or header[9] not in (_GRAY, _RGB, _RGBA) or header[12]:
        return False
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    if not 0 < width * height <= LARGEST:
        return False
    text = 0
    for kind, _, length in _chunks(data):
        text += length if kind == b"tEXt" else 0
        if kind not in _SIMPLE or text > _MOST_TEXT:
            return False
    return True


def _checksums_hold(data: bytes) -> bool:
    """Pillow decodes what it can and leaves the pixels' checksums alone."""
    whole = memoryview(data)
    return all(
        zlib.crc32(whole[start - 4 : start + length]).to_bytes(4, "big")
        == whole[start + length : start + length + 4]
        for kind, start, length in _chunks(data)
        if kind == b"IDAT"
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its data begins, length) of each chunk."""
    place = len(png.SIGNATURE)
    while place + 8 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        yield data[place + 4 : place + 8], place + 8, length
        place += length + 12
