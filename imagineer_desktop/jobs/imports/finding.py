"""Which files of the given paths are pictures, and which batch each of them belongs to."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from imagineer_desktop.jobs.imports.found import Folder, FolderOfFiles, Found, FoundFile, Unreadable
from imagineer_desktop.jobs.imports.import_rules import PLAIN, Ignored, ImportRules
from imagineer_desktop.media.formats import PICTURE_SUFFIXES
from imagineer_desktop.media.looking import looks_like_picture
from imagineer_desktop.media.sidecars import sidecar_of

__all__ = [
    "BATCH_NAME",
    "Folder",
    "FolderOfFiles",
    "FoundFile",
    "Unreadable",
    "find_again",
    "find_folders",
    "find_pictures",
]

BATCH_NAME = re.compile(r".+_\d{8}_\d{6}")
"""How the web application names a batch folder: `<set>_<YYYYMMDD_HHMMSS>`."""

_NOT_OF_THE_LIBRARY = frozenset({"thumbnails", "__macosx", "@eadir"})
_NEVER_PICTURES = frozenset(
    {".json", ".txt", ".log", ".caption", ".yaml", ".yml", ".toml", ".csv", ".md", ".html", ".xmp"}
    | {".safetensors", ".ckpt", ".pt", ".zip", ".db", ".db-wal", ".db-shm", ".svg", ".pdf", ".mp4", ".webm"}
)


def find_pictures(
    paths: Sequence[Path], apart: Path | None = None, rules: ImportRules = PLAIN
) -> Iterator[FoundFile | Unreadable]:
    """Walk the paths, folders first, each file once, in a stable order (see `find_folders`)."""
    for found in find_folders(paths, apart, rules):
        if isinstance(found, Unreadable):
            yield found
        else:
            yield from found


def find_folders(
    paths: Sequence[Path],
    apart: Path | None = None,
    rules: ImportRules = PLAIN,
    only: Collection[Path] | None = None,
) -> Iterator[Found]:
    """Walk the paths, a folder of files at a time and the outer ones first, each file once.

    Every folder below a given one that holds pictures is a batch; a given folder itself is one only if
    it is named like one, else its own pictures are singles. Hidden files and folders and `thumbnails`
    folders are passed over; links to folders are not followed, so a loop of links ends. With `only`
    these folders are looked into and no others, those in them neither; each is still seen from the
    given folder it lies in.

    The library `apart` and its journals are never opened: closing one of its files in the process that
    has it open would drop SQLite's locks.
    """
    walk = _Walk(rules, _own_files(apart), only)
    given = [_absolute(path) for path in paths]
    named = {
        place: path for path in given if not _is_folder(path) and (place := _place(path)) not in walk.own
    }
    # The outer folder first: seen from there, the inner one is a batch.
    for root in sorted(filter(_is_folder, given), key=lambda folder: len(folder.parts)):
        for found in walk.through(root):
            if named and isinstance(found, FolderOfFiles):
                for file in found:
                    named.pop(file.place, None)
            yield found
    if only is None:
        for place, path in named.items():
            yield FolderOfFiles(Folder(path.parent, place.parent), (path.name,))


def find_again(folder: Folder, apart: Path | None, rules: ImportRules) -> Iterator[Found]:
    """Walk a folder once more, with the view of it that the first search had."""
    return _Walk(rules, _own_files(apart), None).from_here(folder)


class _Walk:
    """A way through folders that enters none of them twice."""

    def __init__(self, rules: ImportRules, own: frozenset[Path], only: Collection[Path] | None) -> None:
        self.own = own
        self._rules = rules
        self._ignored = Ignored(rules.ignored)
        self._only = None if only is None else sorted({_absolute(path) for path in only})
        self._walked: set[Path] = set()

    def through(self, root: Path) -> Iterator[Found]:
        """The files of a given folder, then those of the folders in it."""
        is_batch = BATCH_NAME.fullmatch(root.name) is not None
        top = Folder(root, Path(os.path.realpath(root)), is_batch, root)
        if self._only is None:
            yield from self.from_here(top)
            return
        for path in self._only:
            folder = self._seen_from(top, path)
            if folder is not None and folder.place not in self._walked:
                self._walked.add(folder.place)
                yield self._looked_into(folder)[0]

    def from_here(self, folder: Folder) -> Iterator[Found]:
        """With a list of what is left to do: folders can be nested deeper than calls."""
        left = [folder]
        while left:
            folder = left.pop()
            if folder.place in self._walked:
                continue
            self._walked.add(folder.place)
            found, below = self._looked_into(folder)
            yield found
            if self._rules.recursive:
                left += [
                    Folder(folder.path / name, folder.place / name, True, folder.top)
                    for name in reversed(below)
                ]

    def _looked_into(self, folder: Folder) -> tuple[Found, list[str]]:
        """The pictures of one folder, and the names of the folders in it."""
        try:
            listing = _listed(folder.path)
        except OSError as error:
            reason = f"The folder cannot be opened ({error.strerror})."
            return Unreadable(folder.path, reason, folder), []
        below = "" if not self._ignored else _below(folder)
        not_ours = {file.name for file in self.own if file.parent == folder.place}
        names = tuple(
            name
            for name in listing.files
            if name not in not_ours
            and not self._ignored.covers(name, below)
            and _may_be_picture(name, folder, name in listing.links)
        )
        folders = [name for name in listing.folders if not self._ignored.covers(name, below)]
        return FolderOfFiles(folder, names, _beside(names, listing.files)), folders

    def _seen_from(self, top: Folder, path: Path) -> Folder | None:
        """A folder as the walk from the given one would come to it; None where it would not come."""
        if path == top.path:
            return top
        if not path.is_relative_to(top.path) or not self._rules.recursive or not _is_folder(path):
            return None
        here = top
        for name in path.relative_to(top.path).parts:
            below = Folder(here.path / name, here.place / name, True, top.path)
            passed_over = name.startswith(".") or name.lower() in _NOT_OF_THE_LIBRARY
            if passed_over or below.path.is_symlink() or self._ignored.covers(name, _below(here)):
                return None
            here = below
        return here


@dataclass(frozen=True, slots=True)
class _Listing:
    """The names in a folder, in order; `links` are those of the files that are links."""

    files: list[str]
    folders: list[str]
    links: set[str]


def _listed(folder: Path) -> _Listing:
    found = _Listing([], [], set())
    with os.scandir(folder) as listing:
        for entry in listing:
            name = entry.name
            if name[0] == ".":
                continue
            if entry.is_dir(follow_symlinks=False):
                if name.lower() not in _NOT_OF_THE_LIBRARY:
                    found.folders.append(name)
                continue
            found.files.append(name)
            if entry.is_symlink():
                found.links.add(name)
    found.files.sort()
    found.folders.sort()
    return found


def _may_be_picture(name: str, folder: Folder, is_link: bool) -> bool:
    if is_link and not _leads_inside(folder.prefix + name, folder):
        return False
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if suffix in PICTURE_SUFFIXES:
        return True
    return suffix not in _NEVER_PICTURES and looks_like_picture(Path(folder.prefix + name))


def _beside(pictures: Sequence[str], files: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The names that may be those of sidecars, by the names of the pictures that have some."""
    if len(pictures) == len(files):
        return {}
    own = frozenset(pictures)
    told: dict[str, list[str]] = {}
    for name in files:
        if name not in own and (about := sidecar_of(name)) is not None:
            told.setdefault(about, []).append(name)
    found: dict[str, tuple[str, ...]] = {}
    if told:
        for name in pictures:
            stem = name.rpartition(".")[0] or name
            if names := (*told.get(stem, ()), *told.get(name, ())):
                found[name] = names
    return found


def _leads_inside(path: str, folder: Folder) -> bool:
    """A link to a file counts only if the file lies under the given folder too."""
    target = Path(os.path.realpath(path))
    top = Path(os.path.realpath(folder.top or folder.path))
    return target.is_relative_to(top) and os.path.isfile(target)  # noqa: PTH113 - as below


def _below(folder: Folder) -> str:
    """The way from the given folder to this one, with slashes."""
    if folder.top is None or folder.path == folder.top:
        return ""
    return folder.path.relative_to(folder.top).as_posix()


def _own_files(library: Path | None) -> frozenset[Path]:
    if library is None:
        return frozenset()
    place = _place(library)
    return frozenset(place.with_name(place.name + end) for end in ("", "-wal", "-shm", "-journal"))


def _absolute(path: Path) -> Path:
    """Without `..`, links kept: a picture is stored under the name its user knows."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the links


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises where it may not look


def _place(path: Path) -> Path:
    return Path(os.path.realpath(path.parent), path.name)
