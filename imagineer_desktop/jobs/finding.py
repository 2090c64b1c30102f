"""Which files of the given paths are pictures, and which batch each of them belongs to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from imagineer_desktop.media.probe import PICTURE_SUFFIXES, looks_like_picture

BATCH_NAME = re.compile(r".+_\d{8}_\d{6}")
"""How the web application names a batch folder: `<set>_<YYYYMMDD_HHMMSS>`."""

_NOT_OF_THE_LIBRARY = frozenset({"thumbnails", "__macosx", "@eadir"})
_NEVER_PICTURES = frozenset(
    {".json", ".txt", ".log", ".caption", ".yaml", ".yml", ".toml", ".csv", ".md", ".html", ".xmp"}
    | {".safetensors", ".ckpt", ".pt", ".zip", ".db", ".db-wal", ".db-shm", ".svg", ".pdf", ".mp4", ".webm"}
)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of pictures: as its user spelled it, and its place, which is that with all links followed."""

    path: Path
    place: Path
    is_batch: bool = False


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that is, or claims to be, a picture. Small, for there may be a million of them."""

    folder: Folder
    name: str

    @property
    def path(self) -> Path:
        """As its user spelled it."""
        return self.folder.path / self.name

    @property
    def place(self) -> Path:
        """With the links of its folder followed."""
        return self.folder.place / self.name

    @property
    def batch_folder(self) -> str | None:
        """The batch it belongs to; None for a single."""
        return str(self.folder.path) if self.folder.is_batch else None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A folder the search could not look into, with its reason in words."""

    path: Path
    reason: str


def find_pictures(paths: Sequence[Path], apart: Path | None = None) -> Iterator[FoundFile | Unreadable]:
    """Walk the paths, folders first, each file once, in a stable order.

    Every folder below a given one that holds pictures is a batch; a given folder itself is one only if
    it is named like one, else its own pictures are singles. Hidden files and folders and `thumbnails`
    folders are passed over; links to folders are not followed, so a loop of links ends.

    The library `apart` and its journals are never opened: closing one of its files in the process that
    has it open would drop SQLite's locks.
    """
    own = _own_files(apart)
    given = [_absolute(path) for path in paths]
    named = {place: path for path in given if not _is_folder(path) and (place := _place(path)) not in own}
    walked: set[Path] = set()
    # The outer folder first: seen from there, the inner one is a batch.
    for root in sorted(filter(_is_folder, given), key=lambda folder: len(folder.parts)):
        for found in _walk(root, walked, own):
            if named and isinstance(found, FoundFile):
                named.pop(found.place, None)
            yield found
    for place, path in named.items():
        yield FoundFile(Folder(path.parent, place.parent), path.name)


def _own_files(library: Path | None) -> frozenset[Path]:
    if library is None:
        return frozenset()
    place = _place(library)
    return frozenset(place.with_name(place.name + end) for end in ("", "-wal", "-shm", "-journal"))


def _walk(root: Path, walked: set[Path], own: frozenset[Path]) -> Iterator[FoundFile | Unreadable]:
    """The pictures of a folder, then those of the folders in it. `walked` are places of folders, and grows.

    With a list of what is left to do: folders can be nested deeper than functions can call each other.
    """
    top = Path(os.path.realpath(root))
    left = [Folder(root, top, is_batch=BATCH_NAME.fullmatch(root.name) is not None)]
    while left:
        folder = left.pop()
        if folder.place in walked:
            continue
        walked.add(folder.place)
        try:
            files, names = _listed(folder.path)
        except OSError as error:
            yield Unreadable(folder.path, f"The folder cannot be opened ({error.strerror}).")
            continue
        not_ours = {file.name for file in own if file.parent == folder.place}
        for entry in files:
            if entry.name not in not_ours and _may_be_picture(entry, top):
                yield FoundFile(folder, entry.name)
        left += [Folder(folder.path / name, folder.place / name, is_batch=True) for name in reversed(names)]


def _listed(folder: Path) -> tuple[list[os.DirEntry[str]], list[str]]:
    """The files of a folder and the names of the folders to look into, both by name."""
    with os.scandir(folder) as listing:
        entries = sorted((entry for entry in listing if entry.name[0] != "."), key=lambda entry: entry.name)
    folders = {entry.name for entry in entries if entry.is_dir(follow_symlinks=False)}
    files = [entry for entry in entries if entry.name not in folders]
    return files, sorted(name for name in folders if name.lower() not in _NOT_OF_THE_LIBRARY)


def _may_be_picture(entry: os.DirEntry[str], top: Path) -> bool:
    if entry.is_symlink() and not _leads_inside(entry, top):
        return False
    suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 - for each of a million names
    if suffix in PICTURE_SUFFIXES:
        return True
    return suffix not in _NEVER_PICTURES and looks_like_picture(Path(entry.path))


def _leads_inside(entry: os.DirEntry[str], top: Path) -> bool:
    """A link to a file counts only if the file lies under the given folder too."""
    target = Path(os.path.realpath(entry.path))
    return target.is_relative_to(top) and os.path.isfile(target)  # noqa: PTH113 - as below


def _absolute(path: Path) -> Path:
    """Without `..`, links kept: a picture is stored under the name its user knows."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the links


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises where it may not look


def _place(path: Path) -> Path:
    return Path(os.path.realpath(path.parent), path.name)
