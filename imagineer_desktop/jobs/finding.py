"""Which files of the given paths are pictures, and which batch each of them belongs to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from imagineer_desktop.media.probe import PICTURE_SUFFIXES, looks_like_picture

BATCH_NAME = re.compile(r".+_\d{8}_\d{6}$")
"""How the web application names a batch folder: `<set>_<YYYYMMDD_HHMMSS>`."""

_NOT_OF_THE_LIBRARY = frozenset({"thumbnails", "__macosx", "@eadir"})
_NEVER_PICTURES = frozenset(
    {".json", ".txt", ".log", ".caption", ".yaml", ".yml", ".toml", ".csv", ".md", ".html", ".xmp"}
    | {".safetensors", ".ckpt", ".pt", ".zip", ".db", ".db-wal", ".db-shm", ".svg", ".pdf", ".mp4", ".webm"}
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that is, or claims to be, a picture. `batch_folder` is None for a single."""

    path: Path
    batch_folder: str | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A folder or file the search could not look into, with its reason in words."""

    path: Path
    reason: str


def find_pictures(paths: Sequence[Path]) -> Iterator[FoundFile | Unreadable]:
    """Walk the paths, folders first, each file once, in a stable order.

    Every folder below a given one that holds pictures is a batch; a given folder itself is one only if
    it is named like one, else its own pictures are singles. Hidden files and folders and `thumbnails`
    folders are passed over; links to folders are not followed, so a loop of links ends.
    """
    given = [_absolute(path) for path in paths]
    folders = [path for path in given if path.is_dir()]
    files = [path for path in given if not path.is_dir()]
    seen: set[Path] = set()
    # The outer folder first: seen from there, the inner one is a batch.
    for root in sorted(folders, key=lambda folder: len(folder.parts)):
        yield from _walk(root, seen)
    for path in files:
        if path not in seen:
            seen.add(path)
            yield FoundFile(path, None)


def _walk(root: Path, seen: set[Path]) -> Iterator[FoundFile | Unreadable]:
    """The pictures of a folder, then those of the folders in it, one after the other.

    A list of folders to come and no recursion: folders can be nested deeper than Python can call.
    """
    true_root = os.path.realpath(root)
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        if folder in seen:
            continue
        seen.add(folder)
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
            shown = [entry for entry in entries if not entry.name.startswith(".")]
            inside = [entry for entry in shown if entry.is_dir(follow_symlinks=False)]
        except OSError as error:
            yield Unreadable(folder, f"The folder cannot be opened: {reason(error)}")
            continue
        batch = str(folder) if folder != root or BATCH_NAME.fullmatch(folder.name) else None
        for entry in shown:
            path = folder / entry.name
            if path not in seen and entry not in inside and _may_be_picture(entry, true_root):
                seen.add(path)
                yield FoundFile(path, batch)
        waiting += [
            folder / entry.name
            for entry in reversed(inside)
            if entry.name.lower() not in _NOT_OF_THE_LIBRARY
        ]


def _may_be_picture(entry: os.DirEntry[str], root: Path) -> bool:
    if entry.is_symlink() and not _leads_inside(entry, root):
        return False
    suffix = Path(entry.name).suffix.lower()
    if suffix in PICTURE_SUFFIXES:
        return True
    if suffix in _NEVER_PICTURES or not entry.is_file():
        return False
    return looks_like_picture(Path(entry.path))


def _leads_inside(entry: os.DirEntry[str], root: Path) -> bool:
    """A link to a file counts only if the file lies under the given folder too."""
    target = Path(os.path.realpath(entry.path))
    return target.is_file() and target.is_relative_to(os.path.realpath(root))


def _absolute(path: Path) -> Path:
    """Without `..`, links kept: a picture is stored under the name its user knows."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the links
