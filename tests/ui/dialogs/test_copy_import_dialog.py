"""Before images are copied it is seen where they would go, and whether there is room."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from imagineer_desktop.jobs.copy_survey import CopySurvey, Example
from imagineer_desktop.jobs.path_template import CopyPlan, Facts, PathTemplate
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


def texts(dialog: CopyImportDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def template(dialog: CopyImportDialog) -> QLineEdit:
    (field,) = [one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == "Sorted by"]
    return field


def test_without_images_there_is_nothing_to_agree_to(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    assert not dialog.agree.isEnabled()
    assert "Choose a folder above to see where its images would go." in texts(dialog)
    dialog.set_sources(["/outputs"])
    dialog.set_survey(CopySurvey(free=5))
    assert "There are no images in these folders." in texts(dialog)
    assert not dialog.agree.isEnabled()


def test_a_source_is_looked_into(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    with qtbot.waitSignal(dialog.looked_for) as asked:
        dialog.set_sources(["/outputs", "/more", "/outputs"])
    assert asked.args == [("/outputs", "/more"), "/kept"]


def test_examples_room_and_number_are_shown_and_agreed_to(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    dialog.set_sources(["/outputs"])
    dialog.set_survey(SURVEY)
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
    dialog.set_survey(SURVEY)
    template(dialog).setText("{batch}/{seed}")
    assert "deck/7.png" in texts(dialog)
    template(dialog).setText("{batch}/{sed}")
    assert "Column 9: There is no field {sed}. Did you mean {seed}?" in texts(dialog)
    assert "deck/7.png" in texts(dialog)
    assert not dialog.agree.isEnabled()
    template(dialog).setText("{batch}/{number:04}")
    assert "deck/0001.png" in texts(dialog)
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


def test_too_little_room_is_seen_beforehand(dialog: CopyImportDialog) -> None:
    dialog.set_sources(["/outputs"])
    dialog.set_survey(CopySurvey(2, 3_000_000, 1_000_000))
    assert any("3.0 MB · 1.0 MB free" in text for text in texts(dialog))
    assert any("what is there already needs none" in text for text in texts(dialog))


def test_a_source_can_be_left_out(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    dialog.set_sources(["/outputs", "/more"])
    dialog.set_survey(SURVEY)
    height = dialog.height()
    (cross,) = [
        one for one in dialog.findChildren(QToolButton) if one.accessibleName() == "Leave out /outputs"
    ]
    qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert dialog.sources.paths == ("/more",)
    assert dialog.height() < height


def test_a_folder_is_written_with_its_whole_path(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    dialog.set_sources(["/outputs"])
    dialog.set_survey(SURVEY)
    dialog.set_folder("pictures")
    qtbot.waitUntil(lambda: not dialog.error.isHidden())
    assert not dialog.agree.isEnabled()
    dialog.set_folder("/pictures")
    assert dialog.error.isHidden()
    assert dialog.agree.isEnabled()


def test_the_tab_key_goes_from_the_sources_down(qtbot: QtBot, dialog: CopyImportDialog) -> None:
    dialog.set_sources(["/outputs", "/more"])
    dialog.set_survey(SURVEY)
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
