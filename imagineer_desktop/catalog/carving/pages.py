"""A database file as numbered pages, also when its header is lost or parts of it cannot be read."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from imagineer_desktop.catalog.carving.wal import Wal

MAGIC = b"SQLite format 3\x00"
HEADER_SIZE = 100
PAGE_SIZES = (4096, 1024, 8192, 16384, 32768, 65536, 2048, 512)
"""The likely first: the sizes that follow must fit better to be taken."""

INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13
_SAMPLES = 256
_ENCODINGS = {1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Header:
    """What the first hundred bytes of a database say (fileformat2.html, section 1.3)."""

    page_size: int
    usable: int
    encoding: str
    freelist: int
    free_pages: int


class Pages:
    """The pages of a file by number, from 1, each as long as a page is; what cannot be read is zeros.

    `header` is None where it is lost. With a `wal`, its committed pages stand in place of the file's.
    """

    def __init__(self, path: Path, wal: Wal | None = None) -> None:
        self._file = path.open("rb", buffering=0)
        self._length = self._file.seek(0, os.SEEK_END)
        self._wal = wal
        self.header = _header(wal.page(1)[:HEADER_SIZE] if wal and 1 in wal else self._read(0, HEADER_SIZE))
        self.page_size = self._page_size()
        reserved = self.header.page_size - self.header.usable if self.header else 0
        self.usable = self.page_size - reserved
        self.encoding = self.header.encoding if self.header else "utf-8"
        self.count = max(-(-self._length // self.page_size), wal.page_count if wal else 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def __contains__(self, number: int) -> bool:
        return 1 <= number <= self.count

    def __getitem__(self, number: int) -> bytes:
        if self._wal and number in self._wal:
            return self._wal.page(number)
        return self._read((number - 1) * self.page_size, self.page_size)

    def kind(self, number: int) -> int:
        """The type of a b-tree page; 0 for all others."""
        return btree_kind(self[number], HEADER_SIZE if number == 1 else 0, self.usable)

    def _read(self, at: int, size: int) -> bytes:
        try:
            self._file.seek(at)
            there = self._file.read(size) or b""
        except OSError:  # a bad sector
            there = b""
        return there.ljust(size, b"\x00")

    def _page_size(self) -> int:
        """The header's, unless the pages themselves clearly tell another one."""
        if self._wal:
            return self._wal.page_size
        named = self.header.page_size if self.header else 0
        scores = {size: self._score(size) for size in PAGE_SIZES}
        best = max(PAGE_SIZES, key=lambda size: (scores[size], size == named))
        if named and scores[named] * 2 >= scores[best]:
            return named
        return best

    def _score(self, size: int) -> float:
        """The share of sampled places where a page of this size seems to begin."""
        count = self._length // size
        if count == 0:
            return 0.0
        step = max(count // _SAMPLES, 1)
        places = range(0, count, step)
        return sum(self._begins(place * size, size) for place in places) / len(places)

    def _begins(self, at: int, size: int) -> bool:
        page = self._read(at, size)
        start = HEADER_SIZE if at == 0 else 0
        if btree_kind(page, start, size) == 0:
            return False
        pointers = cell_pointers(page, start, size)
        cells, content = struct.unpack_from(">HH", page, start + 3)
        if len(pointers) < max(cells, 1) or (content or 65536) > min(pointers):
            return False
        # The first cell of a page is put at its very end: without one in the second half it is shorter.
        return max(pointers) >= size // 2


def btree_kind(page: bytes, start: int, usable: int) -> int:
    """The type of the b-tree page whose header is at `start`; 0 if it is no such page."""
    kind = page[start]
    if kind not in (TABLE_LEAF, TABLE_INTERIOR, INDEX_LEAF, INDEX_INTERIOR):
        return 0
    cells: int = struct.unpack_from(">H", page, start + 3)[0]
    pointers_end = start + (8 if kind >= INDEX_LEAF else 12) + 2 * cells
    return kind if pointers_end <= usable else 0


def cell_pointers(page: bytes, start: int, usable: int) -> list[int]:
    """Where the cells of a b-tree page begin, as far as its pointers lie inside the page."""
    first = start + (8 if page[start] >= INDEX_LEAF else 12)
    count = min(struct.unpack_from(">H", page, start + 3)[0], (usable - first) // 2)
    end = first + 2 * count
    return [at for at in struct.unpack_from(f">{count}H", page, first) if end <= at <= usable - 4]


def _header(first: bytes) -> Header | None:
    """The header, if it can be one."""
    if first[:16] != MAGIC:
        return None
    size = struct.unpack_from(">H", first, 16)[0]
    size = 65536 if size == 1 else size
    usable = size - first[20]
    encoding = _ENCODINGS.get(struct.unpack_from(">I", first, 56)[0])
    if size not in PAGE_SIZES or usable < 480 or encoding is None:
        return None
    freelist, free_pages = struct.unpack_from(">II", first, 32)
    return Header(size, usable, encoding, freelist, free_pages)
