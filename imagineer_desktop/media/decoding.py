"""Pillow's door: one decoder chosen by content, told to trust nothing."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import BinaryIO

from PIL import Image

from imagineer_desktop.media import jpeg, png
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.formats import HEAD, format_of, stranger

LARGEST = 178_000_000
"""Pixels of the largest picture that is decoded; twice Pillow's own warning, half a gigabyte in memory."""

TROUBLES = (
    OSError, RuntimeError, ValueError, SyntaxError, struct.error, EOFError, LookupError, TypeError,
    AttributeError, MemoryError, ArithmeticError, Warning, Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow raises for files that are damaged or made to hurt. Warnings, for where they are made errors."""

LARGEST_FILE = 1024 * 1024 * 1024
"""Bytes of the largest file that a decoder is given: some read it whole."""

TOO_LARGE = "The picture is too large to be shown."
DAMAGED = "The file is damaged."
CUT_OFF = "The file ends too early: it is damaged."

_DECODERS = {
    "PNG": ("PIL.PngImagePlugin", "PngImageFile"),
    "JPEG": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "GIF": ("PIL.GifImagePlugin", "GifImageFile"),
    "BMP": ("PIL.BmpImagePlugin", "BmpImageFile"),
    "TIFF": ("PIL.TiffImagePlugin", "TiffImageFile"),
    "WEBP": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "AVIF": ("PIL.AvifImagePlugin", "AvifImageFile"),
}
"""Module and class, loaded when the first file of the format comes: whoever only looks starts sooner."""


def picture_format(stream: BinaryIO) -> str:
    """Pillow's name of the format, by the first bytes. MediaError says what the file is instead."""
    head = stream.read(HEAD)
    stream.seek(0)
    if not head:
        raise MediaError("The file is empty.")
    known = format_of(head)
    if known is None:
        seeming = stranger(head)
        raise MediaError(
            f"This is not an image Imagineer reads{f' (it looks like {seeming})' if seeming else ''}."
        )
    return known


def header(stream: BinaryIO, kind: str) -> Image.Image:
    """The picture with its header read and no pixel decoded. Raises one of TROUBLES, or MediaError.

    The decoder is called by name: `Image.open` would try every format it knows, EPS with its interpreter too.
    """
    if stream.seek(0, io.SEEK_END) > LARGEST_FILE:
        raise MediaError(TOO_LARGE)
    stream.seek(0)
    module, name = _DECODERS[kind]
    decoder: Callable[[BinaryIO], Image.Image] = getattr(import_module(module), name)
    return decoder(stream)


def decodable(stream: BinaryIO, kind: str, most_pixels: int = LARGEST) -> Image.Image:
    """The picture, ready to be decoded. MediaError for more than `most_pixels`, else one of TROUBLES."""
    picture = _without_texts(stream, kind)
    if picture.width * picture.height > most_pixels:
        raise MediaError(TOO_LARGE)
    return picture


def _without_texts(stream: BinaryIO, kind: str) -> Image.Image:
    """Texts and tags that could hurt Pillow are kept from it, all but the orientation."""
    if stream.seek(0, io.SEEK_END) > LARGEST_FILE:
        raise MediaError(TOO_LARGE)
    if kind == "PNG":
        return header(png.without_texts(stream), kind)
    if kind == "JPEG":
        picture = header(jpeg.without_texts(stream), kind)
        picture.info["exif"] = jpeg.read_jpeg(stream).exif
        return picture
    return header(stream, kind)


@contextmanager
def told_in_words() -> Iterator[None]:
    """What goes wrong inside with a file leaves as MediaError."""
    try:
        yield
    except TROUBLES as error:
        raise MediaError(in_words(error)) from error


def in_words(error: BaseException) -> str:
    """What one of TROUBLES means for the file, as a sentence."""
    said = str(error).lower()
    if isinstance(error, MemoryError | Image.DecompressionBombError):
        return TOO_LARGE
    if isinstance(error, EOFError) or "truncated" in said or "unexpected end" in said:
        return CUT_OFF
    return DAMAGED
