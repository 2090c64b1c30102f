"""A backup held against the library that it would replace, for a person to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.migrating import State
from imagineer_desktop.jobs.backups.backup_check import Depth, FileFacts, look_at
from imagineer_desktop.jobs.backups.backup_errors import ProblemsFoundError
from imagineer_desktop.jobs.backups.backup_facts import Facts, Program
from imagineer_desktop.jobs.backups.backup_list import Verification, backups_of, verify_backup
from imagineer_desktop.jobs.backups.backup_manifest import read_manifest
from imagineer_desktop.jobs.progress import Job


class Way(Enum):
    """How the backup gets into the library's place."""

    IN_PLACE = "into the file that is there, in one transaction"
    SWAP = "as a new file, since the one that is there does not open; that one is kept"


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """What a restore would do, for a person to decide. Nothing was changed yet.

    `then` is the backup and `now` the library, None where it cannot be read. `upgrades`: the backup
    is of an older revision, and its copy is upgraded first. `verified` is False for a sound file
    without a manifest. `made_at` and `reason` are the manifest's.
    """

    database: Path
    backup: Path
    then: Facts
    now: Facts | None
    way: Way
    verified: bool
    upgrades: bool
    made_at: datetime | None = None
    reason: str = ""

    @property
    def changes(self) -> dict[str, tuple[int, int]]:
        """Rows (now, then) of each table where they differ."""
        now = self.now.counts if self.now else {}
        pairs = {
            table: (now.get(table, 0), self.then.counts.get(table, 0))
            for table in sorted({*now, *self.then.counts})
        }
        return {table: pair for table, pair in pairs.items() if pair[0] != pair[1]}


def plan_restore(database: Path, backup: Path) -> Job[RestorePlan]:
    """Check a backup from end to end and compare it with the library.

    Raises ProblemsFoundError for a backup that is damaged or not what it was, and CatalogError for one
    of a newer version, another program, or with triggers or views that nobody knows.
    """
    _require_a_backup(database, backup)
    found = yield from verify_backup(backup)
    _require_sound(backup, found)
    finding = migrating.classify(backup)
    migrating.require(finding)
    live = yield from _looked_at(database)
    facts = live.facts if live else None
    assert found.facts is not None
    _require_known(backup, found.facts, facts)
    manifest = read_manifest(backup)
    return RestorePlan(
        database=database,
        backup=backup,
        then=found.facts,
        now=facts,
        way=Way.IN_PLACE if live and live.is_sound else Way.SWAP,
        verified=found.verified,
        upgrades=finding.state is not State.CURRENT,
        made_at=manifest.created_at if manifest else None,
        reason=manifest.reason if manifest else "",
    )


def first_good(database: Path, folder: Path) -> Job[tuple[Path | None, tuple[Verification, ...]]]:
    """The newest backup that is good when it is looked at now, and the newer ones that are not."""
    passed: list[Verification] = []
    for entry in backups_of(database, folder):
        found = yield from verify_backup(entry.path)
        if found.verified:
            return entry.path, tuple(passed)
        passed.append(found)
    return None, tuple(passed)


def _require_a_backup(database: Path, backup: Path) -> None:
    if not backup.is_file():
        raise CatalogError(f"There is no backup at {backup}. Nothing was changed. Choose another file.")
    if database.exists() and backup.samefile(database):
        raise CatalogError(f"{backup} is the library itself. Nothing was changed. Choose a backup of it.")
    journal = Path(f"{backup}-journal")
    if journal.exists() and journal.stat().st_size:
        raise CatalogError(
            f"{backup.name} was being written when that was cut off: {journal.name} lies beside it. "
            "Nothing was changed. Choose another backup, or repair a copy of this one with its journal."
        )


def _require_sound(backup: Path, found: Verification) -> None:
    """Without a manifest a sound file will do; against its manifest nothing is restored."""
    if found.is_sound and (found.verified or read_manifest(backup) is None):
        return
    raise ProblemsFoundError(
        f"{backup.name} is not good: {' '.join(found.problems)} Nothing was changed. Choose another backup."
    )


def _looked_at(database: Path) -> Job[FileFacts | None]:
    """The library as it is; None where there is nothing of use. CatalogError for a stranger's file."""
    state = State.MISSING if not database.exists() else migrating.classify(database).state
    if state is State.FOREIGN:
        raise CatalogError(
            f"{database} is a database of another program. Nothing was changed. "
            "Restore the backup to another place."
        )
    if state in (State.MISSING, State.EMPTY):
        return None
    # Its pages are looked at when it is backed up before the restore.
    return (yield from look_at(database, f"Looking at {database.name}", Depth.ROWS))


def _require_known(backup: Path, then: Facts, now: Facts | None) -> None:
    """A trigger of a stranger's could delete or send what it likes with the next change of a row."""
    unknown = set(then.programs) - set(now.programs if now else ())
    if unknown:
        unknown -= _own_programs()
    if unknown:
        names = ", ".join(f"{kind} {name}" for kind, name, _ in sorted(unknown))
        raise CatalogError(
            f"{backup.name} holds what neither this program nor the library knows: {names}. It would run "
            "when images are changed. Nothing was changed. Remove it from a copy of the backup, or choose "
            "another one."
        )


def _own_programs() -> frozenset[Program]:
    """The triggers and views of a new library."""
    from imagineer_desktop.jobs.progress import finish

    with TemporaryDirectory(prefix="imagineer-") as folder:
        path = Path(folder) / "new.db"
        migrating.create(path)
        found = finish(look_at(path, "Looking at a new library", Depth.ROWS))
    return frozenset(found.facts.programs if found.facts else ())
