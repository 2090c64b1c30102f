"""Several children at work on a stream of questions, with the answers in the order of the questions."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeVar, cast

from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.readers import questions as asking
from imagineer_desktop.media.readers.board import Board, Errand, Package, Piece
from imagineer_desktop.media.readers.frames import Message
from imagineer_desktop.media.readers.limits import Limits
from imagineer_desktop.media.readers.process import PROGRAM
from imagineer_desktop.media.readers.troubles import ReaderClosedError, Trouble
from imagineer_desktop.media.readers.worker import Worker

CHUNK = 64
"""Files looked at for one message: a look takes less time than a message."""
_LOOKS_AHEAD, _CONTENTS_AHEAD = 3, 8
"""Packages taken up for each child, so that none waits while the answers before are used."""

_LIMITS = Limits()
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LookAt:
    """Look at a file. `beside` as for `media.looking.look`; `tag` comes back with the answer."""

    path: Path
    beside: Sequence[str] | None = None
    tag: object = None


@dataclass(frozen=True, slots=True)
class ReadAll:
    """Read a file to its end. Without thumbnail it is hashed and not decoded."""

    path: Path
    with_thumbnail: bool = True
    tag: object = None


class Crew:
    """Children that share the questions of one thread; any thread may close it.

    Questions are taken one after the other, in the thread that wants the answers, and only a few ahead. A
    file that takes a child over its limits, or ends two, has its Trouble, and no other file is lost by
    that. ReaderStartError when no child starts, ReaderClosedError after `close`.
    """

    def __init__(
        self,
        size: int | None = None,
        limits: Limits = _LIMITS,
        gently: bool = True,
        program: tuple[str, ...] = PROGRAM,
    ) -> None:
        """`size`: how many children; one for each core that this process may use, when it is not said."""
        self._size = size or _cores()
        self._make: Callable[[], Worker] = lambda: Worker(limits, gently, program)
        self._idle: list[Worker] = []
        self._boards: list[Board] = []
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def looks(self, questions: Iterable[LookAt]) -> Iterator[tuple[LookAt, Look | Trouble]]:
        """What `media.looking.look` says of each file, or its Trouble."""
        return cast(
            Iterator[tuple[LookAt, Look | Trouble]],
            self._answers(
                _chunks(questions), Errand(_about_looks, asking.LOOK, asking.as_look), _LOOKS_AHEAD
            ),
        )

    def contents(self, questions: Iterable[ReadAll]) -> Iterator[tuple[ReadAll, Contents | Trouble]]:
        """What `media.contents.read_contents` says of each file, or its Trouble.

        A file that ended a child can still be asked for without thumbnail: that decodes nothing.
        """
        errand = Errand(_about_contents, asking.CONTENTS, asking.as_contents)
        return cast(
            Iterator[tuple[ReadAll, Contents | Trouble]],
            self._answers(([one] for one in questions), errand, _CONTENTS_AHEAD),
        )

    def close(self) -> None:
        """End all children at once. Answers that are waited for are ReaderClosedError."""
        self._closed = True
        for board in list(self._boards):
            board.fail(ReaderClosedError())
        idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def _answers(self, parcels: Iterator[list[Any]], errand: Errand, ahead: int) -> Iterator[tuple[Any, Any]]:
        if self._closed:
            raise ReaderClosedError
        workers = [self._idle.pop() if self._idle else self._make() for _ in range(self._size)]
        board = Board(workers)
        self._boards.append(board)
        for worker in workers:
            worker.begin(board, errand)
        pending: deque[Package] = deque()
        done = False
        try:
            while True:
                for parcel in islice(parcels, ahead * self._size - len(pending)):
                    pending.append(Package(parcel))
                    board.put(Piece(pending[-1], 0, len(parcel)))
                if not pending:
                    break
                package = pending.popleft()
                board.wait_for(package)
                yield from zip(package.questions, package.answers, strict=True)
            done = True
        finally:
            self._boards.remove(board)
            self._dismiss(board, workers, done and not self._closed)

    def _dismiss(self, board: Board, workers: list[Worker], reusable: bool) -> None:
        """Workers that owe no answer may be asked again; the others are ended."""
        board.close()
        for worker in workers:
            if not reusable:
                worker.stop()
        for worker in workers:
            worker.join()
            if reusable:
                self._idle.append(worker)
            else:
                worker.close()


def _chunks(questions: Iterable[T]) -> Iterator[list[T]]:
    stream = iter(questions)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk


def _about_looks(files: list[Any]) -> Message:
    return asking.about_looks([(one.path, one.beside) for one in files])


def _about_contents(files: list[Any]) -> Message:
    (file,) = files
    return asking.about_contents(file.path, file.with_thumbnail)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
