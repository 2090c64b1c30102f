"""A copy of a file on a failing disk has all that can be read, in its place."""

from __future__ import annotations

import errno
import io
from pathlib import Path

import pytest

from imagineer_desktop.catalog.carving.copying import BLOCK, SECTOR, Range, copy, copy_file


class BadDisk(io.BytesIO):
    """A file of which some ranges cannot be read."""

    def __init__(self, content: bytes, bad: list[Range]) -> None:
        super().__init__(content)
        self._bad = bad

    def read(self, size: int | None = -1, /) -> bytes:
        first = self.tell()
        last = first + (size or 0)
        if any(first < at + length and at < last for at, length in self._bad):
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


@pytest.mark.parametrize(
    "bad", [[], [(0, SECTOR)], [(5 * SECTOR, 3 * SECTOR), (BLOCK, 1)], [(2 * BLOCK, 100)]], ids=str
)
def test_unreadable_ranges_are_zeros_and_told(bad: list[Range]) -> None:
    content = bytes(range(1, 256)) * 10_000
    target, unreadable = io.BytesIO(), list[Range]()
    steps = list(copy(BadDisk(content, bad), target, unreadable))
    expected = bytearray(content)
    for at, length in unreadable:
        expected[at : at + length] = bytes(length)
    assert target.getvalue() == expected
    assert steps[-1] == (len(content), len(content))
    lost = sum(length for _, length in unreadable)
    assert sum(length for _, length in bad) <= lost <= len(bad) * SECTOR + sum(length for _, length in bad)
    assert [any(at <= first < at + length for at, length in unreadable) for first, _ in bad] == [True] * len(
        bad
    )


def test_never_writes_over_a_file(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"new")
    target.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        list(copy_file(source, target, []))
    assert target.read_bytes() == b"mine"
