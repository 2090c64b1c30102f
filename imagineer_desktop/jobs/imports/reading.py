"""The second pass of an import: files are read to their end, for their hash, thumbnail and likeness."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import EVERYTHING, Changes
from imagineer_desktop.catalog.contents import forget_trouble, never_seen, note_contents, unread
from imagineer_desktop.catalog.files import KnownFile, files_of
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.newcomers import Homecoming, bring_together
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.jobs.files.matching import FoundCopy, Pair
from imagineer_desktop.jobs.files.relinking import moved_folders
from imagineer_desktop.jobs.imports.found import FoundFile, found_at
from imagineer_desktop.jobs.imports.import_report import ImportReport, ReadingReport, Report, Troubles
from imagineer_desktop.jobs.imports.recognizing import moved_copies
from imagineer_desktop.jobs.imports.second_looks import Broken, SecondLooks
from imagineer_desktop.jobs.imports.small_copies import FileRead, SmallCopies
from imagineer_desktop.jobs.imports.steady_writing import USUAL, Patience, SteadyWriter
from imagineer_desktop.jobs.imports.ticking import ticking
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.readers import Crew, ReadAll, Trouble
from imagineer_desktop.media.thumbnails import ThumbnailCache

BATCH = 100
"""Files whose contents are noted in one transaction: what a stopped job has to read again."""

BATCH_SECONDS = 0.5
"""They are noted after this long even when they are fewer."""

ASIDE_SECONDS = 5.0
"""Files that have to be looked at or hashed once more wait no longer; the crew has to interrupt for them."""

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
    was when it is run again. A file that made trouble is not decoded again, only hashed if that was not
    done. One that is not there, or that may not be opened, is passed over without a word: it was told by
    the import, and waits until it can be read. Raises CatalogError when the library cannot be written.
    """
    with library.reading() as session:
        ids = unread(session, with_pixels=cache is not None)
    report = ReadingReport()
    reading = Reading(library, cache, report, _Tactful(report), gives_way)
    return (yield from _run(reading, ids, crew_of, SteadyWriter(library, cache, patience, report), report))


def read_contents_of(
    library: Library,
    ids: Sequence[int],
    cache: ThumbnailCache | None,
    gives_way: Callable[[], bool] = nobody_waits,
    patience: Patience = USUAL,
    crew_of: Callable[[], Crew] = Crew,
) -> Job[ReadingReport]:
    """Read the files of these images to their end, as in `read_unread`; what cannot be read is told."""
    report = ReadingReport()
    reading = Reading(library, cache, report, Troubles(report), gives_way)
    return (yield from _run(reading, ids, crew_of, SteadyWriter(library, cache, patience, report), report))


def read_again(library: Library, ids: Sequence[int], cache: ThumbnailCache | None) -> Job[ReadingReport]:
    """The same for images whose files could not be read or shown: what is known against them is forgotten."""
    with library.writing(Changes(images=frozenset(ids))) as session:
        forget_trouble(session, ids)
    return (yield from read_contents_of(library, ids, cache))


def _run(
    reading: Reading,
    ids: Sequence[int],
    crew_of: Callable[[], Crew],
    writer: SteadyWriter,
    report: ReadingReport,
) -> Job[ReadingReport]:
    started = time.monotonic()
    with crew_of() as crew:
        yield from reading.run(ids, crew, writer)
    report.seconds = time.monotonic() - started
    return report


