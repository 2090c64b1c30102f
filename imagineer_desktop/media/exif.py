"""EXIF: the text tags and the orientation of a TIFF block, read within limits and nothing else."""

from __future__ import annotations

import struct
from collections.abc import Iterator

ORIENTATION, USER_COMMENT = 0x0112, 0x9286
_EXIF_DIRECTORY = 0x8769
_BYTES, _TEXT, _SHORT, _UNDEFINED, _UTF8 = 1, 2, 3, 7, 129
_MOST_ENTRIES = 500
_DIRECTORY_POINTERS = frozenset({4, 13})


def tags(block: bytes) -> dict[int, bytes]:
    """The bytes of the tags that are text, bytes or undefined, of both directories; no numbers.

    The second (EXIF) directory wins where both have a tag. What is broken is left out: {} for no EXIF.
    """
    return {
        number: value for number, kind, value in _entries(block) if kind in (_BYTES, _TEXT, _UNDEFINED, _UTF8)
    }


def orientation(block: object) -> int:
    """1 (upright) to 8, as EXIF numbers the ways to hold a camera; 1 where it is absent or broken."""
    if isinstance(block, bytes):
        for number, kind, value in _entries(block):
            if number == ORIENTATION and kind == _SHORT and len(value) >= 2:
                found = int.from_bytes(value[:2], "big" if is_big_endian(block) else "little")
                return found if 1 <= found <= 8 else 1
    return 1


def is_big_endian(block: bytes) -> bool:
    """The byte order that the block states for its numbers."""
    return block.removeprefix(b"Exif\0\0")[:2] == b"MM"


def _entries(block: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(tag, type, bytes) of the first directory, then of the EXIF directory that it points to."""
    data = block.removeprefix(b"Exif\0\0")
    if data[:4] not in (b"MM\0*", b"II*\0"):
        return
    order = ">" if data[:2] == b"MM" else "<"
    second = None
    for number, kind, value in _directory(data, order, data[4:8]):
        if number == _EXIF_DIRECTORY and kind in _DIRECTORY_POINTERS:
            second = value
        yield number, kind, value
    if second is not None:
        yield from _directory(data, order, second)


_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 7: 1, 13: 4, 129: 1}


def _directory(data: bytes, order: str, pointer: bytes) -> Iterator[tuple[int, int, bytes]]:
    try:
        (start,) = struct.unpack(order + "I", pointer[:4])
        (count,) = struct.unpack_from(order + "H", data, start)
    except struct.error:
        return
    for place in range(start + 2, start + 2 + min(count, _MOST_ENTRIES) * 12, 12):
        if place + 12 > len(data):
            return
        number, kind, length, offset = struct.unpack_from(order + "HHII", data, place)
        size = length * _WIDTHS.get(kind, 0)
        begin = place + 8 if size <= 4 else offset
        if size > 0 and begin + size <= len(data):
            yield number, kind, data[begin : begin + size]
