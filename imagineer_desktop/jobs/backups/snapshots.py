"""A library copied as it was at one moment, checked, and shown under its name only when it is whole."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.plain import read_only
from imagineer_desktop.jobs.backups.backup_check import Depth, FileFacts, look_at
from imagineer_desktop.jobs.backups.backup_errors import (
    InUseError,
    PostponedError,
    ProblemsFoundError,
    told_apart,
)
from imagineer_desktop.jobs.backups.backup_facts import Facts, facts_of
from imagineer_desktop.jobs.backups.backup_facts import row_counts as row_counts
from imagineer_desktop.jobs.backups.leftovers import sweep, unfinished
from imagineer_desktop.jobs.progress import Job, Progress

PAGES_A_STEP = 1024
WRITING_TROUBLES = frozenset(
    {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE"}
)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
PATIENCE_SECONDS = 60.0
"""How long copying may stand still before it is given up."""
LOCKED_SECONDS = 20.0
"""How long a library that somebody writes to all the time is asked for a moment of its own."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a library held at the moment it was copied, and the copy as another process found it."""

    facts: Facts
    copy: FileFacts


def snapshot(
    database: Path,
    part: Path,
    text: str,
    patience: float = PATIENCE_SECONDS,
    depth: Depth = Depth.ALL,
) -> Job[Snapshot]:
    """Copy the library into the empty file `part`, and check the copy.

    The snapshot is held from the count to the last page, so the copy is of one moment however busy
    the library is. Raises InUseError when the library is locked, PostponedError when it does not answer
    for `patience` seconds, ProblemsFoundError when it is damaged; `part` is then the caller's to remove.
    """
    source, facts = yield from _begun(database, text, min(patience, LOCKED_SECONDS))
    with told_apart(database), closing(source), closing(_opened(part)) as target:
        yield from copied(source, target, Watch(database, patience), text, part.parent)
        source.execute("COMMIT")
        target.execute("PRAGMA journal_mode = DELETE")
    with ThreadPoolExecutor(1) as pool:  # the disk works while the processor does
        on_disk = pool.submit(sync, part)
        copy = yield from look_at(part, f"{text}: checking the copy", depth)
        on_disk.result()
    _require_equal(facts, copy)
    return Snapshot(facts, copy)


def _begun(database: Path, text: str, patience: float) -> Job[tuple[sqlite3.Connection, Facts]]:
    """A connection that holds one moment of the library, and what it held then.

    In rollback mode a writer without pause leaves so few moments that SQLite's own waiting misses them.
    """
    until = monotonic() + patience
    while True:
        try:
            with told_apart(database):
                return _held(database)
        except InUseError:
            if monotonic() > until:
                raise
        yield Progress(f"{text}: waiting for another program")


def _held(database: Path) -> tuple[sqlite3.Connection, Facts]:
    source = read_only(database)
    try:
        source.execute("BEGIN")
        return source, facts_of(source)
    except BaseException:
        source.close()
        raise


@contextmanager
def hidden_part(target: Path) -> Iterator[Path]:
    """A new empty file beside `target`, under a name that says it is unfinished; gone when the block ends.

    Only its owner may read it. Sweeps away what killed processes left of the same kind. Raises
    CatalogError when it cannot be made, and when writing it fails in the block; other trouble of the
    block stays as it is.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target.parent, "part")
        part = unfinished(target, "part")
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise cannot_write(target.parent, error.strerror or str(error)) from error
    try:
        yield part
    except OSError as error:
        if error.errno in _FULL or str(part) in (error.filename, error.filename2):
            raise cannot_write(target.parent, error.strerror or str(error)) from error
        raise
    finally:
        with suppress(OSError):  # what cannot be removed now is swept away another day
            for suffix in ("", "-journal", "-wal", "-shm"):
                Path(f"{part}{suffix}").unlink(missing_ok=True)


def show(part: Path, target: Path) -> None:
    """Give a finished file its name, on disk before anybody sees it.

    Raises NameTakenError if something has the name, CatalogError if the disk does not take it.
    """
    try:
        sync(part)
        try:
            os.link(part, target)
            part.unlink()
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if target.exists():
                raise FileExistsError from None
            part.rename(target)
        sync(target.parent)
    except FileExistsError as error:
        raise NameTakenError(f"There is already a file at {target}. It was not changed.") from error
    except OSError as error:
        raise cannot_write(target.parent, error.strerror or str(error)) from error


def cannot_write(folder: Path, reason: str) -> CatalogError:
    """The sentence for a disk that takes nothing."""
    return CatalogError(
        f"Nothing can be written in {folder}: {reason}. Nothing was changed. "
        "Free some space, or choose another folder."
    )


def sync(place: Path) -> None:
    """Have a file or folder on disk, where the system can do that to a folder."""
    try:
        descriptor = os.open(place, os.O_RDONLY)
    except PermissionError:
        if place.is_dir():  # Windows does not open folders
            return
        raise
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class NameTakenError(CatalogError):
    """There is a file of that name. It was not changed."""


class Watch:
    """The eye on a copy that runs in another thread: how far it is, and whether it goes on."""

    def __init__(self, database: Path, patience: float) -> None:
        self.done = 0
        self.total = 0
        self.given_up = False
        self._database = database
        self._patience = patience
        self._moved = monotonic()
        self._remaining = -1

    def stepped(self, status: int, remaining: int, total: int) -> None:
        """Called by SQLite after each step. An exception from here ends the copy."""
        self.done, self.total = total - remaining, total
        if remaining != self._remaining:
            self._remaining, self._moved = remaining, monotonic()
        elif monotonic() - self._moved > self._patience:
            raise PostponedError(
                f"{self._database.name} is being used by another program and did not answer for "
                f"{self._patience:.0f} seconds. Nothing was changed. Close the other program and try again."
            )
        if self.given_up:
            raise InterruptedError


def copied(
    source: sqlite3.Connection, target: sqlite3.Connection, watch: Watch, text: str, folder: Path
) -> Generator[Progress, None, None]:
    """Copy one database into the other, in a thread of its own: SQLite's call comes back only at the end.

    The target, which lies in `folder`, is written in one transaction: closing the job takes it back.
    """
    with ThreadPoolExecutor(1) as pool:
        copy = pool.submit(source.backup, target, pages=PAGES_A_STEP, progress=watch.stepped)
        try:
            while wait([copy], timeout=0.1).not_done:
                yield Progress(text, watch.done, watch.total)
        except GeneratorExit:
            watch.given_up = True
            with suppress(InterruptedError):
                copy.result()
            raise
        try:
            copy.result()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname in WRITING_TROUBLES:  # the source is only read: it is the copy's disk
                raise cannot_write(folder, str(error)) from error
            raise


def _opened(part: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(part, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = OFF")  # nothing sees it before `show` has it on disk
    return connection


def _require_equal(facts: Facts, copy: FileFacts) -> None:
    found = copy.facts
    same = found and (found.counts, found.revision, found.newest) == (
        facts.counts,
        facts.revision,
        facts.newest,
    )
    if not copy.is_sound or not same:
        raise ProblemsFoundError(
            "The copy does not hold what the library holds, so it was thrown away; the library itself "
            "is probably damaged. It was not changed. Keep the earlier backups, and make a plain copy "
            f"of the file before anything else. (SQLite says: {next(iter(copy.integrity), 'ok')}.)"
        )
