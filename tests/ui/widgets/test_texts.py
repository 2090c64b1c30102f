"""Labels, blocks and cards: data stays plain text, long text is shortened or grows, names are said."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.banner import Banner
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.empty_state import EmptyState
from imagineer_desktop.ui.widgets.error_card import ErrorCard
from imagineer_desktop.ui.widgets.icon_button import IconButton
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip
from imagineer_desktop.ui.widgets.prompt_block import PromptBlock
from imagineer_desktop.ui.widgets.section_head import SectionHead
from imagineer_desktop.ui.widgets.toast import Toast

MARKUP = "<b>bold</b> & <img src='x'>"
NAME = "a-very-long-file-name-made-by-a-workflow-00213-3417820071.png"


def buttons(widget: QWidget, text: str) -> list[QPushButton]:
    """The visible push buttons with this text."""
    return [one for one in widget.findChildren(QPushButton) if one.text() == text and not one.isHidden()]


def test_every_label_in_every_piece_is_plain(look: Look, qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    Toast(look, ground).say(MARKUP, MARKUP)
    Banner(look, ground).say("unplug", MARKUP, MARKUP)
    ErrorCard(look, ground).say(MARKUP, MARKUP, MARKUP)
    EmptyState(look, "images", ground).say(MARKUP, MARKUP, MARKUP)
    SectionHead(look, MARKUP, parent=ground)
    PlainLabel(look, MARKUP, parent=ground)
    labels = ground.findChildren(QLabel)
    assert len(labels) == 9
    assert {label.text() for label in labels} == {MARKUP}
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_a_tooltip_shows_markup_as_it_stands() -> None:
    assert plain_tooltip("00213.png & more") == "00213.png & more"
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; &lt;img" in plain_tooltip(MARKUP)
    assert "&amp;lt;" in plain_tooltip("&lt;")


def test_a_link_keeps_its_ampersand(look: Look, qtbot: QtBot) -> None:
    link = LinkButton("Cut & paste")
    qtbot.addWidget(link)
    assert link.text() == "Cut && paste"
    assert link.accessibleName() == "Cut & paste"
    with qtbot.waitSignal(link.clicked):
        QTest.keyClick(link, Qt.Key.Key_Space)


@pytest.mark.parametrize(("middle", "pattern"), [(True, ("a-very", "071.png")), (False, ("a-very", "…"))])
def test_a_long_name_gives_up_its_middle_or_its_end(
    look: Look, qtbot: QtBot, middle: bool, pattern: tuple[str, str]
) -> None:
    label = ElidedLabel(look, middle=middle)
    qtbot.addWidget(label)
    label.setText(NAME)
    label.resize(200, 20)
    label.show()
    assert "…" in label.shown_text()
    assert label.shown_text().startswith(pattern[0])
    assert label.shown_text().endswith(pattern[1])
    assert QFontMetricsF(label.font()).horizontalAdvance(label.shown_text()) <= 200
    assert label.toolTip() == NAME
    assert label.accessibleName() == NAME


def test_a_name_that_fits_needs_no_tooltip(look: Look, qtbot: QtBot) -> None:
    label = ElidedLabel(look)
    qtbot.addWidget(label)
    label.setText("00213.png")
    label.resize(label.sizeHint())
    label.show()
    assert label.shown_text() == "00213.png"
    assert label.toolTip() == ""


def test_labels_follow_the_theme(look: Look, qtbot: QtBot) -> None:
    label = PlainLabel(look, "text", color="text2")
    qtbot.addWidget(label)
    look.set_theme("light")
    assert label.palette().windowText().color() == look.tokens.text2
    assert look.tokens.text2.name() == "#505050"


def test_an_icon_button_says_its_name_and_key(look: Look, qtbot: QtBot) -> None:
    button = IconButton(look, "x", "Reject", "X")
    qtbot.addWidget(button)
    button.show()
    assert button.accessibleName() == "Reject"
    assert button.toolTip() == "Reject (X)"
    assert (button.width(), button.height()) >= (24, 24)
    assert 24 <= button.sizeHint().height() <= 28
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Space)


def test_a_prompt_grows_with_its_text_and_then_scrolls(look: Look, qtbot: QtBot) -> None:
    block = PromptBlock(look, "Prompt", highest=120)
    qtbot.addWidget(block)
    block.resize(240, 40)
    block.show()
    heights = []
    for words in (2, 20, 400):
        block.set_text("word " * words)
        heights.append(block.height())
        assert (block.verticalScrollBar().maximum() > 0) == (words == 400)
    assert heights[0] < heights[1] < heights[2] == 120
    assert block.accessibleName() == "Prompt"


def test_a_narrower_prompt_is_higher(look: Look, qtbot: QtBot) -> None:
    block = PromptBlock(look, "Prompt")
    qtbot.addWidget(block)
    block.show()
    block.resize(600, block.height())
    block.set_text("word " * 40)
    wide = block.height()
    block.resize(200, block.height())
    assert block.height() > wide


def test_a_prompt_is_text_to_select_not_to_write(look: Look, qtbot: QtBot) -> None:
    block = PromptBlock(look, "Prompt")
    qtbot.addWidget(block)
    block.set_text(MARKUP)
    QTest.keyClicks(block, "typed")
    assert block.toPlainText() == MARKUP
    block.selectAll()
    assert block.textCursor().selectedText() == MARKUP


def test_an_error_hands_over_its_details(look: Look, qtbot: QtBot) -> None:
    card = ErrorCard(look)
    qtbot.addWidget(card)
    card.say("The backup could not be written", "Free some space.", "OSError: [Errno 28]")
    again = card.add_button("Try again")
    card.show()
    assert card.accessibleName() == "Error: The backup could not be written. Free some space."
    with qtbot.waitSignal(again.clicked):
        again.click()
    buttons(card, "Copy details")[0].click()
    assert QGuiApplication.clipboard().text() == "OSError: [Errno 28]"
    assert buttons(card, "Copied")
    card.say("Another", "One.")
    assert not buttons(card, "Copied")
    assert not buttons(card, "Copy details")


def test_a_banner_has_a_way_and_goes(look: Look, qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    banner = Banner(look, ground)
    assert banner.isHidden()
    ground.show()
    banner.say("unplug", "Drive “Vault” is away.", "Find folder…")
    assert banner.height() == 36
    assert banner.grab().toImage().pixelColor(2, 2) == look.tokens.warn_soft
    with qtbot.waitSignal(banner.link_clicked):
        buttons(banner, "Find folder…")[0].click()
    cross = banner.findChild(QToolButton)
    assert cross is not None
    with qtbot.waitSignal(banner.dismissed):
        cross.click()
    assert banner.isHidden()


def test_an_empty_view_has_its_words_in_the_middle_and_one_primary_button(look: Look, qtbot: QtBot) -> None:
    empty = EmptyState(look, "images")
    qtbot.addWidget(empty)
    empty.say("This library is empty.", "Import a folder of outputs.")
    first = empty.add_button("Import folder…", "folder-plus", primary=True)
    second = empty.add_button("Open existing library…", "database")
    empty.resize(900, 700)
    empty.show()
    qtbot.waitExposed(empty)
    assert empty.accessibleName() == "This library is empty. Import a folder of outputs."
    assert first.property("kind") == "primary"
    assert first.x() < second.x()
    assert abs((first.x() + second.geometry().right()) // 2 - 450) <= 2
    assert 250 < first.y() < 450
    assert empty.grab().toImage().pixelColor(3, 3) == look.tokens.canvas


def test_a_heading_offers_its_plus(look: Look, qtbot: QtBot) -> None:
    head = SectionHead(look, "Albums", "New album")
    qtbot.addWidget(head)
    head.show()
    plus = head.findChild(QToolButton)
    assert plus is not None
    assert plus.accessibleName() == "New album"
    with qtbot.waitSignal(head.plus_clicked):
        plus.click()
    assert SectionHead(look, "Runs", parent=head).findChild(QToolButton) is None
