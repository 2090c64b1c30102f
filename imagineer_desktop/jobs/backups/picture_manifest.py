"""The manifest of a copy of the pictures: one line a file, so that a copy that was stopped can go on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from imagineer_desktop import __version__

NAME = "pictures.jsonl"
_AT_A_TIME = 200
"""Lines between two moments at which they are on disk for certain."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One copied file: where it was, where it lies in the copy, and what is in it."""

    path: str
    stored: str
    sha256: str
    size: int
    mtime_ns: int


class PictureManifest:
    """The lines of one copy. Those of an interrupted one are there again; more can be added."""

    def __init__(self, folder: Path, library: Path) -> None:
        self.pictures = {picture.path: picture for picture in read_pictures(folder)}
        place = folder / NAME
        is_new = not place.exists()
        # What a kill tore off is a line of its own, and no picture.
        self._file = place.open("a", encoding="utf-8")
        self._waiting = 0
        head = {"format": 1, "program": f"Imagineer Desktop {__version__}", "library": str(library)}
        self._file.write(json.dumps(head) + "\n" if is_new else "\n")

    def add(self, picture: Picture) -> None:
        """Note a file that is where it belongs."""
        self.pictures[picture.path] = picture
        self._file.write(json.dumps(asdict(picture)) + "\n")
        self._waiting += 1
        if self._waiting >= _AT_A_TIME:
            self.save()

    def save(self) -> None:
        """Have the lines on disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._waiting = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def read_pictures(folder: Path) -> Iterator[Picture]:
    """What a copy holds; lines that are not whole, and files outside the copy, are passed over."""
    place = folder / NAME
    if not place.is_file():
        return
    with place.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            picture = _picture(line)
            if picture is not None:
                yield picture


def _picture(line: str) -> Picture | None:
    try:
        told = json.loads(line)
        if not isinstance(told, Mapping) or "stored" not in told:
            return None
        picture = Picture(
            str(told["path"]),
            str(told["stored"]),
            str(told["sha256"]),
            int(told["size"]),
            int(told["mtime_ns"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    stored = Path(picture.stored)
    return None if stored.is_absolute() or ".." in stored.parts else picture
