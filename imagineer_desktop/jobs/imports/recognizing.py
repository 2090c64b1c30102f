"""Files of an import that are no news: those of images that lie elsewhere now, and altered ones."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import Arrival
from imagineer_desktop.catalog.files import (
    KnownFile,
    files_at,
    files_of_size,
    files_with,
    inside,
    unread_files_like,
)
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.whereabouts import NewPlace, moved_to, note_album_folders
from imagineer_desktop.jobs.files.away import MOUNTS, away_places
from imagineer_desktop.jobs.files.folder_listings import folder_of
from imagineer_desktop.jobs.files.matching import FoundCopy, Pair, matched, of_the_same_mark
from imagineer_desktop.jobs.files.relinking import moved_folders


class Lost:
    """Sizes of the files that do not lie as they were where the library has them. Each is asked for once."""

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
            left = (file for file in same if is_gone(file) or (not file.trashed and is_altered(file)))
            self._gone |= {file.size for file in left if file.size is not None}
        return sizes & self._gone


def is_gone(file: KnownFile) -> bool:
    """The file of an image is not where the library has it. In the trash it stays as it is."""
    return not file.trashed and not os.path.lexists(file.path)


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


def copies_of(arrivals: Iterable[Arrival]) -> list[FoundCopy]:
    """What a search would say of these files."""
    return [FoundCopy(one.file_path, one.file_size, one.file_mtime_ns, one.content_hash) for one in arrivals]


def moved_among(library: Library, arrivals: Sequence[Arrival], mounts: Sequence[str] = MOUNTS) -> list[Pair]:
    """Images whose file is gone, and arrivals with their content that no image has.

    A file that still lies where the library has it is not moved: the arrival is a copy of it. So is one
    of a file on a drive that is away (`mounts` as in `away`). An image in the trash stays as it is.
    """
    with library.reading() as session:
        known = files_at(session, [arrival.file_path for arrival in arrivals])
    copies = copies_of(arrival for arrival in arrivals if arrival.file_path not in known)
    return moved_copies(library, copies, mounts)


def moved_copies(library: Library, copies: Sequence[FoundCopy], mounts: Sequence[str] = MOUNTS) -> list[Pair]:
    """Images whose file is gone, and files with their content."""
    gone = gone_like(library, copies, mounts)
    return list(matched((file for file in gone if file.content_hash), copies)) if gone else []


def moved_unread(library: Library, arrivals: Sequence[Arrival], mounts: Sequence[str] = MOUNTS) -> list[Pair]:
    """Images whose file is gone before anybody had read it, and arrivals with its size and time of change.

    Only what is certain: see `of_the_same_mark`.
    """
    copies = copies_of(arrivals)
    with library.reading() as session:
        known = files_at(session, [copy.path for copy in copies])
        unread = unread_files_like(session, ((copy.size, copy.mtime_ns) for copy in copies))
    gone = _not_on_drives([file for file in unread if is_gone(file)], mounts)
    return list(of_the_same_mark(gone, [copy for copy in copies if copy.path not in known]))


def files_like(library: Library, copies: Sequence[FoundCopy]) -> list[KnownFile]:
    """The library's files with the content of some files, and the unread ones that may have it."""
    with library.reading() as session:
        same = files_with(session, {copy.content_hash for copy in copies if copy.content_hash})
        return same + unread_files_like(session, ((copy.size, copy.mtime_ns) for copy in copies))


def gone_like(
    library: Library, copies: Sequence[FoundCopy], mounts: Sequence[str] = MOUNTS
) -> list[KnownFile]:
    """Those of them that are not where the library has them, though their drive is there."""
    return _not_on_drives([file for file in files_like(library, copies) if is_gone(file)], mounts)


def note_pairs(session: Session, pairs: Sequence[Pair]) -> list[Pair]:
    """Give images the place of a file that is theirs, and their albums its folder; what was written."""
    places = [NewPlace(file.image_id, copy.path, copy.mtime_ns, file.path) for file, copy in pairs]
    moved = moved_to(session, places)
    noted = [(file, copy) for file, copy in pairs if file.image_id in moved]
    note_album_folders(session, moved_folders((file.path, copy.path) for file, copy in noted))
    return noted


def is_text(path: str) -> bool:
    """Whether a path can be stored: a name on disk may hold bytes that are no text."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _not_on_drives(gone: list[KnownFile], mounts: Sequence[str]) -> list[KnownFile]:
    """Without those whose drive is not there. A folder that is not there was moved, or is gone."""
    away = away_places(Counter(folder_of(file.path) for file in gone), mounts)
    drives = tuple(inside(place.path) for place in away if place.is_drive)
    return [file for file in gone if not file.path.startswith(drives)]
