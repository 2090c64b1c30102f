"""Pictures found again after the outputs folder moved: all of them in one step."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.schema import write_timestamp

SAMPLE = 2000
"""How many paths are tried one by one to find the old roots; the others follow their roots."""

BATCH = 1000

Parts = tuple[str, ...]
"""A path taken apart: its root ("/", "C:", "//", or "" for a relative one), then the names."""

_DRIVE = re.compile(r"([A-Za-z]:)[\\/]")


@dataclass(frozen=True, slots=True)
class RelocationReport:
    """What remapping did. `stayed` are (image id, path) of images whose new path another image has already.

    `missing` counts the images whose file does not exist now; `roots` are (old folder, new folder).
    """

    remapped: int = 0
    missing: int = 0
    stayed: tuple[tuple[int, str], ...] = ()
    roots: tuple[tuple[str, str], ...] = ()


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
    """Which files exist, asking the disk once a folder."""

    _names: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def exist(self, path: str) -> bool:
        """Whether a file lies at a path. A relative one names no certain place, so it never does."""
        if not Path(path).is_absolute():
            return False
        folder, name = os.path.split(path)
        if folder not in self._names:
            self._names[folder] = _file_names(folder)
        names = self._names[folder]
        if names is None:
            return Path(path).is_file()
        return name in names or (sys.platform in {"win32", "darwin"} and Path(path).is_file())


def guess_outputs_root(database: Path, paths: Iterable[str]) -> Path | None:
    """The folder near the library that holds most of the dangling `paths`, or None.

    Looks at the library's folder, the one above, and their direct subfolders. Where two hold the
    same files it is the one named outputs, and of two of those the one that holds less besides.
    """
    files = Files()
    wanted = [_parts(path) for path in paths if not files.exist(path)]
    best: tuple[tuple[int, int, bool, int], Path] | None = None
    for folder in _neighbours(database.absolute()):
        matches = [_longest_match(parts, str(folder), files) for parts in wanted]
        strong = sum(
            1 for match, parts in zip(matches, wanted, strict=True) if match and _strong(match, parts, folder)
        )
        found = sum(1 for match in matches if match)
        score = (strong, found, _is_named_outputs(folder), -len(list(folder.iterdir())))
        if (strong or found * 2 > len(wanted)) and (best is None or score > best[0]):
            best = (score, folder)
    return best and best[1]


def count_found(paths: Sequence[str], outputs_root: Path) -> int:
    """How many of `paths` would exist once they were remapped to `outputs_root`; changes nothing."""
    files = Files()
    parts = {number: _parts(path) for number, path in enumerate(paths) if not files.exist(path)}
    roots = _old_roots(list(parts.values()), outputs_root, files)
    targets, _ = _targets(parts, roots, set(), files)
    return len(paths) - len(parts) + sum(1 for target in targets.values() if files.exist(target))


def relocate(connection: Session | Connection, outputs_root: Path) -> RelocationReport:
    """Give images whose file is gone the path it has under `outputs_root`, and say which are missing.

    Paths that exist are left alone. Old roots are found by trying the ends of paths under the new
    one; whatever lay under an old root is remapped, existing or not. Runs in the caller's transaction.
    """
    rows = [
        (int(row_id), str(path))
        for row_id, path in connection.execute(text("SELECT id, file_path FROM images"))
    ]
    files = Files()
    dangling = {row_id: path for row_id, path in rows if not files.exist(path)}
    parts = {row_id: _parts(path) for row_id, path in dangling.items()}
    roots = _old_roots(list(parts.values()), outputs_root, files)
    taken = {path for _, path in rows}
    targets, stayed = _targets(parts, roots, taken, files)
    changes = [{"id": row_id, "path": path} for row_id, path in targets.items()]
    _in_batches(connection, "UPDATE images SET file_path = :path WHERE id = :id", changes)
    return RelocationReport(
        remapped=len(targets),
        missing=mark_missing(connection, files),
        stayed=tuple((row_id, dangling[row_id]) for row_id in stayed),
        roots=tuple(("/".join(root.old).replace("//", "/"), root.new) for root in roots),
    )


def mark_missing(connection: Session | Connection, files: Files | None = None) -> int:
    """Note since when files are missing, and clear the note of those that are there; how many are missing."""
    files = files or Files()
    now = write_timestamp(datetime.now(UTC))
    missing = 0
    changes: list[dict[str, object]] = []
    rows = connection.execute(text("SELECT id, file_path, missing_since IS NOT NULL FROM images"))
    for row_id, path, noted in rows:
        exists = files.exist(str(path))
        missing += not exists
        if exists == bool(noted):
            changes.append({"id": row_id, "since": None if exists else now})
    _in_batches(connection, "UPDATE images SET missing_since = :since WHERE id = :id", changes)
    return missing


def _in_batches(connection: Session | Connection, sql: str, changes: Sequence[dict[str, object]]) -> None:
    for start in range(0, len(changes), BATCH):
        connection.execute(text(sql), list(changes[start : start + BATCH]))


def _file_names(folder: str) -> frozenset[str] | None:
    """The files in a folder; None where it cannot be listed but may hold some."""
    try:
        with os.scandir(folder) as entries:
            return frozenset(entry.name for entry in entries if entry.is_file())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return frozenset()
    except OSError:
        return None


def _parts(path: str) -> Parts:
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


def _neighbours(database: Path) -> list[Path]:
    """The folders around a library that can be looked into."""
    near = [database.parent, database.parent.parent]
    inside: list[Path] = []
    for folder in near:
        try:
            inside += sorted(
                one
                for one in folder.iterdir()
                if one.is_dir() and not one.name.startswith(".") and os.access(one, os.R_OK | os.X_OK)
            )
        except OSError:
            continue
    return list(dict.fromkeys([*inside, *near]))


def _is_named_outputs(folder: Path) -> bool:
    return folder.name.lower().startswith("outputs")


def _longest_match(parts: Parts, base: str, files: Files) -> int:
    """Where in a path the longest end begins that exists under `base`; 0 if none does."""
    if ".." in parts:
        return 0
    for start in range(1, len(parts)):
        if files.exist(_joined(base, parts[start:])):
            return start
    return 0


def _strong(start: int, parts: Parts, folder: Path) -> bool:
    """Whether more than the bare file name speaks for a match."""
    return start < len(parts) - 1 or parts[start - 1] == folder.name


def _old_roots(paths: Sequence[Parts], outputs_root: Path, files: Files) -> list[Root]:
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
            if start := _longest_match(parts, base, files):
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


def _targets(
    parts: dict[int, Parts], roots: Sequence[Root], taken: set[str], files: Files
) -> tuple[dict[int, str], list[int]]:
    """(image id -> new path, ids that stay because their new path is taken)."""
    targets: dict[int, str] = {}
    stayed: set[int] = set()

    def give(row_id: int, target: str) -> None:
        if target in taken:
            stayed.add(row_id)
        else:
            taken.add(target)
            stayed.discard(row_id)
            targets[row_id] = target

    for root in roots:
        for row_id in parts.keys() - targets.keys():
            target = root.target(parts[row_id])
            if target is not None and files.exist(target):
                give(row_id, target)
    for row_id in parts.keys() - targets.keys() - stayed:
        target = next((one for root in roots if (one := root.target(parts[row_id]))), None)
        if target is not None:
            give(row_id, target)
    return targets, sorted(stayed)
