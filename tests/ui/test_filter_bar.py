"""The bar over the gallery: words after a rest, orders that say what comes first, and no echo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.rows import ImageFilter, SortKey, Source, SourceKind
from imagineer_desktop.ui.filter_bar import FilterBar
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.icon_button import IconButton

ALBUM = Source(SourceKind.ALBUM, 1)


@pytest.fixture
def bar(qtbot: QtBot, look: Look) -> FilterBar:
    shown = FilterBar(look)
    qtbot.addWidget(shown)
    shown.resize(1035, 40)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def orders(bar: FilterBar) -> list[str]:
    box = bar.findChildren(QComboBox)[0]
    return [box.itemText(number) for number in range(box.count())]


def button(bar: FilterBar, name: str) -> IconButton:
    (found,) = [one for one in bar.findChildren(IconButton) if one.accessibleName().startswith(name)]
    return found


def test_it_is_measured_like_the_design(bar: FilterBar) -> None:
    assert bar.height() == 40
    assert (bar.search.x(), bar.search.y(), bar.search.height()) == (10, 6, 28)
    assert bar.findChildren(QComboBox)[0].width() == 132
    assert [button(bar, name).width() for name in ("Grid", "Loupe", "Inspector")] == [24, 24, 24]
    assert button(bar, "Inspector").geometry().right() + 1 == bar.width() - 10


def test_words_are_said_once_after_the_typing_rests(qtbot: QtBot, bar: FilterBar) -> None:
    said: list[str] = []
    bar.words_changed.connect(said.append)
    with qtbot.waitSignal(bar.words_changed):
        qtbot.keyClicks(bar.search, "lake")
    assert said == ["lake"]


def test_enter_does_not_wait(qtbot: QtBot, bar: FilterBar) -> None:
    bar.search.setText("lake")
    said: list[str] = []
    bar.words_changed.connect(said.append)
    qtbot.keyClick(bar.search, Qt.Key.Key_Return)
    assert said == ["lake"]


def test_escape_clears_and_then_leaves(qtbot: QtBot, bar: FilterBar) -> None:
    bar.set_question(ImageFilter(words="lake"))
    with qtbot.waitSignal(bar.words_changed) as cleared:
        qtbot.keyClick(bar.search, Qt.Key.Key_Escape)
    assert cleared.args == [""]
    with qtbot.waitSignal(bar.search_left):
        qtbot.keyClick(bar.search, Qt.Key.Key_Escape)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_G])
def test_the_field_keeps_its_keys_from_the_window(bar: FilterBar, key: Qt.Key) -> None:
    question = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier, "g")
    question.ignore()
    QApplication.sendEvent(bar.search, question)
    assert question.isAccepted()


def test_a_question_is_shown_without_an_echo(qtbot: QtBot, bar: FilterBar) -> None:
    with (
        qtbot.assertNotEmitted(bar.words_changed, wait=200),
        qtbot.assertNotEmitted(bar.order_changed),
    ):
        bar.set_question(ImageFilter(words="lake", sort=SortKey.RATING, descending=False))
    assert bar.search.text() == "lake"
    assert bar.findChildren(QComboBox)[0].currentText() == "Lowest rated first"


def test_typing_is_not_overwritten_by_an_older_question(qtbot: QtBot, bar: FilterBar) -> None:
    qtbot.keyClicks(bar.search, "lak")
    bar.set_question(ImageFilter(sort=SortKey.NAME))
    assert bar.search.text() == "lak"
    with qtbot.waitSignal(bar.words_changed) as said:
        qtbot.keyClicks(bar.search, "e")
    assert said.args == ["lake"]


def test_album_order_is_offered_in_albums_only(bar: FilterBar) -> None:
    assert orders(bar) == ["Newest first", "Name A to Z", "Highest rated first", "Largest first"]
    bar.set_question(ImageFilter(source=ALBUM, sort=SortKey.ALBUM, descending=False))
    assert orders(bar)[-1] == "Album order"
    assert bar.findChildren(QComboBox)[0].currentText() == "Album order"


def test_another_order_begins_with_its_best(qtbot: QtBot, bar: FilterBar) -> None:
    box = bar.findChildren(QComboBox)[0]
    box.setFocus()
    with qtbot.waitSignal(bar.order_changed) as changed:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert changed.args == [SortKey.NAME, False]
    assert box.currentText() == "Name A to Z"


def test_the_direction_turns_round_and_says_where_to(qtbot: QtBot, bar: FilterBar) -> None:
    turn = button(bar, "Turn round")
    assert turn.accessibleName() == "Turn round: Oldest first"
    with qtbot.waitSignal(bar.order_changed) as changed:
        qtbot.mouseClick(turn, Qt.MouseButton.LeftButton)
    assert changed.args == [SortKey.DATE, False]
    assert orders(bar)[0] == "Oldest first"
    assert turn.accessibleName() == "Turn round: Newest first"


def test_views_and_inspector_are_chosen_by_hand_only(qtbot: QtBot, bar: FilterBar) -> None:
    with qtbot.waitSignal(bar.view_chosen) as chosen:
        qtbot.mouseClick(button(bar, "Loupe"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["loupe"]
    with qtbot.waitSignal(bar.inspector_toggled) as toggled:
        qtbot.mouseClick(button(bar, "Inspector"), Qt.MouseButton.LeftButton)
    assert toggled.args == [True]
    with qtbot.assertNotEmitted(bar.view_chosen), qtbot.assertNotEmitted(bar.inspector_toggled):
        bar.set_view("grid")
        bar.set_inspector(False)
    assert button(bar, "Grid").isChecked()
    assert not button(bar, "Inspector").isChecked()


def test_the_search_can_be_reached_with_its_words_marked(bar: FilterBar) -> None:
    bar.set_question(ImageFilter(words="lake"))
    bar.focus_search()
    assert bar.search.selectedText() == "lake"
