"""Files of an import that are no news: moved ones, ones never looked at, ones replaced where they lie."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from imagineer_desktop.catalog.arrivals import Arrival, known_paths
from imagineer_desktop.catalog.changes import EVERYTHING, Changes
from imagineer_desktop.catalog.files import (
    KnownFile,
    files_at,
    files_with,
    inside,
    missing_without_content,
)
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.whereabouts import (
    NewPlace,
    note_album_folders,
    note_first_look,
    note_moved,
    note_replaced,
    note_touched,
)
from imagineer_desktop.jobs.away import MOUNTS, away_places
from imagineer_desktop.jobs.finding import FoundFile
from imagineer_desktop.jobs.folder_listings import folder_of
from imagineer_desktop.jobs.matching import DEEPEST, FoundCopy, Pair, matched
from imagineer_desktop.jobs.old_roots import Parts, taken_apart
from imagineer_desktop.jobs.relinking import moved_folders


def bring_home(library: Library, files: Sequence[FoundFile]) -> int:
    """Give missing images of whose content nothing is known the paths of found files; how many.

    Those are rows of the web application whose outputs lie elsewhere by now. A file is theirs when at
    least its folder and its name end like their path, and no other file's or missing image's path does.
    """
    with library.reading() as session:
        lost = missing_without_content(session)
    lost = [file for file in lost if not _is_there(file.path)]
    if not lost:
        return 0
    names = {taken_apart(file.path)[-1] for file in lost}
    places = {str(file.path): str(file.place) for file in files if file.name in names}
    places = {path: place for path, place in places.items() if is_text(path) and is_text(place)}
    with library.reading() as session:
        known = known_paths(session, {*places, *places.values()})
    free = [path for path, place in places.items() if path not in known and place not in known]
    homes = {file.image_id: (file, path) for file, path in _alike(lost, free) if _may_be(file, path)}
    if not homes:
        return 0
    with library.writing(EVERYTHING) as session:
        moved = note_moved(session, [NewPlace(image_id, path) for image_id, (_, path) in homes.items()])
        note_album_folders(session, moved_folders((file.path, path) for file, path in homes.values()))
    return moved


def take_back(library: Library, arrivals: Sequence[Arrival], mounts: Sequence[str] = MOUNTS) -> list[Arrival]:
    """Give images whose file is gone the place of an arrival with their content; the other arrivals.

    A file that still lies where the library has it is not moved: the arrival is a copy of it. So is one
    of a file on a drive that is away (`mounts` as in `away`). An image in the trash stays as it is.
    """
    pairs = _moved_among(library, arrivals, mounts)
    if not pairs:
        return list(arrivals)
    folders = moved_folders((file.path, copy.path) for file, copy in pairs)
    with library.writing(EVERYTHING) as session:
        note_moved(session, [NewPlace(file.image_id, copy.path, copy.mtime_ns) for file, copy in pairs])
        note_album_folders(session, folders)
    placed = {copy.path for _, copy in pairs}
    return [arrival for arrival in arrivals if arrival.file_path not in placed]


def altered_files(library: Library, paths: Iterable[str]) -> Iterator[KnownFile]:
    """Those of the library's own files that are to be looked at: never read before, or written to since.

    Of the latter the size or the time of change is not what the library has noted. Costs one `stat` for
    each; no content is read. Nothing is said of files that are not there.
    """
    with library.reading() as session:
        known = files_at(session, paths)
    for file in known.values():
        if file.content_hash is not None and (file.mtime_ns is None or file.size is None):
            continue
        try:
            status = os.stat(file.path)  # noqa: PTH116 - for each of a million files
        except (OSError, ValueError):
            continue
        if file.content_hash is None or (status.st_size, status.st_mtime_ns) != (file.size, file.mtime_ns):
            yield file


def is_first_look(file: KnownFile, arrival: Arrival) -> bool:
    """Nothing was known of the file's content, and nothing that was known of the file speaks against it."""
    return (
        file.content_hash is None
        and file.size in (None, arrival.file_size)
        and file.mtime_ns in (None, arrival.file_mtime_ns)
    )


def complete(library: Library, looks: Sequence[tuple[KnownFile, Arrival]]) -> None:
    """Note what was never known of the library's own files."""
    if not looks:
        return
    changes = Changes(images=frozenset(file.image_id for file, _ in looks))
    with library.writing(changes) as session:
        note_first_look(session, [(file.image_id, arrival) for file, arrival in looks])


def take_over(library: Library, file: KnownFile, arrival: Arrival) -> bool:
    """Note what lies at an image's path now; True when it is another content, False for the same one."""
    other = arrival.content_hash != file.content_hash
    with library.writing(EVERYTHING) as session:
        if other:
            note_replaced(session, file.image_id, arrival)
        else:
            note_touched(session, [NewPlace(file.image_id, file.path, arrival.file_mtime_ns)])
    return other


def _moved_among(library: Library, arrivals: Sequence[Arrival], mounts: Sequence[str]) -> list[Pair]:
    with library.reading() as session:
        known = files_at(session, [arrival.file_path for arrival in arrivals])
        same = files_with(session, {arrival.content_hash for arrival in arrivals})
    gone = [file for file in same if not file.trashed and not os.path.lexists(file.path)]
    gone = _not_on_drives(gone, mounts)
    copies = [
        FoundCopy(arrival.file_path, arrival.file_size, arrival.file_mtime_ns, arrival.content_hash)
        for arrival in arrivals
        if arrival.file_path not in known
    ]
    return list(matched(gone, copies)) if gone else []


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
