"""Plain SQLite connections, for looking at a library before SQLAlchemy is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imagineer_desktop.catalog.troubles import explained

BUSY_SECONDS = 5.0


def read_only(path: Path) -> sqlite3.Connection:
    """A connection to the existing file that changes neither its bytes nor what lies beside it.

    With a journal beside the file a read-only connection comes first: the journal may be another
    program's at work. If it is what a crash left, the file cannot be read before it is played back,
    which takes a writer. Without a journal a writer that is told not to write comes first: in WAL
    mode only writers clear away the files that reading makes. Where nothing can be made beside it,
    the file is read as it is.
    """
    journals = [Path(f"{path}{suffix}") for suffix in ("-wal", "-journal")]
    if any(journal.exists() for journal in journals):
        modes = ["mode=ro", "mode=rw"]
    else:
        modes = ["mode=rw", "mode=ro&immutable=1"]
    try:
        return _connected(path, modes[0])
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            return _connected(path, modes[1])
        raise


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def spoken(path: Path) -> Iterator[None]:
    """Says SQLite's troubles inside as sentences (CatalogError); our own faults stay as they are."""
    try:
        yield
    except Exception as error:
        # SQLAlchemy wraps the driver's error and keeps it in `orig`; it need not be loaded to look there.
        original = getattr(error, "orig", error)
        sentence = explained(original, path) if isinstance(original, sqlite3.Error) else None
        if sentence is None:
            raise
        raise sentence from error
