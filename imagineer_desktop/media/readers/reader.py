"""One child and the questions it answers: what the threads of the window and the jobs ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Self, TypeVar

from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.readers import questions
from imagineer_desktop.media.readers.frames import Blob, Bounds, GarbledError, Message
from imagineer_desktop.media.readers.limits import Limits
from imagineer_desktop.media.readers.process import PROGRAM, ChildProcess
from imagineer_desktop.media.readers.questions import Pixels
from imagineer_desktop.media.readers.troubles import QuarantineError, ReaderClosedError, ReaderStartError

__all__ = ["Pixels", "Reader"]

_LIMITS = Limits()
T = TypeVar("T")


class Reader:
    """Reads strangers' files in a process of its own, for one thread; `close` may be called by any.

    The process starts at the first question, is replaced when it dies, and ends when it is not asked for
    long. Every method raises MediaError for a file that is refused, QuarantineError (a MediaError) for one
    that took the process over its limits or ended it twice, ReaderClosedError after `close`, and
    ReaderStartError when no process starts.
    """

    def __init__(
        self, limits: Limits = _LIMITS, gently: bool = True, program: tuple[str, ...] = PROGRAM
    ) -> None:
        """`gently`: everything else on the machine goes before it. `program`: what Python shall run."""
        self._limits, self._gently, self._program = limits, gently, program
        self._lock = Lock()
        self._child: ChildProcess | None = None
        self._asking = self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def look(self, path: Path, beside: Sequence[str] | None = None) -> Look:
        """What `media.looking.look` says."""
        return self._ask(questions.about_looks([(path, beside)]), questions.LOOK, questions.as_look)

    def contents(self, path: Path, with_thumbnail: bool = True) -> Contents:
        """What `media.contents.read_contents` says. Without thumbnail nothing is decoded."""
        question = questions.about_contents(path, with_thumbnail)
        return self._ask(question, questions.CONTENTS, questions.as_contents)

    def thumbnail(self, path: Path, side: int) -> bytes:
        """The JPEG that `media.thumbnails.make_thumbnail` makes."""
        question = questions.about_thumbnail(path, side)
        return self._ask(question, questions.jpeg_of(side), questions.as_thumbnail)

    def picture(self, path: Path, max_pixels: int) -> Pixels:
        """The whole first frame; MediaError also for one of more than `max_pixels`."""
        question = questions.about_picture(path, max_pixels)
        return self._ask(question, questions.pixels_of(max_pixels), questions.as_pixels)

    def close(self) -> None:
        """End the process at once, even while it is asked; asking is over for good."""
        with self._lock:
            self._closed = True
            child = self._child
            if child is None:
                return
            child.kill()
            if self._asking:
                return  # the asking thread notices, and tidies up
            self._child = None
        child.end()

    def _ask(self, question: Message, bounds: Bounds, understood: Callable[[Message, Blob], T]) -> T:
        """A file is asked for once more, in another child, before a death is its fault."""
        struck = False
        while True:
            child = self._ready_child()
            try:
                return self._answer(child, question, bounds, understood)
            except (EOFError, GarbledError) as end:
                fate = self._lost(child)
                if struck or not _may_be_innocent(fate):
                    raise fate from end
                struck = True
            except MemoryError:
                self._lost(child)
                raise

    def _answer(
        self,
        child: ChildProcess,
        question: Message,
        bounds: Bounds,
        understood: Callable[[Message, Blob], T],
    ) -> T:
        child.send(question)
        message, blob = child.receive(bounds)
        try:
            answer = understood(message, blob)
        except MediaError:
            self._let_rest(child)
            raise
        self._let_rest(child)
        return answer

    def _ready_child(self) -> ChildProcess:
        with self._lock:
            if self._closed:
                raise ReaderClosedError
            if self._child is not None and not self._child.begin():
                with suppress(ReaderStartError):
                    self._child.end()
                self._child = None
            if self._child is None:
                self._child = ChildProcess(self._limits, self._gently, self._program)
            self._asking = True
            return self._child

    def _let_rest(self, child: ChildProcess) -> None:
        with self._lock:
            self._asking = False
            if not self._closed:
                child.rest()
                return
            self._child = None
        child.end()

    def _lost(self, child: ChildProcess) -> Exception:
        """What has become of a child that did not answer."""
        with self._lock:
            self._child, self._asking = None, False
            closed = self._closed
        try:
            trouble: QuarantineError | ReaderStartError = child.end()
        except ReaderStartError as fault:
            trouble = fault
        return ReaderClosedError() if closed else trouble


def _may_be_innocent(fate: Exception) -> bool:
    """The process was killed by somebody, or by the system for want of memory, or it never began."""
    return isinstance(fate, ReaderStartError) or (isinstance(fate, QuarantineError) and fate.kind == "died")
