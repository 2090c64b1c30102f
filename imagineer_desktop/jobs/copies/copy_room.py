"""The folder that copies come into: one visit at a time, and what a killed one left is swept away."""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups.leftovers import DEAD_SECONDS
from imagineer_desktop.jobs.copies.faithful_copy import KIND, make_folder

if sys.platform != "win32":
    import fcntl

MARK = ".imagineer-copying"
"""Lies in the folder while copies come in, locked as long as who made it lives: a free one is a trace."""

_LEFT = re.compile(rf"\.copy\.[0-9a-f]+\.imagineer-{KIND}")


class CopyRoom:
    """A folder while copies come into it: `with CopyRoom(folder)`. Made if there is none.

    Raises CatalogError when others are copying into it or it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mark = folder / MARK
        self._number = -1
        self._locked = True

    def __enter__(self) -> CopyRoom:
        try:
            make_folder(self._folder)
            was_killed = os.path.lexists(self._mark)
            self._number = self._lock()
            if was_killed:
                _sweep(self._folder, 0 if self._locked else DEAD_SECONDS)
        except OSError as error:
            self._let_go()
            raise CatalogError(
                f"Nothing can be copied into {self._folder} ({error.strerror}). Nothing was copied. "
                "Choose another folder, or check that its drive is there and you may write to it."
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go()

    def _lock(self) -> int:
        if sys.platform == "win32":
            return self._opened_alone()
        while True:
            number = os.open(self._mark, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                os.close(number)
                raise self._busy() from error
            except OSError:
                self._locked = False  # some network disks have no locks
                return number
            if _is_at(self._mark, number):
                return number
            os.close(number)

    def _opened_alone(self) -> int:
        """Windows lets nobody remove a file that is open."""
        try:
            self._mark.unlink(missing_ok=True)
        except PermissionError as error:
            raise self._busy() from error
        return os.open(self._mark, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)

    def _busy(self) -> CatalogError:
        return CatalogError(
            f"Images are being copied into {self._folder} already. Nothing was copied. "
            "Try again when that has ended."
        )

    def _let_go(self) -> None:
        if self._number < 0:
            return
        number, self._number = self._number, -1
        if sys.platform == "win32":
            os.close(number)
            self._mark.unlink(missing_ok=True)
            return
        try:
            with suppress(OSError):  # the drive may be away: then the mark says so when it is back
                self._mark.unlink(missing_ok=True)  # while it is still locked
        finally:
            os.close(number)


def _is_at(path: Path, number: int) -> bool:
    """Whether the open file is the one of this name: it may have been removed before it was locked."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(number))
    except FileNotFoundError:
        return False


def _sweep(folder: Path, older: float) -> None:
    """Remove the unfinished copies of so many seconds ago in a folder and below it; no link is followed."""
    for place, _, names in os.walk(folder):
        for left in (Path(place, name) for name in names if _LEFT.fullmatch(name)):
            with suppress(FileNotFoundError):
                if time.time() - left.lstat().st_ctime >= older:
                    left.unlink()
