"""An old library: a copy is the default, the folder is asked for, trouble stays in the dialog."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QProgressBar, QRadioButton
from pytestqt.qtbot import QtBot

from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.ui.dialogs.upgrade_dialog import OldLibrary, UpgradeDialog, UpgradeDraft
from imagineer_desktop.ui.theme.look import Look

OLD = OldLibrary("/old/imagineer.db", 4_412, 14, 40, "/new/imagineer.db", "/old/outputs")


@pytest.fixture
def dialog(qtbot: QtBot, look: Look) -> UpgradeDialog:
    shown = UpgradeDialog(look, OLD)
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.open()
    return shown


def texts(dialog: UpgradeDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_a_copy_is_the_default_and_the_guess_stands_in_the_field(qtbot: QtBot, dialog: UpgradeDialog) -> None:
    assert dialog.agree.text() == "Make library"
    assert "The original is not touched." in texts(dialog)
    assert "Images: 4,412 · Albums: 14 · Labels: 40. All of it comes along." in texts(dialog)
    with qtbot.waitSignal(dialog.accepted_draft) as said:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert said.args == [UpgradeDraft("/new/imagineer.db", "/old/outputs")]
    assert dialog.isVisible()


def test_in_place_says_that_a_backup_comes_first(qtbot: QtBot, dialog: UpgradeDialog) -> None:
    dialog.findChildren(QRadioButton)[1].click()
    copy_to = dialog.findChildren(QLineEdit)[0]
    assert not copy_to.isEnabled()
    assert dialog.agree.text() == "Upgrade library"
    assert "A verified backup is made first." in texts(dialog)
    with qtbot.waitSignal(dialog.accepted_draft) as said:
        dialog.agree.click()
    assert said.args == [UpgradeDraft(None, "/old/outputs")]


@pytest.mark.parametrize("path", ["", "  ", "/old/imagineer.db"])
def test_a_copy_needs_a_place_of_its_own(qtbot: QtBot, dialog: UpgradeDialog, path: str) -> None:
    dialog.findChildren(QLineEdit)[0].setText(path)
    with qtbot.assertNotEmitted(dialog.accepted_draft):
        dialog.agree.click()
    assert not dialog.error.isHidden()


def test_another_folder_is_looked_into(qtbot: QtBot, dialog: UpgradeDialog) -> None:
    dialog.set_found(4_412)
    assert "4,412 of 4,412 images are found there." in texts(dialog)
    with qtbot.waitSignal(dialog.outputs_root_changed) as changed:
        dialog.findChildren(QLineEdit)[1].setText("/elsewhere ")
    assert changed.args == ["/elsewhere"]
    assert "4,412 of 4,412 images are found there." not in texts(dialog)
    dialog.set_found(0)
    assert "0 of 4,412 images are found there." in texts(dialog)


def test_it_runs_in_the_same_dialog_and_can_be_stopped(qtbot: QtBot, dialog: UpgradeDialog) -> None:
    dialog.show_progress(Progress("Adding ratings", 3, 5))
    assert "Adding ratings" in texts(dialog)
    assert dialog.findChildren(QProgressBar)[0].value() == 3
    assert not dialog.form.isVisible()
    assert not dialog.agree.isVisible()
    with qtbot.waitSignal(dialog.stop_requested):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()


def test_an_error_brings_the_fields_back(qtbot: QtBot, dialog: UpgradeDialog) -> None:
    dialog.show_progress(Progress("Adding ratings", 3, 5))
    dialog.show_error("The disk is full. Your library is untouched.")
    assert "The disk is full. Your library is untouched." in texts(dialog)
    assert dialog.form.isVisible()
    assert dialog.refuse.text() == "Cancel"
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_every_field_has_a_name_to_read_aloud(dialog: UpgradeDialog) -> None:
    names = [field.accessibleName() for field in dialog.findChildren(QLineEdit)]
    assert names == ["File of the new library", "Folder with its images"]
    assert dialog.agree.focusPolicy() != Qt.FocusPolicy.NoFocus
