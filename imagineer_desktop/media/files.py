"""How a file of unknown origin is opened: read only, never waiting, never anything but a regular file."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from imagineer_desktop.media.errors import MediaError

_NO_FILE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENXIO, errno.EISDIR})
_REASONS = {
    errno.ENOENT: "The file is not there any more.",
    errno.ENOTDIR: "The file is not there any more.",
    errno.EACCES: "No permission to read the file.",
    errno.EPERM: "No permission to read the file.",
    errno.ENAMETOOLONG: "The path is too long for this system.",
    errno.ELOOP: "The link leads in a circle.",
    errno.ENXIO: "This is not an ordinary file.",
    errno.EISDIR: "This is a folder, not a file.",
}


class NoFileError(MediaError):
    """What stands there is no file (any more): a folder, a pipe, a device, nothing."""


def reason(error: OSError) -> str:
    """What an operating system's refusal means, as a sentence."""
    known = _REASONS.get(error.errno or 0)
    return known or f"The file could not be read ({error.strerror or 'unknown trouble'})."


@contextmanager
def opened(path: Path) -> Iterator[tuple[BufferedReader, os.stat_result]]:
    """The open file and its state, both of the same moment. Raises MediaError.

    A pipe or a device would keep the reader waiting for ever, so it is opened without waiting and refused.
    """
    flags = (
        os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        number = os.open(path, flags)
    except OSError as error:
        kind = NoFileError if error.errno in _NO_FILE else MediaError
        raise kind(reason(error)) from error
    except ValueError as error:
        raise MediaError("The file's name cannot be used on this system.") from error
    try:
        state = os.fstat(number)
        _refuse_what_is_no_file(state)
    except BaseException:
        os.close(number)
        raise
    with os.fdopen(number, "rb") as stream:
        yield stream, state


def _refuse_what_is_no_file(state: os.stat_result) -> None:
    if stat.S_ISDIR(state.st_mode):
        raise NoFileError("This is a folder, not a file.")
    if not stat.S_ISREG(state.st_mode):
        raise NoFileError("This is not an ordinary file.")
