"""The cells of table pages: rows with their overflow chains, and the children of interior pages."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from imagineer_desktop.catalog.carving.pages import HEADER_SIZE, Pages, cell_pointers
from imagineer_desktop.catalog.carving.records import Record, decode, signed, varint


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a leaf page."""

    rowid: int
    record: Record


@dataclass(frozen=True, slots=True)
class Child:
    """A page below an interior one; the rowids in it are above `low` and not above `high`."""

    number: int
    low: int
    high: int


SMALLEST, LARGEST = -(1 << 63), (1 << 63) - 1


def cell_count(pages: Pages, number: int) -> int:
    """How many rows a leaf page says it has."""
    count: int = struct.unpack_from(">H", pages[number], _start(number) + 3)[0]
    return count


def rows(pages: Pages, number: int, most: int | None = None) -> Iterator[Cell]:
    """The rows of a leaf page of a table that can be read, at most `most` of them, spread over the page."""
    page = pages[number]
    pointers = cell_pointers(page, _start(number), pages.usable)
    step = 1 if most is None else max(len(pointers) // most, 1)
    for at in pointers[::step]:
        cell = _cell(pages, page, at)
        if cell is not None:
            yield cell


def children(pages: Pages, number: int, low: int = SMALLEST, high: int = LARGEST) -> list[Child]:
    """The pages below an interior page, in the order of their rowids, numbers out of the file left out."""
    page = pages[number]
    start = _start(number)
    found: list[Child] = []
    for at in cell_pointers(page, start, pages.usable):
        child = struct.unpack_from(">I", page, at)[0]
        try:
            key = signed(varint(page, at + 4)[0])
        except IndexError:
            continue
        found.append(Child(child, low, min(key, high)))
        low = key
    found.append(Child(struct.unpack_from(">I", page, start + 8)[0], low, high))
    return found


def _start(number: int) -> int:
    return HEADER_SIZE if number == 1 else 0


def _cell(pages: Pages, page: bytes, at: int) -> Cell | None:
    try:
        size, at = varint(page, at)
        rowid, at = varint(page, at)
    except IndexError:
        return None
    if not 2 <= size <= pages.count * pages.usable:
        return None
    local = local_size(size, pages.usable)
    if at + local + (4 if local < size else 0) > pages.usable:
        return None
    payload = page[at : at + local]
    if local < size:
        payload += _overflow(pages, struct.unpack_from(">I", page, at + local)[0], size - local)
    record = decode(payload, size, pages.encoding)
    return None if record is None else Cell(signed(rowid), record)


def local_size(size: int, usable: int) -> int:
    """How many bytes of a row lie in its leaf page (fileformat2.html, section 1.6)."""
    most = usable - 35
    if size <= most:
        return size
    least = (usable - 12) * 32 // 255 - 23
    rest = least + (size - least) % (usable - 4)
    return rest if rest <= most else least


def _overflow(pages: Pages, number: int, size: int) -> bytes:
    """The bytes in a chain of overflow pages; none at all if the chain is not exactly as it should be."""
    parts: list[bytes] = []
    seen: set[int] = set()
    left = size
    while left > 0:
        if number not in pages or number in seen:
            return b""
        seen.add(number)
        page = pages[number]
        taken = page[4 : 4 + min(left, pages.usable - 4)]
        parts.append(taken)
        left -= len(taken)
        number = struct.unpack_from(">I", page)[0]
    return b"".join(parts) if number == 0 else b""
