"""Missing images of whose content nothing is known come home: to the files whose paths end like theirs."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import known_paths
from imagineer_desktop.catalog.files import KnownFile, missing_without_content
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.whereabouts import NewPlace, moved_to, note_album_folders
from imagineer_desktop.jobs.files.folder_listings import folder_of
from imagineer_desktop.jobs.files.matching import ends
from imagineer_desktop.jobs.files.old_roots import Parts, taken_apart
from imagineer_desktop.jobs.files.relinking import moved_folders
from imagineer_desktop.jobs.imports.found import FoundFile
from imagineer_desktop.jobs.imports.recognizing import is_text
from imagineer_desktop.jobs.progress import Job, Progress

CHUNK = 500
"""Files that are asked about, and images that are written, at once."""

One = TypeVar("One")

Home = tuple[KnownFile, str]
"""A missing file, and the path where it was found."""


def found_homes(library: Library, files: Iterable[FoundFile], now: Progress) -> Job[list[Home]]:
    """Which missing images of whose content nothing is known have their files among the found ones.

    Those are rows of the web application whose outputs lie elsewhere by now. A file is theirs when at
    least its folder and its name end like their path, and no other file's or missing image's path does.
    `now` is what is told after each chunk.
    """
    with library.reading() as session:
        missing = missing_without_content(session)
    if not missing:
        return []
    lost: list[KnownFile] = []
    for chunk in _chunks(missing):
        lost += (file for file in chunk if not _is_there(file.path))
        yield now
    names = {taken_apart(file.path)[-1] for file in lost}
    free: list[str] = []
    for files_at_once in _chunks(files if lost else ()):
        places = {one.spelled: one.placed for one in files_at_once if one.name in names}
        places = {path: place for path, place in places.items() if is_text(path) and is_text(place)}
        with library.reading() as session:
            known = known_paths(session, {*places, *places.values()})
        free += (path for path, place in places.items() if path not in known and place not in known)
        yield now
    homes: dict[int, Home] = {}
    alike = yield from _alike(lost, free, now)
    for pairs in _chunks(alike):
        homes |= {file.image_id: (file, path) for file, path in pairs if _may_be(file, path)}
        yield now
    # By folder, so that few are concerned by each batch that is written.
    return sorted(homes.values(), key=lambda home: home[0].path)


def note_homes(session: Session, homes: Sequence[Home], folders: Iterable[tuple[str, str]]) -> int:
    """Give images the paths where their files were found; how many.

    Of the (old, new) `folders` those in which the images were take their albums along.
    """
    places = [NewPlace(file.image_id, path, old_path=file.path) for file, path in homes]
    moved = moved_to(session, places)
    left = {folder_of(file.path) for file, _ in homes if file.image_id in moved}
    note_album_folders(session, ((old, new) for old, new in folders if old in left))
    return len(moved)


def folders_of(homes: Iterable[Home]) -> tuple[tuple[str, str], ...]:
    """(old, new) folders that moved as a whole."""
    return moved_folders((file.path, path) for file, path in homes)


def _alike(lost: Iterable[KnownFile], paths: Iterable[str], now: Progress) -> Job[list[Home]]:
    """Files and paths with the same names at the end, folder and name at least, and no others with these."""
    images: dict[Parts, list[KnownFile]] = defaultdict(list)
    found: dict[Parts, list[str]] = defaultdict(list)
    for chunk in _chunks(lost):
        for file in chunk:
            for end in ends(file.path):
                images[end].append(file)
        yield now
    for some in _chunks(paths):
        for path in some:
            for end in ends(path):
                found[end].append(path)
        yield now
    alone = ((files, found.get(end, ())) for end, files in images.items())
    return [(files[0], places[0]) for files, places in alone if len(files) == len(places) == 1]


def _chunks(values: Iterable[One]) -> Iterator[list[One]]:
    left = iter(values)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _may_be(file: KnownFile, path: str) -> bool:
    try:
        return file.size in (None, os.stat(path).st_size)  # noqa: PTH116 - for each of a million files
    except OSError:
        return False


def _is_there(path: str) -> bool:
    """A relative path of an old library names no certain place."""
    return os.path.isabs(path) and os.path.lexists(path)  # noqa: PTH117 - need not be one for Path
