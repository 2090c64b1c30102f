"""Labels and captions, and a whole day's work taken back and done again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit

from imagineer_desktop.ui.dialogs.label_dialog import LabelDialog

if TYPE_CHECKING:
    from tests.journeys.conftest import Person


def test_five_images_are_labeled_at_once_and_everything_is_taken_back(person: Person) -> None:
    tables = [person.tables()]

    def step(what: str) -> None:
        person.until(lambda: person.tables() != tables[-1], what)
        person.settle()
        tables.append(person.tables())

    chosen = person.choose(0, 1, 2, 3, 4)
    person.press("T")
    labels = person.work.views.inspector.labels
    person.until(labels.field.hasFocus, "the label field")
    person.until(lambda: "5 images" in labels.field.placeholderText(), "five images in the inspector")
    person.type("red hair")
    person.press("Enter")
    step("a label")
    assert {row[1] for row in tables[-1]["labels"] if row[2] == "red hair"} == set(chosen)
    person.type("<b>bold</b>")
    person.press("Enter")
    step("a second label")
    person.until(lambda: len(labels.chips.labels) == 2, "two chips")
    person.shoot("labels")
    person.press("Esc")
    assert person.work.views.grid.hasFocus()

    person.click_cell(2)
    person.until(lambda: person.work.inspecting.shown == (chosen[2],), "one image in the inspector")
    person.cross_out("red hair")
    step("a label less")
    assert len([row for row in tables[-1]["labels"] if row[2] == "red hair"]) == 4

    box = labels.caption.box
    assert isinstance(box, QPlainTextEdit)
    person.click(box.viewport())
    person.until(box.hasFocus, "the caption")
    person.type("a harbor, 5 boats")
    person.shoot("caption")
    person.press("Ctrl+Return")
    step("a caption")
    assert ("a harbor, 5 boats", "caption") in [row[2:4] for row in tables[-1]["labels"]]

    person.work.views.grid.setFocus()
    person.choose(6, 7)
    person.press("Ctrl+L")
    dialog = person.dialog(LabelDialog)
    person.shoot("label-dialog")
    person.click(person.named(dialog, "Text"))
    person.type("boat")
    person.press("Enter")
    person.until_gone(dialog)
    step("a label from the dialog")
    person.press("4")
    step("stars")

    for known in reversed(tables[:-1]):
        person.press("Ctrl+Z")
        assert person.tables() == known
    assert not person.work.steps.undo.isEnabled()
    for known in tables[1:]:
        person.press("Ctrl+Shift+Z")
        assert person.tables() == known
    assert not person.work.steps.redo.isEnabled()


def test_what_is_typed_into_a_new_label_dialog_is_the_label(person: Person) -> None:
    person.choose(0)
    person.press("Ctrl+L")
    dialog = person.dialog(LabelDialog)
    person.type("boat")
    draft = dialog.draft()
    dialog.reject()
    assert draft.text == "boat"
