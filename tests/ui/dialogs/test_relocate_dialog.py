"""A folder is relocated only after a look at what is found in its new place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.files import KnownFolder
from imagineer_desktop.jobs.files.folder_moves import FolderMove
from imagineer_desktop.ui.dialogs.relocate_dialog import RelocateDialog
from imagineer_desktop.ui.theme.look import Look

FOLDERS = (
    KnownFolder("/outputs", 3_400),
    KnownFolder("/outputs/sea", 1, 0),
    KnownFolder("/vault/outputs", 2_400, 2_400),
    KnownFolder("/x", 5, 2),
)


@pytest.fixture
def dialog(qtbot: QtBot, look: Look) -> RelocateDialog:
    shown = RelocateDialog(look, FOLDERS, "/vault/outputs")
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.open()
    return shown


def texts(dialog: RelocateDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_folders_come_with_their_numbers(dialog: RelocateDialog) -> None:
    (box,) = dialog.findChildren(QComboBox)
    assert [box.itemText(row) for row in range(box.count())] == [
        "/outputs  ·  3,400 images",
        "/outputs/sea  ·  1 image",
        "/vault/outputs  ·  2,400 images, all missing",
        "/x  ·  5 images, 2 missing",
    ]
    assert dialog.old == "/vault/outputs"
    assert not dialog.agree.isEnabled()


def test_a_new_folder_is_looked_into_and_then_agreed_to(qtbot: QtBot, dialog: RelocateDialog) -> None:
    (field,) = dialog.findChildren(QLineEdit)
    with qtbot.waitSignal(dialog.looked_for) as asked:
        qtbot.keyClicks(field, "/new/outputs")
    assert asked.args == ["/vault/outputs", "/new/outputs"]
    plan = FolderMove("/vault/outputs", "/new/outputs", 2_400, 2_398, (7, 8))
    dialog.set_plan(plan)
    assert "2,398 of 2,400 images are found there." in texts(dialog)
    assert dialog.agree.text() == "Relocate 2,400 images"
    with qtbot.waitSignal(dialog.accepted_plan) as said:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert said.args == [plan]


def test_another_folder_makes_the_plan_void(qtbot: QtBot, dialog: RelocateDialog) -> None:
    dialog.set_new("/new/outputs")
    dialog.set_plan(FolderMove("/vault/outputs", "/new/outputs", 5, 5))
    assert dialog.agree.isEnabled()
    with qtbot.waitSignal(dialog.looked_for):
        dialog.findChildren(QComboBox)[0].setCurrentIndex(0)
    assert not dialog.agree.isEnabled()
    assert dialog.old == "/outputs"


def test_what_stays_is_said(dialog: RelocateDialog) -> None:
    dialog.set_new("/b")
    dialog.set_plan(FolderMove("/vault/outputs", "/b", 2, 2, (), (4, 5, 6)))
    assert "2 of 2 images are found there. 3 stay where they are." in texts(dialog)
    dialog.set_plan(FolderMove("/a", "/b", 0, 0, (), (4, 5, 6)))
    assert any(text.startswith("Nothing would move") for text in texts(dialog))
    assert not dialog.agree.isEnabled()


def test_other_steps_of_the_path_are_named(dialog: RelocateDialog) -> None:
    dialog.set_new("/new")
    dialog.set_plan(FolderMove("/vault/outputs", "/new/outputs", 5, 5))
    assert "5 of 5 images are found, those of /vault/outputs in /new/outputs." in texts(dialog)
    assert dialog.agree.text() == "Relocate 5 images"


def test_trouble_is_said_in_the_dialog(dialog: RelocateDialog) -> None:
    dialog.set_new("/nowhere")
    dialog.show_error("There is no folder /nowhere.")
    assert not dialog.error.isHidden()
    assert not dialog.agree.isEnabled()
    dialog.set_new("/new")
    assert dialog.error.isHidden()
