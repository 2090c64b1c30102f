"""A write-ahead log read by hand: the newest committed form of each page in it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}


class Wal:
    """The committed pages of a `-wal` file (fileformat2.html, section 4); without any it is empty."""

    def __init__(self, path: Path) -> None:
        self._bytes = path.read_bytes()
        self.page_size = 0
        self.page_count = 0
        self._places: dict[int, int] = {}
        pending: dict[int, int] = {}
        for number, committed_count, place in self._frames():
            pending[number] = place
            if committed_count:
                self._places.update(pending)
                self.page_count = committed_count
                pending.clear()

    def __contains__(self, number: int) -> bool:
        return number in self._places

    def __len__(self) -> int:
        return len(self._places)

    def page(self, number: int) -> bytes:
        place = self._places[number]
        return self._bytes[place : place + self.page_size]

    def _frames(self) -> Iterator[tuple[int, int, int]]:
        """(page number, pages of the database if it ends a transaction, place) while the checksums hold."""
        if len(self._bytes) < _HEADER.size:
            return
        magic, _, size, _, salt1, salt2, *sums = _HEADER.unpack_from(self._bytes)
        order = _MAGIC.get(magic)
        if order is None or size < 512 or size > 65536 or size & (size - 1):
            return
        checksum = _checksum(self._bytes[:24], order, (0, 0))
        if checksum != tuple(sums):
            return
        self.page_size = size
        step = _FRAME.size + size
        for at in range(_HEADER.size, len(self._bytes) - step + 1, step):
            number, committed, one, two, *sums = _FRAME.unpack_from(self._bytes, at)
            checksum = _checksum(self._bytes[at : at + 8], order, checksum)
            checksum = _checksum(self._bytes[at + _FRAME.size : at + step], order, checksum)
            if (one, two) != (salt1, salt2) or checksum != tuple(sums) or number == 0:
                return
            yield number, committed, at + _FRAME.size


def _checksum(data: bytes, order: str, start: tuple[int, int]) -> tuple[int, int]:
    first, second = start
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for place in range(0, len(words), 2):
        first = (first + words[place] + second) & 0xFFFFFFFF
        second = (second + words[place + 1] + first) & 0xFFFFFFFF
    return first, second
