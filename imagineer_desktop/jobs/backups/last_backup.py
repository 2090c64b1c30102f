"""The newest good backup of a library: what a repair measures itself by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups.backup_list import backups_of, verify_backup
from imagineer_desktop.jobs.backups.backups import backup_folder
from imagineer_desktop.jobs.progress import finish


@dataclass(frozen=True, slots=True)
class GoodBackup:
    """A backup whose bytes are those of its manifest and that passes a full check just now."""

    path: Path
    created_at: datetime
    counts: dict[str, int]


def newest_backup(database: Path, folder: Path | None = None) -> GoodBackup | None:
    """The newest backup of this library that is good, or None. One that is not is passed over."""
    try:
        entries = backups_of(database, folder or backup_folder(database))
    except CatalogError:  # a folder that cannot be read holds no good backup
        return None
    for entry in entries:
        if entry.manifest is not None and _is_good(entry.path):
            return GoodBackup(entry.path, entry.created_at, entry.manifest.facts.counts)
    return None


def _is_good(copy: Path) -> bool:
    try:
        return finish(verify_backup(copy)).verified
    except CatalogError:  # it cannot be read
        return False
