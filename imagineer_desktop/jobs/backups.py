"""Backups of a library: made while it is in use, checked, and visible only when they are good."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from imagineer_desktop import __version__
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.jobs.snapshots import PATIENCE_SECONDS, Snapshot, hidden_part, show, snapshot

SPACE_FACTOR = 1.2
"""The free space a backup wants, as a multiple of the library's size."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy of a library, and its manifest beside it (the same name with `.json`)."""

    path: Path
    manifest: Path
    sha256: str
    counts: dict[str, int]
    revision: str | None
    reason: str
    created_at: datetime
    size: int


def backup_folder(database: Path) -> Path:
    """Where the backups of a library lie unless the user chose another folder."""
    return database.parent / "backups"


def back_up(database: Path, folder: Path, reason: str, patience: float = PATIENCE_SECONDS) -> Job[Backup]:
    """Make a verified backup of the library in `folder` (made if it is not there).

    Other programs may go on reading and writing. `reason` ("by hand", "before upgrade") is part of
    its name. Raises CatalogError, and leaves nothing behind, when the disk is too small, the folder
    cannot be written, the library is locked or the copy is not equal to it.
    """
    created_at = datetime.now(UTC)
    path = _free_name(database, folder, reason, created_at)
    with hidden_part(path) as part:
        require_space(folder, library_size(database) * SPACE_FACTOR)
        taken = yield from snapshot(database, part, f"Backing up {database.name}", patience)
        yield Progress(f"Backing up {database.name}: writing its manifest")
        backup = _backup(path, part, taken, reason, created_at)
        _write_manifest(backup, database)
        try:
            show(part, path)
        except BaseException:
            backup.manifest.unlink(missing_ok=True)
            raise
    return backup


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


def _free_name(database: Path, folder: Path, reason: str, moment: datetime) -> Path:
    words = re.sub(r"[^a-z0-9]+", "-", reason.lower()).strip("-") or "backup"
    stem = f"{database.stem}-{moment:%Y%m%d-%H%M%S}-{words}"
    path, number = folder / f"{stem}.db", 1
    while path.exists() or path.with_suffix(".json").exists():
        number += 1
        path = folder / f"{stem}-{number}.db"
    return path


def _backup(path: Path, part: Path, taken: Snapshot, reason: str, moment: datetime) -> Backup:
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Backup(
        path=path,
        manifest=path.with_suffix(".json"),
        sha256=digest,
        counts=taken.counts,
        revision=taken.revision,
        reason=reason,
        created_at=moment,
        size=part.stat().st_size,
    )


def _write_manifest(backup: Backup, database: Path) -> None:
    """The manifest comes first, so that a backup that is seen always has one."""
    facts = {
        "format": 1,
        "program": f"Imagineer Desktop {__version__}",
        "library": str(database.absolute()),
        "reason": backup.reason,
        "created_at": backup.created_at.isoformat(timespec="seconds"),
        "revision": backup.revision,
        "counts": backup.counts,
        "size": backup.size,
        "sha256": backup.sha256,
    }
    with hidden_part(backup.manifest) as part:
        part.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        show(part, backup.manifest)
