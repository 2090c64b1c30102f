"""The names of files, folder by folder: one that is as it was is not read a second time."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from dataclasses import dataclass

KEPT_NAMES = 300_000
"""Names that are remembered from one round to the next, about 30 MB."""
SETTLED = 3_000_000_000
"""Nanoseconds until a folder's time of change can be trusted: some disks write it in steps of two seconds."""

_State = tuple[int, int, int]
"""Device, inode and time of change."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a folder at one moment; `names` is None where the folder may not be read."""

    there: bool
    names: frozenset[str] | None
    state: _State | None = None
    """Only where it is safe to say: as long as this is the folder's state, these are its names."""


_AWAY = Listing(False, frozenset())
_CLOSED = Listing(True, None)


class FolderListings:
    """Says for one file after the other whether it is there. Files of one folder are best asked for in a row.

    Costs one `stat` for a folder that did not change since the last round, one reading of its names for
    any other, and one `stat` for each name that was not found there (it may be spelled in another case).
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Listing] = OrderedDict()
        self._names = 0
        self._fresh: set[str] = set()
        self.read = 0
        """Folders whose names were read, in all rounds."""

    def begin_round(self) -> None:
        """What was seen before has to be looked at again."""
        self._fresh.clear()

    def holds(self, path: str) -> bool | None:
        """Whether a file lies at `path`; None where that cannot be told. A relative path is nowhere."""
        if not os.path.isabs(path):  # noqa: PTH117 - for each of a million paths
            return False
        listing = self.folder(folder_of(path))
        if listing.names is None:
            return None
        return path.rpartition(os.sep)[2] in listing.names or (listing.there and _is_file(path))

    def folder(self, folder: str) -> Listing:
        """The files of a folder as they are in this round."""
        known = self._kept.get(folder)
        if known is not None and folder in self._fresh:
            return known
        state = _state(folder)
        if known is None or known.state is None or known.state != state:
            known = self._keep(folder, _listed(folder, state))
        self._kept.move_to_end(folder)
        self._fresh.add(folder)
        return known

    def _keep(self, folder: str, listing: Listing) -> Listing:
        self.read += listing.there
        self._drop(folder)
        self._kept[folder] = listing
        self._names += len(listing.names or ())
        while self._names > KEPT_NAMES and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))
        return listing

    def _drop(self, folder: str) -> None:
        dropped = self._kept.pop(folder, None)
        if dropped is not None:
            self._names -= len(dropped.names or ())


def folder_of(path: str) -> str:
    """The folder of a file, cut from its path."""
    return path.rpartition(os.sep)[0] or os.sep


def _state(folder: str) -> _State | None:
    try:
        status = os.stat(folder)  # noqa: PTH116 - a path of an old library need not be one for Path
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns


def _listed(folder: str, state: _State | None) -> Listing:
    """A folder whose drive does not answer is as good as gone; one that is closed to us is not."""
    try:
        with os.scandir(folder) as entries:
            files = [entry for entry in entries if entry.is_file()]
    except PermissionError:
        return _CLOSED
    except (OSError, ValueError):
        return _AWAY
    # Where a link leads can change without a change of the folder.
    settled = state is not None and time.time_ns() - state[2] > SETTLED
    sure = settled and not any(entry.is_symlink() for entry in files)
    return Listing(True, frozenset(entry.name for entry in files), state if sure else None)


def _is_file(path: str) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 - as in _state
