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
from imagineer_desktop.catalog.plain import read_only, spoken
from imagineer_desktop.jobs.leftovers import sweep, unfinished
from imagineer_desktop.jobs.progress import Job, Progress

PAGES_A_STEP = 1024
WRITING_TROUBLES = frozenset(
    {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE"}
)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
PATIENCE_SECONDS = 60.0
"""How long copying may stand still before it is given up."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a library held at the moment it was copied. `counts` are rows a table, the unknown ones too."""

    counts: dict[str, int]
    revision: str | None
    schema_version: int


def snapshot(database: Path, part: Path, text: str, patience: float = PATIENCE_SECONDS) -> Job[Snapshot]:
    """Copy the library into the empty file `part`, and check the copy.

    The snapshot is held from the count to the last page, so the copy is of one moment however busy
    the library is. Raises CatalogError when the library is damaged, locked, or not answering for
    `patience` seconds; `part` is then the caller's to remove.
    """
    with spoken(database):
        with closing(read_only(database)) as source, closing(_opened(part)) as target:
            source.execute("BEGIN")
            taken = Snapshot(
                row_counts(source),
                _revision(source),
                source.execute("PRAGMA schema_version").fetchone()[0],
            )
            yield from _copied(source, target, Watch(database, patience), text, part.parent)
            source.execute("COMMIT")
            target.execute("PRAGMA journal_mode = DELETE")
        yield Progress(f"{text}: checking the copy")
        _check(part, taken)
    return taken


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows a table, of the tables that really store rows."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' "
        "AND sql NOT LIKE 'CREATE VIRTUAL%' AND name <> 'alembic_version' ORDER BY name"
    ).fetchall()
    names = [name for (name,) in tables]
    quoted = {name: '"' + name.replace('"', '""') + '"' for name in names}
    return {name: connection.execute(f"SELECT count(*) FROM {quoted[name]}").fetchone()[0] for name in names}


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
        raise _cannot_write(target.parent, error.strerror or str(error)) from error
    try:
        yield part
    except OSError as error:
        if error.errno in _FULL or str(part) in (error.filename, error.filename2):
            raise _cannot_write(target.parent, error.strerror or str(error)) from error
        raise
    finally:
        with suppress(OSError):  # what cannot be removed now is swept away another day
            for suffix in ("", "-journal", "-wal", "-shm"):
                Path(f"{part}{suffix}").unlink(missing_ok=True)


def show(part: Path, target: Path) -> None:
    """Give a finished file its name, on disk before anybody sees it.

    Raises CatalogError if the name is taken or the disk does not take it.
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
        raise CatalogError(f"There is already a file at {target}. It was not changed.") from error
    except OSError as error:
        raise _cannot_write(target.parent, error.strerror or str(error)) from error


def _cannot_write(folder: Path, reason: str) -> CatalogError:
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
            raise CatalogError(
                f"{self._database.name} is being used by another program and did not answer for "
                f"{self._patience:.0f} seconds. Nothing was changed. Close the other program and try again."
            )
        if self.given_up:
            raise InterruptedError


def _copied(
    source: sqlite3.Connection, target: sqlite3.Connection, watch: Watch, text: str, folder: Path
) -> Generator[Progress, None, None]:
    """Copy in a thread of its own, since SQLite's call comes back only at the end."""
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
                raise _cannot_write(folder, str(error)) from error
            raise


def _opened(part: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(part, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = OFF")  # nothing sees it before `show` has it on disk
    return connection


def _revision(connection: sqlite3.Connection) -> str | None:
    exists = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
    if not connection.execute(exists).fetchone()[0]:
        return None
    rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return str(rows[0][0]) if len(rows) == 1 else None


def _check(part: Path, taken: Snapshot) -> None:
    with closing(sqlite3.connect(part)) as connection:
        found = [line for (line,) in connection.execute("PRAGMA integrity_check")]
        if found != ["ok"] or row_counts(connection) != taken.counts:
            raise CatalogError(
                "The copy does not hold what the library holds, so it was thrown away; the library itself "
                "is probably damaged. It was not changed. Keep the earlier backups, and make a plain copy "
                f"of the file before anything else. (SQLite says: {found[0]}.)"
            )
