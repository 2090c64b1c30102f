"""Where a crew's questions hang until a worker takes them, and their answers until they are wanted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition
from typing import Any, Protocol

from imagineer_desktop.media.readers.frames import Blob, Bounds, Message


class Stoppable(Protocol):
    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Errand:
    """How files are asked about, how long an answer may be, and what it means.

    `read` raises MediaError for a refused file.
    """

    ask: Callable[[list[Any]], Message]
    bounds: Bounds
    read: Callable[[Message, Blob], Any]


@dataclass(slots=True)
class Package:
    """Questions that are answered together."""

    questions: list[Any]
    answers: list[Any] = field(default_factory=list)
    left: int = 0

    def __post_init__(self) -> None:
        self.left = len(self.questions)
        self.answers = [None] * self.left


@dataclass(slots=True)
class Piece:
    """The questions of a package from `start` to before `stop`: what is asked in one message.

    `struck`: a child has died over this one file, and it is asked for once more.
    """

    package: Package
    start: int
    stop: int
    struck: bool = False

    @property
    def questions(self) -> list[Any]:
        return self.package.questions[self.start : self.stop]

    def answer(self, found: object) -> None:
        """The answer to its first question, which is no part of it any more."""
        self.package.answers[self.start] = found
        self.start += 1
        self.package.left -= 1


class Board:
    """Shared by the one thread that asks and the threads of the workers."""

    def __init__(self, workers: list[Any]) -> None:
        self._workers: list[Stoppable] = workers
        self._change = Condition()
        self._waiting: deque[Piece] = deque()
        self._closed = False
        self._fault: Exception | None = None

    def put(self, piece: Piece) -> None:
        with self._change:
            self._waiting.append(piece)
            self._change.notify_all()

    def take(self, patient: bool) -> Piece | None:
        """The next piece. When there is none: waits if `patient`, until the board is closed; else None."""
        with self._change:
            if patient:
                self._change.wait_for(lambda: self._waiting or self._closed)
            return self._waiting.popleft() if self._waiting and not self._closed else None

    def answered(self) -> None:
        """A package may be complete."""
        with self._change:
            self._change.notify_all()

    def wait_for(self, package: Package) -> None:
        """Until every question of the package has its answer. Raises what the workers failed with."""
        with self._change:
            self._change.wait_for(lambda: self._fault or not package.left)
            if self._fault is not None:
                raise self._fault

    def fail(self, fault: Exception) -> None:
        """There will be no more answers."""
        with self._change:
            self._fault = self._fault or fault
            self._closed = True
            self._change.notify_all()
        for worker in self._workers:
            worker.stop()

    def close(self) -> None:
        """There will be no more questions."""
        with self._change:
            self._closed = True
            self._change.notify_all()
