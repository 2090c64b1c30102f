"""One open library: the only doors to its database are `reading()` and `writing()`."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.plain import spoken

Listener = Callable[[Changes], None]

BUSY_SECONDS = 5.0
"""How long a write waits for another program's before it says that the library is in use."""

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "secure_delete = ON",
)
_SAMPLE = 1000
"""Rows of an index that SQLite looks at for its statistics: milliseconds, however large the library."""
_OUTGROWN = 4
"""Statistics are made anew when the library has this many times the rows they speak of."""


class Library:
    """One library at the newest revision. Safe to use from several threads; a block belongs to one thread."""

    def __init__(self, path: Path) -> None:
        """Open the existing library at `path`; its state is the caller's to know (see `opening`)."""
        self.path = path
        self._identity = _identity(path)
        self._engine = _engine(path)
        # All writes go through one connection: SQLite has one writer anyway, and on this connection
        # the data version tells the writes of others from our own.
        self._writer = _engine(path, pool_size=1, max_overflow=0).execution_options(writes=True)
        self._data_version: int | None = None
        self._listeners: list[Listener] = []
        self._listeners_lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the library and changes nothing."""
        with spoken(self.path), Session(self._engine, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self, touches: Changes, waits: float = BUSY_SECONDS) -> Iterator[Session]:
        """One transaction: committed as the block ends, rolled back when it raises.

        The listeners hear `touches` after the commit, in the thread that wrote, and never after a
        rollback. Takes the write lock at once (BEGIN IMMEDIATE): a transaction that reads first and
        writes later fails without waiting when another one wrote in between. For a lock of another
        program it `waits` so many seconds, then raises BusyError.
        """
        self._check_still_there()
        with spoken(self.path), Session(self._writer, autoflush=False) as session, session.begin():
            session.connection(execution_options={"waits": waits})
            yield session
        self._tell(touches)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after each write; returns what ends that."""
        with self._listeners_lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._listeners_lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def others_wrote(self) -> bool:
        """Whether another program has written since this was asked last; cheap enough for every second."""
        with spoken(self.path), self._writer_itself() as driver:
            version: int = driver.execute("PRAGMA data_version").fetchone()[0]
        changed, self._data_version = self._data_version not in (None, version), version
        return changed

    def tidy(self) -> None:
        """For idle moments: bring the write-ahead log into the main file, and keep SQLite's statistics.

        A plain copy of the main file is whole then, unless somebody was reading: nobody is waited
        for. Without statistics SQLite takes an index for a column with two values and reads a
        million rows in random order.
        """
        with spoken(self.path), self._writer_itself() as driver:
            if _has_outgrown_its_statistics(driver):
                driver.execute(f"PRAGMA analysis_limit = {_SAMPLE}")
                driver.execute("ANALYZE")
            driver.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Write everything into the main file and let go of it. Blocks still open keep their connection."""
        try:
            if self._identity == _identity_or_none(self.path):
                self.tidy()
        finally:
            # The last connection of all programs empties the log and takes it away, by SQLite itself.
            self._engine.dispose()
            self._writer.dispose()

    @contextmanager
    def _writer_itself(self) -> Iterator[sqlite3.Connection]:
        """The driver's connection that all our writes go through, while nobody writes."""
        with self._writer.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            yield driver

    def _tell(self, touches: Changes) -> None:
        if not touches:
            return
        with self._listeners_lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(touches)

    def _check_still_there(self) -> None:
        """In WAL mode SQLite goes on writing into a file that was moved or deleted; we do not."""
        if _identity_or_none(self.path) != self._identity:
            raise CatalogError(
                f"{self.path} was moved, replaced or deleted while it was open. Nothing more is written "
                "to it. Put the file back, or open the library from its new place."
            )


def _identity(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise CatalogError(f"There is no library at {path}.") from error
    return status.st_dev, status.st_ino


def _identity_or_none(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _engine(path: Path, **pool: int) -> Engine:
    def connect() -> sqlite3.Connection:
        # mode=rw never creates: a missing file is said, not replaced by an empty library.
        connection = sqlite3.connect(
            path.absolute().as_uri() + "?mode=rw",
            uri=True,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
            isolation_level=None,  # BEGIN is ours, in `_begin`
        )
        # Old rows may hold text that is not UTF-8: it is read escaped and written back as it was.
        connection.text_factory = _readable
        for pragma in _PRAGMAS:
            connection.execute("PRAGMA " + pragma)
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool, **pool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    if not writes:
        connection.exec_driver_sql("BEGIN")
        return
    waits = connection.get_execution_options().get("waits", BUSY_SECONDS)
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {waits * 1000:.0f}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _has_outgrown_its_statistics(driver: sqlite3.Connection) -> bool:
    rows = driver.execute("SELECT max(id) FROM images").fetchone()[0] or 0
    kept = driver.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchone()
    known = kept and driver.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'images'").fetchone()
    spoken_of = int(known[0].split()[0]) if known else 0
    return bool(rows > _OUTGROWN * max(spoken_of, _SAMPLE))


def _readable(text: bytes) -> str:
    return text.decode(errors="surrogateescape")
