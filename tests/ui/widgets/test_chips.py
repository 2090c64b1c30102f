"""Chips are real buttons: sizes, keys, names, and text that is only text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.chip import Chip, FilterChip, LabelChip, MachineChip
from imagineer_desktop.ui.widgets.flow_layout import FlowLayout

LEFT = Qt.MouseButton.LeftButton
MARKUP = "<b>bold</b> & <img src='x'>"


def shown(qtbot: QtBot, chip: Chip) -> Chip:
    """The chip on the screen at the size it wants."""
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    chip.show()
    qtbot.waitExposed(chip)
    return chip


def pixels(chip: Chip) -> QImage:
    """What the chip looks like now."""
    return chip.grab().toImage()


def test_chips_are_24_high_and_as_wide_as_their_words(look: Look, qtbot: QtBot) -> None:
    short, long = shown(qtbot, LabelChip(look, "lake")), shown(qtbot, LabelChip(look, "painted landscape"))
    assert short.sizeHint().height() == long.sizeHint().height() == 24
    assert short.sizeHint().width() < long.sizeHint().width()


def test_a_filter_chip_is_as_wide_as_in_the_mockup(look: Look, qtbot: QtBot) -> None:
    assert FilterChip(look, "Tag", "landscape").sizeHint().width() == pytest.approx(119, abs=4)


def test_very_long_words_are_cut_to_a_bearable_width(look: Look, qtbot: QtBot) -> None:
    assert shown(qtbot, LabelChip(look, "very " * 200)).sizeHint().width() < 300


def test_names_say_everything_the_chip_shows(look: Look, qtbot: QtBot) -> None:
    assert shown(qtbot, FilterChip(look, "Rating", "3 or more")).accessibleName() == "Rating 3 or more"
    assert shown(qtbot, LabelChip(look, "dusk", "3 of 7")).accessibleName() == "dusk, 3 of 7"
    machine = shown(qtbot, MachineChip(look, "mountain", "0.97"))
    assert machine.accessibleName() == "Keep mountain, proposed by a model with confidence 0.97"


def test_the_keyboard_does_both_acts(look: Look, qtbot: QtBot) -> None:
    chip = shown(qtbot, FilterChip(look, "Tag", "landscape"))
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        with qtbot.waitSignal(chip.clicked):
            QTest.keyClick(chip, key)
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        with qtbot.waitSignal(chip.removed):
            QTest.keyClick(chip, key)


def test_the_cross_removes_and_the_words_click(look: Look, qtbot: QtBot) -> None:
    chip = shown(qtbot, LabelChip(look, "painted landscape"))
    assert chip.cross_rect().width() >= 24
    with qtbot.assertNotEmitted(chip.clicked), qtbot.waitSignal(chip.removed):
        QTest.mouseClick(chip, LEFT, pos=chip.cross_rect().center())
    with qtbot.assertNotEmitted(chip.removed), qtbot.waitSignal(chip.clicked):
        QTest.mouseClick(chip, LEFT, pos=QPoint(10, 12))


def test_a_press_on_the_cross_that_slides_off_removes_nothing(look: Look, qtbot: QtBot) -> None:
    chip = shown(qtbot, LabelChip(look, "painted landscape"))
    with qtbot.assertNotEmitted(chip.removed), qtbot.assertNotEmitted(chip.clicked):
        QTest.mousePress(chip, LEFT, pos=chip.cross_rect().center())
        QTest.mouseRelease(chip, LEFT, pos=QPoint(10, 12))


def test_a_models_label_is_kept_by_a_click_and_dismissed_by_delete(look: Look, qtbot: QtBot) -> None:
    chip = shown(qtbot, MachineChip(look, "mountain", "0.97"))
    with qtbot.assertNotEmitted(chip.removed), qtbot.waitSignal(chip.clicked):
        QTest.mouseClick(chip, LEFT, pos=QPoint(chip.width() - 6, 12))
    with qtbot.waitSignal(chip.removed):
        QTest.keyClick(chip, Qt.Key.Key_Delete)


def test_markup_is_shown_as_it_stands(look: Look, qtbot: QtBot) -> None:
    chip = shown(qtbot, LabelChip(look, MARKUP))
    assert chip.accessibleName() == MARKUP
    assert "<b>" not in chip.toolTip()
    assert "&lt;b&gt;bold" in chip.toolTip()


def test_focus_draws_a_ring_of_two_pixels(look: Look, qtbot: QtBot) -> None:
    chip = shown(qtbot, LabelChip(look, "painted landscape"))
    chip.clearFocus()
    assert pixels(chip).pixelColor(60, 1) == look.tokens.raised
    chip.activateWindow()
    chip.setFocus()
    qtbot.waitUntil(chip.hasFocus)
    assert pixels(chip).pixelColor(60, 0) == look.tokens.accent
    assert pixels(chip).pixelColor(60, 1) == look.tokens.accent
    assert pixels(chip).pixelColor(60, 2) != look.tokens.accent


def test_a_chip_follows_the_theme(look: Look, qtbot: QtBot) -> None:
    chip = shown(qtbot, LabelChip(look, "painted landscape"))
    look.set_theme("light")
    assert pixels(chip).pixelColor(60, 2) == look.tokens.raised


def test_a_dashed_chip_has_gaps_in_its_edge(look: Look, qtbot: QtBot) -> None:
    image = pixels(shown(qtbot, MachineChip(look, "mountain", "0.97")))
    edge = {image.pixelColor(x, 0).lightness() for x in range(10, image.width() - 10)}
    assert max(edge) - min(edge) > 40


def test_chips_that_are_gone_do_not_hear_of_a_new_theme(look: Look, qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    flow = FlowLayout(ground)
    chips = [LabelChip(look, "lake"), LabelChip(look, "dusk", "3 of 7")]
    for chip in chips:
        flow.addWidget(chip)
    with qtbot.waitSignals([chip.destroyed for chip in chips]):
        flow.clear()
    look.set_theme("light")
    assert not ground.findChildren(Chip)
