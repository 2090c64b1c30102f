"""Thumbnails that were made once: one SQLite file of its own, which may be deleted at any time."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable
from contextlib import suppress
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
_BESIDE = ("-wal", "-shm")
_DAMAGED = ".damaged"


class _Line:
    """One thread's connection; it is closed with the thread, or by another one between two statements."""

    def __init__(self, path: Path, beginning: int) -> None:
        self.beginning = beginning
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._connection.close)
        for statement in _SET_UP:
            self._connection.execute(statement)

    def run(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def run_all(self, statements: Iterable[tuple[str, tuple[object, ...]]]) -> None:
        """Run statements as one transaction: all of them, or none."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            for statement, values in statements:
                self._connection.execute(statement, values)

    def close(self) -> None:
        with self._lock:
            self._connection.close()


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
        self._lines: weakref.WeakSet[_Line] = weakref.WeakSet()
        self._beginning = 0
        self._closed = False

    @property
    def folder(self) -> Path:
        """Where the cache lies, with whatever it keeps beside itself."""
        return self._path.parent

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, key: str, side: int) -> bytes | None:
        """The JPEG kept under (key, side); None when there is none."""
        rows = self._run("SELECT jpeg FROM thumbnails WHERE key = ? AND side = ?", (key, side))
        return rows[0][0] if rows and isinstance(rows[0][0], bytes) else None

    def has(self, key: str, side: int) -> bool:
        """Whether a JPEG is kept under (key, side)."""
        return bool(self._run("SELECT 1 FROM thumbnails WHERE key = ? AND side = ?", (key, side)))

    def put(self, key: str, side: int, jpeg: bytes) -> None:
        """Keep a JPEG under (key, side), in place of the one that is there."""
        self._run("INSERT OR REPLACE INTO thumbnails VALUES (?, ?, ?)", (key, side, jpeg))

    def remove(self, key: str, side: int) -> None:
        """Keep nothing under (key, side): what was there is damaged."""
        self._run("DELETE FROM thumbnails WHERE key = ? AND side = ?", (key, side))

    def drop(self, key: str) -> None:
        """Keep nothing of any side under `key`: it names what is there no longer."""
        self._run("DELETE FROM thumbnails WHERE key = ?", (key,))

    def rename(self, old: str, new: str) -> None:
        """What was kept under `old` is found under `new` from now on; what is there already stays."""
        if old == new or not self._run("SELECT 1 FROM thumbnails WHERE key = ? LIMIT 1", (old,)):
            return
        moved = ("UPDATE OR IGNORE thumbnails SET key = ? WHERE key = ?", (new, old))
        doubled = ("DELETE FROM thumbnails WHERE key = ?", (old,))
        self._run_all([moved, doubled])

    def clear(self) -> int:
        """Forget everything and give its disk space back at once; the number of bytes that were freed.

        The file itself is deleted: rows that are deleted leave it as large as it is, and to shrink it
        needs room of its own, which a full disk does not have.
        """
        with self._lock:
            if self._closed:
                return 0
            self._start_over()
            return sum(_deleted(self._beside(suffix)) for suffix in ("", *_BESIDE, _DAMAGED))

    def close(self) -> None:
        """Close the connections of all threads. Nothing is found afterwards."""
        with self._lock:
            self._closed = True
            self._start_over()

    def _run(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        for _ in range(2):
            beginning = self._beginning
            try:
                line = self._line()
                return [] if line is None else line.run(statement, values)
            except (sqlite3.OperationalError, sqlite3.ProgrammingError, OSError):
                return []  # busy, full, unreachable or closed: the thumbnail is made again
            except sqlite3.DatabaseError:
                self._begin_anew(beginning)
        return []

    def _run_all(self, statements: Iterable[tuple[str, tuple[object, ...]]]) -> None:
        beginning = self._beginning
        try:
            if (line := self._line()) is not None:
                line.run_all(statements)
        except (sqlite3.OperationalError, sqlite3.ProgrammingError, OSError):
            return  # as above
        except sqlite3.DatabaseError:
            self._begin_anew(beginning)

    def _line(self) -> _Line | None:
        """This thread's connection; None once the cache is closed."""
        with self._lock:
            if self._closed:
                return None
            line: _Line | None = getattr(self._mine, "line", None)
            if line is None or line.beginning != self._beginning:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                line = self._mine.line = _Line(self._path, self._beginning)
                self._lines.add(line)
            return line

    def _begin_anew(self, beginning: int) -> None:
        """Set the damaged file aside, unless another thread has done it since `beginning`."""
        with self._lock:
            if self._closed or beginning != self._beginning:
                return
            self._start_over()
            if self._path.exists():
                self._path.replace(self._beside(_DAMAGED))
            for suffix in _BESIDE:
                self._beside(suffix).unlink(missing_ok=True)

    def _start_over(self) -> None:
        """Close all connections, after the statement each is at; the next statements get new ones."""
        self._beginning += 1
        for line in list(self._lines):
            line.close()
        self._lines.clear()

    def _beside(self, suffix: str) -> Path:
        return self._path.with_name(self._path.name + suffix)


def _deleted(file: Path) -> int:
    """Delete a file; the bytes it had. 0 where it is not there, or is in use by another program (Windows)."""
    with suppress(OSError):
        size = file.stat().st_size
        file.unlink()
        return size
    return 0
