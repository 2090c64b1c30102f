"""Questions that the window does not wait for."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.questions import Questions


@pytest.fixture
def questions(qtbot: QtBot) -> Iterator[Questions]:
    questions = Questions()
    yield questions
    questions.close()


def test_the_work_is_done_elsewhere_and_answered_here(qtbot: QtBot, questions: Questions) -> None:
    places: list[QThread] = []

    def work() -> int:
        places.append(QThread.currentThread())
        return 42

    def answer(number: int) -> None:
        places.append(QThread.currentThread())
        assert number == 42

    questions.ask("number", work, answer)
    qtbot.waitUntil(lambda: len(places) == 2)
    assert places[0] is not places[1]
    assert places[1] is QObject().thread()


def test_only_the_newest_question_of_a_slot_is_answered(qtbot: QtBot, questions: Questions) -> None:
    gate, asked, answers = threading.Event(), list[str](), list[str]()

    def question(word: str) -> str:
        asked.append(word)
        gate.wait()
        return word

    for word in ("first", "second", "third"):
        questions.ask("word", lambda word=word: question(word), answers.append)  # type: ignore[misc]
    questions.ask("other", lambda: "other", answers.append)
    gate.set()
    qtbot.waitUntil(lambda: "other" in answers)
    assert answers == ["third", "other"]
    assert "second" not in asked, "a question that was overtaken while it waited costs nothing"


def test_a_forgotten_question_has_no_answer(qtbot: QtBot, questions: Questions) -> None:
    answers: list[str] = []
    questions.ask("word", lambda: "lost", answers.append)
    questions.forget("word")
    questions.ask("other", lambda: "kept", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["kept"]


def test_an_error_is_reported_and_the_next_question_answered(qtbot: QtBot, questions: Questions) -> None:
    answers: list[str] = []

    def fail() -> str:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as errors:
        questions.ask("word", fail, answers.append)
        questions.ask("other", lambda: "still here", answers.append)
        qtbot.waitUntil(lambda: bool(answers))
    assert [kind for kind, _, _ in errors] == [ZeroDivisionError]
