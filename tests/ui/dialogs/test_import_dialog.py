"""An import beside the window: its numbers, its failures, and closing that does not stop it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from imagineer_desktop.jobs.importing import Failure, ImportReport
from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.ui.dialogs.import_dialog import ImportDialog
from imagineer_desktop.ui.theme.look import Look

EMPTY = Failure("/out/<b>1</b>.png", "The file is empty.")
TORN = Failure("/out/2.png", "The file ends too early.")


def report() -> ImportReport:
    return ImportReport(38_112, 12_301, 143, 24, 214, [EMPTY], 19.2)


@pytest.fixture
def dialog(qtbot: QtBot, look: Look) -> ImportDialog:
    shown = ImportDialog(look, "Importing from outputs", "/out")
    qtbot.addWidget(shown)
    shown.show_progress(Progress("Importing", 12_480, 38_112, report()), 640.2, 39.0)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def texts(dialog: ImportDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def button(dialog: ImportDialog, text: str) -> QPushButton:
    (found,) = [one for one in dialog.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    return found


def test_it_says_how_far_it_is(dialog: ImportDialog) -> None:
    shown = texts(dialog)
    for words in (
        "12,480 of 38,112",
        "640 a second · about 40 seconds left",
        "12,301",
        "143",
        "24",
        "1",
        "New images go to 214 albums, one for each folder.",
        "keeps the 12,301 already added",
    ):
        assert words in shown
    bar = dialog.findChildren(QProgressBar)[0]
    assert (bar.value(), bar.maximum()) == (12_480, 38_112)


def test_it_stands_beside_the_window(dialog: ImportDialog) -> None:
    assert dialog.windowModality() == Qt.WindowModality.NonModal
    assert dialog.width() == 640


def test_failures_are_listed_with_their_reasons(qtbot: QtBot, dialog: ImportDialog) -> None:
    listed = dialog.findChildren(QPlainTextEdit)[0]
    height = dialog.height()
    assert not listed.isVisible()
    qtbot.mouseClick(button(dialog, "Show"), Qt.MouseButton.LeftButton)
    more = report()
    more.failed.append(TORN)
    dialog.show_progress(Progress("Importing", 12_500, 38_112, more), 640, 39)
    assert listed.isVisible()
    assert dialog.height() > height
    assert listed.isReadOnly()
    assert listed.toPlainText() == (
        "/out/<b>1</b>.png\n    The file is empty.\n/out/2.png\n    The file ends too early."
    )
    qtbot.mouseClick(button(dialog, "Hide"), Qt.MouseButton.LeftButton)
    assert dialog.height() == height


def test_closing_does_not_stop_it(qtbot: QtBot, dialog: ImportDialog) -> None:
    with qtbot.assertNotEmitted(dialog.stop_requested):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        dialog.show()
        qtbot.mouseClick(button(dialog, "Continue in background"), Qt.MouseButton.LeftButton)
        dialog.show()
        dialog.close()
    assert not dialog.isVisible()


def test_stopping_is_asked_once(qtbot: QtBot, dialog: ImportDialog) -> None:
    stop = button(dialog, "Stop import")
    with qtbot.waitSignal(dialog.stop_requested):
        qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert not stop.isEnabled()
    dialog.show_stopped(report())
    assert "Stopped. 12,301 images added" in texts(dialog)


def test_looking_has_no_end_yet(dialog: ImportDialog) -> None:
    dialog.show_progress(Progress("Looking for images", 3_000, 0, ImportReport()), None, None)
    assert "Looking for images, 3,000 so far" in texts(dialog)
    assert dialog.findChildren(QProgressBar)[0].value() == 0


def test_at_the_end_it_says_what_was_added(qtbot: QtBot, dialog: ImportDialog) -> None:
    dialog.show_finished(report())
    shown = texts(dialog)
    assert "12,301 images added" in shown
    assert "in 19 seconds" in shown
    assert [one.text() for one in dialog.findChildren(QPushButton) if one.isVisible()] == ["Show", "Done"]
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(button(dialog, "Done"), Qt.MouseButton.LeftButton)


def test_an_error_stands_in_the_dialog(dialog: ImportDialog) -> None:
    dialog.show_failed(report(), "The disk is full. What was added is safe.")
    shown = texts(dialog)
    assert "The import broke off." in shown
    assert "The disk is full. What was added is safe." in shown


def test_damaged_files_are_counted_and_listed_once_there_are_some(qtbot: QtBot, dialog: ImportDialog) -> None:
    words = "Imported, but damaged"
    before = words in texts(dialog)
    torn = report()
    torn.damaged.append(TORN)
    dialog.show_progress(Progress("Importing", 12_481, 38_112, torn), 640.2, 39.0)
    assert (before, words in texts(dialog)) == (False, True)
    (listed,) = dialog.findChildren(QPlainTextEdit)
    assert listed.toPlainText().count(TORN.reason) == 1
