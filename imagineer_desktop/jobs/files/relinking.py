"""Files that moved are found again: by their content, reading only what may be one of them."""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from imagineer_desktop.catalog.files import KnownFile, folders, missing_files
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.files.checking_files import check_files
from imagineer_desktop.jobs.files.copies import copies_under
from imagineer_desktop.jobs.files.folder_listings import FolderListings, folder_of
from imagineer_desktop.jobs.files.matching import FoundCopy, Pair, matched, nearest
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.files import opened

READERS = 2
"""Files read at once; SHA-256 runs without Python's lock."""
AHEAD = 64
"""Files given to the readers before the first is asked for."""


class Sureness(Enum):
    """How it is known that a found file is an image's file."""

    CHOSEN = "chosen"
    SAME_CONTENT = "content"
    SAME_NAME_AND_SIZE = "name"


@dataclass(frozen=True, slots=True)
class Move:
    """Where the file of an image was and where it lies now."""

    image_id: int
    old_path: str
    new_path: str
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class RelinkPlan:
    """What a search found. Nothing is changed yet.

    `missing` counts all images whose file was not there, `seen` the files looked at, `read` those whose
    content was read. `folders` are (old, new) folders that moved as a whole, as far as their files tell.
    """

    moves: tuple[Move, ...] = ()
    missing: int = 0
    seen: int = 0
    read: int = 0
    folders: tuple[tuple[str, str], ...] = ()
    searched: tuple[str, ...] = ()


def find_moved(
    library: Library, places: Sequence[Path] | None, listings: FolderListings | None = None
) -> Job[RelinkPlan]:
    """Look in folders, and all folders below them, for the files that the library misses.

    Without folders it is those under which the library's images lie (`places_to_search`).

    The library's own missing files are looked for first, so that what is back is not searched. A file
    is read only if its size is that of a missing one; one that the library has already is none. Images
    of which no content is known (those of old libraries) are recognized by name and size.
    Raises CatalogError when the library cannot be read or written.
    """
    yield from check_files(library, listings)
    with library.reading() as session:
        missing = missing_files(session)
    places = places_to_search(library) if places is None else places
    searched = tuple(str(place) for place in places)
    if not missing:
        return RelinkPlan(searched=searched)
    seen, copies = yield from copies_under(library, places, {file.size for file in missing})
    pairs: list[Pair] = []
    read = 0
    for round_ in (_of_the_same_name, _of_the_same_size):
        left = _without(missing, pairs)
        chosen = round_(left, [copy for copy in copies if copy.content_hash is None])
        known = yield from _read(chosen)
        read += len(known)
        copies = [known.get(copy.path, copy) for copy in copies]
        taken = {copy.path for _, copy in pairs}
        pairs += matched(left, [copy for copy in copies if copy.path not in taken])
    moves = [_move(pair, Sureness.SAME_CONTENT) for pair in pairs]
    taken = {copy.path for _, copy in pairs}
    likely = _likely(_without(missing, pairs), [copy for copy in copies if copy.path not in taken])
    moves += [_move(pair, Sureness.SAME_NAME_AND_SIZE) for pair in likely]
    moves.sort(key=lambda move: (move.sureness.value, move.old_path))
    paths = [(move.old_path, move.new_path) for move in moves]
    return RelinkPlan(tuple(moves), len(missing), seen, read, moved_folders(paths), searched)


def moved_folders(moves: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """(old, new) folders that moved as a whole: the old is not there, most of its files are in the new."""
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    for old, new in moves:
        ways[folder_of(old)][folder_of(new)] += 1
    found: dict[str, str] = {}
    for old, new_ones in sorted(ways.items()):
        new, _ = new_ones.most_common(1)[0]
        if new != old and new not in found.values() and not Path(old).is_dir():
            found[old] = new
    return tuple(found.items())


def places_to_search(library: Library) -> tuple[Path, ...]:
    """The folders under which the library's images lie: an outputs folder, not each of its batches.

    Never a person's home or a drive as a whole.
    """
    with library.reading() as session:
        known = [Path(folder.path) for folder in folders(session)]
    families = Counter(folder.parent for folder in known)
    wide = {folder.parent if families[folder.parent] > 1 else folder for folder in known}
    home = Path.home()
    found = {place if _is_narrow(place, home) else None for place in (*wide, *known)} - {None}
    there = sorted(place for place in found if place is not None and place.is_dir())
    return tuple(one for one in there if not any(other in one.parents for other in there))


def _is_narrow(place: Path, home: Path) -> bool:
    return len(place.parts) > 2 and place != home and place not in home.parents and not place.is_mount()


def _of_the_same_name(missing: list[KnownFile], copies: list[FoundCopy]) -> list[FoundCopy]:
    wanted = {(file.size, _name(file.path)) for file in missing if file.content_hash}
    return [copy for copy in copies if (copy.size, _name(copy.path)) in wanted]


def _of_the_same_size(missing: list[KnownFile], copies: list[FoundCopy]) -> list[FoundCopy]:
    wanted = {file.size for file in missing if file.content_hash}
    return [copy for copy in copies if copy.size in wanted]


def _likely(missing: list[KnownFile], copies: list[FoundCopy]) -> Iterator[Pair]:
    """Pairs of the same name and size where the library knows no content."""
    waiting: dict[tuple[int | None, str], list[KnownFile]] = defaultdict(list)
    offered: dict[tuple[int | None, str], list[FoundCopy]] = defaultdict(list)
    for file in missing:
        if not file.content_hash and file.size:
            waiting[file.size, _name(file.path)].append(file)
    for copy in copies:
        offered[copy.size, _name(copy.path)].append(copy)
    for key, files in waiting.items():
        yield from nearest(files, offered.get(key, ()))


def _read(copies: list[FoundCopy]) -> Job[dict[str, FoundCopy]]:
    """The copies with their content hash, by path; those that cannot be read are left out."""
    known: dict[str, FoundCopy] = {}
    readers = ThreadPoolExecutor(READERS, "moved files")
    waiting: list[Future[str | None]] = []
    try:
        for place, copy in enumerate(copies):
            waiting += [
                readers.submit(_content_hash, Path(one.path)) for one in copies[len(waiting) : place + AHEAD]
            ]
            content = waiting[place].result()
            if content is not None:
                known[copy.path] = replace(copy, content_hash=content)
            yield Progress("Comparing files", place + 1, len(copies))
    finally:
        readers.shutdown(cancel_futures=True)
    return known


def _content_hash(path: Path) -> str | None:
    try:
        with opened(path) as (stream, _):
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (MediaError, OSError):
        return None


def _without(files: list[KnownFile], pairs: list[Pair]) -> list[KnownFile]:
    found = {file.image_id for file, _ in pairs}
    return [file for file in files if file.image_id not in found]


def _move(pair: Pair, sureness: Sureness) -> Move:
    file, copy = pair
    return Move(file.image_id, file.path, copy.path, sureness)


def _name(path: str) -> str:
    return path.rpartition(os.sep)[2]
