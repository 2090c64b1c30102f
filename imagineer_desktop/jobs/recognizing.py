"""Files of an import that are no news: moved ones, ones never looked at, ones replaced where they lie."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import Arrival, known_paths
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.files import (
    KnownFile,
    files_at,
    files_of_size,
    files_with,
    inside,
    missing_without_content,
)
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.whereabouts import NewPlace, note_album_folders, note_moved
from imagineer_desktop.jobs.away import MOUNTS, away_places
from imagineer_desktop.jobs.folder_listings import folder_of
from imagineer_desktop.jobs.found import FoundFile
from imagineer_desktop.jobs.matching import DEEPEST, FoundCopy, Pair, matched
from imagineer_desktop.jobs.old_roots import Parts, taken_apart
from imagineer_desktop.jobs.relinking import moved_folders

Home = tuple[KnownFile, str]
"""A missing file, and the path where it was found."""


def found_homes(library: Library, files: Iterable[FoundFile]) -> list[Home]:
    """Which missing images of whose content nothing is known have their files among the found ones.

    Those are rows of the web application whose outputs lie elsewhere by now. A file is theirs when at
    least its folder and its name end like their path, and no other file's or missing image's path does.
    """
    with library.reading() as session:
        lost = missing_without_content(session)
    lost = [file for file in lost if not _is_there(file.path)]
    if not lost:
        return []
    names = {taken_apart(file.path)[-1] for file in lost}
    places = {file.spelled: file.placed for file in files if file.name in names}
    places = {path: place for path, place in places.items() if is_text(path) and is_text(place)}
    with library.reading() as session:
        known = known_paths(session, {*places, *places.values()})
    free = [path for path, place in places.items() if path not in known and place not in known]
    homes = {file.image_id: (file, path) for file, path in _alike(lost, free) if _may_be(file, path)}
    return list(homes.values())


def note_homes(session: Session, homes: Sequence[Home]) -> int:
    """Give images the paths where their files were found, and their albums the folders; how many images."""
    moved = note_moved(session, [NewPlace(file.image_id, path) for file, path in homes])
    note_album_folders(session, moved_folders((file.path, path) for file, path in homes))
    return moved


class Lost:
    """The library's files that are not where it has them, by size. Of each size the library is asked once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._asked: set[int] = set()
        self._gone: set[int] = set()

    def among(self, sizes: set[int]) -> set[int]:
        """Those of some sizes in bytes that a lost file has: a new file with one of them may be that file."""
        new = sizes - self._asked
        if new:
            self._asked |= new
            with self._library.reading() as session:
                same = files_of_size(session, new)
            self._gone |= {file.size for file in same if file.size is not None and may_have_moved(file)}
        return sizes & self._gone


def may_have_moved(file: KnownFile) -> bool:
    """An image with a known content and no file. In the trash it stays as it is."""
    return file.content_hash is not None and not file.trashed and not os.path.lexists(file.path)


def take_back(library: Library, arrivals: Sequence[Arrival], mounts: Sequence[str] = MOUNTS) -> list[Arrival]:
    """Give images whose file is gone the place of an arrival with their content; the other arrivals."""
    pairs = moved_among(library, arrivals, mounts)
    if pairs:
        with library.writing(EVERYTHING) as session:
            note_pairs(session, pairs)
    placed = {copy.path for _, copy in pairs}
    return [arrival for arrival in arrivals if arrival.file_path not in placed]


def moved_among(library: Library, arrivals: Sequence[Arrival], mounts: Sequence[str] = MOUNTS) -> list[Pair]:
    """Images whose file is gone, and arrivals with their content.

    A file that still lies where the library has it is not moved: the arrival is a copy of it. So is one
    of a file on a drive that is away (`mounts` as in `away`). An image in the trash stays as it is.
    """
    with library.reading() as session:
        known = files_at(session, [arrival.file_path for arrival in arrivals])
    copies = [
        FoundCopy(arrival.file_path, arrival.file_size, arrival.file_mtime_ns, arrival.content_hash)
        for arrival in arrivals
        if arrival.file_path not in known and arrival.content_hash is not None
    ]
    return moved_copies(library, copies, mounts)


def moved_copies(library: Library, copies: Sequence[FoundCopy], mounts: Sequence[str] = MOUNTS) -> list[Pair]:
    """Images whose file is gone, and files with their content."""
    with library.reading() as session:
        same = files_with(session, {copy.content_hash for copy in copies if copy.content_hash})
    gone = _not_on_drives([file for file in same if may_have_moved(file)], mounts)
    return list(matched(gone, copies)) if gone else []


def note_pairs(session: Session, pairs: Sequence[Pair]) -> int:
    """Give images the place of a file with their content, and their albums its folder; how many images."""
    folders = moved_folders((file.path, copy.path) for file, copy in pairs)
    places = [NewPlace(file.image_id, copy.path, copy.mtime_ns) for file, copy in pairs]
    moved = note_moved(session, places)
    note_album_folders(session, folders)
    return moved


def is_altered(file: KnownFile) -> bool:
    """Whether a file of the library was written to since: its size or time of change is not as noted.

    Costs one `stat`; no content is read. What was never noted is not compared, and nothing is said of a
    file that is not there.
    """
    if file.content_hash is not None and None in (file.size, file.mtime_ns):
        return False
    try:
        status = os.stat(file.path)  # noqa: PTH116 - for each of a million files
    except (OSError, ValueError):
        return False
    return file.size not in (None, status.st_size) or file.mtime_ns not in (None, status.st_mtime_ns)


def _not_on_drives(gone: list[KnownFile], mounts: Sequence[str]) -> list[KnownFile]:
    """Without those whose drive is not there. A folder that is not there was moved, or is gone."""
    away = away_places(Counter(folder_of(file.path) for file in gone), mounts)
    drives = tuple(inside(place.path) for place in away if place.is_drive)
    return [file for file in gone if not file.path.startswith(drives)]


def _alike(lost: Iterable[KnownFile], paths: Iterable[str]) -> Iterator[tuple[KnownFile, str]]:
    """Files and paths with the same names at the end, folder and name at least, and no others with these."""
    images: dict[Parts, list[KnownFile]] = defaultdict(list)
    found: dict[Parts, list[str]] = defaultdict(list)
    for file in lost:
        for end in _ends(file.path):
            images[end].append(file)
    for path in paths:
        for end in _ends(path):
            found[end].append(path)
    for end, files in images.items():
        if len(files) == 1 and len(found.get(end, ())) == 1:
            yield files[0], found[end][0]


def _ends(path: str) -> Iterator[Parts]:
    parts = taken_apart(path)
    for depth in range(2, min(DEEPEST, len(parts) - 1) + 1):
        yield parts[-depth:]


def _may_be(file: KnownFile, path: str) -> bool:
    try:
        return file.size in (None, os.stat(path).st_size)  # noqa: PTH116 - as above
    except OSError:
        return False


def _is_there(path: str) -> bool:
    """A relative path of an old library names no certain place."""
    return os.path.isabs(path) and os.path.lexists(path)  # noqa: PTH117 - need not be one for Path


def is_text(path: str) -> bool:
    """Whether a path can be stored: a name on disk may hold bytes that are no text."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
