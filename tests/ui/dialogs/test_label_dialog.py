"""A label for one image or many: the number stands first, Enter finishes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from imagineer_desktop.ui.dialogs.label_dialog import LabelDialog, LabelDraft
from imagineer_desktop.ui.theme.look import Look


def opened(qtbot: QtBot, dialog: LabelDialog) -> LabelDialog:
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open()
    return dialog


@pytest.mark.parametrize(
    ("images", "label", "button"),
    [
        (1, None, "Add label to 1 image"),
        (4_120, None, "Add label to 4,120 images"),
        (1, LabelDraft("lake"), "Change label of 1 image"),
        (7, LabelDraft("lake"), "Change label of 7 images"),
    ],
)
def test_title_and_button_say_the_number(
    qtbot: QtBot, look: Look, images: int, label: LabelDraft | None, button: str
) -> None:
    dialog = opened(qtbot, LabelDialog(look, images, label))
    assert (dialog.windowTitle(), dialog.agree.text()) == (button, button)


def test_enter_finishes_and_shift_enter_goes_on(qtbot: QtBot, look: Look) -> None:
    dialog = opened(qtbot, LabelDialog(look, 7))
    text = dialog.findChildren(QPlainTextEdit)[0]
    qtbot.keyClicks(text, "a lake")
    qtbot.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(text, "at dusk")
    with qtbot.waitSignal(dialog.accepted_draft) as said:
        qtbot.keyClick(text, Qt.Key.Key_Return)
    assert said.args == [LabelDraft("a lake\nat dusk", "tag")]


def test_a_label_needs_words(qtbot: QtBot, look: Look) -> None:
    dialog = opened(qtbot, LabelDialog(look, 7))
    with qtbot.assertNotEmitted(dialog.accepted_draft):
        qtbot.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert not dialog.error.isHidden()


@pytest.mark.parametrize("label_type", ["caption", "category", "ai_generated", None])
def test_an_old_type_stays_what_it_is(qtbot: QtBot, look: Look, label_type: str | None) -> None:
    label = LabelDraft("words", label_type)
    dialog = opened(qtbot, LabelDialog(look, 1, label))
    assert dialog.draft() == label
    box = dialog.findChildren(QComboBox)[0]
    box.setCurrentIndex(box.findText("Tag"))
    assert dialog.draft() == LabelDraft("words", "tag")
