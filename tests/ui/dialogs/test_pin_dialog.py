"""The nodes of a workflow are offered with their words; the choice is said once, when it is another."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QProgressBar, QRadioButton
from pytestqt.qtbot import QtBot

from imagineer_desktop.jobs.imports.pinning import Workflow
from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.media.generation.comfy_pins import TextNode
from imagineer_desktop.ui.dialogs.node_choice import (
    FEW_SIGNS,
    MOST_NODES,
    MOST_SIGNS,
    Excerpt,
    names_of,
    shortened,
)
from imagineer_desktop.ui.dialogs.pin_dialog import PinDialog
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.prompt_block import PromptBlock

NODES = (
    TextNode("7", "CLIPTextEncode", "<b>Negative</b>", "bad quality", "bad quality"),
    TextNode("8", "PoemMaker", "My words", "a cat <i>in</i> the rain", "a cat <i>in</i> the rain"),
    TextNode("9", "Efficient Loader", "", "a cat", "a dog"),
)


def shown(qtbot: QtBot, look: Look, nodes: tuple[TextNode, ...] = NODES, **pins: str) -> PinDialog:
    dialog = PinDialog(look, Workflow("key", nodes, pins, ()))
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open()
    return dialog


@pytest.fixture
def dialog(qtbot: QtBot, look: Look) -> PinDialog:
    return shown(qtbot, look)


def radio(dialog: PinDialog, name: str) -> QRadioButton:
    (found,) = [one for one in dialog.findChildren(QRadioButton) if one.accessibleName() == name]
    return found


def texts(dialog: PinDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_every_node_is_offered_with_its_words_as_they_stand(dialog: PinDialog) -> None:
    assert {"<b>Negative</b>", "CLIPTextEncode", "My words", "PoemMaker", "No node"} <= set(texts(dialog))
    blocks = [block.toPlainText() for block in dialog.findChildren(PromptBlock)]
    assert blocks == ["bad quality", "a cat <i>in</i> the rain", "Prompt: a cat\nNegative prompt: a dog"]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel))


def test_every_control_has_a_name_and_a_tooltip(dialog: PinDialog) -> None:
    controls = [*dialog.findChildren(QAbstractButton), *dialog.findChildren(PromptBlock)]
    assert all(one.accessibleName() and one.toolTip() for one in controls)


def test_nothing_is_to_be_pinned_before_something_is_chosen(qtbot: QtBot, dialog: PinDialog) -> None:
    assert not dialog.agree.isEnabled()
    assert dialog.forget.isHidden()
    radio(dialog, "Prompt: My words").click()
    assert dialog.agree.isEnabled()
    radio(dialog, "Negative prompt: <b>Negative</b>").click()
    with qtbot.waitSignal(dialog.nodes_chosen) as said:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert said.args == [{"prompt": "8", "negative": "7"}]
    assert dialog.isVisible()
    assert not dialog.choice.isEnabled()


def test_the_keyboard_alone_suffices(qtbot: QtBot, dialog: PinDialog) -> None:
    assert dialog.focusWidget() is radio(dialog, "Prompt: No node")
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Down)
    assert radio(dialog, "Prompt: <b>Negative</b>").isChecked()
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Down)
    assert dialog.choice.chosen == {"prompt": "8"}
    with qtbot.waitSignal(dialog.nodes_chosen) as said:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert said.args == [{"prompt": "8"}]


def test_tab_walks_from_the_prompt_to_the_negative_and_on_to_the_footer(
    qtbot: QtBot, dialog: PinDialog
) -> None:
    radio(dialog, "Prompt: My words").setChecked(True)
    seen = []
    for _ in range(12):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        seen.append(dialog.focusWidget())
    assert {radio(dialog, "Negative prompt: No node"), dialog.refuse, dialog.agree} <= set(seen)


def test_the_number_of_images_is_said_as_soon_as_it_is_known(dialog: PinDialog) -> None:
    dialog.show_found(1_200)
    assert "Counting the images of this workflow: 1,200 so far." in texts(dialog)
    assert dialog.agree.text() == "Pin prompt"
    dialog.show_counted(4_031)
    assert "4,031 images were made by this workflow. One step to undo." in texts(dialog)
    assert dialog.agree.text() == "Pin for 4,031 images"
    dialog.show_counted(1)
    assert "Only this image was made by this workflow. One step to undo." in texts(dialog)
    assert dialog.agree.text() == "Pin for 1 image"


def test_pins_are_shown_and_can_be_forgotten(qtbot: QtBot, look: Look) -> None:
    dialog = shown(qtbot, look, prompt="8", negative="gone")
    assert radio(dialog, "Prompt: My words").isChecked()
    assert radio(dialog, "Negative prompt: No node").isChecked()
    assert dialog.forget.isVisible()
    with qtbot.waitSignal(dialog.nodes_chosen) as said:
        dialog.forget.click()
    assert said.args == [{}]


def test_the_work_is_shown_and_trouble_gives_the_choice_back(dialog: PinDialog) -> None:
    radio(dialog, "Prompt: My words").click()
    dialog.agree.click()
    dialog.show_progress(Progress("Reading the prompts again", 120, 412))
    (bar,) = dialog.findChildren(QProgressBar)
    assert (bar.isVisible(), bar.value(), bar.maximum()) == (True, 120, 412)
    assert "Reading the prompts again: 120 of 412" in texts(dialog)
    dialog.show_error("The disk is full. Nothing was changed.")
    assert not dialog.error.isHidden()
    assert bar.isHidden()
    assert dialog.agree.isEnabled()
    assert dialog.choice.chosen == {"prompt": "8"}


def test_a_graph_of_thousands_of_texts_is_no_flood(qtbot: QtBot, look: Look) -> None:
    many = tuple(
        TextNode(str(n), "Text", f"Text {n}", "x" * 50_000, "x" * 50_000) for n in range(MOST_NODES + 9)
    )
    dialog = shown(qtbot, look, many, prompt=str(MOST_NODES + 5))
    blocks = dialog.findChildren(Excerpt)
    assert len(blocks) == MOST_NODES + 1
    assert len(blocks[0].toPlainText()) == FEW_SIGNS + 1
    blocks[0].more.click()
    assert len(blocks[0].toPlainText()) == MOST_SIGNS + 1
    assert dialog.choice.chosen == {"prompt": str(MOST_NODES + 5)}


def test_nodes_of_one_name_are_told_apart_by_their_numbers(qtbot: QtBot, look: Look) -> None:
    called = [("6", "CLIPTextEncode", ""), ("7", "CLIPTextEncode", "CLIPTextEncode"), ("8", "Fable", "Mine")]
    nodes = tuple(TextNode(number, kind, title, "a cat", "a cat") for number, kind, title in called)
    assert names_of(nodes) == ["CLIPTextEncode #6", "CLIPTextEncode #7", "Mine"]
    dialog = shown(qtbot, look, nodes)
    assert {"CLIPTextEncode #6", "CLIPTextEncode #7", "Mine", "Fable"} <= set(texts(dialog))
    assert "CLIPTextEncode" not in texts(dialog)
    radio(dialog, "Prompt: CLIPTextEncode #7").click()
    assert dialog.choice.chosen == {"prompt": "7"}


def test_a_long_text_does_not_scroll_in_the_list_but_opens(qtbot: QtBot, look: Look) -> None:
    long = "many boats and lights in the harbour, " * 30
    dialog = shown(qtbot, look, (TextNode("6", "Text", "", long, long), *NODES))
    first, second, *_ = dialog.findChildren(Excerpt)
    assert (first.more.isVisible(), second.more.isVisible()) == (True, False)
    assert (first.more.text(), first.more.accessibleName()) == ("Show all", "Show all: Text")
    closed = first.height()
    assert first.toPlainText() == shortened(long)
    assert first.verticalScrollBar().maximum() == 0
    first.more.click()
    assert (first.toPlainText(), first.more.text()) == (long, "Show less")
    qtbot.waitUntil(lambda: first.height() > closed)
    assert first.verticalScrollBar().maximum() == 0
    first.more.click()
    assert first.height() == closed


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("a cat", "a cat"),
        ("a\nb\nc", "a\nb\nc"),
        ("a\nb\nc\nd", "a\nb\nc…"),
        ("word " * 50, "word " * 35 + "word…"),
        ("雨" * 200, "雨" * FEW_SIGNS + "…"),
    ],
)
def test_a_text_is_cut_between_words(text: str, short: str) -> None:
    assert shortened(text) == short


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_checked_radio_button_keeps_its_dot_with_the_keyboard_on_it(
    qtbot: QtBot, look: Look, theme: str
) -> None:
    look.set_theme(theme)
    dialog = shown(qtbot, look)
    chosen = radio(dialog, "Prompt: My words")
    chosen.setChecked(True)
    middle = []
    for focused in (radio(dialog, "Negative prompt: No node"), chosen):
        focused.setFocus()
        middle.append(chosen.grab().toImage().pixelColor(8, chosen.height() // 2))
    assert chosen.hasFocus()
    assert middle[0] == middle[1] == look.tokens.on_accent
