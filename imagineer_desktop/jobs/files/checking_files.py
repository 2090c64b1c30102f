"""Which files of the library are missing and which are back: told by names, never by content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.files import KnownFile, file_of, files_after
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import table_counts
from imagineer_desktop.catalog.whereabouts import note_back, note_gone
from imagineer_desktop.jobs.files.away import MOUNTS, AwayPlace, away_places
from imagineer_desktop.jobs.files.folder_listings import FolderListings, folder_of
from imagineer_desktop.jobs.progress import Job, Progress

PAGE = 5000
"""Images looked at between two transactions."""


@dataclass(slots=True)
class FileCheck:
    """What a look at all files found. `gone` and `back` changed by it, `missing` is all that is not there.

    `away` are the places that are not there as a whole. What is in the trash counts in `checked`, `gone`
    and `back` only.
    """

    checked: int = 0
    gone: int = 0
    back: int = 0
    missing: int = 0
    away: tuple[AwayPlace, ...] = ()

    @property
    def lost(self) -> int:
        """Images that are missing though no drive is away: their files were moved, renamed or deleted."""
        return self.missing - sum(place.images for place in self.away if place.is_drive)


def check_files(
    library: Library, listings: FolderListings | None = None, mounts: Sequence[str] = MOUNTS
) -> Job[FileCheck]:
    """Look whether every file is where the library has it, and note what is gone or back (no step to undo).

    `listings` of the look before make this one cheaper. A folder that may not be read changes nothing.
    Raises CatalogError when the library cannot be read or written.
    """
    listings = listings or FolderListings()
    listings.begin_round()
    found, bare = FileCheck(), Counter[str]()
    with library.reading() as session:
        total = table_counts(session)["images"]
    yield Progress("Checking files", 0, total, found)
    last = 0
    while page := _page(library, last):
        last = page[-1].image_id
        _check(library, page, listings, found, bare)
        yield Progress("Checking files", found.checked, total, found)
    found.away = away_places(bare, mounts)
    return found


def check_file(library: Library, image_id: int) -> Job[bool]:
    """Look for the file of one image and note it if it is gone or back; whether it is there."""
    with library.reading() as session:
        file = file_of(session, image_id)
    yield Progress("Checking files", 0, 1)
    if file is None:
        return False
    found = FileCheck()
    _check(library, [file], FolderListings(), found, Counter())
    return not found.missing


def _page(library: Library, last: int) -> list[KnownFile]:
    with library.reading() as session:
        return files_after(session, last, PAGE)


def _check(
    library: Library,
    files: list[KnownFile],
    listings: FolderListings,
    found: FileCheck,
    bare: Counter[str],
) -> None:
    """`bare` counts the missing ones of folders that hold no file at all, or are not there."""
    gone: list[KnownFile] = []
    back: list[KnownFile] = []
    for file in files:
        there = listings.holds(file.path)
        missing = file.missing if there is None else not there
        if missing != file.missing:
            (gone if missing else back).append(file)
        if missing and not file.trashed:
            found.missing += 1
            folder = folder_of(file.path)
            bare[folder] += listings.folder(folder).names == frozenset()
    if gone or back:
        changed = frozenset(file.image_id for file in (*gone, *back))
        with library.writing(Changes(images=changed, membership=True)) as session:
            note_gone(session, gone)
            note_back(session, back)
    found.checked += len(files)
    found.gone += len(gone)
    found.back += len(back)
