"""An import beside the window: its numbers, its failures, and closing that does not stop it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from imagineer_desktop.jobs.copies.copying import CopyReport
from imagineer_desktop.jobs.imports.found import Folder, FoundFile
from imagineer_desktop.jobs.imports.import_report import Failure, ImportReport
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


def shown_lists(dialog: ImportDialog) -> list[str]:
    return [one.toPlainText() for one in dialog.findChildren(QPlainTextEdit) if one.isVisible()]


def links(dialog: ImportDialog) -> dict[str, QPushButton]:
    """The buttons that open a list, by what they are about."""
    found = dialog.findChildren(QPushButton)
    return {one.accessibleDescription(): one for one in found if one.accessibleDescription()}


def test_failures_are_listed_with_their_reasons(qtbot: QtBot, dialog: ImportDialog) -> None:
    height = dialog.height()
    assert shown_lists(dialog) == []
    qtbot.mouseClick(button(dialog, "Show"), Qt.MouseButton.LeftButton)
    more = report()
    more.failed.append(TORN)
    dialog.show_progress(Progress("Importing", 12_500, 38_112, more), 640, 39)
    assert dialog.height() > height
    assert all(one.isReadOnly() for one in dialog.findChildren(QPlainTextEdit))
    assert shown_lists(dialog) == [
        "/out/<b>1</b>.png\n    The file is empty.\n/out/2.png\n    The file ends too early."
    ]
    qtbot.mouseClick(button(dialog, "Hide"), Qt.MouseButton.LeftButton)
    assert dialog.height() == height


def test_each_trouble_has_its_own_list_and_one_is_open(qtbot: QtBot, dialog: ImportDialog) -> None:
    both = report()
    both.damaged.append(TORN)
    dialog.show_finished(both)
    height = dialog.height()
    failed, damaged = links(dialog)["Could not be read"], links(dialog)["Imported, but damaged"]
    qtbot.mouseClick(failed, Qt.MouseButton.LeftButton)
    assert shown_lists(dialog) == ["/out/<b>1</b>.png\n    The file is empty."]
    assert (failed.text(), damaged.text()) == ("Hide", "Show")
    one_open = dialog.height()
    qtbot.mouseClick(damaged, Qt.MouseButton.LeftButton)
    assert shown_lists(dialog) == ["/out/2.png\n    The file ends too early."]
    assert (failed.text(), damaged.text()) == ("Show", "Hide")
    assert dialog.height() == one_open
    qtbot.mouseClick(damaged, Qt.MouseButton.LeftButton)
    assert shown_lists(dialog) == []
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
    assert "The rest comes in when you import the same folder again." in texts(dialog)


def test_stopped_while_reading_nothing_is_left_to_import(qtbot: QtBot, dialog: ImportDialog) -> None:
    dialog.show_progress(Progress("Reading images", 300, 2_500, report()), 64, 39)
    assert "keeps all; goes on when you open the library again" in texts(dialog)
    with qtbot.waitSignal(dialog.stop_requested):
        qtbot.mouseClick(button(dialog, "Stop reading"), Qt.MouseButton.LeftButton)
    dialog.show_stopped(report())
    shown = texts(dialog)
    assert "Reading stopped. 12,301 images added" in shown
    words = "Everything is listed. Reading goes on by itself the next time you open the library."
    assert words in shown
    assert not any("import the same folder" in text for text in shown)


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
    lists = dialog.findChildren(QPlainTextEdit)
    assert [TORN.reason in one.toPlainText() for one in lists] == [False, True]


def test_an_import_that_waits_says_so(qtbot: QtBot, look: Look) -> None:
    waiting = ImportDialog(look, "Importing from outputs", "/out")
    qtbot.addWidget(waiting)
    waiting.show_waiting()
    waiting.show()
    assert "Waiting" in texts(waiting)
    assert "It begins by itself when the work before it is done." in texts(waiting)


def test_imports_that_wait_for_this_one_are_counted(dialog: ImportDialog) -> None:
    height = dialog.height()
    dialog.show_others(2)
    assert "2 more imports wait for this one." in texts(dialog)
    assert dialog.height() > height
    dialog.show_others(0)
    assert dialog.height() == height


def test_when_everything_is_listed_the_second_phase_has_its_own_number(dialog: ImportDialog) -> None:
    assert "What is listed can be searched at once." in texts(dialog)
    reading = report()
    reading.to_read = 2_500
    dialog.show_progress(Progress("Reading images", 300, 2_500, reading), 64, 39)
    shown = texts(dialog)
    assert "Reading 300 of 2,500" in shown
    assert any(text.startswith("Everything is listed: you can go on working.") for text in shown)
    bar = dialog.findChildren(QProgressBar)[0]
    assert (bar.value(), bar.maximum()) == (300, 2_500)


def test_what_an_import_waits_for_is_said(dialog: ImportDialog) -> None:
    words = "Waiting for files that are still being written"
    dialog.show_progress(Progress(words, 12_480, 38_112, report()), 9.0, 1.0)
    assert words in texts(dialog)
    assert not any("a second" in text for text in texts(dialog))


def test_waiting_for_the_library_keeps_how_far_it_is(dialog: ImportDialog) -> None:
    words = "Waiting: another program writes to the library"
    dialog.show_progress(Progress("Reading images", 300, 2_500, report()), 64, 39)
    dialog.show_progress(Progress(words, detail=report()), 64, 39)
    assert {words, "Reading 300 of 2,500"} <= set(texts(dialog))
    assert dialog.findChildren(QProgressBar)[0].value() == 300
    assert button(dialog, "Stop reading")


def test_the_second_phase_begins_with_its_own_numbers(dialog: ImportDialog) -> None:
    shared = report()
    shared.to_read = 300  # the second pass has begun, this progress is the last of the first
    dialog.show_progress(Progress("Importing", 300, 300, shared), 64, 39)
    assert "300 of 300" in texts(dialog)
    assert "What is listed can be searched at once." in texts(dialog)


def test_what_moved_or_was_replaced_is_counted_once(dialog: ImportDialog) -> None:
    moved = ImportReport(already=703, moved=100, replaced=2)
    dialog.show_finished(moved)
    names = [label.accessibleName() for label in dialog.findChildren(QLabel) if label.isVisible()]
    for words in (
        "Already in the library: 601",
        "Moved files recognized: 100",
        "Replaced by other images: 2",
    ):
        assert words in names


@pytest.mark.parametrize(
    ("albums", "words"),
    [
        (214, "214 albums were made, one for each new folder."),
        (1, "1 album was made, named after its folder."),
        (0, "No new album was made."),
    ],
)
def test_at_the_end_albums_are_a_thing_of_the_past(dialog: ImportDialog, albums: int, words: str) -> None:
    dialog.show_finished(ImportReport(albums_created=albums))
    assert words in texts(dialog)


def test_what_is_left_to_read_is_said_at_the_end(dialog: ImportDialog) -> None:
    reading = report()
    reading.to_read, reading.read, reading.left = 2_500, 2_100, 400
    dialog.show_progress(Progress("Reading images", 2_100, 2_500, reading), 64, 39)
    dialog.show_finished(reading)
    words = "400 images get their thumbnails and checksums later, in the background."
    assert words in texts(dialog)


def test_seldom_outcomes_stand_there_only_when_there_are_some(dialog: ImportDialog) -> None:
    seldom = {"Moved files recognized", "Replaced by other images", "Copied into the library folder"}
    before, height = seldom & set(texts(dialog)), dialog.height()
    copying = CopyReport(imported=5, moved=412, replaced=3, copied=298)
    dialog.show_progress(Progress("Copying", 300, 2_500, copying), 64, 39)
    shown = set(texts(dialog))
    assert (before, seldom & shown) == (set(), seldom)
    assert {"412", "3", "298"} <= shown
    assert dialog.height() > height


def test_stopped_the_bar_stays_where_it_was(dialog: ImportDialog) -> None:
    dialog.show_stopped(report())
    bar = dialog.findChildren(QProgressBar)[0]
    assert (bar.value(), bar.maximum()) == (12_480, 38_112)


def test_what_failed_can_be_tried_again_when_it_is_done(qtbot: QtBot, dialog: ImportDialog) -> None:
    done = report()
    folder = Folder(Path("/out"), Path("/out"))
    done.failed += [Failure(f"/out/{name}", "It is gone.", FoundFile(folder, name)) for name in "ab"]
    dialog.show_finished(done)
    with qtbot.waitSignal(dialog.again_requested):
        qtbot.mouseClick(button(dialog, "Try 2 files again"), Qt.MouseButton.LeftButton)


def test_the_list_can_be_copied_whole_and_shows_odd_names_as_they_are(
    qtbot: QtBot, dialog: ImportDialog
) -> None:
    odd = report()
    odd.failed += [Failure(f"/out/{number}\n\u202e.png", "It is gone.") for number in range(1_200)]
    dialog.show_progress(Progress("Importing", 12_480, 38_112, odd), 640, 39)
    qtbot.mouseClick(button(dialog, "Show"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(dialog.copied) as said:
        qtbot.mouseClick(button(dialog, "Copy list"), Qt.MouseButton.LeftButton)
    (text,) = said.args or [""]
    assert text.count("It is gone.") == 1_200
    assert "/out/7\\u000a\\u202e.png\n    It is gone." in text
    (listed,) = [one for one in dialog.findChildren(QPlainTextEdit) if one.isVisible()]
    assert listed.document().blockCount() == 2_000
    assert "and 201 more, all of them in the copied list" in texts(dialog)
