"""A TIFF file's directories, walked without decoding: size, frames, XMP, and whether its pixels are there.

TIFF 6.0, and BigTIFF, whose numbers are 8 bytes long.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

_WIDTH, _HEIGHT, _ORIENTATION, _XMP = 256, 257, 274, 700
_STRIPS = ((273, 279), (324, 325))
"""The tags of where strips or tiles begin, and how long they are."""
_FORMATS = {1: "B", 3: "H", 4: "I", 7: "B", 13: "I", 16: "Q"}
_MOST_ENTRIES = 1_000
_MOST_FRAMES = 10_000
_MOST_VALUES = 4096
_LARGEST_WORDS = 16 * 1024 * 1024


@dataclass(slots=True)
class TiffFile:
    """What the directories of one file say; `width` is 0 if none told it. `end` is where its pixels end."""

    width: int = 0
    height: int = 0
    orientation: int = 1
    frames: int = 0
    end: int = 0
    xmp: bytes = b""


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    length: int
    place: int


class _Layout:
    """How the numbers of a file are written."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        start = self.bytes_at(0, 16)
        self.order = ">" if start[:2] == b"MM" else "<"
        self.is_big = start[2:4] in (b"+\0", b"\0+")
        self.count, self.offset, self.entry = ("Q", "Q", 20) if self.is_big else ("H", "I", 12)
        self.first = self._number(start[8:16] if self.is_big else start[4:8], self.offset)

    def bytes_at(self, place: int, length: int) -> bytes:
        self._stream.seek(place)
        return self._stream.read(length)

    def directory(self, place: int) -> tuple[dict[int, _Entry], int]:
        """The entries of the directory at `place`, and where the next one is; 0 for none."""
        width = struct.calcsize(self.order + self.count)
        count = self._number(self.bytes_at(place, width), self.count)
        entries = min(count, _MOST_ENTRIES)
        block = self.bytes_at(place + width, entries * self.entry)
        found: dict[int, _Entry] = {}
        for start in range(0, len(block) - self.entry + 1, self.entry):
            self._note(found, block[start : start + self.entry], place + width + start)
        end = place + width + count * self.entry
        return found, self._number(self.bytes_at(end, struct.calcsize(self.offset)), self.offset)

    def values(self, entry: _Entry | None) -> tuple[int, ...]:
        """The numbers of an entry; of very many the last."""
        if entry is None:
            return ()
        width = struct.calcsize(entry.kind)
        count = min(entry.length, _MOST_VALUES)
        data = self.bytes_at(entry.place + (entry.length - count) * width, count * width)
        return struct.unpack(
            f"{self.order}{len(data) // width}{entry.kind}", data[: len(data) // width * width]
        )

    def _note(self, found: dict[int, _Entry], record: bytes, place: int) -> None:
        tag, kind, length = struct.unpack_from(f"{self.order}HH{self.offset}", record)
        written = _FORMATS.get(kind)
        if written is None:
            return
        value = place + self.entry - struct.calcsize(self.offset)
        if length * struct.calcsize(written) > struct.calcsize(self.offset):
            value = self._number(record[-struct.calcsize(self.offset) :], self.offset)
        found.setdefault(tag, _Entry(written, length, value))

    def _number(self, data: bytes, kind: str) -> int:
        wanted = struct.calcsize(self.order + kind)
        return int(struct.unpack(self.order + kind, data)[0]) if len(data) == wanted else 0


def read_tiff(stream: BinaryIO, size: int) -> TiffFile:
    """A file of `size` bytes. Its content never raises."""
    layout = _Layout(stream)
    tiff = TiffFile()
    place, seen = layout.first, set[int]()
    while 0 < place < size and place not in seen and tiff.frames < _MOST_FRAMES:
        seen.add(place)
        entries, place = layout.directory(place)
        tiff.frames += 1
        if tiff.frames == 1:
            _note_first(tiff, layout, entries)
    return tiff


def _note_first(tiff: TiffFile, layout: _Layout, entries: dict[int, _Entry]) -> None:
    tiff.width, tiff.height, tiff.orientation = (
        next(iter(layout.values(entries.get(tag))), otherwise)
        for tag, otherwise in ((_WIDTH, 0), (_HEIGHT, 0), (_ORIENTATION, 1))
    )
    for starts, lengths in _STRIPS:
        pairs = zip(
            reversed(layout.values(entries.get(starts))),
            reversed(layout.values(entries.get(lengths))),
            strict=False,
        )
        tiff.end = max((tiff.end, *map(sum, pairs)))
    words = entries.get(_XMP)
    if words is not None and words.kind == "B" and words.length <= _LARGEST_WORDS:
        tiff.xmp = layout.bytes_at(words.place, words.length)
