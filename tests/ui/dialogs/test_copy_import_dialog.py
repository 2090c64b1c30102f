"""Before images are copied it is seen where they would go, and whether there is room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from imagineer_desktop.jobs.copies.copy_survey import CopySurvey, Example, Hindrance, Obstacle
from imagineer_desktop.jobs.copies.path_template import CopyPlan, Facts, PathTemplate
from imagineer_desktop.ui.dialogs.copy_import_dialog import CopyImportDialog, CopyOrder
from imagineer_desktop.ui.theme.look import Look

NOON = datetime(2025, 10, 14, 12, tzinfo=UTC)
SURVEY = CopySurvey(
    12_480,
    19_400_000_000,
    73_000_000_000,
    (
        Example("/outputs/deck/00213.png", Facts("00213", ".png", NOON, "deck", "juggernautXL", seed=7)),
        Example("/outputs/up/<b>.jpg", Facts("<b>", ".jpg", NOON, "up")),
    ),
)


@pytest.fixture
def dialog(qtbot: QtBot, look: Look) -> CopyImportDialog:
    shown = CopyImportDialog(look, "/kept", "{model}/{name}")
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.open()
    return shown


def answer(qtbot: QtBot, dialog: CopyImportDialog, survey: CopySurvey) -> None:
    """Wait until the dialog asks for a survey, and give it one."""
    with qtbot.waitSignal(dialog.looked_for):
        dialog.sources.changed.emit()
    dialog.set_survey(survey)


def texts(dialog: CopyImportDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def template(dialog: CopyImportDialog) -> QLineEdit:
    (field,) = [one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == "Sorted by"]
    return field


def test_without_images_there_is_nothing_to_agree_to(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    assert not dialog.agree.isEnabled()
    assert "Choose a folder above to see where its images would go." in texts(dialog)
    dialog.set_sources(["/outputs"])
    answer(qtbot, dialog, CopySurvey(free=5))
    assert "There are no images in these folders." in texts(dialog)
    assert not dialog.agree.isEnabled()


def test_a_source_is_looked_into(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    with qtbot.waitSignal(dialog.looked_for) as asked:
        dialog.set_sources(["/outputs", "/more", "/outputs"])
    assert asked.args == [("/outputs", "/more"), "/kept"]


def test_examples_room_and_number_are_shown_and_agreed_to(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    dialog.set_sources(["/outputs"])
    answer(qtbot, dialog, SURVEY)
    shown = texts(dialog)
    for words in (
        "/outputs/deck/00213.png",
        "juggernautXL/00213.png",
        "unknown/_b_.jpg",
        "12,480 images, 19.4 GB · 73.0 GB free on the drive of the library folder",
        "Originals are never changed.",
    ):
        assert words in shown
    assert dialog.agree.text() == "Import and copy 12,480 images"
    with qtbot.waitSignal(dialog.agreed) as said:
        qtbot.keyClick(template(dialog), Qt.Key.Key_Return)
    plan = CopyPlan(Path("/kept"), PathTemplate("{model}/{name}"))
    assert said.args == [CopyOrder((Path("/outputs"),), plan)]
    assert not dialog.isVisible()


def test_the_template_is_tried_while_it_is_written(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    dialog.set_sources(["/outputs"])
    answer(qtbot, dialog, SURVEY)
    template(dialog).setText("{batch}/{seed}")
    assert "deck/7.png" in texts(dialog)
    template(dialog).setText("{batch}/{sed}")
    assert "Column 9: There is no field {sed}. Did you mean {seed}?" in texts(dialog)
    (old,) = [one for one in dialog.findChildren(QLabel) if one.text() == "deck/7.png"]
    assert not old.isEnabled()
    assert not dialog.agree.isEnabled()
    template(dialog).setText("{batch}/{number:04}")
    assert "deck/0001.png" in texts(dialog)
    assert old.isEnabled()
    assert dialog.agree.isEnabled()


def test_fields_can_be_put_in_from_a_menu(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    template(dialog).setText("x")
    (button,) = [one for one in dialog.findChildren(type(dialog.agree)) if one.text() == "Insert field…"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    (menu,) = dialog.findChildren(QMenu)
    (model,) = [action for action in menu.actions() if action.text() == "{model}"]
    model.trigger()
    menu.close()
    assert template(dialog).text() == "x{model}"
    assert template(dialog).hasFocus()


def test_too_little_room_is_said_and_nothing_can_be_agreed_to(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    dialog.set_sources(["/outputs"])
    tight = CopySurvey(2, 300_000_000, 100_000_000)
    answer(qtbot, dialog, tight)
    assert not dialog.agree.isEnabled()
    assert "looked at first" in dialog.agree.toolTip()
    dialog.set_survey(replace(tight, needed=200_000_000))
    words = "The images need 200.0 MB, and 32.9 MB can be used on the drive of this folder."
    assert any(text.startswith(words) for text in texts(dialog))
    assert dialog.agree.toolTip().startswith(words)
    assert not dialog.agree.isEnabled()
    dialog.set_survey(replace(tight, needed=0))
    assert dialog.agree.isEnabled()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Hindrance.NO_DRIVE, "There is no drive at /x just now."),
        (Hindrance.IS_FILE, "/x is a file."),
        (Hindrance.NOT_WRITABLE, "Nothing can be written into /x."),
        (Hindrance.INSIDE_SOURCE, "This folder is part of /x, which the images are taken from"),
    ],
)
def test_what_hinders_in_the_folder_is_said_beside_it(
    qtbot: QtBot, dialog: CopyImportDialog, kind: Hindrance, words: str
) -> None:
    dialog.set_sources(["/outputs"])
    answer(qtbot, dialog, replace(SURVEY, obstacle=Obstacle(kind, "/x")))
    assert any(text.startswith(words) for text in texts(dialog))
    assert not dialog.agree.isEnabled()
    answer(qtbot, dialog, SURVEY)
    assert not any(words in text for text in texts(dialog))
    assert dialog.agree.isEnabled()


def test_a_folder_counts_only_when_it_was_looked_at(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    dialog.set_sources(["/outputs"])
    answer(qtbot, dialog, SURVEY)
    with qtbot.waitSignal(dialog.looked_for):
        dialog.set_folder("/elsewhere")
        dialog.set_survey(SURVEY)  # an answer to the question before
        assert not dialog.agree.isEnabled()
        assert dialog.agree.toolTip() == "The folders are looked at first."
    dialog.set_survey(SURVEY)
    assert dialog.agree.isEnabled()


def test_images_that_get_one_name_are_shown_with_their_numbers(
    qtbot: QtBot, dialog: CopyImportDialog
) -> None:
    dialog.set_sources(["/outputs"])
    answer(qtbot, dialog, replace(SURVEY, examples=(SURVEY.examples[0], SURVEY.examples[0])))
    sure, perhaps = (
        "Several images get this name and are numbered.",
        "Images that get the same name are numbered.",
    )
    template(dialog).setText("fixed")
    assert [text for text in texts(dialog) if text.startswith("fixed")] == ["fixed.png", "fixed (2).png"]
    assert sure in texts(dialog)
    other = replace(SURVEY.examples[0].facts, number=2)
    dialog.set_survey(replace(SURVEY, examples=(SURVEY.examples[0], Example("/outputs/2.png", other))))
    template(dialog).setText("{batch}/fixed {number}")
    assert not {sure, perhaps} & set(texts(dialog))
    dialog.set_survey(SURVEY)
    template(dialog).setText("{batch}/fixed")
    assert {sure, perhaps} & set(texts(dialog)) == {perhaps}


def test_the_line_of_the_room_keeps_its_height(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    dialog.set_sources(["/outputs"])
    answer(qtbot, dialog, SURVEY)
    height = dialog.height()
    dialog.set_survey(replace(SURVEY, images=987_654_321, size=10**15, free=10**16), complete=False)
    assert dialog.height() == height
    (room,) = [one for one in dialog.findChildren(QLabel) if "free on the drive" in one.text()]
    assert room.height() < 2 * room.fontMetrics().height()


def test_a_source_can_be_left_out(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    dialog.set_sources(["/outputs", "/more"])
    answer(qtbot, dialog, SURVEY)
    height = dialog.height()
    (cross,) = [
        one for one in dialog.findChildren(QToolButton) if one.accessibleName() == "Leave out /outputs"
    ]
    qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert dialog.sources.paths == ("/more",)
    assert dialog.height() < height


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("pictures", "Write the whole path of the library folder, or choose it."),
        (" ", "Write here which folder the copies go into, or choose it."),
    ],
)
def test_without_a_whole_path_nothing_can_be_agreed_to(
    qtbot: QtBot, dialog: CopyImportDialog, folder: str, words: str
) -> None:
    dialog.set_sources(["/outputs"])
    answer(qtbot, dialog, SURVEY)
    dialog.set_folder(folder)
    assert words in texts(dialog)
    assert dialog.agree.toolTip() == words
    assert not dialog.agree.isEnabled()
    with qtbot.waitSignal(dialog.looked_for):
        dialog.set_folder("/pictures")
    dialog.set_survey(SURVEY)
    assert words not in texts(dialog)
    assert dialog.agree.isEnabled()


def test_the_tab_key_goes_from_the_sources_down(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    dialog.set_sources(["/outputs", "/more"])
    answer(qtbot, dialog, SURVEY)
    dialog.agree.setFocus()
    names = []
    for _ in range(9):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        names.append(dialog.focusWidget().accessibleName())
    assert names == [
        "Leave out /outputs",
        "Leave out /more",
        "Add folder…",
        "Copy into library folder",
        "Choose the library folder",
        "Sorted by",
        "Insert field…",
        "Cancel",
        "Import and copy 12,480 images",
    ]
