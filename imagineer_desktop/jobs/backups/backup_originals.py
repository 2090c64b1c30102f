"""The pictures that a library knows, as a backup finds them: opened without waiting, and only read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from imagineer_desktop.catalog.plain import read_only
from imagineer_desktop.jobs.backups.backup_errors import told_apart

_CHUNK = 4 << 20

Mark = tuple[int, int]
"""Device and inode: by these a file is known under any name."""


class SkippedError(Exception):
    """Why one file is not in the copy."""


def known_paths(database: Path) -> list[str]:
    """The path of every picture, as the library has it. CatalogError when that cannot be read."""
    with told_apart(database), closing(read_only(database)) as connection:
        connection.text_factory = lambda text: text.decode(errors="surrogateescape")
        rows = connection.execute("SELECT file_path FROM images ORDER BY file_path")
        return [str(path) for (path,) in rows]


def marks_of_library(database: Path) -> frozenset[Mark]:
    """The library's own files: closing one of them here would let go of its locks."""
    marks = (_mark(f"{database}{end}") for end in ("", "-wal", "-shm", "-journal"))
    return frozenset(mark for mark in marks if mark)


def place_in_copy(path: str) -> str:
    """Where a file lies in a copy: in the folders that it has. SkippedError for what is no whole path."""
    whole = Path(path)
    if not whole.is_absolute() or ".." in whole.parts:
        raise SkippedError("its place is not known")
    drive = whole.drive.replace(":", "").replace("\\", "/").strip("/")
    return Path("files", drive, *whole.parts[1:]).as_posix()


@contextmanager
def opened(path: str, own: frozenset[Mark]) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """A file to read; nobody waits for a pipe. SkippedError for what is no file, or one of `own`."""
    with ExitStack() as stack:
        try:
            if _mark(path) in own:
                raise SkippedError("it is the library itself")
            file = stack.enter_context(open(path, "rb", buffering=0, opener=_at_once))
            status = os.fstat(file.fileno())
        except OSError as error:
            raise SkippedError(error.strerror or str(error)) from error
        except ValueError as error:  # a zero byte in its name
            raise SkippedError("it has an impossible name") from error
        if not stat.S_ISREG(status.st_mode):
            raise SkippedError("it is not a file")
        yield file, status


def read_some(file: BinaryIO) -> bytes:
    """The next bytes. SkippedError where the disk does not give them."""
    try:
        return file.read(_CHUNK)
    except OSError as error:
        raise SkippedError(error.strerror or str(error)) from error


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _mark(path: str) -> Mark | None:
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino
