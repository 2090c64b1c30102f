"""Import and copy: pictures are copied into the library's folder by a template, and then taken in there."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import Arrival, Company, TakenIn, found_again
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.pins import pins_of
from imagineer_desktop.jobs.copies.copy_room import CopyRoom
from imagineer_desktop.jobs.copies.copy_survey import facts_of
from imagineer_desktop.jobs.copies.path_template import CopyPlan, Facts
from imagineer_desktop.jobs.copies.picture_copies import PictureCopies, Placed
from imagineer_desktop.jobs.imports.describing import arrival_of
from imagineer_desktop.jobs.imports.finding import find_again, find_folders
from imagineer_desktop.jobs.imports.found import Folder, FolderOfFiles, Found, FoundFile
from imagineer_desktop.jobs.imports.import_report import Failure, ImportReport, Troubles, printable
from imagineer_desktop.jobs.imports.import_rules import PLAIN, ImportRules
from imagineer_desktop.jobs.imports.reading import Reading, nobody_waits
from imagineer_desktop.jobs.imports.steady_writing import USUAL, SteadyWriter
from imagineer_desktop.jobs.imports.taking_in import TakingIn
from imagineer_desktop.jobs.imports.ticking import ticking
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.readers import Crew, LookAt, Trouble
from imagineer_desktop.media.thumbnails import ThumbnailCache

BATCH = 100
BATCH_SECONDS = 1.0
"""Copies become rows after so many, or after so long: what was copied when a job is killed is found again."""

RESERVE = 64 * 1024 * 1024
"""Bytes that stay free on the drive of the library folder."""

STILL_WRITTEN = "The file is still being written. Try again when it is finished."

_NO_USE_TO_GO_ON = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE}
)


@dataclass(slots=True)
class CopyReport(ImportReport):
    """What an import has done that copies: `copied` images were written, `copied_bytes` of pictures."""

    copied: int = 0
    copied_bytes: int = 0

    @property
    def worth_another_try(self) -> tuple[Failure, ...]:
        """What could not be copied; a damaged copy is there already."""
        return tuple(one for one in self.failed if one.again is not None)


def copy_and_import(
    library: Library,
    paths: Sequence[Path],
    plan: CopyPlan,
    cache: ThumbnailCache | None = None,
    rules: ImportRules = PLAIN,
    *,
    gives_way: Callable[[], bool] = nobody_waits,
) -> Job[CopyReport]:
    """Copy the pictures under `paths` into the plan's folder, with what lies beside them, and import those.

    The originals are only read. What lies in the folder already, by its content, is not copied again.
    Cancelled or killed, it leaves nothing half, and what was copied is in the library or comes into it the
    next time. Raises CatalogError when a path does not exist, the drive has too little space or gets full,
    or the library cannot be written. At last the copies are read to their end, as in `import_paths`.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise CatalogError(f"There is nothing at {printable(path)}. Nothing was copied.")
    found = find_folders(paths, library.path, rules)
    return (yield from _Copying(library, plan, cache, rules).run(found, gives_way))


def copy_again(
    library: Library,
    failures: Sequence[Failure],
    plan: CopyPlan,
    cache: ThumbnailCache | None = None,
    rules: ImportRules = PLAIN,
) -> Job[CopyReport]:
    """Try those files once more that a copying import could not take."""
    found = _found_again(library, failures, rules)
    return (yield from _Copying(library, plan, cache, rules).run(found, nobody_waits))


