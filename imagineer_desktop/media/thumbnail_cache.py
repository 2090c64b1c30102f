"""Thumbnails that were made once: one SQLite file of its own, which may be deleted at any time."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any, Self

_SET_UP = (
    "PRAGMA page_size = 16384",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA mmap_size = 268435456",
    "CREATE TABLE IF NOT EXISTS thumbnails ("
    "key TEXT NOT NULL, side INTEGER NOT NULL, jpeg BLOB NOT NULL, PRIMARY KEY (key, side))",
)


class ThumbnailCache:
    """JPEGs by (key, side), for any number of threads: each has its own connection.

    A cache is no library: what it cannot give is made again, and what it cannot keep (the disk is full) is
    not missed. A damaged file is set aside as `<name>.damaged` and begun anew.
    """

    def __init__(self, path: Path) -> None:
        """The cache in the file `path`, made with its folder when it is first used."""
        self._path = path
        self._lock = threading.Lock()
        self._mine = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._beginning = 0
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, key: str, side: int) -> bytes | None:
        """The JPEG kept under (key, side); None when there is none."""
        rows = self._run("SELECT jpeg FROM thumbnails WHERE key = ? AND side = ?", (key, side))
        return rows[0][0] if rows and isinstance(rows[0][0], bytes) else None

    def put(self, key: str, side: int, jpeg: bytes) -> None:
        """Keep a JPEG under (key, side), in place of the one that is there."""
        self._run("INSERT OR REPLACE INTO thumbnails VALUES (?, ?, ?)", (key, side, jpeg))

    def close(self) -> None:
        """Close the connections of all threads, which have stopped asking. Nothing is found afterwards."""
        with self._lock:
            self._closed = True
            self._forget_connections()

    def _run(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        for _ in range(2):
            beginning = self._beginning
            try:
                connection = self._connection()
                return [] if connection is None else connection.execute(statement, values).fetchall()
            except (sqlite3.OperationalError, sqlite3.ProgrammingError, OSError):
                return []  # busy, full, unreachable or closed: the thumbnail is made again
            except sqlite3.DatabaseError:
                self._begin_anew(beginning)
        return []

    def _connection(self) -> sqlite3.Connection | None:
        """This thread's connection; None once the cache is closed."""
        with self._lock:
            if self._closed:
                return None
            connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
            if connection is None or self._mine.beginning != self._beginning:
                connection = self._connected()
                self._mine.connection, self._mine.beginning = connection, self._beginning
            return connection

    def _connected(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=5, isolation_level=None, check_same_thread=False)
        self._open.append(connection)
        for statement in _SET_UP:
            connection.execute(statement)
        return connection

    def _begin_anew(self, beginning: int) -> None:
        """Set the damaged file aside, unless another thread has done it since `beginning`."""
        with self._lock:
            if self._closed or beginning != self._beginning:
                return
            self._beginning += 1
            self._forget_connections()
            if self._path.exists():
                self._path.replace(self._path.with_name(self._path.name + ".damaged"))
            for suffix in ("-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _forget_connections(self) -> None:
        for connection in self._open:
            connection.close()
        self._open.clear()
