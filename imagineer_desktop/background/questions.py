"""Questions to the library that the window does not wait for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Question:
    slot: str
    number: int
    work: Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Answer:
    slot: str
    number: int
    value: object = None
    error: Exception | None = None


class _Respondent(QThread):
    """The thread that answers: the newest question of each slot, the slots in the order of asking."""

    answered = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._bell = threading.Condition()
        self._waiting: OrderedDict[str, _Question] = OrderedDict()
        self._open = True

    def put(self, question: _Question) -> None:
        with self._bell:
            self._waiting[question.slot] = question
            self._bell.notify()

    def stop(self) -> None:
        with self._bell:
            self._open = False
            self._bell.notify()
        self.wait()

    def run(self) -> None:
        while (question := self._next()) is not None:
            self.answered.emit(_answer(question))

    def _next(self) -> _Question | None:
        with self._bell:
            while self._open and not self._waiting:
                self._bell.wait()
            return self._waiting.popitem(last=False)[1] if self._open else None


def _answer(question: _Question) -> _Answer:
    try:
        return _Answer(question.slot, question.number, question.work())
    except Exception as error:  # noqa: BLE001 - it is raised again in the window's thread
        return _Answer(question.slot, question.number, error=error)


class Questions(QObject):
    """Asks in one worker thread and answers in its own; of each slot only the newest question is answered."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = 0
        self._answers: dict[str, tuple[int, Callable[[object], None]]] = {}
        self._respondent = _Respondent(self)
        self._respondent.answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._respondent.start()

    def ask(self, slot: str, question: Callable[[], T], answer: Callable[[T], None]) -> None:
        """Run `question` in the worker, then `answer` with what it returned.

        A question that raises has no answer: the error goes to sys.excepthook in the window's thread.
        Trouble that belongs to the user is for the question to catch and to return as a value.
        """
        self._numbers += 1
        self._answers[slot] = (self._numbers, answer)  # type: ignore[assignment]
        self._respondent.put(_Question(slot, self._numbers, question))

    def forget(self, slot: str) -> None:
        """Nobody waits for the answer of this slot any more."""
        self._answers.pop(slot, None)

    def close(self) -> None:
        """End the thread after the question it is at. Nothing is answered any more."""
        self._answers.clear()
        self._respondent.stop()

    def _deliver(self, answer: _Answer) -> None:
        number, receive = self._answers.get(answer.slot, (0, None))
        if receive is None or number != answer.number:
            return
        del self._answers[answer.slot]
        if answer.error is not None:
            raise answer.error
        receive(answer.value)
