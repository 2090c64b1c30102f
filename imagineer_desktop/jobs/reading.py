"""The second pass of an import: files are read to their end, for their hash, thumbnail and likeness."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import EVERYTHING, Changes
from imagineer_desktop.catalog.contents import forget_trouble, note_contents, note_trouble, unread
from imagineer_desktop.catalog.files import KnownFile, files_of
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.newcomers import Homecoming, bring_together
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.jobs.found import found_at
from imagineer_desktop.jobs.import_report import ReadingReport, Report, Troubles
from imagineer_desktop.jobs.matching import FoundCopy, Pair
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.jobs.recognizing import moved_copies
from imagineer_desktop.jobs.relinking import moved_folders
from imagineer_desktop.jobs.second_looks import FileRead, SecondLooks, as_read
from imagineer_desktop.jobs.small_copies import SmallCopies
from imagineer_desktop.jobs.steady_writing import USUAL, Patience, SteadyWriter
from imagineer_desktop.jobs.ticking import ticking
from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.readers import Crew, ReadAll, Trouble
from imagineer_desktop.media.thumbnails import ThumbnailCache

BATCH = 100
"""Files whose contents are noted in one transaction: what a stopped job has to read again."""

BATCH_SECONDS = 0.5
"""They are noted after this long even when they are fewer."""

_PAGE = 200
"""Images that the library is asked about at once."""


def nobody_waits() -> bool:
    """Nothing else is to be done first."""
    return False


def read_unread(
    library: Library,
    cache: ThumbnailCache | None,
    gives_way: Callable[[], bool] = nobody_waits,
    patience: Patience = USUAL,
    crew_of: Callable[[], Crew] = Crew,
) -> Job[ReadingReport]:
    """Read every file that nobody has read to its end yet: what an import left, or a crash.

    It ends early as soon as `gives_way` says that others wait. Cancelled, killed or not, it goes on where it
    was when it is run again. Files that made trouble are left alone. Raises CatalogError when the library
    cannot be written.
    """
    with library.reading() as session:
        ids = unread(session, with_pixels=cache is not None)
    return (yield from read_contents_of(library, ids, cache, gives_way, patience, crew_of))


def read_contents_of(
    library: Library,
    ids: Sequence[int],
    cache: ThumbnailCache | None,
    gives_way: Callable[[], bool] = nobody_waits,
    patience: Patience = USUAL,
    crew_of: Callable[[], Crew] = Crew,
) -> Job[ReadingReport]:
    """Read the files of these images to their end, as in `read_unread`."""
    report, started = ReadingReport(), time.monotonic()
    writer = SteadyWriter(library, cache, patience, report)
    with crew_of() as crew:
        reading = Reading(library, cache, report, Troubles(report), gives_way)
        yield from reading.run(ids, crew, writer)
    report.seconds = time.monotonic() - started
    return report


def read_again(library: Library, ids: Sequence[int], cache: ThumbnailCache | None) -> Job[ReadingReport]:
    """The same for images whose files could not be read or shown: what is known against them is forgotten."""
    with library.writing(Changes(images=frozenset(ids))) as session:
        forget_trouble(session, ids)
    return (yield from read_contents_of(library, ids, cache))


class Reading:
    """The files of some images on their way through the crew, with what is not noted yet."""

    def __init__(
        self,
        library: Library,
        cache: ThumbnailCache | None,
        report: Report,
        troubles: Troubles,
        gives_way: Callable[[], bool],
    ) -> None:
        self._library = library
        self._small = SmallCopies(cache)
        self._report = report
        self._troubles = troubles
        self._gives_way = gives_way
        self._read: list[FileRead] = []
        self._broken: list[tuple[KnownFile, str]] = []
        self._quarantined: list[tuple[KnownFile, str]] = []
        self._changed: list[FileRead] = []
        self._done = 0
        self._since = 0.0

    def run(self, ids: Sequence[int], crew: Crew, writer: SteadyWriter) -> Job[None]:
        """Read them, in their order."""
        if not ids:
            return
        self._report.to_read += len(ids)
        for answer in ticking(crew, crew.contents(self._questions(ids))):
            if answer is not None:
                self._take(_file(answer[0].tag), answer[1])
            if self._is_time_to_write():
                yield from self._write(writer)
            yield self._progress
        yield from self._write(writer)
        again = SecondLooks(crew, writer, self._small, self._progress)
        noted = yield from again.at_changed(self._changed)
        self._report.read += len(noted)
        self._report.replaced += sum(file.content_hash is not None for file in noted)
        yield from again.at_broken(self._quarantined)
        self._report.left = self._report.to_read - self._done
        yield self._progress

    @property
    def _progress(self) -> Progress:
        return Progress("Reading images", self._done, self._report.to_read, self._report)

    def _questions(self, ids: Sequence[int]) -> Iterator[ReadAll]:
        for page in pages(ids, _PAGE):
            with self._library.reading() as session:
                files = files_of(session, page)
            self._done += len(page) - len(files)
            for file in files:
                if self._gives_way():
                    return
                yield ReadAll(Path(file.path), self._small.wanted_of(file), file)

    def _take(self, file: KnownFile, answer: Contents | Trouble) -> None:
        self._done += 1
        if not self._read and not self._broken:
            self._since = time.monotonic()
        if isinstance(answer, Trouble):
            if answer.kind == "refused":
                self._troubles.failed(found_at(file.path), answer.reason)
            else:
                self._broken.append((file, answer.reason))
                self._troubles.damaged(found_at(file.path), answer.reason)
        elif _is_another(file, answer):
            self._changed.append((file, answer))
        else:
            self._read.append((file, self._small.completed(file, answer)))

    def _is_time_to_write(self) -> bool:
        waiting = len(self._read) + len(self._broken)
        return waiting >= BATCH or (waiting > 0 and time.monotonic() - self._since > BATCH_SECONDS)

    def _write(self, writer: SteadyWriter) -> Job[None]:
        read, self._read = self._read, []
        broken, self._broken = self._broken, []
        if not read and not broken:
            return
        for file, contents in read:
            self._small.keep(file, contents)
        pairs = self._moved(read)

        def note(session: Session) -> int:
            note_contents(session, [as_read(file, contents) for file, contents in read])
            note_trouble(session, ((file.image_id, file.path, reason) for file, reason in broken))
            return _brought_together(session, pairs, {file.path: file.image_id for file, _ in read})

        ids = frozenset(file.image_id for file, _ in (*read, *broken))
        self._report.moved += yield from writer.write(EVERYTHING if pairs else Changes(images=ids), note)
        self._quarantined += broken
        self._report.read += len(read)
        for file, contents in read:
            if contents.trouble:
                self._troubles.damaged(found_at(file.path), contents.trouble)

    def _moved(self, read: list[FileRead]) -> list[Pair]:
        """Images whose file is gone and which a file is that was new until now."""
        copies = [
            FoundCopy(file.path, contents.file_size, contents.mtime_ns, contents.content_hash)
            for file, contents in read
            if file.content_hash is None
        ]
        return moved_copies(self._library, copies) if copies else []


def _brought_together(session: Session, pairs: Sequence[Pair], ids: dict[str, int]) -> int:
    comings = [Homecoming(old.image_id, ids[copy.path], copy.path, copy.mtime_ns) for old, copy in pairs]
    return bring_together(session, comings, moved_folders((old.path, copy.path) for old, copy in pairs))


def _is_another(file: KnownFile, contents: Contents) -> bool:
    """The file is not the one that was looked at."""
    return file.size not in (None, contents.file_size) or file.mtime_ns not in (None, contents.mtime_ns)


def _file(tag: object) -> KnownFile:
    assert isinstance(tag, KnownFile)
    return tag
