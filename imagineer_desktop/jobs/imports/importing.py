"""Import outputs: find pictures, list what is new at once, then read each file to its end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from imagineer_desktop.catalog.arrivals import Company
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.jobs.imports.finding import find_again, find_folders
from imagineer_desktop.jobs.imports.found import Folder, FolderOfFiles, Found, FoundFile, Unreadable
from imagineer_desktop.jobs.imports.homes import CHUNK, folders_of, found_homes, note_homes
from imagineer_desktop.jobs.imports.import_report import Failure, ImportReport, Troubles, printable
from imagineer_desktop.jobs.imports.import_rules import PLAIN, ImportRules
from imagineer_desktop.jobs.imports.indexing import Index
from imagineer_desktop.jobs.imports.reading import Reading, nobody_waits
from imagineer_desktop.jobs.imports.sorting import Sorting
from imagineer_desktop.jobs.imports.steady_writing import USUAL, Patience, SteadyWriter
from imagineer_desktop.jobs.imports.taking_in import TakingIn
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.readers import Crew
from imagineer_desktop.media.thumbnails import ThumbnailCache

__all__ = ["Failure", "ImportReport", "ImportRules", "import_again", "import_paths"]

_TOLD = 1000
"""Files found between two signs of progress."""


def import_paths(
    library: Library,
    paths: Sequence[Path],
    cache: ThumbnailCache | None = None,
    rules: ImportRules = PLAIN,
    *,
    only: Collection[Path] | None = None,
    gives_way: Callable[[], bool] = nobody_waits,
    patience: Patience = USUAL,
    crew_of: Callable[[], Crew] = Crew,
) -> Job[ImportReport]:
    """Take the pictures under `paths` into the library; files are only read, never copied or changed.

    First everything new is listed, then each new file is read to its end: for its hash and, where there is
    a `cache`, its thumbnail and its likeness. With `only`, these folders below the given paths are looked
    into and no others. The reading ends early when `gives_way` says that others wait; `reading.read_unread`
    does the rest.

    Running it again adds what is new and nothing else. Cancelled, it keeps what was written so far.
    Raises CatalogError when a path does not exist or the library cannot be written.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise CatalogError(f"There is nothing at {printable(path)}. Nothing was imported.")
    found = find_folders(paths, library.path, rules, only)
    job = _Import(library, cache, rules, patience)
    return (yield from job.run(found, crew_of, gives_way))


def import_again(
    library: Library,
    failures: Sequence[Failure],
    cache: ThumbnailCache | None = None,
    rules: ImportRules = PLAIN,
    *,
    patience: Patience = USUAL,
    crew_of: Callable[[], Crew] = Crew,
) -> Job[ImportReport]:
    """Try the files and folders of some failures once more, and no others; as `import_paths` else."""
    found = chain.from_iterable(_found_again(failure, library.path, rules) for failure in failures)
    job = _Import(library, cache, rules, patience, try_again=True)
    return (yield from job.run(found, crew_of, nobody_waits))


def _found_again(failure: Failure, apart: Path, rules: ImportRules) -> Iterator[Found]:
    if isinstance(failure.again, Folder):
        yield from find_again(failure.again, apart, rules)
    elif isinstance(failure.again, FoundFile):
        yield FolderOfFiles(failure.again.folder, (failure.again.name,))


class _Import:
    """One import, from the first folder to the last thumbnail."""

    def __init__(
        self,
        library: Library,
        cache: ThumbnailCache | None,
        rules: ImportRules,
        patience: Patience,
        try_again: bool = False,
    ) -> None:
        self._library = library
        self._cache = cache
        self._patience = patience
        self._try_again = try_again
        self._report = ImportReport()
        self._troubles = Troubles(self._report)
        self._writer = SteadyWriter(library, cache, patience, self._report)
        company = Company(rules.album_per_folder, rules.album_id, rules.tags)
        self._new = TakingIn(self._writer, company, self._report)

    def run(
        self, found: Iterable[Found], crew_of: Callable[[], Crew], gives_way: Callable[[], bool]
    ) -> Job[ImportReport]:
        """Find, list, read; the report keeps the time."""
        started = time.monotonic()
        steps = self._steps(found, crew_of, gives_way)
        try:
            for progress in steps:
                self._report.seconds = time.monotonic() - started
                yield progress
        except CatalogError as error:
            if not self._report.imported:
                raise
            raise CatalogError(
                f"The import broke off. The {self._report.imported:,} images it had added are kept. {error}"
            ) from error
        finally:
            steps.close()
        self._report.seconds = time.monotonic() - started
        return self._report

    def _steps(
        self, found: Iterable[Found], crew_of: Callable[[], Crew], gives_way: Callable[[], bool]
    ) -> Job[None]:
        report, started = self._report, time.monotonic()
        folders = yield from self._listed(found)
        yield from self._bring_home(folders)
        sorting = Sorting(self._library, _files(folders), report, self._troubles, self._try_again)
        with crew_of() as crew:
            index = Index(self._library, sorting, report, self._troubles, self._new)
            to_read = yield from index.run(crew, self._writer, self._patience)
            report.index_seconds = time.monotonic() - started
            reading = Reading(self._library, self._cache, report, self._troubles, gives_way)
            yield from reading.run(to_read, crew, self._writer)

    def _listed(self, found: Iterable[Found]) -> Job[list[FolderOfFiles]]:
        """All folders with their files. They are kept as names: about 80 bytes for each file."""
        report, folders, told = self._report, list[FolderOfFiles](), 0
        yield Progress("Looking for images", 0, 0, report)
        for one in found:
            if isinstance(one, Unreadable):
                report.failed.append(Failure(printable(one.path), one.reason, one.folder))
                continue
            report.found += len(one)
            if one.names:
                folders.append(one)
            if report.found >= told + _TOLD:
                told = report.found
                yield Progress("Looking for images", report.found, 0, report)
        return folders

    def _bring_home(self, folders: Sequence[FolderOfFiles]) -> Job[None]:
        """Missing images of whose content nothing is known get the paths of their files."""
        now = Progress("Looking for images", self._report.found, 0, self._report)
        homes = yield from found_homes(self._library, _files(folders), now)
        moved = folders_of(homes)
        for part in pages(homes, CHUNK):
            note = partial(note_homes, homes=part, folders=moved)
            self._report.moved += yield from self._writer.write(EVERYTHING, note)
            yield now


def _files(folders: Iterable[FolderOfFiles]) -> Iterator[FoundFile]:
    return chain.from_iterable(folders)
