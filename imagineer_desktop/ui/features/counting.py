"""The numbers of the left panel, kept true after every write."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from imagineer_desktop.background.questions import Questions
from imagineer_desktop.catalog.changes import EVERYTHING, Changes
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import counts, vocabulary
from imagineer_desktop.catalog.rows import LibraryCounts

IDLE = 2000
"""Milliseconds without a write after which the write-ahead log is brought into the main file."""

WATCH = 1000
"""Milliseconds between two looks at whether another program has written."""


class Counting(QObject):
    """Counts in the background what the library holds, and tidies its file while nobody writes."""

    counted = Signal(object)
    """LibraryCounts."""
    words_counted = Signal(object)
    """The vocabulary: a tuple of label texts, the most used first."""
    troubled = Signal(str)
    others_wrote = Signal()
    """Another program has written to the library."""

    def __init__(self, library: Library, questions: Questions, parent: QObject) -> None:
        super().__init__(parent)
        self._library = library
        self._questions = questions
        self._idle = QTimer(self, interval=IDLE, singleShot=True)
        self._idle.timeout.connect(self._tidy)
        # Asked before anything is read: what others write from now on is new.
        library.others_wrote()
        self._watch = QTimer(self, interval=WATCH)
        self._watch.timeout.connect(self._look_for_others)
        self._watch.start()

    def take(self, changes: Changes = EVERYTHING) -> None:
        """Count again what a write may have changed."""
        if changes.membership or changes.albums:
            self._questions.ask("counts", self._count, self._tell_counts)
        if changes.labels:
            self._questions.ask("vocabulary", self._collect, self._tell_words)
        self._idle.start()

    def _count(self) -> LibraryCounts | CatalogError:
        try:
            with self._library.reading() as session:
                return counts(session)
        except CatalogError as trouble:
            return trouble

    def _collect(self) -> tuple[str, ...] | CatalogError:
        try:
            with self._library.reading() as session:
                return vocabulary(session)
        except CatalogError as trouble:
            return trouble

    def _look_for_others(self) -> None:
        self._questions.ask("others", self._others, self._tell_others)

    def _others(self) -> bool | CatalogError:
        try:
            return self._library.others_wrote()
        except CatalogError as trouble:
            return trouble

    def _tell_others(self, answer: bool | CatalogError) -> None:
        if isinstance(answer, CatalogError):
            self.troubled.emit(str(answer))
        elif answer:
            self.others_wrote.emit()

    def _tidy(self) -> None:
        self._questions.ask("tidying", self._tidy_up, self._tell_trouble)

    def _tidy_up(self) -> CatalogError | None:
        try:
            self._library.tidy()
        except CatalogError as trouble:
            return trouble
        return None

    def _tell_counts(self, answer: LibraryCounts | CatalogError) -> None:
        if isinstance(answer, CatalogError):
            self.troubled.emit(str(answer))
        else:
            self.counted.emit(answer)

    def _tell_words(self, answer: tuple[str, ...] | CatalogError) -> None:
        if isinstance(answer, CatalogError):
            self.troubled.emit(str(answer))
        else:
            self.words_counted.emit(answer)

    def _tell_trouble(self, trouble: CatalogError | None) -> None:
        if trouble is not None:
            self.troubled.emit(str(trouble))
