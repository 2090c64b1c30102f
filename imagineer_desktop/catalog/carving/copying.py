"""A plain copy of a file that may lie on a failing disk: what cannot be read is zeros, and told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

BLOCK = 1 << 20
SECTOR = 4096


class Readable(Protocol):
    """What is read from: a file, or in tests one with bad sectors."""

    def seek(self, offset: int, whence: int = 0, /) -> int: ...

    def read(self, size: int = -1, /) -> bytes | None: ...


Range = tuple[int, int]
"""Where something begins in a file, and its length, in bytes."""


def copy(source: Readable, target: BinaryIO, unreadable: list[Range]) -> Iterator[tuple[int, int]]:
    """Copy what can be read; yields (bytes done, bytes in all) and notes what cannot in `unreadable`."""
    size = source.seek(0, os.SEEK_END)
    for start in range(0, size, BLOCK):
        length = min(BLOCK, size - start)
        there = _read(source, start, length)
        if there is None:
            there = b"".join(_sectors(source, start, length, unreadable))
        target.write(there)
        yield start + length, size


def copy_file(source: Path, target: Path, unreadable: list[Range]) -> Iterator[tuple[int, int]]:
    """`copy` by paths. The source is opened for reading only; the target must be new, only its owner's."""
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as there, source.open("rb", buffering=0) as here:
        yield from copy(here, there, unreadable)


def _sectors(source: Readable, start: int, length: int, unreadable: list[Range]) -> Iterator[bytes]:
    for at in range(start, start + length, SECTOR):
        size = min(SECTOR, start + length - at)
        there = _read(source, at, size)
        if there is None:
            _note(unreadable, at, size)
        yield there or bytes(size)


def _note(unreadable: list[Range], at: int, size: int) -> None:
    if unreadable and sum(unreadable[-1]) == at:
        first, length = unreadable.pop()
        at, size = first, length + size
    unreadable.append((at, size))


def _read(source: Readable, at: int, size: int) -> bytes | None:
    """Exactly `size` bytes, zeros behind the end of a file that has shrunk; None if they can't be read."""
    parts: list[bytes] = []
    try:
        source.seek(at)
        while size > 0 and (part := source.read(size)):
            parts.append(part)
            size -= len(part)
    except OSError:
        return None
    return b"".join(parts) + bytes(size)
