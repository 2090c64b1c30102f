"""The files below some folders that may be missing ones: told by their size, before any is read."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from imagineer_desktop.catalog.files import files_at
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.files.matching import FoundCopy
from imagineer_desktop.jobs.progress import Job, Progress

WALKED = 2000
"""Files seen between two signs of progress."""


def copies_under(
    library: Library, places: Sequence[Path], sizes: Collection[int | None]
) -> Job[tuple[int, list[FoundCopy]]]:
    """The files under the places that have one of the sizes and are not in the library."""
    seen = 0
    found: list[FoundCopy] = []
    for entry in _walked([str(place) for place in places]):
        seen += 1
        if seen % WALKED == 0:
            yield Progress("Looking for moved files", seen)
        status = _status(entry)
        if status is not None and status.st_size in sizes and _is_text(entry.path):
            found.append(FoundCopy(entry.path, status.st_size, status.st_mtime_ns))
    yield Progress("Looking for moved files", seen)
    with library.reading() as session:
        known = files_at(session, [copy.path for copy in found])
    return seen, [copy for copy in found if copy.path not in known]


def _walked(places: list[str]) -> Iterator[os.DirEntry[str]]:
    """All files below some folders, each once. Hidden ones and links are passed over, so a loop ends."""
    left = [os.path.abspath(place) for place in reversed(places)]  # noqa: PTH100 - resolve() follows links
    done: set[str] = set()
    while left:
        folder = left.pop()
        if folder in done:
            continue
        done.add(folder)
        try:
            with os.scandir(folder) as listing:
                entries = sorted((one for one in listing if one.name[0] != "."), key=lambda one: one.name)
        except OSError:
            # What cannot be looked into holds nothing that could be relinked to.
            continue
        below = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        yield from (entry for entry in entries if entry.is_file(follow_symlinks=False))
        left += reversed(below)


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat(follow_symlinks=False)
    except OSError:
        return None


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
