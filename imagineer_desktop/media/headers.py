"""A picture's size as displayed, its frames and its words, format by format, without decoding pixels."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from imagineer_desktop.media import exif
from imagineer_desktop.media.decoding import CUT_OFF, DAMAGED, TROUBLES, decodable, header, in_words
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.generation.embedded import Embedded, exif_texts
from imagineer_desktop.media.generation.stealth import hidden_text, may_hide_text
from imagineer_desktop.media.gif import read_gif
from imagineer_desktop.media.jpeg import read_jpeg
from imagineer_desktop.media.png import PngFile, decoded, read_png
from imagineer_desktop.media.tiff import read_tiff
from imagineer_desktop.media.webp import WebpFile, read_webp

_TURNED_SIDEWAYS = frozenset({5, 6, 7, 8})
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
_SAMPLES = {2: 3, 4: 2, 6: 4}
_PACKED = 1040
"""A byte of a PNG's pixels cannot unpack to more than 1032 of them, so a header that promises more lies."""
_TELLING = frozenset(
    {"parameters", "prompt", "workflow", "Comment", "invokeai_metadata", "sd-metadata", "Dream"}
)
_LARGEST_SEARCHED = 64_000_000
_LARGEST_SEARCHED_WEBP = 16_000_000
_MOST_BOXES = 1000
_BOXES_BEFORE_PIXELS = 64 * 1024


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says before its pixels. `whole` is False when it ends before its end."""

    format: str
    width: int
    height: int
    frames: int
    embedded: Embedded
    whole: bool = True
    trouble: str | None = None


def read_header(stream: BinaryIO, kind: str, size: int) -> Header:
    """The header of a file of `size` bytes of the format `kind`. MediaError when not even a size is told."""
    found = _READERS.get(kind, _from_pillow)(stream, kind, size)
    if found.width < 1 or found.height < 1:
        raise MediaError("The picture has no pixels: it is 0 wide or 0 high.")
    return found


def _from_png(stream: BinaryIO, kind: str, size: int) -> Header:
    png = read_png(stream, size)
    if png is None or png.pixels_at is None:
        raise MediaError(CUT_OFF)
    tags = exif_texts(png.exif or _profile(png.texts, "exif", "APP1"))
    width, height = _displayed(png.width, png.height, exif.orientation(png.exif))
    words = Embedded(
        texts=png.texts,
        exif=tags,
        xmp=png.texts.get("XML:com.adobe.xmp") or decoded(_profile(png.texts, "xmp")),
        hidden=_hidden_in_png(stream, png),
        credentials=png.credentials,
        notes=tuple(png.notes),
    )
    bits = png.bit_depth * _SAMPLES.get(png.color_type, 1)
    sound = png.bit_depth in _DEPTHS.get(png.color_type, ()) and width * height * bits / 8 < size * _PACKED
    return Header(kind, width, height, png.frames, words, png.whole, None if sound else DAMAGED)


def _hidden_in_png(stream: BinaryIO, png: PngFile) -> str | None:
    if not _TELLING.isdisjoint(png.texts) or not may_hide_text(stream, png):
        return None
    return _hidden(stream, "PNG")


def _hidden_in_webp(stream: BinaryIO, webp: WebpFile) -> str | None:
    """Only a lossless one keeps the lowest bits, and nothing tells beforehand whether they are words."""
    may_be = webp.lossless_alpha and webp.whole and webp.width * webp.height <= _LARGEST_SEARCHED_WEBP
    return _hidden(stream, "WEBP") if may_be else None


def _hidden(stream: BinaryIO, kind: str) -> str | None:
    """Words in the alpha channel, for which the pixels are decoded. What cannot be decoded hides nothing."""
    try:
        return hidden_text(decodable(stream, kind, _LARGEST_SEARCHED))
    except (*TROUBLES, MediaError):
        return None


def _profile(texts: dict[str, str], *kinds: str) -> bytes:
    """What ImageMagick wrote as hexadecimal text, after a line with its name and one with its length."""
    text = next((texts[key] for kind in kinds if (key := f"Raw profile type {kind}") in texts), "")
    if not text:
        return b""
    try:
        return bytes.fromhex("".join(text.split("\n")[3:]))
    except ValueError:
        return b""


def _from_webp(stream: BinaryIO, kind: str, size: int) -> Header:
    webp = read_webp(stream, size)
    if not webp.width:
        raise MediaError(CUT_OFF if not webp.whole else DAMAGED)
    width, height = _displayed(webp.width, webp.height, exif.orientation(webp.exif))
    tags = exif_texts(webp.exif)
    words = Embedded(
        exif=tags,
        xmp=decoded(webp.xmp) if webp.xmp else None,
        hidden=_hidden_in_webp(stream, webp) if not tags else None,
        credentials=webp.credentials,
    )
    return Header(kind, width, height, webp.frames, words, webp.whole)


def _from_jpeg(stream: BinaryIO, kind: str, size: int) -> Header:
    jpeg = read_jpeg(stream, size)
    if not jpeg.width or jpeg.scan_at is None:
        raise MediaError(CUT_OFF)
    width, height = _displayed(jpeg.width, jpeg.height, exif.orientation(jpeg.exif))
    words = Embedded(
        texts={"comment": decoded(jpeg.comment)} if jpeg.comment else {},
        exif=exif_texts(jpeg.exif),
        xmp=decoded(jpeg.xmp) if jpeg.xmp else None,
        credentials=jpeg.credentials,
    )
    return Header(kind, width, height, 1, words, jpeg.whole)


def _from_gif(stream: BinaryIO, kind: str, size: int) -> Header:
    gif = read_gif(stream, size)
    words = Embedded(
        texts={"comment": decoded(gif.comment)} if gif.comment else {},
        xmp=decoded(gif.xmp) if gif.xmp else None,
    )
    return Header(kind, gif.width, gif.height, gif.frames, words, gif.whole)


def _from_tiff(stream: BinaryIO, kind: str, size: int) -> Header:
    tiff = read_tiff(stream, size)
    if not tiff.width:
        raise MediaError(CUT_OFF)
    # A TIFF is built like EXIF itself.
    words = Embedded(
        exif=exif_texts(exif.FileBytes(stream, size)), xmp=decoded(tiff.xmp) if tiff.xmp else None
    )
    across_down = _displayed(tiff.width, tiff.height, tiff.orientation)
    return Header(kind, *across_down, tiff.frames, words, tiff.end <= size)


def _from_pillow(stream: BinaryIO, kind: str, size: int) -> Header:
    """AVIF and BMP, whose headers Pillow reads without a pixel."""
    try:
        picture = header(stream, kind)
        whole = _reaches_its_end(stream, picture, size)
        frames = int(getattr(picture, "n_frames", 1))
    except TROUBLES as error:
        if kind == "AVIF" and (across_down := _size_in_boxes(stream, size)):
            return Header(kind, *across_down, 1, Embedded(), whole=False)
        raise MediaError(in_words(error)) from error
    xmp, block = picture.info.get("xmp"), picture.info.get("exif")
    words = Embedded(
        exif=exif_texts(block if isinstance(block, bytes) else b""),
        xmp=decoded(xmp) if isinstance(xmp, bytes) else None,
    )
    turned = exif.orientation(block)
    return Header(kind, *_displayed(picture.width, picture.height, turned), frames, words, whole)


def _reaches_its_end(stream: BinaryIO, picture: Image.Image, size: int) -> bool:
    """Whether all the bytes that the header announces lie in a file of `size`."""
    if picture.format == "AVIF":
        return _boxes_end(stream, size) <= size
    return all(
        tile.offset + (tile.args[1] * picture.height if tile.codec_name == "raw" else 1) <= size
        for tile in getattr(picture, "tile", ())
    )


def _size_in_boxes(stream: BinaryIO, size: int) -> tuple[int, int] | None:
    """Width and height of an AVIF that is cut off, from the largest of its `ispe` boxes."""
    if _boxes_end(stream, size) <= size:
        return None
    stream.seek(0)
    stated = stream.read(_BOXES_BEFORE_PIXELS).split(b"\0\0\0\x14ispe\0\0\0\0")[1:]
    sizes = [struct.unpack(">II", one[:8]) for one in stated if len(one) >= 8]
    return max(sizes, default=None)


def _boxes_end(stream: BinaryIO, size: int) -> int:
    """Where the last of a file's boxes ends (ISO/IEC 14496-12, 4.2)."""
    place = 0
    for _ in range(_MOST_BOXES):
        stream.seek(place)
        head = stream.read(16)
        length = int.from_bytes(head[:4], "big")
        if len(head) < 8 or length == 0:
            return max(place, size)
        place += int.from_bytes(head[8:], "big") if length == 1 else max(8, length)
        if place >= size:
            break
    return place


def _displayed(width: int, height: int, orientation: object) -> tuple[int, int]:
    return (height, width) if orientation in _TURNED_SIDEWAYS else (width, height)


_READERS = {"PNG": _from_png, "WEBP": _from_webp, "JPEG": _from_jpeg, "GIF": _from_gif, "TIFF": _from_tiff}
