"""What a watched folder has new: an import by its rules, and the files that are to be looked at again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.watched import FolderRules, WatchedRow
from imagineer_desktop.jobs.imports.import_report import Failure, ImportReport
from imagineer_desktop.jobs.imports.import_rules import ImportRules
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.progress import Job
from imagineer_desktop.media.thumbnails import ThumbnailCache

FRESH_SECONDS = 20.0
"""A file that was changed this short a time ago and is not whole may be written still."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read. Written anew it has another `mtime_ns`, and may be told again."""

    path: str
    mtime_ns: int
    reason: str

    @property
    def folder(self) -> str:
        return os.path.dirname(self.path)  # noqa: PTH120 - a name of a file need not be one for Path


@dataclass(frozen=True, slots=True)
class Intaken:
    """What came in. `growing` are the folders with files that are being written still."""

    report: ImportReport
    unread: tuple[Unread, ...] = ()
    growing: frozenset[str] = frozenset()


def import_rules(rules: FolderRules) -> ImportRules:
    """The rules of a folder as an import takes them."""
    return ImportRules(rules.recursive, rules.ignored, rules.album_per_folder, rules.album_id, rules.tags)


def take_in(
    library: Library,
    folder: WatchedRow,
    cache: ThumbnailCache | None,
    only: Collection[str] | None = None,
    gives_way: Callable[[], bool] = lambda: False,
) -> Job[Intaken]:
    """Import what is new in a watched folder, `only` in some of the folders in it where they are named."""
    report = yield from import_paths(
        library,
        [Path(folder.path)],
        cache,
        import_rules(folder.rules),
        only=None if only is None else [Path(one) for one in only],
        gives_way=gives_way,
    )
    failed, damaged = versions(report.failed), versions(report.damaged)
    growing = frozenset(file.folder for file in (*failed, *damaged) if _is_fresh(file))
    return Intaken(report, tuple(file for file in failed if not _is_fresh(file)), growing)


def versions(failures: Iterable[Failure]) -> tuple[Unread, ...]:
    """The files behind failures as they are now; those that are gone by now are no trouble any more.

    A program that writes a picture under another name first leaves such, and so does a deleted folder.
    """
    found: list[Unread] = []
    for failure in failures:
        try:
            moment = os.stat(failure.again.path if failure.again else failure.path).st_mtime_ns  # noqa: PTH116
        except (OSError, ValueError):
            continue
        found.append(Unread(failure.path, moment, failure.reason))
    return tuple(found)


def _is_fresh(file: Unread) -> bool:
    """It was changed just now. A moment in the future is a clock that goes wrong."""
    return abs(time.time() - file.mtime_ns / 1e9) < FRESH_SECONDS
