"""A PNG file's chunks, walked without decoding: size, texts, frames, and whether the file is whole."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LONGEST_TEXT = 16 * 1024 * 1024
"""Bytes of one text, unpacked. ComfyUI workflows pass Pillow's 1 MiB; nothing honest passes this."""
MOST_TEXTS = 64
MOST_TEXT = 64 * 1024 * 1024
_LEAPS = 4
_COST_OF_A_BAD_TEXT = 4 * 1024 * 1024
MOST_CHUNKS = 400_000
LONGEST_PROFILE = 1024 * 1024
_KEPT_FOR_PIXELS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"eXIf"}


@dataclass(slots=True)
class PngFile:
    """What the chunks of one file say. `whole`: its end is there."""

    width: int
    height: int
    bit_depth: int
    color_type: int
    interlaced: bool
    frames: int = 1
    pixels_at: int | None = None
    whole: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    exif: bytes | None = None
    credentials: bytes = b""
    budget: int = MOST_TEXT
    notes: list[str] = field(default_factory=list)


def read_png(stream: BinaryIO, size: int) -> PngFile | None:
    """A file of `size` bytes; None if it ends before its width and height. Its content never raises.

    The pixels are passed over: whether they can be decoded is not looked into.
    """
    stream.seek(len(SIGNATURE))
    header = stream.read(25)
    if len(header) < 25 or header[4:8] != b"IHDR":
        return None
    width, height, depth, color, _, _, interlaced = struct.unpack(">IIBBBBB", header[8:21])
    png = PngFile(width, height, depth, color, interlaced == 1)
    for kind, place, length in _chunks(stream, size, leaping=True):
        if kind == b"IDAT":
            png.pixels_at = png.pixels_at or place
        elif kind != b"IEND":
            _note_chunk(png, stream, kind, length)
        png.whole = kind == b"IEND"
    return png


def without_texts(stream: BinaryIO) -> io.BytesIO:
    """The same picture for a decoder: no texts, no animation, no color profile too large to be one.

    Pillow refuses a picture whose texts unpack to too much. The pixels are sound, so the texts stay outside.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    picture = io.BytesIO()
    picture.write(stream.read(len(SIGNATURE)))
    for kind, place, length in _chunks(stream, size):
        if kind not in _KEPT_FOR_PIXELS:
            continue
        stream.seek(place - 8)
        chunk = stream.read(length + 12)
        if kind != b"iCCP" or _unpacked(chunk[8:-4].partition(b"\0")[2][1:], LONGEST_PROFILE) is not None:
            picture.write(chunk)
    picture.seek(0)
    return picture


def _chunks(stream: BinaryIO, end: int, *, leaping: bool = False) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its data begins, length) until the file or picture ends; the stream stands at the data.

    Of pixels that the file cuts off, what is left; of other chunks nothing. `leaping`: of the pixels' chunks
    only the first and the last few.
    """
    for _ in range(MOST_CHUNKS):
        head = stream.read(8)
        if len(head) < 8:
            return
        length = int.from_bytes(head[:4], "big")
        place = stream.tell()
        if not head[4:].isalpha():
            return
        if place + length + 4 > end:
            if head[4:] == b"IDAT" and place < end:
                yield b"IDAT", place, end - place
            return
        yield head[4:], place, length
        if head[4:] == b"IEND":
            return
        following = place + length + 4
        if leaping and head[4:] == b"IDAT":
            leaping = False
            following = _last_pixels(stream, following, length + 12, end)
        stream.seek(following)


def _last_pixels(stream: BinaryIO, start: int, stride: int, end: int) -> int:
    """Where the last chunks of pixels begin, or `start`: writers make all but the last of one length.

    Where the leap lands stands the head of such a chunk, or it was no leap.
    """
    last = (end - start - 1) // stride
    for steps in range(last, max(0, last - _LEAPS), -1):
        place = start + steps * stride
        stream.seek(place + 4)
        if stream.read(4) == b"IDAT":
            return place
    return start


def _note_chunk(png: PngFile, stream: BinaryIO, kind: bytes, length: int) -> None:
    if kind in (b"tEXt", b"zTXt", b"iTXt"):
        _note_text(png, stream, kind, length)
    elif kind == b"acTL" and length >= 8:
        png.frames = max(1, int.from_bytes(stream.read(4), "big"))
    elif kind in (b"eXIf", b"caBX") and length > min(LONGEST_TEXT, png.budget):
        png.notes.append("What the file says about itself is too large to read.")
    elif kind == b"eXIf":
        png.exif = stream.read(length)
        png.budget -= length
    elif kind == b"caBX":
        png.credentials += stream.read(length)
        png.budget -= length


def _note_text(png: PngFile, stream: BinaryIO, kind: bytes, length: int) -> None:
    if len(png.texts) >= MOST_TEXTS or png.budget <= 0:
        return
    keyword, _, rest = stream.read(min(length, LONGEST_TEXT)).partition(b"\0")
    name = keyword.decode("latin-1")
    text = None if length > LONGEST_TEXT else _text(kind, rest)
    png.budget -= _COST_OF_A_BAD_TEXT if text is None else len(text)
    if text is None:
        png.notes.append(f"The text “{name[:40]}” could not be read: it is damaged or too large.")
    elif name and name not in png.texts:
        png.texts[name] = text


def _text(kind: bytes, rest: bytes) -> str | None:
    """The text of a chunk after its keyword; None if it is damaged or unpacks to more than we take."""
    if kind == b"tEXt":
        return decoded(rest)
    if kind == b"zTXt":
        plain = _unpacked(rest[1:], LONGEST_TEXT)
        return None if plain is None else decoded(plain)
    if len(rest) < 2 or rest[2:].count(b"\0") < 2:
        return None
    body = rest[2:].split(b"\0", 2)[2]
    content = _unpacked(body, LONGEST_TEXT) if rest[0] else body
    return None if content is None else decoded(content)


def decoded(text: bytes) -> str:
    """Text as the writer meant it: UTF-8 where it is UTF-8 (even where PNG asks for Latin-1), else so."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")


def _unpacked(packed: bytes, limit: int) -> bytes | None:
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(packed, limit)
    except zlib.error:
        return None
    return None if unpacker.unconsumed_tail else plain
