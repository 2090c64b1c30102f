"""Pictures found again after the outputs folder moved: all of them in one step."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.jobs.files.old_roots import Files, Parts, Root, longest_match, old_roots, taken_apart

BATCH = 1000


@dataclass(frozen=True, slots=True)
class RelocationReport:
    """What remapping did. `stayed` are (image id, path) of images whose new path another image has already.

    `missing` counts the images whose file does not exist now; `roots` are (old folder, new folder).
    """

    remapped: int = 0
    missing: int = 0
    stayed: tuple[tuple[int, str], ...] = ()
    roots: tuple[tuple[str, str], ...] = ()


def guess_outputs_root(database: Path, paths: Iterable[str]) -> Path | None:
    """The folder near the library that holds most of the dangling `paths`, or None.

    Looks at the library's folder, the one above, and their direct subfolders. Where two hold the
    same files it is the one named outputs, and of two of those the one that holds less besides.
    """
    files = Files()
    wanted = [taken_apart(path) for path in paths if not files.exist(path)]
    best: tuple[tuple[int, int, bool, int], Path] | None = None
    for folder in _neighbours(database.absolute()):
        matches = [longest_match(parts, str(folder), files) for parts in wanted]
        strong = sum(
            1 for match, parts in zip(matches, wanted, strict=True) if match and _strong(match, parts, folder)
        )
        found = sum(1 for match in matches if match)
        score = (strong, found, _is_named_outputs(folder), -len(list(folder.iterdir())))
        if (strong or found * 2 > len(wanted)) and (best is None or score > best[0]):
            best = (score, folder)
    return best and best[1]


def count_found(paths: Sequence[str], outputs_root: Path, files: Files | None = None) -> int:
    """How many of `paths` would exist once they were remapped to `outputs_root`; changes nothing."""
    files = files or Files()
    parts = {number: taken_apart(path) for number, path in enumerate(paths) if not files.exist(path)}
    roots = old_roots(list(parts.values()), outputs_root, files)
    targets, _ = _targets(parts, roots, set(), files)
    return len(paths) - len(parts) + sum(1 for target in targets.values() if files.exist(target))


def relocate(
    connection: Session | Connection, outputs_root: Path, files: Files | None = None
) -> RelocationReport:
    """Give images whose file is gone the path it has under `outputs_root`, and say which are missing.

    Paths that exist are left alone. Old roots are found by trying the ends of paths under the new
    one; whatever lay under an old root is remapped, existing or not. Runs in the caller's transaction;
    with `files` that were asked before, the disk is not waited for in it.
    """
    rows = [
        (int(row_id), str(path))
        for row_id, path in connection.execute(text("SELECT id, file_path FROM images"))
    ]
    files = files or Files()
    dangling = {row_id: path for row_id, path in rows if not files.exist(path)}
    parts = {row_id: taken_apart(path) for row_id, path in dangling.items()}
    roots = old_roots(list(parts.values()), outputs_root, files)
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
    return [one for one in dict.fromkeys([*inside, *near]) if one.is_dir()]


def _is_named_outputs(folder: Path) -> bool:
    return folder.name.lower().startswith("outputs")


def _strong(start: int, parts: Parts, folder: Path) -> bool:
    """Whether more than the bare file name speaks for a match."""
    return start < len(parts) - 1 or parts[start - 1] == folder.name


def _targets(
    parts: dict[int, Parts], roots: Sequence[Root], taken: set[str], files: Files
) -> tuple[dict[int, str], list[int]]:
    """(image id -> new path, ids that stay because their new path is taken)."""
    targets: dict[int, str] = {}
    stayed: set[int] = set()
    # The plain spelling of a path goes first; `folder/./name` is the second image's way to the same file.
    waiting = sorted(parts, key=lambda row_id: ("." in parts[row_id], row_id))

    def give(row_id: int, target: str) -> None:
        free = [one for one in (_straight(target), target) if one not in taken and _is_text(one)]
        if not free:
            stayed.add(row_id)
            return
        taken.add(free[0])
        stayed.discard(row_id)
        targets[row_id] = free[0]

    for root in roots:
        for row_id in waiting:
            target = root.target(parts[row_id])
            if row_id not in targets and target is not None and files.exist(target):
                give(row_id, target)
    for row_id in waiting:
        places = [one for root in roots if (one := root.target(parts[row_id]))]
        if places and row_id not in targets and row_id not in stayed:
            give(row_id, next((one for one in places if files.any_beside(one)), places[0]))
    return targets, sorted(stayed)


def _straight(path: str) -> str:
    """A path without its `./`."""
    separator = os.sep
    return separator.join(name for name in path.split(separator) if name != ".")


def _is_text(path: str) -> bool:
    """Whether a path can be stored; a name on disk may hold bytes that are no text."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
