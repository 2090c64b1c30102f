"""Adding, editing and keeping labels; captions and prompts that are typed in place."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCompleter, QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.rows import ImageDetails, LabelRow
from imagineer_desktop.ui.inspector.inspector import GENERATION, INFO, Inspector
from imagineer_desktop.ui.inspector.label_chip import ShownLabelChip
from imagineer_desktop.ui.inspector.label_chips import ChipEditor, LabelChips

Kind = TypeVar("Kind", bound=QObject)


def button(where: QWidget, name: str) -> QAbstractButton:
    found = [
        one
        for one in where.findChildren(QAbstractButton)
        if one.accessibleName() == name and one.isVisibleTo(where)
    ]
    assert len(found) == 1, f"{len(found)} buttons are called {name!r}"
    return found[0]


def child(where: QObject, kind: type[Kind]) -> Kind:
    found = where.findChild(kind)
    assert isinstance(found, kind)
    return found


def chip(chips: LabelChips, text: str) -> ShownLabelChip:
    return next(chips.chip(label) for label in chips.labels if label.text == text)


def write(inspector: Inspector, text: str) -> None:
    box = inspector.labels.caption.box
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)


def test_enter_adds_a_label_and_escape_goes_back(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_tab(INFO)
    inspector.focus_label_field()
    field = inspector.labels.field
    QTest.keyClicks(field, "  low mist ")
    with qtbot.waitSignal(inspector.label_added) as added:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert added.args == ["low mist", "tag"]
    assert field.text() == ""
    with qtbot.assertNotEmitted(inspector.label_added):
        QTest.keyClick(field, Qt.Key.Key_Return)
    with qtbot.waitSignal(inspector.left):
        QTest.keyClick(field, Qt.Key.Key_Escape)


def test_a_half_typed_label_stays(inspector: Inspector, details: ImageDetails, another: ImageDetails) -> None:
    field = inspector.labels.field
    QTest.keyClicks(field, "half ty")
    inspector.show_image(details)
    inspector.show_image(another)
    inspector.show_nothing()
    inspector.show_image(details)
    assert field.text() == "half ty"


def test_captions_and_categories_are_added_too(qtbot: QtBot, inspector: Inspector) -> None:
    field = inspector.labels.field
    actions = [action for action in field.findChildren(QAction) if action.data() == "category"]
    actions[0].trigger()
    assert field.placeholderText() == "Add category"
    QTest.keyClicks(field, "art")
    with qtbot.waitSignal(inspector.label_added) as added:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert added.args == ["art", "category"]


def test_a_word_chosen_from_the_vocabulary_is_added_once(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.set_vocabulary(["mountain", "lake", "mountain lake"])
    field = inspector.labels.field
    field.setFocus()
    added: list[tuple[str, str]] = []
    inspector.label_added.connect(lambda text, label_type: added.append((text, label_type)))
    QTest.keyClicks(field, "LAKE")
    popup = child(field, QCompleter).popup()
    assert popup is not None
    assert [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())] == [
        "lake",
        "mountain lake",
    ]
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(added))
    qtbot.wait(1)
    assert added == [("mountain lake", "tag")]
    assert field.text() == ""


def test_the_cross_of_a_chip_removes_its_label(qtbot: QtBot, inspector: Inspector) -> None:
    lake = chip(inspector.labels.chips, "lake")
    with qtbot.waitSignal(inspector.labels_removed) as removed:
        QTest.mouseClick(lake, Qt.MouseButton.LeftButton, pos=lake.cross_rect().center())
    assert removed.args == [(11,)]


@pytest.mark.parametrize(("key", "edited"), [(Qt.Key.Key_Return, True), (Qt.Key.Key_Escape, False)])
def test_a_click_edits_a_label_in_place(
    qtbot: QtBot, inspector: Inspector, key: Qt.Key, edited: bool
) -> None:
    changes: list[tuple[object, str]] = []
    inspector.label_edited.connect(lambda ids, text: changes.append((ids, text)))
    lake = chip(inspector.labels.chips, "lake")
    QTest.mouseClick(lake, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    editor = child(inspector, ChipEditor)
    assert editor.isVisibleTo(inspector)
    assert not lake.isVisibleTo(inspector)
    QTest.keyClicks(editor, "still lake")
    QTest.keyClick(editor, key)
    assert changes == ([((11,), "still lake")] if edited else [])
    assert lake.isVisibleTo(inspector)


def test_an_edit_in_place_survives_a_refresh(inspector: Inspector, details: ImageDetails) -> None:
    QTest.mouseClick(chip(inspector.labels.chips, "lake"), Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    editor = child(inspector, ChipEditor)
    QTest.keyClicks(editor, "half")
    more = LabelRow(99, 1, "new", "tag", None, None)
    inspector.show_image(replace(details, labels=(*details.labels, more)))
    assert inspector.findChild(ChipEditor) is editor
    assert editor.isVisibleTo(inspector)
    assert editor.text() == "half"


def test_a_models_labels_are_kept_one_by_one_or_together(qtbot: QtBot, inspector: Inspector) -> None:
    with qtbot.waitSignal(inspector.labels_kept) as kept:
        QTest.mouseClick(button(inspector, "pine, by wd-eva02, confidence 0.94"), Qt.MouseButton.LeftButton)
    assert kept.args == [(14,)]
    with qtbot.waitSignal(inspector.labels_kept) as kept:
        QTest.mouseClick(button(inspector, "Keep all labels by wd-eva02"), Qt.MouseButton.LeftButton)
    assert kept.args == [(14, 13)]
    with qtbot.waitSignal(inspector.labels_removed) as removed:
        QTest.keyClick(button(inspector, "snow, by wd-eva02, confidence 0.91"), Qt.Key.Key_Delete)
    assert removed.args == [(13,)]


def test_control_enter_saves_a_caption(qtbot: QtBot, inspector: Inspector) -> None:
    write(inspector, "new words")
    box = inspector.labels.caption.box
    with qtbot.waitSignal(inspector.left), qtbot.waitSignal(inspector.caption_saved) as saved:
        QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert saved.args == [1, 15, "new words"]


def test_leaving_the_box_saves_and_escape_does_not(qtbot: QtBot, inspector: Inspector) -> None:
    write(inspector, "new words")
    with qtbot.assertNotEmitted(inspector.caption_saved):
        QTest.keyClick(inspector.labels.caption.box, Qt.Key.Key_Escape)
    assert inspector.labels.caption.box.toPlainText() == "my words"
    write(inspector, "newer words")
    with qtbot.waitSignal(inspector.caption_saved) as saved:
        inspector.labels.field.setFocus()
    assert saved.args == [1, 15, "newer words"]


def test_a_caption_goes_to_the_image_it_was_typed_for(
    qtbot: QtBot, inspector: Inspector, another: ImageDetails
) -> None:
    write(inspector, "for the first")
    with qtbot.waitSignal(inspector.caption_saved) as saved:
        inspector.show_image(another)
    assert saved.args == [1, 15, "for the first"]
    assert inspector.labels.caption.box.toPlainText() == "other words"


def test_a_refresh_keeps_a_caption_that_is_being_typed(inspector: Inspector, details: ImageDetails) -> None:
    write(inspector, "half ty")
    inspector.show_image(replace(details, labels=details.labels[:2]))
    assert inspector.labels.caption.box.toPlainText() == "half ty"


def test_an_emptied_caption_is_removed(qtbot: QtBot, inspector: Inspector) -> None:
    box = inspector.labels.caption.box
    box.setFocus()
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_Delete)
    with qtbot.waitSignal(inspector.caption_saved) as saved:
        inspector.flush()
    assert saved.args == [1, 15, ""]


def test_a_first_caption_replaces_none(qtbot: QtBot, inspector: Inspector, details: ImageDetails) -> None:
    inspector.show_image(replace(details, labels=()))
    write(inspector, "first")
    with qtbot.waitSignal(inspector.caption_saved) as saved:
        inspector.flush()
    assert saved.args == [1, None, "first"]


def test_a_models_caption_can_be_used(qtbot: QtBot, inspector: Inspector) -> None:
    with qtbot.waitSignal(inspector.caption_saved) as saved:
        QTest.mouseClick(button(inspector, "Use"), Qt.MouseButton.LeftButton)
    assert saved.args == [1, 15, "a machine's words"]


def test_a_prompt_is_edited_in_place(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_tab(GENERATION)
    part = inspector.generation.prompt
    QTest.mouseClick(button(inspector, "Edit prompt"), Qt.MouseButton.LeftButton)
    assert not part.block.isVisibleTo(inspector)
    part.box.selectAll()
    QTest.keyClicks(part.box, "a moving lake")
    with qtbot.waitSignal(inspector.prompt_saved) as saved:
        QTest.keyClick(part.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert saved.args == [1, "prompt", "a moving lake"]
    assert part.block.isVisibleTo(inspector)


def test_a_prompt_goes_to_the_image_it_was_typed_for(
    qtbot: QtBot, inspector: Inspector, another: ImageDetails
) -> None:
    inspector.show_tab(GENERATION)
    inspector.generation.negative.begin_editing()
    QTest.keyClicks(inspector.generation.negative.box, "people")
    with qtbot.waitSignal(inspector.prompt_saved) as saved:
        inspector.show_image(another)
    assert saved.args == [1, "negative_prompt", "people"]
    assert inspector.generation.prompt.block.toPlainText() == "a dark forest"
    assert inspector.generation.negative.block.isVisibleTo(inspector)
