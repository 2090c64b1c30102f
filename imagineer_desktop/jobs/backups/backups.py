"""Backups of a library: made while it is in use, checked, and visible only when they are good."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import time_ns

from imagineer_desktop import __version__
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups.backup_check import Depth
from imagineer_desktop.jobs.backups.backup_manifest import (
    Manifest,
    Marks,
    manifest_place,
    read_manifest,
    sweep_backups,
    write_manifest,
)
from imagineer_desktop.jobs.backups.snapshots import (
    PATIENCE_SECONDS,
    NameTakenError,
    Snapshot,
    hidden_part,
    show,
    snapshot,
)
from imagineer_desktop.jobs.progress import Job, Progress

SPACE_FACTOR = 1.2
"""The free space a backup wants, as a multiple of the library's size."""

BY_HAND = "by hand"
DAILY = "daily"
BEFORE_RESTORE = "before restore"

_FRESH_NS = 2 * 10**9
"""A file changed so lately may change once more without its time of change telling it."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy of a library, and its manifest beside it (the same name with `.json`).

    `is_new` is False for an earlier one that still is equal to the library, byte for byte.
    """

    path: Path
    manifest: Path
    sha256: str
    counts: dict[str, int]
    revision: str | None
    reason: str
    created_at: datetime
    size: int
    is_new: bool = True


def backup_folder(database: Path) -> Path:
    """Where the backups of a library lie unless the user chose another folder."""
    return database.parent / "backups"


def back_up(
    database: Path,
    folder: Path,
    reason: str,
    patience: float = PATIENCE_SECONDS,
    *,
    depth: Depth = Depth.ALL,
    unless: Callable[[Snapshot], Path | None] = lambda _: None,
) -> Job[Backup]:
    """Make a verified backup of the library in `folder` (made if it is not there).

    Other programs may go on reading and writing. `reason` ("by hand", "before upgrade") is part of
    its name. `unless` may name an earlier backup that does as well. Raises CatalogError, and leaves
    nothing behind, when the disk is too small, the folder cannot be written, the library is locked
    (InUseError), does not answer (PostponedError) or is damaged (ProblemsFoundError).
    """
    names = _free_names(database, folder, reason)
    return (yield from _made(database, next(names), names, reason, patience, depth, unless))


def back_up_as(
    database: Path, path: Path, reason: str = BY_HAND, patience: float = PATIENCE_SECONDS
) -> Job[Backup]:
    """Make a verified backup under a name of the user's; NameTakenError if something has it.

    `back_up` says what else is raised.
    """
    for place in (path, manifest_place(path)):
        if place.exists() or place.is_symlink():
            raise NameTakenError(
                f"There is already a file at {place}. It was not changed. Choose another name."
            )
    return (yield from _made(database, path, iter(()), reason, patience, Depth.ALL, lambda _: None))


def _made(
    database: Path,
    path: Path,
    others: Iterator[Path],
    reason: str,
    patience: float,
    depth: Depth,
    unless: Callable[[Snapshot], Path | None],
) -> Job[Backup]:
    sweep_backups(path.parent)
    text = f"Backing up {database.name}"
    with hidden_part(path) as part:
        require_space(path.parent, library_size(database) * SPACE_FACTOR)
        created_at, marks = datetime.now(UTC), marks_of(database)
        taken = yield from snapshot(database, part, text, patience, depth)
        yield Progress(f"{text}: writing its manifest")
        equal = unless(taken)
        if equal is not None and (known := read_manifest(equal)):
            return _backup(known, equal, is_new=False)
        manifest = _manifest(path, part, database, taken, reason, created_at, marks)
        while not _is_shown(manifest, part, path):
            other = next(others, None)
            if other is None:
                raise NameTakenError(f"There is a file at {path} by now. It was not changed.")
            path, manifest = other, replace(manifest, file=other.name)
    return _backup(manifest, path)


def _is_shown(manifest: Manifest, part: Path, path: Path) -> bool:
    """Give a backup its name; False if another process has just taken it.

    The manifest comes first, so that a backup that is seen always has one.
    """
    try:
        write_manifest(manifest, path)
    except NameTakenError:
        return False
    try:
        show(part, path)
    except NameTakenError:
        manifest_place(path).unlink()
        return False
    except BaseException:
        manifest_place(path).unlink(missing_ok=True)
        raise
    return True


def library_size(database: Path) -> int:
    """Bytes on disk, with the write-ahead log."""
    places = (database, Path(f"{database}-wal"))
    return sum(place.stat().st_size for place in places if place.exists())


def require_space(folder: Path, wanted: float) -> None:
    """CatalogError when less than `wanted` bytes are free where `folder` lies."""
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise CatalogError(
            f"The disk that holds {folder} has {free / 1e6:,.0f} MB free, "
            f"and {wanted / 1e6:,.0f} MB are needed. Nothing was changed. Free some space and try again."
        )


def marks_of(database: Path) -> Marks | None:
    """By these a library that nobody wrote to is known again; None if it was written to just now."""
    marks = tuple(_mark(Path(f"{database}{end}")) for end in ("", "-wal"))
    if any(mark and mark[2] > time_ns() - _FRESH_NS for mark in marks):
        return None
    return marks


def _mark(place: Path) -> tuple[int, int, int] | None:
    try:
        status = place.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _free_names(database: Path, folder: Path, reason: str) -> Iterator[Path]:
    words = re.sub(r"[^a-z0-9]+", "-", reason.lower()).strip("-") or "backup"
    stem = f"{database.stem}-{datetime.now(UTC):%Y%m%d-%H%M%S}-{words}"
    for number in count(1):
        path = folder / (f"{stem}.db" if number == 1 else f"{stem}-{number}.db")
        if not path.exists() and not manifest_place(path).exists():
            yield path


def _manifest(
    path: Path,
    part: Path,
    database: Path,
    taken: Snapshot,
    reason: str,
    moment: datetime,
    marks: Marks | None,
) -> Manifest:
    assert taken.copy.facts is not None
    return Manifest(
        file=path.name,
        library=database.absolute(),
        reason=reason,
        created_at=moment,
        sha256=taken.copy.sha256,
        size=taken.copy.size,
        facts=taken.copy.facts,
        program=f"Imagineer Desktop {__version__}",
        number=1 + max((one.number for one in _manifests(path.parent)), default=0),
        marks=marks,
        part=part.name,
        checked_at=moment,
    )


def _manifests(folder: Path) -> Iterator[Manifest]:
    for place in folder.glob("*.json"):
        manifest = read_manifest(place.with_suffix(".db"))
        if manifest is not None:
            yield manifest


def _backup(manifest: Manifest, path: Path, is_new: bool = True) -> Backup:
    return Backup(
        path=path,
        manifest=manifest_place(path),
        sha256=manifest.sha256,
        counts=manifest.facts.counts,
        revision=manifest.facts.revision,
        reason=manifest.reason,
        created_at=manifest.created_at,
        size=manifest.size,
        is_new=is_new,
    )
