"""A backup put in the place of its library, which is backed up before; and that taken back again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.plain import read_only
from imagineer_desktop.jobs.backups.backup_check import Depth, FileFacts, look_at
from imagineer_desktop.jobs.backups.backup_errors import (
    InUseError,
    PostponedError,
    ProblemsFoundError,
    told_apart,
)
from imagineer_desktop.jobs.backups.backup_facts import Facts
from imagineer_desktop.jobs.backups.backup_list import BackupEntry, backups_of
from imagineer_desktop.jobs.backups.backup_manifest import rewrite_manifest
from imagineer_desktop.jobs.backups.backups import (
    BEFORE_RESTORE,
    Backup,
    back_up,
    backup_folder,
    library_size,
    require_space,
)
from imagineer_desktop.jobs.backups.snapshots import Watch, copied, snapshot
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.jobs.repairs.workbench import workbench
from imagineer_desktop.jobs.restores.restore_plan import RestorePlan, Way, plan_restore
from imagineer_desktop.jobs.restores.restore_swap import finish_interrupted_restore, swap
from imagineer_desktop.jobs.upgrades.upgrading import SPACE_FACTOR, upgrade_to_copy

PATIENCE_SECONDS = 15.0
"""How long another program may hold the library before a restore is given up."""
UNDO_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What a restore did. `safety_backup` is what the library was, if it could be read.

    `kept` is the file that did not open, with its journals beside it; `notes` are sentences for the user.
    """

    database: Path
    restored: Path
    counts: dict[str, int]
    safety_backup: Path | None = None
    kept: Path | None = None
    notes: tuple[str, ...] = ()


def restore(
    plan: RestorePlan, folder: Path | None = None, patience: float = PATIENCE_SECONDS
) -> Job[RestoreReport]:
    """Do what the plan says; the safety backup goes to `folder` (`backups/` beside the library if not given).

    At every crash the library is exactly the old one or exactly the restored one. It may be open in
    this process, and in others, as long as nobody writes; one that does not open must be closed. Raises
    CatalogError with the old library in its place: InUseError when another program holds it,
    ProblemsFoundError when the backup is not any more the one that was looked at.
    """
    database = plan.database
    finish_interrupted_restore(database)
    safe = folder or backup_folder(database)
    with workbench(database) as bench:
        _require_space(plan, bench)
        incoming = bench / "incoming.db"
        found, notes = yield from _prepared(plan, incoming)
        way, safety = plan.way, None
        if way is Way.IN_PLACE:
            try:
                safety = yield from back_up(database, safe, BEFORE_RESTORE)
            except ProblemsFoundError:
                if (yield from look_at(database, f"Looking at {database.name} once more")).is_sound:
                    raise  # it was the copy that went wrong
                way = Way.SWAP
        kept = None
        if way is Way.SWAP:
            yield Progress(f"Putting the restored library in the place of {database.name}")
            had = database.exists()
            kept = swap(incoming, database, found.sha256)
            kept = kept if had else None
        else:
            assert safety is not None
            yield from _put_into(incoming, database, safety, patience)
    if safety is not None:
        rewrite_manifest(safety.path, awaits_answer=True)
    assert found.facts is not None
    return RestoreReport(
        database=database,
        restored=plan.backup,
        counts=found.facts.counts,
        safety_backup=safety.path if safety else None,
        kept=kept,
        notes=notes,
    )


def undoable(database: Path, folder: Path, now: datetime | None = None) -> BackupEntry | None:
    """What the library was before its last restore, for thirty days; None if that is not to be had."""
    since = (now or datetime.now(UTC)) - UNDO_FOR
    for entry in backups_of(database, folder):
        if entry.reason == BEFORE_RESTORE and entry.verified and entry.created_at > since:
            return entry
    return None


def undo_restore(database: Path, folder: Path | None = None) -> Job[RestoreReport]:
    """Take the last restore back; it is backed up before, so that this can be undone as well."""
    safe = folder or backup_folder(database)
    entry = undoable(database, safe)
    if entry is None:
        raise CatalogError(
            f"There is no restore of {database.name} within {UNDO_FOR.days} days that could be undone. "
            "Nothing was changed."
        )
    plan = yield from plan_restore(database, entry.path)
    report = yield from restore(plan, safe)
    keep_restored(database, safe)
    return report


def keep_restored(database: Path, folder: Path) -> None:
    """The restored library is the right one: the automatic backups, which waited for that, go on."""
    for entry in backups_of(database, folder):
        if entry.manifest and entry.manifest.awaits_answer:
            rewrite_manifest(entry.path, awaits_answer=False)


def _require_space(plan: RestorePlan, bench: Path) -> None:
    """The copy, and its journal or the library's while it is written; the safety backup asks for itself."""
    size = plan.backup.stat().st_size
    require_space(bench, size * ((SPACE_FACTOR + 1) if plan.upgrades else 2.2) + library_size(plan.database))


def _prepared(plan: RestorePlan, incoming: Path) -> Job[tuple[FileFacts, tuple[str, ...]]]:
    """A copy of the backup at the newest revision, in a folder of its own."""
    notes: tuple[str, ...] = ()
    if plan.upgrades:
        notes = (yield from upgrade_to_copy(plan.backup, incoming)).notes
        found = yield from look_at(incoming, "Checking the upgraded copy", Depth.PAGES)
        same = found.facts is not None and all(
            found.facts.counts.get(table) == count for table, count in plan.then.counts.items()
        )
    else:
        taken = yield from snapshot(plan.backup, incoming, f"Reading {plan.backup.name}", depth=Depth.PAGES)
        found, same = taken.copy, _is_same(taken.facts, plan.then)
    if not found.is_sound or not same:
        raise ProblemsFoundError(
            f"{plan.backup.name} is not any more what it was when it was compared. Nothing was changed. "
            "Compare it with the library again."
        )
    return found, notes


def _is_same(one: Facts, other: Facts) -> bool:
    return (one.counts, one.revision, one.newest) == (other.counts, other.revision, other.newest)


def _put_into(incoming: Path, database: Path, safety: Backup, patience: float) -> Job[None]:
    """Write the copy into the library, and look whether it is there; else the old one goes back."""
    yield from _copied_into(incoming, database, f"Restoring {database.name}", patience)
    after = yield from look_at(database, f"Checking {database.name}", Depth.PAGES)
    if after.is_sound:  # its rows may be others already: whoever has it open goes on writing
        return
    yield from _copied_into(safety.path, database, f"Taking back the restore of {database.name}", patience)
    raise ProblemsFoundError(
        f"{database.name} was not sound after it was written, so the restore was taken back. "
        f"The library is as it was, and {safety.path} is a copy of it. Have the disk checked."
    )


def _copied_into(source: Path, database: Path, text: str, patience: float) -> Job[None]:
    """One transaction of SQLite's: whoever has the library open sees the old rows, then the new ones."""
    with told_apart(database), closing(_written(database)) as target:
        size = target.execute("PRAGMA page_size").fetchone()[0]
        _repage(source, size)
        with closing(read_only(source)) as opened:
            try:
                yield from copied(opened, target, Watch(database, patience), text, database.parent)
            except PostponedError as error:
                raise InUseError(str(error)) from error
        target.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _written(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{database.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=0.2,  # `copied` waits by itself, and tells how long
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _repage(source: Path, size: int) -> None:
    """In WAL mode a database takes only pages of its own size."""
    with closing(sqlite3.connect(source, isolation_level=None)) as connection:
        if connection.execute("PRAGMA page_size").fetchone()[0] != size:
            connection.execute(f"PRAGMA page_size = {size}")
            connection.execute("VACUUM")