class _Copying:
    """One import that copies."""

    def __init__(
        self, library: Library, plan: CopyPlan, cache: ThumbnailCache | None, rules: ImportRules
    ) -> None:
        self._library = library
        self._plan = plan
        self._cache = cache
        self._report = CopyReport()
        with library.reading() as session:
            self._pins = pins_of(session)
        self._troubles = Troubles(self._report)
        self._writer = SteadyWriter(library, cache, USUAL, self._report)
        company = Company(rules.album_per_folder, rules.album_id, rules.tags)
        self._new = TakingIn(self._writer, company, self._report)
        self._copies = PictureCopies(library, plan)
        self._waiting: dict[str, Arrival] = {}
        self._written = time.monotonic()
        self._done = 0

    def run(self, found: Iterable[Found], gives_way: Callable[[], bool]) -> Job[CopyReport]:
        """Find, copy and list, read; the report keeps the time."""
        started = time.monotonic()
        files = yield from self._listed(found)
        with Crew() as crew:
            with CopyRoom(self._plan.folder):
                yield from self._see_that_they_fit(files)
                yield from self._copy_all(files, crew)
            self._report.index_seconds = time.monotonic() - started
            reading = Reading(self._library, self._cache, self._report, self._troubles, gives_way)
            yield from reading.run(self._new.to_read, crew, self._writer)
        self._report.seconds = time.monotonic() - started
        return self._report

    def _listed(self, found: Iterable[Found]) -> Job[list[FoundFile]]:
        files: list[FoundFile] = []
        for one in found:
            if isinstance(one, FolderOfFiles):
                files += one
            else:
                self._report.failed.append(Failure(printable(one.path), one.reason, one.folder))
            self._report.found = len(files)
            yield Progress("Looking for images", len(files), 0, self._report)
        return files

    def _see_that_they_fit(self, files: Sequence[FoundFile]) -> Job[None]:
        """Raises CatalogError where the drive has too little space for all that is not there already."""
        needed = 0
        free = shutil.disk_usage(self._plan.folder).free
        for number, file in enumerate(files):
            if number % BATCH == 0:
                yield Progress("Looking for space", 0, 0, self._report)
            needed += self._copies.needs(file)
        if needed + RESERVE > free:
            raise CatalogError(
                f"The images need {_in_words(needed)}; of the drive of {self._plan.folder} "
                f"{_in_words(max(free - RESERVE, 0))} can be used. Nothing was copied. "
                "Make room there, or choose another folder."
            )

    def _copy_all(self, files: Sequence[FoundFile], crew: Crew) -> Job[None]:
        questions = (LookAt(file.path, file.beside, place) for place, file in enumerate(files))
        try:
            for answer in ticking(crew, crew.looks(questions)):
                if answer is None:
                    yield self._progress
                    continue
                place = cast(int, answer[0].tag)
                yield from self._take(place + 1, files[place], answer[1])
                if len(self._waiting) >= BATCH or time.monotonic() - self._written > BATCH_SECONDS:
                    yield from self._write()
        except GeneratorExit:
            for _ in self._write():
                break  # one try: whoever cancels does not wait for another program's lock
            raise
        except OSError as error:
            yield from self._write()
            raise self._broken_off(error) from error
        yield from self._write()

    def _take(self, number: int, file: FoundFile, look: Look | Trouble) -> Job[None]:
        """Copy one picture; nothing but the drive's own trouble ends the whole import."""
        try:
            if isinstance(look, Trouble):
                self._troubles.failed(file, look.reason)
            elif not look.whole and time.time() - look.modified_at.timestamp() < USUAL.fresh:
                self._troubles.failed(file, STILL_WRITTEN)
            elif self._copies.holds(file):
                self._arrived(file, file.spelled, look)
            else:
                yield from self._copy(file, look, facts_of(file, look, number))
        except MediaError as error:
            self._troubles.failed(file, str(error))
        except OSError as error:
            if error.errno in _NO_USE_TO_GO_ON or not self._plan.folder.is_dir():
                raise
            self._troubles.failed(file, f"It could not be copied ({error.strerror}).")
        self._done += 1
        yield self._progress

    def _copy(self, file: FoundFile, look: Look, facts: Facts) -> Job[None]:
        with closing(self._copies.place(file.path, file.beside or (), facts)) as placing:
            placed = yield from _each(placing, self._progress)
        if placed.copied:
            self._report.copied += 1
            self._report.copied_bytes += placed.copied
        self._arrived(file, str(placed.path), look)

    def _arrived(self, file: FoundFile, path: str, look: Look) -> None:
        state = os.stat(path)  # noqa: PTH116 - it may be older than the original, or younger than the look
        arrival = arrival_of(path, look, file.batch_folder, self._pins)
        if path in self._waiting:
            self._report.already += 1
            return
        known = replace(arrival, file_size=state.st_size, file_mtime_ns=state.st_mtime_ns)
        self._waiting[path] = known

    def _write(self) -> Job[None]:
        self._copies.settle()
        arrivals = list(self._waiting.values())
        self._waiting.clear()
        self._written = time.monotonic()
        if not arrivals:
            return

        def note(session: Session, taken: TakenIn) -> None:
            found_again(session, (one.file_path for one in arrivals if one.file_path not in taken.ids))

        yield from self._new.write(arrivals, note)

    @property
    def _progress(self) -> Progress:
        return Progress("Copying", self._done, self._report.found, self._report)

    def _broken_off(self, error: OSError) -> CatalogError:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        what = "is full" if full else f"cannot be written any more ({error.strerror})"
        return CatalogError(
            f"The drive of {self._plan.folder} {what}. The {self._report.copied:,} images copied before are "
            "in the library, and nothing half is left. "
            + ("Make room there" if full else "Check the drive")
            + ", and import again: what is there is not copied twice."
        )


def _each(breaths: Generator[None, None, Placed], progress: Progress) -> Job[Placed]:
    """A sign of progress for each breath."""
    while True:
        try:
            next(breaths)
        except StopIteration as end:
            return cast(Placed, end.value)
        yield progress


def _found_again(library: Library, failures: Sequence[Failure], rules: ImportRules) -> Iterator[Found]:
    for failure in failures:
        if isinstance(failure.again, FoundFile):
            file = failure.again
            yield FolderOfFiles(
                file.folder, (file.name,), None if file.beside is None else {file.name: file.beside}
            )
        elif isinstance(failure.again, Folder):
            yield from find_again(failure.again, library.path, rules)


def _in_words(size: int) -> str:
    """ "1.9 GB"."""
    for unit, factor in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6)):
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size / 1000:,.0f} kB"
