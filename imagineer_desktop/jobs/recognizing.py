"""Files of an import that are no news: moved ones, and ones that were replaced where they lie."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from imagineer_desktop.catalog.arrivals import Arrival
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.files import KnownFile, files_at, files_with
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.whereabouts import (
    NewPlace,
    note_album_folders,
    note_moved,
    note_replaced,
    note_touched,
)
from imagineer_desktop.jobs.matching import FoundCopy, Pair, matched
from imagineer_desktop.jobs.relinking import moved_folders


def take_back(library: Library, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Give images whose file is gone the place of an arrival with their content; the other arrivals.

    A file that still lies where the library has it is not moved: the arrival is a copy of it.
    """
    pairs = _moved_among(library, arrivals)
    if not pairs:
        return list(arrivals)
    folders = moved_folders((file.path, copy.path) for file, copy in pairs)
    with library.writing(EVERYTHING) as session:
        note_moved(session, [NewPlace(file.image_id, copy.path, copy.mtime_ns) for file, copy in pairs])
        note_album_folders(session, folders)
    placed = {copy.path for _, copy in pairs}
    return [arrival for arrival in arrivals if arrival.file_path not in placed]


def replaced_files(library: Library, paths: Iterable[str]) -> Iterator[KnownFile]:
    """Those of the library's own files whose size or time of change is not what the library has noted.

    Costs one `stat` for each; no content is read. Nothing is said of images of old libraries, whose time
    of change was not noted, and of files that are not there.
    """
    with library.reading() as session:
        known = files_at(session, paths)
    for file in known.values():
        if file.mtime_ns is None or file.size is None:
            continue
        try:
            status = os.stat(file.path)  # noqa: PTH116 - for each of a million files
        except (OSError, ValueError):
            continue
        if (status.st_size, status.st_mtime_ns) != (file.size, file.mtime_ns):
            yield file


def take_over(library: Library, file: KnownFile, arrival: Arrival) -> bool:
    """Note what lies at an image's path now; True when it is another content, False for the same one."""
    other = arrival.content_hash != file.content_hash
    with library.writing(EVERYTHING) as session:
        if other:
            note_replaced(session, file.image_id, arrival)
        else:
            note_touched(session, [NewPlace(file.image_id, file.path, arrival.file_mtime_ns)])
    return other


def _moved_among(library: Library, arrivals: Sequence[Arrival]) -> list[Pair]:
    with library.reading() as session:
        known = files_at(session, [arrival.file_path for arrival in arrivals])
        same = files_with(session, {arrival.content_hash for arrival in arrivals})
    gone = [file for file in same if not os.path.lexists(file.path)]
    copies = [
        FoundCopy(arrival.file_path, arrival.file_size, arrival.file_mtime_ns, arrival.content_hash)
        for arrival in arrivals
        if arrival.file_path not in known
    ]
    return list(matched(gone, copies)) if gone else []
