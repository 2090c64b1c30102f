"""Duplicates looked for beside the window: hashes first, then what is alike, then what is not judged yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from imagineer_desktop.background.questions import Questions
from imagineer_desktop.background.runner import JobQueue, JobThread
from imagineer_desktop.catalog.duplicates import DuplicatePair, Likenesses, likenesses, open_pairs
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import image_details, image_rows
from imagineer_desktop.catalog.rows import ImageDetails, ImageRow
from imagineer_desktop.jobs.imports.hashing import HashReport, hash_missing
from imagineer_desktop.media.thumbnail_cache import ThumbnailCache

MEANWHILE = 4000
"""Milliseconds between two looks at what was found while images are still being hashed."""

AFTER_OTHERS = 1500
"""Milliseconds of quiet after other work on the library before it is looked at again."""

Details = tuple[ImageDetails, ImageDetails]


class DuplicateSearch(QObject):
    """The duplicates of one library. It has a thread for its questions: comparing takes a second."""

    found = Signal(object)
    """The pairs still to be judged: a tuple of DuplicatePair."""
    described = Signal(object, object)
    """A DuplicatePair and the details of its two images; None where one of them is gone."""
    moved_on = Signal(int, int)
    """Images looked at, of how many."""
    rested = Signal(object)
    """Every image has been looked at, or the person stopped it: the HashReport, None after a stop."""
    troubled = Signal(str)

    def __init__(self, library: Library, cache: ThumbnailCache, queue: JobQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._library = library
        self._cache = cache
        self._queue = queue
        self._questions = Questions(self)
        self._alike: Likenesses | None = None
        self._task: JobThread | None = None
        self._closed = False
        self._meanwhile = QTimer(self, interval=MEANWHILE)
        self._meanwhile.timeout.connect(self.compare)
        self._soon = QTimer(self, interval=AFTER_OTHERS, singleShot=True)
        self._soon.timeout.connect(self.start)

    @property
    def is_hashing(self) -> bool:
        """Images are being looked at, or wait to be."""
        return self._task is not None

    def start(self) -> None:
        """Look at the images nobody has looked at yet; say what is known at once and what comes with it."""
        self.compare()
        if self._task is None:
            self._submit()

    def start_soon(self) -> None:
        """Images may have come or gone: look again when that is over."""
        self._soon.start()

    def stop(self) -> None:
        """Look at no more images. What was seen is kept."""
        if self._task is not None:
            self._task.cancel()

    def compare(self) -> None:
        """Compare all images that have a hash."""
        self._questions.ask("pairs", self._compared, self._tell_pairs)

    def refresh(self) -> None:
        """Something was decided: say what is left, without comparing again."""
        self._questions.ask("pairs", self._left, self._tell_pairs)

    def describe(self, pair: DuplicatePair) -> None:
        """Ask for the details of a pair."""
        self._questions.ask("details", lambda: self._details(pair), self._tell_details)

    def rows(self, ids: Sequence[int]) -> list[ImageRow]:
        """The rows of images, at once: a page of them takes a few milliseconds."""
        try:
            with self._library.reading() as session:
                return image_rows(session, ids)
        except CatalogError as trouble:
            self.troubled.emit(str(trouble))
            return []

    def close(self) -> None:
        """Nothing is asked or told any more. The job ends with its queue."""
        self._closed = True
        self._meanwhile.stop()
        self._soon.stop()
        self._questions.close()

    def _submit(self) -> None:
        job = hash_missing(self._library, self._cache, self._queue.others_wait)
        task = self._queue.submit(self.tr("Looking for duplicates"), job, idle=True)
        task.progressed.connect(self._follow)
        task.succeeded.connect(self._succeed)
        task.failed.connect(self._fail)
        task.cancelled.connect(self._rest)
        self._task = task
        self._meanwhile.start()

    def _follow(self) -> None:
        progress = self._task.progress if self._task else None
        if progress is not None and progress.total:
            self.moved_on.emit(progress.done, progress.total)

    def _succeed(self, report: HashReport) -> None:
        self._task = None
        if report.left and not self._closed:
            self._submit()
        else:
            self._rest(report)

    def _fail(self, error: Exception) -> None:
        self._rest()
        if not isinstance(error, CatalogError):
            raise error
        self.troubled.emit(str(error))

    def _rest(self, report: HashReport | None = None) -> None:
        self._task = None
        self._meanwhile.stop()
        if self._closed:
            return
        self.compare()
        self.rested.emit(report)

    def _compared(self) -> tuple[DuplicatePair, ...] | CatalogError:
        try:
            with self._library.reading() as session:
                self._alike = likenesses(session)
                return open_pairs(session, self._alike)
        except CatalogError as trouble:
            return trouble

    def _left(self) -> tuple[DuplicatePair, ...] | CatalogError:
        if self._alike is None:
            return self._compared()
        try:
            with self._library.reading() as session:
                return open_pairs(session, self._alike)
        except CatalogError as trouble:
            return trouble

    def _details(self, pair: DuplicatePair) -> tuple[DuplicatePair, Details | None] | CatalogError:
        try:
            with self._library.reading() as session:
                one, other = image_details(session, pair.a), image_details(session, pair.b)
        except CatalogError as trouble:
            return trouble
        return pair, (one, other) if one and other else None

    def _tell_pairs(self, answer: tuple[DuplicatePair, ...] | CatalogError) -> None:
        if isinstance(answer, CatalogError):
            self.troubled.emit(str(answer))
        else:
            self.found.emit(answer)

    def _tell_details(self, answer: tuple[DuplicatePair, Details | None] | CatalogError) -> None:
        if isinstance(answer, CatalogError):
            self.troubled.emit(str(answer))
        else:
            self.described.emit(*answer)
