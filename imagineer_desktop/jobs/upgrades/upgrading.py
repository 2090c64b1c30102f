"""Old libraries brought to the newest revision, in place or as a copy: all of it or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.migrating import Finding, State
from imagineer_desktop.catalog.plain import read_only, spoken
from imagineer_desktop.catalog.rebuilding import triggers_aside
from imagineer_desktop.jobs.backups.backups import back_up, backup_folder, library_size, require_space
from imagineer_desktop.jobs.backups.snapshots import hidden_part, row_counts, show, snapshot
from imagineer_desktop.jobs.files.old_roots import Files
from imagineer_desktop.jobs.files.relocating import RelocationReport, count_found, mark_missing, relocate
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.jobs.upgrades.comparing import Contents, contents, differences

if TYPE_CHECKING:
    from sqlalchemy import Connection

SPACE_FACTOR = 3.0
"""Rebuilding tables takes up to 2.6 times the library's size for a moment."""


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """What an upgrade did.

    `from_revision` is the one whose columns the library had, None if it had not even the oldest
    ones; `missing` counts images whose file does not exist; `notes` are sentences for the user.
    """

    from_revision: str | None
    to_revision: str
    backup: Path | None
    database: Path
    counts: dict[str, int] = field(default_factory=dict)
    remapped: int = 0
    missing: int = 0
    notes: tuple[str, ...] = ()


def upgrade_in_place(database: Path, outputs_root: Path | None = None) -> Job[UpgradeReport]:
    """Upgrade a library where it lies, after a verified backup in `backups/` beside it.

    One transaction that is committed only when every old value is found again; after a failure, a
    cancel or a kill the library is what it was. Raises CatalogError, before anything is changed,
    for what cannot be upgraded. A library at the newest revision is left alone (its missing files are
    counted and not noted), unless there is an `outputs_root` to remap its pictures to.
    """
    _check_outputs_root(outputs_root)
    finding = migrating.classify(database)
    migrating.require(finding)
    if finding.state is State.CURRENT and outputs_root is None:
        return (yield from _left_alone(finding))
    require_space(database.parent, library_size(database) * SPACE_FACTOR)
    backup = (yield from back_up(database, backup_folder(database), "before upgrade")).path
    return (yield from _upgraded(finding, database, outputs_root, backup))


def upgrade_to_copy(database: Path, copy: Path, outputs_root: Path | None = None) -> Job[UpgradeReport]:
    """Make an upgraded copy of a library; the original is only read.

    The copy appears under its name when it is finished. Raises CatalogError if something lies
    there already.
    """
    _check_outputs_root(outputs_root)
    finding = migrating.classify(database)
    migrating.require(finding)
    if copy.exists():
        raise CatalogError(f"There is already a file at {copy}. It was not changed. Choose another name.")
    with hidden_part(copy) as part:
        require_space(copy.parent, library_size(database) * (SPACE_FACTOR + 1))
        yield from snapshot(database, part, f"Copying {database.name}")
        report = yield from _upgraded(
            Finding(part, finding.state, finding.revision), copy, outputs_root, None
        )
        show(part, copy)
    return report


def _check_outputs_root(outputs_root: Path | None) -> None:
    if outputs_root is not None and not outputs_root.is_dir():
        raise CatalogError(
            f"There is no folder {outputs_root}. Nothing was changed. Choose the outputs folder."
        )


def _left_alone(finding: Finding) -> Job[UpgradeReport]:
    """Say how a library is that needs no upgrade."""
    yield Progress("Looking for the pictures")
    files = Files()
    with spoken(finding.path), closing(_opened(finding.path)) as connection:
        counts = row_counts(connection)
        paths = _paths(connection)
    return UpgradeReport(
        from_revision=finding.revision,
        to_revision=migrating.HEAD,
        backup=None,
        database=finding.path,
        counts=counts,
        missing=sum(not files.exist(path) for path in paths),
    )


def _seen(path: Path, outputs_root: Path | None) -> Files:
    """Which files are there, asked before the library is locked: a drive may never answer."""
    with spoken(path), closing(_opened(path)) as connection:
        paths = _paths(connection)
    files = Files()
    if outputs_root is not None:
        count_found(paths, outputs_root, files)
    else:
        for place in paths:
            files.exist(place)
    return files


def _opened(path: Path) -> sqlite3.Connection:
    """To read from, with texts as `migrating.transaction` reads them."""
    connection = read_only(path)
    connection.text_factory = lambda text: text.decode(errors="surrogateescape")
    return connection


def _paths(connection: sqlite3.Connection) -> list[str]:
    return [str(path) for (path,) in connection.execute("SELECT file_path FROM images")]


def _upgraded(
    finding: Finding, shown: Path, outputs_root: Path | None, backup: Path | None
) -> Job[UpgradeReport]:
    """Upgrade the file that was found, which the user knows as `shown`."""
    yield Progress("Looking for the pictures")
    files = _seen(finding.path, outputs_root)
    with migrating.transaction(finding.path) as connection:
        yield Progress("Counting what is there")
        before = contents(_driver(connection))
        pending = migrating.pending(connection)
        for done, revision in enumerate(pending):
            yield Progress(revision.title, done, len(pending))
            migrating.step(connection, revision)
        yield Progress("Comparing every value with what was there", len(pending), len(pending))
        after = contents(_driver(connection), before)
        _require_equal(before, after, _driver(connection))
        yield Progress("Noting where the pictures are", len(pending), len(pending))
        with triggers_aside(connection):  # a trigger of the user's is about edits, not about this
            moved = (
                relocate(connection, outputs_root, files)
                if outputs_root
                else RelocationReport(missing=mark_missing(connection, files))
            )
        return UpgradeReport(
            from_revision=_revision_before(finding, pending),
            to_revision=migrating.HEAD,
            backup=backup,
            database=shown,
            counts={table: count for table, count in after.counts.items() if table in before.counts},
            remapped=moved.remapped,
            missing=moved.missing,
            notes=tuple(_notes(before, connection, moved)),
        )


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _revision_before(finding: Finding, pending: list[migrating.Revision]) -> str | None:
    if finding.revision is not None:
        return finding.revision
    ids = [revision.id for revision in migrating.revisions()]
    first = ids.index(pending[0].id) if pending else len(ids)
    return ids[first - 1] if first else None


def _require_equal(before: Contents, after: Contents, connection: sqlite3.Connection) -> None:
    faults = differences(before, after)
    faults += [line for (line,) in connection.execute("PRAGMA integrity_check(1)") if line != "ok"]
    if faults:
        raise CatalogError(
            "The upgrade would not have kept everything, so it was taken back; the library is as it was. "
            f"Please report this: {'; '.join(faults)}."
        )


def _notes(before: Contents, connection: Connection, moved: RelocationReport) -> Generator[str, None, None]:
    kept = connection.exec_driver_sql(
        "SELECT reason, count(DISTINCT row_id) FROM kept_values WHERE id > ? AND row_id <> 0 "
        "GROUP BY reason ORDER BY reason",
        (before.last_note,),
    ).all()
    for reason, rows in kept:
        yield f"{rows} old values were put aside and are kept: {reason}."
    if before.orphans:
        yield f"{before.orphans} rows refer to an image or album that is not there. They were kept."
    if moved.stayed:
        yield f"{len(moved.stayed)} images kept their old path, because another image has the new one."
