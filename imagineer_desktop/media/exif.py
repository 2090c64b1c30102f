"""EXIF: the text tags and the orientation of a TIFF block, read within limits and nothing else."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

ORIENTATION, USER_COMMENT = 0x0112, 0x9286
_EXIF_DIRECTORY = 0x8769
_BYTES, _TEXT, _SHORT, _UNDEFINED, _UTF8 = 1, 2, 3, 7, 129
_MOST_ENTRIES = 500
_LONGEST = 16 * 1024 * 1024
_DIRECTORY_POINTERS = frozenset({4, 13})


class FileBytes:
    """A whole file as a block, of which nothing is read but the slices that are asked for."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self._size)
        self._stream.seek(start)
        return self._stream.read(max(0, stop - start))


Block: TypeAlias = bytes | FileBytes


def tags(block: Block) -> dict[int, bytes]:
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


def is_big_endian(block: Block) -> bool:
    """The byte order that the block states for its numbers."""
    return _body(block)[:2] == b"MM"


def _body(block: Block) -> Block:
    return block[6:] if isinstance(block, bytes) and block.startswith(b"Exif\0\0") else block


def _entries(block: Block) -> Iterator[tuple[int, int, bytes]]:
    """(tag, type, bytes) of the first directory, then of the EXIF directory that it points to."""
    data = _body(block)
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


def _directory(data: Block, order: str, pointer: bytes) -> Iterator[tuple[int, int, bytes]]:
    try:
        (start,) = struct.unpack(order + "I", pointer[:4])
        (count,) = struct.unpack(order + "H", data[start : start + 2])
    except struct.error:
        return
    count = min(count, _MOST_ENTRIES)
    directory = data[start + 2 : start + 2 + count * 12]
    for place in range(0, len(directory) - 11, 12):
        number, kind, length, offset = struct.unpack_from(order + "HHII", directory, place)
        size = length * _WIDTHS.get(kind, 0)
        if 0 < size <= 4:
            yield number, kind, directory[place + 8 : place + 8 + size]
        elif 0 < size <= _LONGEST and offset + size <= len(data):
            yield number, kind, data[offset : offset + size]
