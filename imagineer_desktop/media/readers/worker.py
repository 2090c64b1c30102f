"""A thread that keeps one child busy."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from threading import Lock, Thread

from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.readers.board import Board, Errand, Piece
from imagineer_desktop.media.readers.frames import GarbledError
from imagineer_desktop.media.readers.limits import Limits
from imagineer_desktop.media.readers.process import ChildProcess
from imagineer_desktop.media.readers.troubles import ReaderClosedError, ReaderStartError, Trouble

_AHEAD = 2
"""Messages a child has at a time: it goes on with the second while the first answer is on its way."""


class Worker:
    """One child of a crew. Its thread lives for one stream of questions, the child for many."""

    def __init__(self, limits: Limits, gently: bool, program: tuple[str, ...]) -> None:
        self._limits, self._gently, self._program = limits, gently, program
        self._lock = Lock()
        self._child: ChildProcess | None = None
        self._thread: Thread | None = None
        self._stopped = self._false_start = False

    def begin(self, board: Board, errand: Errand) -> None:
        """Work off the board until it is closed."""
        self._thread = Thread(target=self._run, args=(board, errand), name="reader crew", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the child now, for good; any thread may call it."""
        with self._lock:
            self._stopped = True
            if self._child is not None:
                self._child.kill()

    def join(self) -> None:
        """Wait for the end of its thread."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def close(self) -> None:
        """End the child and let go of all that belongs to it. Its thread has ended."""
        self.stop()
        child, self._child = self._child, None
        if child is not None:
            with suppress(ReaderStartError):
                child.end()

    def _run(self, board: Board, errand: Errand) -> None:
        try:
            self._work(board, errand)
        except Exception as fault:  # noqa: BLE001 - raised again in the thread that asks
            board.fail(fault)

    def _work(self, board: Board, errand: Errand) -> None:
        asked: deque[Piece] = deque()
        again: deque[Piece] = deque()
        while True:
            while len(asked) < _AHEAD and not (asked and asked[0].struck):
                piece = again.popleft() if again else self._taken(board, patient=not asked)
                if piece is None:
                    break
                self._ready(fresh=not asked).send(errand.ask(piece.questions))
                asked.append(piece)
            if not asked:
                return
            if self._received(asked[0], errand):
                asked.popleft()
            else:
                again.extendleft(reversed(_divided(asked)))
                asked.clear()
            board.answered()

    def _taken(self, board: Board, patient: bool) -> Piece | None:
        if patient and self._child is not None:
            self._child.rest()
        return board.take(patient)

    def _ready(self, fresh: bool) -> ChildProcess:
        """The child; with `fresh`, when it owes no answer, a new one in place of one that has ended."""
        with self._lock:
            if self._stopped:
                raise ReaderClosedError
            if fresh and self._child is not None and not self._child.begin():
                with suppress(ReaderStartError):
                    self._child.end()
                self._child = None
            if self._child is None:
                self._child = ChildProcess(self._limits, self._gently, self._program)
            return self._child

    def _received(self, piece: Piece, errand: Errand) -> bool:
        """Take the answers to a piece. False if the child ended before the last of them."""
        child = self._ready(fresh=False)
        child.begin()
        try:
            while piece.start < piece.stop:
                message, blob = child.receive(errand.bounds)
                self._false_start = False
                try:
                    piece.answer(errand.read(message, blob))
                except MediaError as refusal:
                    piece.answer(Trouble(str(refusal), "refused"))
        except (EOFError, GarbledError):
            self._bury(child, piece)
            return False
        return True

    def _bury(self, child: ChildProcess, piece: Piece) -> None:
        """The child has ended: by a file, or because somebody killed it, or the system for want of memory.

        A file is asked for once more, alone in a child of its own, before a death is its fault.
        """
        with self._lock:
            self._child = None
        trouble = self._fate(child)
        if self._stopped:
            raise ReaderClosedError
        if trouble is None or piece.stop - piece.start > 1:
            return
        if piece.struck or trouble.kind != "died":
            piece.answer(trouble)
        else:
            piece.struck = True

    def _fate(self, child: ChildProcess) -> Trouble | None:
        """How the child has ended; None for one that never began, unless that is the second in a row."""
        try:
            return child.end().trouble
        except ReaderStartError:
            if self._false_start and not self._stopped:
                raise
            self._false_start = True
            return None


def _divided(asked: deque[Piece]) -> list[Piece]:
    """What was asked in vain: of the first piece each file by itself, the others as they were."""
    first, *others = asked
    if first.stop - first.start == 1:
        return list(asked)
    alone = [Piece(first.package, place, place + 1) for place in range(first.start, first.stop)]
    return [*alone, *others]
