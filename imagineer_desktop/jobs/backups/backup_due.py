"""When a backup is due, and what is to be said about the backups of a library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from pathlib import Path

from imagineer_desktop.jobs.backups.backup_list import BackupEntry, backups_of
from imagineer_desktop.jobs.backups.backup_manifest import rewrite_manifest
from imagineer_desktop.jobs.backups.backups import DAILY, Backup, back_up, marks_of
from imagineer_desktop.jobs.backups.snapshots import PATIENCE_SECONDS, Snapshot
from imagineer_desktop.jobs.progress import Job

OLD = timedelta(days=7)
MOST_FAILURES = 3
AT = time(2, 0)


class Due(Enum):
    """Whether a backup is to be made now, or why not."""

    YES = "yes"
    NOT_YET = "the last one is of after the time that was set"
    UNCHANGED = "nothing changed since the last one"
    PAUSED = "a restored library has not been called right or wrong yet"


class Notice(Enum):
    """What a person has to know about the backups."""

    NONE = "none"
    NEVER = "there is no good backup"
    OLD = "the last good backup is older than seven days"
    FAILING = "the last three backups failed"


@dataclass(frozen=True, slots=True)
class BackupState:
    """The backups of a library at one look: `last` is the newest good one."""

    due: Due
    notice: Notice
    last: BackupEntry | None
    same_disk: bool


def state_of(
    library: Path, folder: Path, now: datetime | None = None, at: time = AT, failures: int = 0
) -> BackupState:
    """Look at the backups. CatalogError when the folder cannot be read.

    `at` is the time of day, by the clock on the wall; `failures` are the last attempts that failed,
    one after the other.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    entries = backups_of(library, folder)
    last = next((entry for entry in entries if entry.verified), None)
    due = _due(library, entries, last, moment, at)
    return BackupState(
        due=due,
        notice=_notice(last, due, moment, failures),
        last=last,
        same_disk=same_disk(library, folder),
    )


def is_due(library: Path, folder: Path, now: datetime | None = None, at: time = AT) -> bool:
    """Whether the daily backup is to be made now: its time has come, and something may have changed.

    A library whose files nobody wrote to since it was copied is not looked into. `back_up_daily` looks,
    where this says yes.
    """
    return state_of(library, folder, now, at).due is Due.YES


def back_up_daily(library: Path, folder: Path, patience: float = PATIENCE_SECONDS) -> Job[Backup]:
    """Make the daily backup, unless the copy is byte for byte the last good one; that is then the answer.

    So it does not matter who wrote to the library's files, or whether a clock, a checkpoint or another
    program changed their times. Raises what `back_up` raises.
    """
    marks = marks_of(library)
    last = next((entry for entry in backups_of(library, folder) if entry.verified), None)

    def unless(taken: Snapshot) -> Path | None:
        if last is None or last.manifest is None or last.manifest.sha256 != taken.copy.sha256:
            return None
        rewrite_manifest(last.path, marks=marks, equal_at=datetime.now(UTC))
        return last.path

    return (yield from back_up(library, folder, DAILY, patience, unless=unless))


def same_disk(library: Path, folder: Path) -> bool:
    """Whether a folder, which need not be there yet, lies on the library's disk: one accident takes both."""
    return _device(library.absolute()) == _device(folder.absolute())


def _device(place: Path) -> int | None:
    for one in (place, *place.parents):
        try:
            return one.stat().st_dev
        except OSError:  # not there yet: its disk is that of the folder that will hold it
            continue
    return None


def _due(library: Path, entries: list[BackupEntry], last: BackupEntry | None, now: datetime, at: time) -> Due:
    if any(entry.manifest and entry.manifest.awaits_answer for entry in entries):
        return Due.PAUSED
    if last is None or last.manifest is None:
        return Due.YES
    if _last_time(now, at) <= _was_equal(last) <= now:
        return Due.NOT_YET
    marks = marks_of(library)
    return Due.UNCHANGED if marks is not None and marks == last.manifest.marks else Due.YES


def _last_time(now: datetime, at: time) -> datetime:
    """The last moment at which the clock on the wall showed that time."""
    wall = now.astimezone()
    today = datetime.combine(wall.date(), at).astimezone()
    return today if today <= now else datetime.combine(wall.date() - timedelta(days=1), at).astimezone()


def _was_equal(last: BackupEntry) -> datetime:
    """When the library was last known to be what this backup is."""
    equal_at = last.manifest.equal_at if last.manifest else None
    return max(last.created_at, equal_at or last.created_at)


def _notice(last: BackupEntry | None, due: Due, now: datetime, failures: int) -> Notice:
    if failures >= MOST_FAILURES:
        return Notice.FAILING
    if last is None:
        return Notice.NEVER
    return Notice.OLD if due is not Due.UNCHANGED and now - _was_equal(last) > OLD else Notice.NONE
