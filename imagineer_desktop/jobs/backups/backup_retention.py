"""Which backups may go: the longer ago, the fewer stay; the newest good ones always do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from imagineer_desktop.jobs.backups.backup_list import BackupEntry, backups_of
from imagineer_desktop.jobs.backups.backup_manifest import (
    manifest_place,
    read_manifest,
    rewrite_manifest,
    sweep_backups,
)
from imagineer_desktop.jobs.backups.snapshots import cannot_write, sync

ALL_OF = timedelta(hours=48)
BEFORE_AN_OPERATION = timedelta(days=30)
NEWEST = 2
_PERIODS: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
    (7, lambda moment: (moment.year, moment.month, moment.day)),
    (4, lambda moment: tuple(moment.isocalendar()[:2])),
    (12, lambda moment: (moment.year, moment.month)),
)
"""So many days, weeks and months keep their newest backup: those that have one, however long ago they are."""


def superfluous(entries: Sequence[BackupEntry], now: datetime) -> list[BackupEntry]:
    """Those of a library's backups that may be removed, the oldest first.

    A clock that jumps removes nothing by itself: ages count from the newest backup or from `now`,
    whichever is earlier, what comes from the future stays, and which one is newer says its number.
    Backups that are not verified, not described by their own manifest, or not ours stay.
    """
    good = sorted((one for one in entries if one.verified), key=lambda one: one.order, reverse=True)
    if not good:
        return []
    today = min(now, max(entry.created_at for entry in good))
    kept = {entry.path for entry in good[:NEWEST]}
    kept.update(entry.path for entry in good if _stays(entry, today))
    for most, period in _PERIODS:
        kept.update(entry.path for entry in _newest_of(good, most, period))
    return [entry for entry in reversed(good) if entry.path not in kept]


def thin(library: Path, folder: Path, now: datetime | None = None) -> list[Path]:
    """Remove the superfluous backups of a library; returns which they were.

    A process that is killed meanwhile leaves a manifest that says so, for the next time. CatalogError
    when a file cannot be removed.
    """
    ours = [entry for entry in backups_of(library, folder) if _is_ours(entry, library.absolute())]
    removed = []
    for entry in superfluous(ours, now or datetime.now(UTC)):
        if _is_ours(entry, library.absolute()) and _may_go(entry.path):
            _remove(entry.path)
            removed.append(entry.path)
    for entry in ours:
        if entry.manifest and entry.manifest.is_going:
            _remove(entry.path)
    sweep_backups(folder)
    return removed


def _stays(entry: BackupEntry, today: datetime) -> bool:
    if entry.pinned or entry.created_at > today - ALL_OF:
        return True
    return entry.reason.startswith("before ") and entry.created_at > today - BEFORE_AN_OPERATION


def _newest_of(
    good: Sequence[BackupEntry], most: int, period: Callable[[datetime], tuple[int, ...]]
) -> Iterator[BackupEntry]:
    seen: set[tuple[int, ...]] = set()
    for entry in good:
        key = period(entry.created_at.astimezone(UTC))
        if key not in seen:
            seen.add(key)
            if len(seen) > most:
                return
            yield entry


def _is_ours(entry: BackupEntry, library: Path) -> bool:
    """A file that was renamed, moved to another library or made by other means is the user's."""
    manifest = entry.manifest
    return manifest is not None and manifest.file == entry.path.name and manifest.library == library


def _may_go(backup: Path) -> bool:
    """Asked once more just before: it may have been pinned, or be open in a program, since it was listed."""
    manifest = read_manifest(backup)
    journals = (Path(f"{backup}{end}") for end in ("-wal", "-journal", "-shm"))
    return manifest is not None and not manifest.pinned and not any(one.exists() for one in journals)


def _remove(backup: Path) -> None:
    try:
        rewrite_manifest(backup, is_going=True)
        backup.unlink(missing_ok=True)
        sync(backup.parent)
        manifest_place(backup).unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(backup.parent, error.strerror or str(error)) from error
