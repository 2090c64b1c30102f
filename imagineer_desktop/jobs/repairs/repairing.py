"""The repair of a damaged library: from the mildest means to the last, on copies, into a new file.

The original is only read, and by another process; nothing takes its place but by `installing.install`.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.carving.carver import Origin
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.migrating import State
from imagineer_desktop.catalog.plain import spoken
from imagineer_desktop.jobs.backups.backups import library_size, require_space
from imagineer_desktop.jobs.backups.last_backup import GoodBackup, newest_backup
from imagineer_desktop.jobs.backups.snapshots import hidden_part, row_counts, show
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.jobs.repairs.apart import apart
from imagineer_desktop.jobs.repairs.damage import Damage, diagnose
from imagineer_desktop.jobs.repairs.installing import require_sound
from imagineer_desktop.jobs.repairs.merging import merge
from imagineer_desktop.jobs.repairs.refilling import refill, statements
from imagineer_desktop.jobs.repairs.repair_notes import Recovered, backup_note, carving_notes, recovered
from imagineer_desktop.jobs.repairs.salvaged import carved_counts, set_doubtful_aside, write_aside
from imagineer_desktop.jobs.repairs.workbench import Originals, taken, workbench

SPACE_FACTOR = 6.0
"""The free space a repair wants, as a multiple of the library's size: copies, salvage, the new library."""


class How(Enum):
    """By what means the library was repaired."""

    JOURNALS = "its own journals were played back"
    WITHOUT_JOURNALS = "journals that do not belong to it were left out"
    REINDEXED = "its indexes were made anew"
    CARVED = "its rows were taken out of its pages and put into a new library"
    MERGED = "the newest backup was taken, and the newer rows of the damaged library were put into it"


