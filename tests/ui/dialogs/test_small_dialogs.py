"""The question, the cheat sheet, and a pace in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from imagineer_desktop.ui.dialogs.keys_dialog import KeysDialog
from imagineer_desktop.ui.dialogs.question import Asked, Question
from imagineer_desktop.ui.pace import duration, pace
from imagineer_desktop.ui.theme.look import Look

ASKED = Asked("Delete album", "Delete <i>Atlas</i>?", "Its images stay.", "Delete album", danger=True)


def test_a_dangerous_yes_is_not_what_enter_presses(qtbot: QtBot, look: Look) -> None:
    question = Question(look, ASKED)
    qtbot.addWidget(question)
    with qtbot.waitExposed(question):
        question.open()
    with qtbot.waitSignal(question.rejected):
        qtbot.keyClick(question, Qt.Key.Key_Return)
    question.open()
    with qtbot.waitSignal(question.accepted):
        qtbot.mouseClick(question.agree, Qt.MouseButton.LeftButton)


def test_a_question_shows_names_as_they_stand(qtbot: QtBot, look: Look) -> None:
    question = Question(look, ASKED)
    qtbot.addWidget(question)
    (text,) = [one for one in question.findChildren(QLabel) if one.text() == "Delete <i>Atlas</i>?"]
    assert text.textFormat() == Qt.TextFormat.PlainText
    assert question.agree.text() == "Delete album"


def test_all_keys_fit_into_the_smallest_window(qtbot: QtBot, look: Look) -> None:
    sections = [
        (f"Section {part}", [(f"Name {row}", f"Ctrl+{row}") for row in range(20)]) for part in range(9)
    ]
    sheet = KeysDialog(look, sections)
    qtbot.addWidget(sheet)
    with qtbot.waitExposed(sheet):
        sheet.open()
    assert sheet.height() < 700
    assert sheet.width() < 1024
    heads = [label.text() for label in sheet.findChildren(QLabel) if label.text().startswith("Section")]
    assert heads == [title for title, _ in sections]
    with qtbot.waitSignal(sheet.rejected):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("rate", "left", "brief", "words"),
    [
        (640.2, 39.0, False, "640 a second · about 40 seconds left"),
        (1640.2, 39.0, True, "1,640 a second · 40 s left"),
        (0.5, 1.2, False, "30 a minute · about 1 second left"),
        (12.0, 150.0, False, "12 a second · about 2 minutes left"),
        (12.0, 7_300.0, True, "12 a second · 2 h left"),
        (None, None, False, ""),
        (0.0, None, False, ""),
    ],
)
def test_a_pace_in_words(rate: float | None, left: float | None, brief: bool, words: str) -> None:
    assert pace(rate, left, brief) == words


def test_a_duration_in_words() -> None:
    assert [duration(seconds) for seconds in (1, 19.2, 200, 4_000)] == [
        "1 second",
        "19 seconds",
        "3 minutes",
        "67 minutes",
    ]
