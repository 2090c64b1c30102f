"""Where the pictures were: old folders, told from the ends of paths that exist somewhere else."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

SAMPLE = 2000
"""How many paths are tried one by one to find the old roots; the others follow their roots."""

Parts = tuple[str, ...]
"""A path taken apart: its root ("/", "C:", "//", or "" for a relative one), then the names."""

_DRIVE = re.compile(r"([A-Za-z]:)[\\/]")


@dataclass(frozen=True, slots=True)
class Root:
    """An old folder and the place its files are in now."""

    old: Parts
    new: str

    def target(self, parts: Parts) -> str | None:
        """Where a path would be now; None if it does not lie under the old folder."""
        if parts[: len(self.old)] != self.old or len(parts) == len(self.old):
            return None
        return _joined(self.new, parts[len(self.old) :])


@dataclass(slots=True)
class Files:
    """Which files exist, asking the disk once a folder, and once a file where that cannot be listed."""

    _names: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _asked: dict[str, bool] = field(default_factory=dict)

    def exist(self, path: str) -> bool:
        """Whether a file lies at a path. A relative one names no certain place, so it never does."""
        if not Path(path).is_absolute():
            return False
        folder, name = os.path.split(path)
        names = self._in(folder)
        if names is None:
            if path not in self._asked:
                self._asked[path] = Path(path).is_file()
            return self._asked[path]
        return name in names or (sys.platform in {"win32", "darwin"} and Path(path).is_file())

    def any_beside(self, path: str) -> bool:
        """Whether the folder of a path holds any file."""
        return self._in(os.path.split(path)[0]) != frozenset()

    def _in(self, folder: str) -> frozenset[str] | None:
        if folder not in self._names:
            self._names[folder] = _file_names(folder)
        return self._names[folder]


def old_roots(paths: Sequence[Parts], outputs_root: Path, files: Files) -> list[Root]:
    """The old roots, by how many paths speak for each."""
    roots: list[Root] = []
    unexplained = list(paths)
    while unexplained:
        sample = unexplained[:: max(1, len(unexplained) // SAMPLE)]
        new = [root for root in _voted(sample, outputs_root, files) if root not in roots]
        if not new:
            break
        roots += new
        unexplained = [parts for parts in unexplained if not any(root.target(parts) for root in new)]
    return roots


def _voted(sample: Sequence[Parts], outputs_root: Path, files: Files) -> list[Root]:
    """A root inside another one with the same new place needs more than a bare file name to speak for it."""
    bases = [str(outputs_root.absolute()), str(outputs_root.absolute().parent)]
    votes: Counter[Root] = Counter()
    strong: set[Root] = set()
    for parts in sample:
        for base in bases:
            if start := longest_match(parts, base, files):
                root = Root(parts[:start], base)
                votes[root] += 1
                if start < len(parts) - 1:
                    strong.add(root)
                break
    roots: list[Root] = []
    for root, _ in votes.most_common():
        inside = any(one.new == root.new and root.old[: len(one.old)] == one.old for one in roots)
        if root in strong or not inside:
            roots.append(root)
    return sorted(roots, key=lambda root: root.new != bases[0])


def longest_match(parts: Parts, base: str, files: Files) -> int:
    """Where in a path the longest end begins that exists under `base`; 0 if none does."""
    if ".." in parts:
        return 0
    for start in range(1, len(parts)):
        if files.exist(_joined(base, parts[start:])):
            return start
    return 0


def _file_names(folder: str) -> frozenset[str] | None:
    """The files in a folder; None where it cannot be listed but may hold some."""
    try:
        with os.scandir(folder) as entries:
            return frozenset(entry.name for entry in entries if entry.is_file())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return frozenset()
    except OSError:
        return None


def taken_apart(path: str) -> Parts:
    root = ""
    if drive := _DRIVE.match(path):
        root, path = drive[1].upper(), path[2:].replace("\\", "/")
    elif path.startswith("\\\\"):
        root, path = "//", path.replace("\\", "/")
    elif path.startswith("/"):
        root = "/"
    elif "/" not in path:
        path = path.replace("\\", "/")
    return (root, *(name for name in path.split("/") if name))


def _joined(folder: str, names: Parts) -> str:
    """A path as text, `./` and all: a Path would straighten it."""
    separator = os.sep
    return separator.join((folder.rstrip(separator), *names))