class NothingToRepairError(CatalogError):
    """The library was checked and is sound."""


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair brought.

    `recovered` is by table. `set_aside` is a database with the rows that were left out, each with the
    reason. `backup` is the newest good one: `repair(..., merged=True)` would start from it.
    """

    recovered: dict[str, Recovered]
    database: Path
    how: How
    notes: tuple[str, ...] = ()
    set_aside: Path | None = None
    backup: GoodBackup | None = None


def repair(
    path: Path, to: Path | None = None, merged: bool = False, backups: Path | None = None
) -> Job[RepairReport]:
    """Make a repaired copy of a damaged library under the new name `to` (beside it unless given).

    `merged`: start from the newest good backup in `backups` and add what is newer in the damaged file.
    Raises NothingToRepairError for a sound library, and CatalogError for operational trouble, for no
    space, and when no image can be recovered; the library is then as it was, and nothing is left behind.
    """
    target = to or _free_name(path)
    if target.exists():
        raise CatalogError(f"There is already a file at {target}. It was not changed. Choose another name.")
    yield from _require_damage(path)
    backup = newest_backup(path, backups)
    if merged and backup is None:
        raise CatalogError(f"There is no good backup of {path.name}. Nothing was changed.")
    with hidden_part(target) as part, workbench(target) as folder:
        require_space(folder, library_size(path) * SPACE_FACTOR)
        originals = yield from taken(path, folder)
        report = None if merged else (yield from _mended(originals, backup))
        if report is None:
            report = yield from _carved(path, originals, backup, merged)
        yield Progress("Checking the repaired library")
        require_sound(report.database)
        shutil.copyfile(report.database, part)
        aside = _shown_aside(report.set_aside, target)
        show(part, target)
    return replace(report, database=target, set_aside=aside)


def _free_name(path: Path) -> Path:
    stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    target, number = path.with_name(f"{path.stem}-repaired-{stamp}.db"), 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.stem}-repaired-{stamp}-{number}.db")
    return target


def _require_damage(path: Path) -> Job[None]:
    found = yield from diagnose(path)
    if found.damage is Damage.NONE:
        raise NothingToRepairError(found.sentence)
    if found.damage is Damage.TROUBLE:
        raise CatalogError(found.sentence)


def _mended(originals: Originals, backup: GoodBackup | None) -> Job[RepairReport | None]:
    """The mild means, in their order; None when none of them helps."""
    tries = [(How.JOURNALS, True, False), (How.WITHOUT_JOURNALS, False, False)]
    tries = tries if originals.journals else []
    tries += [(How.REINDEXED, True, True)]
    tries += [(How.REINDEXED, False, True)] if originals.journals else []
    for number, (how, journals, reindex) in enumerate(tries):
        yield Progress("Trying the mild means first", number, len(tries))
        copy = originals.copy(f"try-{number}.db", journals)
        counts = _sound_counts(copy, reindex)
        if counts is not None and _is_enough(counts, backup):
            found = recovered(counts, {}, backup)
            notes = (backup_note(backup),) if how is How.WITHOUT_JOURNALS else ()
            return RepairReport(found, copy, how, notes, backup=backup)
        for left in originals.folder.glob(f"{copy.name}*"):
            left.unlink()
    return None


def _sound_counts(copy: Path, reindex: bool) -> dict[str, int] | None:
    """The rows a table of a copy that passes a full check as a library; None if it does not."""
    try:
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            if reindex:
                connection.execute("REINDEX")
            if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                return None
            connection.execute("PRAGMA journal_mode = DELETE")
            counts = row_counts(connection)
    except sqlite3.DatabaseError:
        return None
    is_library = migrating.classify(copy).state in {State.CURRENT, State.OLDER, State.WEB, State.NEWER}
    return counts if is_library else None


def _is_enough(counts: Mapping[str, int], backup: GoodBackup | None) -> bool:
    """An empty library where there was a full one is no repair."""
    had = backup.counts.get("images", 0) if backup else 0
    return counts.get("images", 0) > 0 or had == 0


def _carved(path: Path, originals: Originals, backup: GoodBackup | None, merged: bool) -> Job[RepairReport]:
    """The last means: row by row."""
    database = originals.folder / "new.db"
    migrating.create(database)
    salvage = yield from _salvaged(path, originals, statements(database))
    yield Progress("Building the new library")
    with spoken(path):
        set_doubtful_aside(salvage, backup)
        refilled = refill(salvage, database)
        how, notes = How.CARVED, carving_notes(path, refilled, originals.unreadable)
        if merged and backup:
            how, database = How.MERGED, _merged(database, backup, originals.folder)
        with closing(sqlite3.connect(database)) as connection:
            counts = row_counts(connection)
    _require_images(path, counts, backup)
    aside = None
    if refilled.set_aside:
        aside = originals.folder / "aside.db"
        write_aside(salvage, aside, list(refilled.set_aside))
    found = recovered(counts, refilled.set_aside, backup)
    return RepairReport(found, database, how, (*notes, backup_note(backup)), aside, backup)


def _salvaged(path: Path, originals: Originals, newest: list[str]) -> Job[Path]:
    """The carved rows: of the file alone, or with its write-ahead log, whichever brings more."""
    best, most = originals.folder / "salvage.db", -1
    for number, wal in enumerate([originals.wal, None] if originals.wal else [None]):
        target = originals.folder / f"salvage-{number}.db"
        arguments: list[str | Path] = ["carve", originals.main, target, *([wal] if wal else [])]
        yield from apart(arguments, f"Reading {path.name} page by page", newest)
        count = sum(carved_counts(target, Origin.TREE).values()), sum(carved_counts(target).values())
        if sum(count) > most:
            best, most = target, sum(count)
    return best


def _merged(refilled: Path, backup: GoodBackup, folder: Path) -> Path:
    target = folder / "merged.db"
    shutil.copyfile(backup.path, target)
    if migrating.classify(target).state is not State.CURRENT:
        migrating.upgrade(target)
    merge(refilled, target)
    return target


def _require_images(path: Path, counts: Mapping[str, int], backup: GoodBackup | None) -> None:
    """An empty library is never put in the place of a damaged one."""
    had = backup.counts.get("images", 0) if backup else 0
    if not any(counts.values()) or (had and not counts.get("images")):
        raise CatalogError(
            f"No image could be recovered from {path.name}. It was not changed, and nothing was put in its "
            "place. Restore the newest backup, or import the outputs folder into a new library."
        )


def _shown_aside(aside: Path | None, target: Path) -> Path | None:
    if aside is None:
        return None
    place = target.with_name(f"{target.stem}-set-aside.db")
    with hidden_part(place) as part:
        shutil.copyfile(aside, part)
        show(part, place)
    return place