class _Tactful(Troubles):
    """Troubles without those of files that cannot be read now: nobody has just asked for them."""

    def failed(self, file: FoundFile, reason: str) -> None:
        pass


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
        self._broken: list[Broken] = []
        self._changed: list[FileRead] = []
        self._unseen: set[int] = set()
        self._done = 0
        self._since = 0.0
        self._aside_since = 0.0
        self._over = False

    def run(self, ids: Sequence[int], crew: Crew, writer: SteadyWriter) -> Job[None]:
        """Read them, in their order."""
        if not ids:
            return
        self._report.to_read += len(ids)
        questions = self._questions(ids)
        while not self._over:
            for answer in ticking(crew, crew.contents(self._up_to_a_pause(questions))):
                if answer is not None:
                    self._take(*answer)
                if self._is_time_to_write():
                    yield from self._write(writer)
                yield self._progress
            yield from self._write(writer)
            yield from self._settle(SecondLooks(crew, writer, self._small, self._progress))
        self._report.left = self._report.to_read - self._done
        yield self._progress

    @property
    def _progress(self) -> Progress:
        return Progress("Reading images", self._done, self._report.to_read, self._report)

    def _up_to_a_pause(self, questions: Iterator[ReadAll]) -> Iterator[ReadAll]:
        """The next questions, until what was put aside is to be settled."""
        for question in questions:
            yield question
            aside = len(self._broken) + len(self._changed)
            if aside >= BATCH or (aside and time.monotonic() - self._aside_since > ASIDE_SECONDS):
                return
        self._over = True

    def _questions(self, ids: Sequence[int]) -> Iterator[ReadAll]:
        for page in pages(ids, _PAGE):
            with self._library.reading() as session:
                files = files_of(session, page)
                self._unseen |= never_seen(session, page)
            self._done += len(page) - len(files)
            for file in files:
                if self._gives_way():
                    return
                yield ReadAll(Path(file.path), self._small.wanted_of(file), file)

    def _take(self, question: ReadAll, answer: Contents | Trouble) -> None:
        file = _file(question.tag)
        self._done += 1
        if isinstance(answer, Contents):
            self._take_contents(FileRead(file, answer, question.with_thumbnail))
        elif answer.kind == "refused":
            self._troubles.failed(found_at(file.path), answer.reason)
        elif file.trouble is None or question.with_thumbnail:
            self._troubles.damaged(found_at(file.path), answer.reason)
            self._put_aside()
            self._broken.append((file, answer.reason))

    def _take_contents(self, read: FileRead) -> None:
        is_new = read.file.image_id in self._unseen and read.file.trouble is None
        self._unseen.discard(read.file.image_id)
        if read.is_another or is_new:
            self._put_aside()
            self._changed.append(read)
            return
        if not self._read:
            self._since = time.monotonic()
        self._read.append(self._small.completed(read))

    def _put_aside(self) -> None:
        if not self._broken and not self._changed:
            self._aside_since = time.monotonic()

    def _is_time_to_write(self) -> bool:
        late = time.monotonic() - self._since > BATCH_SECONDS
        return len(self._read) >= BATCH or (late and bool(self._read))

    def _write(self, writer: SteadyWriter) -> Job[None]:
        read, self._read = self._read, []
        if not read:
            return
        for one in read:
            self._small.keep(one)
        pairs = self._moved(read)

        def note(session: Session) -> int:
            note_contents(session, (one.noted for one in read))
            return _brought_together(session, pairs, {one.file.path: one.file.image_id for one in read})

        ids = frozenset(one.file.image_id for one in read)
        moved = yield from writer.write(EVERYTHING if pairs else Changes(images=ids), note)
        self._report.moved += moved
        if isinstance(self._report, ImportReport):
            # They were taken for new ones, before their content was known.
            self._report.imported -= moved
            self._report.already += moved
        self._count(read)

    def _settle(self, again: SecondLooks) -> Job[None]:
        """Note what was put aside, while the crew has nothing else to do."""
        broken, self._broken = self._broken, []
        changed, self._changed = self._changed, []
        changed += yield from again.at_broken(broken)
        noted = yield from again.at_changed(changed)
        self._report.replaced += sum(one.is_another and one.file.content_hash is not None for one in noted)
        self._count(noted)

    def _count(self, read: Sequence[FileRead]) -> None:
        self._report.read += len(read)
        for one in read:
            if one.contents.trouble:
                self._troubles.damaged(found_at(one.file.path), one.contents.trouble)

    def _moved(self, read: list[FileRead]) -> list[Pair]:
        """Images whose file is gone and which a file is that was new until now."""
        copies = [
            FoundCopy(one.file.path, one.contents.file_size, one.contents.mtime_ns, one.contents.content_hash)
            for one in read
            if one.file.content_hash is None
        ]
        return moved_copies(self._library, copies) if copies else []


def _brought_together(session: Session, pairs: Sequence[Pair], ids: dict[str, int]) -> int:
    comings = [
        Homecoming(old.image_id, ids[copy.path], old.path, copy.path, copy.mtime_ns, old.content_hash or "")
        for old, copy in pairs
    ]
    return bring_together(session, comings, moved_folders((old.path, copy.path) for old, copy in pairs))


def _file(tag: object) -> KnownFile:
    assert isinstance(tag, KnownFile)
    return tag
