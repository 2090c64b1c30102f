"""A GIF file's blocks, walked without decoding: size, frames, words, and whether the file has its end.

https://www.w3.org/Graphics/GIF/spec-gif89a.txt
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

_LONGEST_WALK = 64 * 1024 * 1024
_LARGEST_WORDS = 1024 * 1024
_STRAY = 4096
_RUN = b"\xff" * 32
_IMAGE, _EXTENSION, _END = 0x2C, 0x21, 0x3B
_COMMENT, _APPLICATION = 0xFE, 0xFF
_XMP = b"\x0bXMP DataXMP"
_AFTER_XMP = 258
"""XMP lies there without the lengths of blocks; these bytes after it lead a reader of blocks to its end."""


@dataclass(slots=True)
class GifFile:
    """What the blocks of one file say. Frames of the first 64 MiB are counted."""

    width: int = 0
    height: int = 0
    frames: int = 0
    whole: bool = False
    comment: bytes = b""
    xmp: bytes = b""


def read_gif(stream: BinaryIO, size: int) -> GifFile:
    """A file of `size` bytes. Its content never raises."""
    stream.seek(0)
    data = stream.read(min(size, _LONGEST_WALK))
    gif = GifFile()
    if len(data) < 13:
        return gif
    gif.width, gif.height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    try:
        gif.whole = _walk(gif, data, 13 + _colors(data[10]))
    except IndexError:
        gif.whole = size > len(data)
    gif.frames = max(1, gif.frames)
    return gif


def _walk(gif: GifFile, data: bytes, place: int) -> bool:
    """Whether the end was found. Raises IndexError where the data ends before."""
    while (kind := data[place]) != _END:
        if kind == _IMAGE:
            gif.frames += 1
            place = _after_blocks(data, place + 11 + _colors(data[place + 9]))
        elif kind == _EXTENSION:
            after = _after_blocks(data, place + 2)
            _note_words(gif, data, place, after)
            place = after
        elif kind == 0 and (rest := data[place : place + _STRAY].lstrip(b"\0")):
            place += min(_STRAY, len(data) - place) - len(rest)
        else:
            return False
    return True


def _note_words(gif: GifFile, data: bytes, place: int, after: int) -> None:
    if after - place > _LARGEST_WORDS:
        return
    if data[place + 1] == _COMMENT and not gif.comment:
        gif.comment = _joined(data, place + 2)
    elif data[place + 1] == _APPLICATION and data.startswith(_XMP, place + 2):
        gif.xmp = data[place + 2 + len(_XMP) : after - _AFTER_XMP]


def _colors(flags: int) -> int:
    """The length of the table of colors that these flags announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(data: bytes, place: int) -> int:
    """Behind a row of blocks. All but its last are full in nearly every file, and are leapt by the run."""
    while length := data[place]:
        is_run = length == 255 and data[place : place + len(_RUN) * 256 : 256] == _RUN
        place += len(_RUN) * 256 if is_run else length + 1
    return place + 1


def _joined(data: bytes, place: int) -> bytes:
    joined = bytearray()
    while length := data[place]:
        joined += data[place + 1 : place + 1 + length]
        place += length + 1
    return bytes(joined)
