"""A hundred thousand small files in one folder: import, rescan, the folder renamed; time and memory."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., str]

FILES = 100_000
_END = b"\0\0\0\0IEND\xaeB`\x82"


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Prints a figure past pytest's capture."""

    def said(line: str) -> None:
        with capsys.disabled():
            print(f"\n    {line}")

    return said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """PNGs of 8 x 8 pixels; each has a content of its own."""
    folder = tmp_path / "outputs" / "all in one"
    folder.mkdir(parents=True)
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    for number in range(FILES):
        color = struct.pack(">I", number)[1:]
        pixels = _chunk(b"IDAT", zlib.compress((b"\0" + color * 8) * 8, 1))
        words = f"harbor {number}\nNegative prompt: fog\nSteps: 20, Sampler: Euler a, Seed: {number}"
        said = _chunk(b"tEXt", b"parameters\0" + words.encode())
        (folder / f"{number:06}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + header + said + pixels + _END)
    return folder


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_a_folder_of_a_hundred_thousand_files(
    folder: Path, run: Run, tell: Callable[[str], None], tmp_path: Path
) -> None:
    def imported(what: str) -> dict[str, Any]:
        figures: dict[str, Any] = json.loads(run("importing.py", tmp_path / "library.db", folder.parent))
        index = figures["found"] / figures["index_seconds"]
        tell(
            f"{what}: {figures['seconds']:.1f} s, the index {figures['index_seconds']:.1f} s "
            f"({index:,.0f} files/s); {figures['memory'] / 1e6:.0f} MB, "
            f"a child {figures['memory_of_a_child'] / 1e6:.0f} MB"
        )
        return figures

    first = imported("import")
    assert (first["found"], first["imported"], first["failed"]) == (FILES, FILES, 0)
    again = imported("rescan")
    assert (again["imported"], again["already"]) == (0, FILES)
    renamed = folder.rename(folder.with_name("renamed"))
    moved = imported("renamed folder")
    assert (moved["imported"], moved["already"], renamed.is_dir()) == (0, FILES, True)
    assert max(one["memory"] for one in (first, again, moved)) < 600e6
