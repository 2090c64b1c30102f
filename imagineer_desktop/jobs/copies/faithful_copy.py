"""A file copied whole or not at all: under a temporary name first, read back, and only then named."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import sys
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from imagineer_desktop.jobs.backups.leftovers import unfinished
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.files import opened, reason

KIND = "copy"
"""Temporary names end with `.imagineer-copy`."""

BLOCK = 1024 * 1024
"""Bytes between two breaths."""

_NO_LINKS = frozenset(
    {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}
)
_NO_REPLACE, _HERE = 1, -100
"""RENAME_NOREPLACE and AT_FDCWD of Linux."""

Breaths = Generator[None, None, None]


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole and proved copy that has no name yet; `content_hash` is SHA-256 in hex, `size` in bytes."""

    path: Path
    content_hash: str
    size: int

    def discard(self) -> None:
        """Let the copy go, if it was not named."""
        self.path.unlink(missing_ok=True)


def drafted(source: Path, folder: Path) -> Generator[None, None, Draft]:
    """Copy a file into `folder` under a temporary name; a breath after each block. The source is only read.

    The copy lies on the disk when this returns and was read back from there; it keeps the time of the last
    change and is no link of any kind. MediaError for trouble with the source, or when the copy reads
    otherwise than it was written; OSError for trouble with the folder. Nothing is left behind then.
    """
    temporary = unfinished(folder / "copy", KIND)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    number = os.open(temporary, flags, 0o666)
    try:
        with os.fdopen(number, "wb") as target, opened(source) as (stream, state):
            digest = hashlib.sha256()
            while block := _block(stream):
                digest.update(block)
                target.write(block)
                yield
            _refuse_what_changed(stream, state, target.tell())
            target.flush()
            os.utime(temporary, ns=(state.st_atime_ns, state.st_mtime_ns))
            os.fsync(target.fileno())
        written = digest.hexdigest()
        if (yield from hashed(temporary, from_the_disk=True)) != written:
            raise MediaError(
                "The copy does not read back as it was written, and was removed. The original is safe. "
                "Check the drive of the library folder."
            )
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return Draft(temporary, written, state.st_size)


def hashed(path: Path, from_the_disk: bool = False) -> Generator[None, None, str]:
    """SHA-256 of a file in hex, a breath after each block. Raises MediaError.

    `from_the_disk` asks the system to forget what it holds of the file in memory, where it can be asked.
    """
    digest = hashlib.sha256()
    with opened(path) as (stream, _):
        if from_the_disk and sys.platform == "linux":
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while block := _block(stream):
            digest.update(block)
            yield
    return digest.hexdigest()


def name(draft: Draft, path: Path) -> None:
    """Give a copy its name, which lasts after `keep_names`. FileExistsError where there is such a file."""
    try:
        os.link(draft.path, path)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        rename_exclusively(draft.path, path)
    draft.discard()


def rename_exclusively(old: Path, new: Path) -> None:
    """Rename on disks without hard links. FileExistsError where there is a file of the new name."""
    if sys.platform == "linux":
        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if rename and rename(_HERE, os.fsencode(old), _HERE, os.fsencode(new), _NO_REPLACE) == 0:
            return
        if rename and ctypes.get_errno() == errno.EEXIST:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(new))
    if os.path.lexists(new):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(new))
    old.rename(new)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it as far as they are missing; they last from then on."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    keep_names(folder.parent)


def keep_names(folder: Path) -> None:
    """See that the names in a folder outlast a loss of power, where a folder can be asked for that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # some network disks know no such wish
            os.fsync(number)
    finally:
        os.close(number)


def _block(stream: BufferedReader) -> bytes:
    try:
        return stream.read(BLOCK)
    except OSError as error:
        raise MediaError(reason(error)) from error


def _refuse_what_changed(stream: BufferedReader, before: os.stat_result, copied: int) -> None:
    now = os.fstat(stream.fileno())
    if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns) or copied != now.st_size:
        raise MediaError("The file changed while it was copied. Try again when it is finished.")
