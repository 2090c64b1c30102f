"""Moved files are shown before and after; the button says how many, and nothing is relinked unseen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QProgressBar, QTreeView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from imagineer_desktop.jobs.files.relinking import Move, RelinkPlan, Sureness
from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.models.moves import AFTER, BEFORE, KNOWN_BY, NAME, MovesModel
from imagineer_desktop.ui.dialogs.relink_dialog import RelinkDialog
from imagineer_desktop.ui.theme.look import Look


def move(number: int, sureness: Sureness = Sureness.SAME_CONTENT, name: str = "") -> Move:
    old = f"/outputs/sea/{number:05}.png"
    return Move(number, old, f"/vault/<b>sea</b>/{name or f'{number:05}.png'}", sureness)


SURE = tuple(move(number) for number in range(1, 413))
LIKELY = (move(501, Sureness.SAME_NAME_AND_SIZE), move(502, Sureness.SAME_NAME_AND_SIZE))
PLAN = RelinkPlan((*SURE, *LIKELY), missing=420, searched=("/vault", "/outputs"))


@pytest.fixture
def dialog(qtbot: QtBot, look: Look) -> RelinkDialog:
    shown = RelinkDialog(look)
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.open()
    return shown


def texts(dialog: RelinkDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def table(dialog: RelinkDialog) -> QTreeView:
    return dialog.findChildren(QTreeView)[0]


def test_the_search_is_shown_and_can_be_left(qtbot: QtBot, dialog: RelinkDialog) -> None:
    dialog.show_search(["/vault"])
    assert "Looking for moved files" in texts(dialog)
    assert not dialog.agree.isVisible()
    assert not table(dialog).isVisible()
    dialog.show_progress(Progress("Looking for moved files", 2000))
    assert "2,000 files seen so far" in texts(dialog)
    dialog.show_progress(Progress("Comparing files", 3, 1_412))
    assert "Comparing files: 3 of 1,412" in texts(dialog)
    (bar,) = dialog.findChildren(QProgressBar)
    assert (bar.isVisible(), bar.value(), bar.maximum()) == (True, 3, 1_412)
    with qtbot.waitSignals([dialog.stopped, dialog.rejected]):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_number_is_on_the_button(qtbot: QtBot, dialog: RelinkDialog) -> None:
    dialog.show_search([])
    dialog.show_plan(PLAN)
    assert "414 files moved" in texts(dialog)
    assert any(text.startswith("6 images are missing still") for text in texts(dialog))
    assert dialog.agree.text() == "Relink 412 images"
    assert "One step to undo. No file is touched." in texts(dialog)
    (also,) = dialog.findChildren(QCheckBox)
    assert also.text() == "Also 2 images of which only name and size agree"
    also.click()
    assert dialog.agree.text() == "Relink 414 images"
    also.click()
    with qtbot.waitSignal(dialog.accepted_plan) as said:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert said.args == [SURE]
    assert not dialog.isVisible()


def test_what_is_only_likely_is_offered_and_said(qtbot: QtBot, dialog: RelinkDialog) -> None:
    dialog.show_plan(RelinkPlan(LIKELY[:1], missing=1, searched=("/vault",)))
    assert "1 file moved" in texts(dialog)
    assert dialog.agree.text() == "Relink 1 image"
    (also,) = dialog.findChildren(QCheckBox)
    also.click()
    assert not dialog.agree.isEnabled()
    assert table(dialog).model().rowCount() == 1


def test_nothing_was_found(dialog: RelinkDialog) -> None:
    dialog.show_plan(RelinkPlan(missing=3, searched=("/vault",)))
    assert "No moved files were found" in texts(dialog)
    assert not dialog.agree.isVisible()
    assert dialog.refuse.text() == "Close"
    dialog.show_plan(RelinkPlan(searched=("/vault",)))
    assert "No file is missing." in texts(dialog)


def test_an_error_is_said_in_the_dialog(dialog: RelinkDialog) -> None:
    dialog.show_search(["/vault"])
    dialog.show_error("The library is busy. Nothing was changed. Try again.")
    assert not dialog.error.isHidden()
    assert not dialog.agree.isVisible()
    assert "The search broke off" in texts(dialog)


def test_the_table_says_before_and_after(qtbot: QtBot, dialog: RelinkDialog) -> None:
    renamed = move(7, Sureness.CHOSEN, "b.png")
    dialog.show_plan(RelinkPlan((*SURE[:2], renamed), missing=3))
    model = table(dialog).model()
    cells = [model.index(2, column).data() for column in (NAME, BEFORE, AFTER, KNOWN_BY)]
    assert cells == ["b.png, was 00007.png", "/outputs/sea", "/vault/<b>sea</b>", "Chosen by you"]
    spoken = model.index(0, NAME).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "00001.png, before: /outputs/sea/00001.png, after: /vault/<b>sea</b>/00001.png"
    assert "<b>" not in str(table(dialog).model().index(0, AFTER).data(Qt.ItemDataRole.ToolTipRole))


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model = MovesModel()
    qtmodeltester.check(model)
    model.show(SURE)
    qtmodeltester.check(model)
    assert (model.rowCount(), model.columnCount()) == (412, 4)


def test_everything_has_a_name(dialog: RelinkDialog) -> None:
    dialog.show_plan(PLAN)
    assert table(dialog).accessibleName() == "Files before and after"
    assert dialog.agree.hasFocus()


def test_the_dialog_is_as_high_as_what_it_holds(qtbot: QtBot, look: Look) -> None:
    heights = []
    for show_first in (True, False):
        dialog = RelinkDialog(look)
        qtbot.addWidget(dialog)
        if show_first:
            dialog.open()
        dialog.show_search([])
        dialog.show_plan(PLAN)
        dialog.open()
        heights.append(dialog.height())
    assert heights[0] == heights[1]
