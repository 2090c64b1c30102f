"""The chip of a running task."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.task_chip import TaskChip

LEFT = Qt.MouseButton.LeftButton


def chip_of(look: Look, qtbot: QtBot, text: str, done: int, total: int) -> TaskChip:
    """A chip on the screen."""
    chip = TaskChip(look)
    qtbot.addWidget(chip)
    chip.show_task("download", text, done, total)
    chip.resize(chip.sizeHint())
    qtbot.waitExposed(chip)
    return chip


def test_the_bar_at_the_bottom_is_as_long_as_the_work_done(look: Look, qtbot: QtBot) -> None:
    chip = chip_of(look, qtbot, "Importing 50 of 100", 50, 100)
    image, row = chip.grab().toImage(), chip.height() - 2
    assert chip.height() == 24
    assert image.pixelColor(chip.width() // 2 - 4, row) == look.tokens.accent
    assert image.pixelColor(chip.width() // 2 - 4, row - 2) != look.tokens.accent
    assert image.pixelColor(chip.width() // 2 + 4, row) == look.tokens.raised


def test_its_name_says_how_far(look: Look, qtbot: QtBot) -> None:
    assert chip_of(look, qtbot, "Importing", 71, 100).accessibleName() == "Importing, 71 %"
    assert chip_of(look, qtbot, "Looking for files", 3, 0).accessibleName() == "Looking for files"


def test_a_click_opens_and_the_cross_asks_to_stop(look: Look, qtbot: QtBot) -> None:
    chip = chip_of(look, qtbot, "Importing 50 of 100", 50, 100)
    with qtbot.assertNotEmitted(chip.stop_asked), qtbot.waitSignal(chip.clicked):
        QTest.mouseClick(chip, LEFT, pos=chip.rect().center())
    with qtbot.assertNotEmitted(chip.clicked), qtbot.waitSignal(chip.stop_asked):
        QTest.mouseClick(chip, LEFT, pos=chip.cross_rect().center())
    with qtbot.waitSignal(chip.stop_asked):
        QTest.keyClick(chip, Qt.Key.Key_Delete)


def test_several_are_counted_and_cannot_be_stopped_here(look: Look, qtbot: QtBot) -> None:
    chip = chip_of(look, qtbot, "Importing", 1, 2)
    chip.show_count(3)
    qtbot.waitUntil(lambda: chip.accessibleName() == "3 tasks")
    assert chip.cross_rect().isEmpty()
    with qtbot.assertNotEmitted(chip.stop_asked):
        QTest.keyClick(chip, Qt.Key.Key_Delete)


def test_it_does_not_get_narrower_while_a_task_runs(look: Look, qtbot: QtBot) -> None:
    chip = chip_of(look, qtbot, "Importing 1,000 of 2,000", 1000, 2000)
    wide = chip.sizeHint().width()
    chip.show_task("download", "Importing", 1001, 2000)
    qtbot.waitUntil(lambda: chip.accessibleName().startswith("Importing,"))
    assert chip.sizeHint().width() == wide
    chip.show_nothing()
    assert chip.isHidden()
    chip.show_task("download", "Importing", 1, 2000)
    assert chip.sizeHint().width() < wide


def test_many_reports_in_a_moment_are_painted_as_the_last_one(look: Look, qtbot: QtBot) -> None:
    chip = chip_of(look, qtbot, "Importing", 0, 100)
    for done in range(1, 100):
        chip.show_task("download", "Importing", done, 100)
    assert chip.accessibleName() == "Importing, 0 %"
    qtbot.waitUntil(lambda: chip.accessibleName() == "Importing, 99 %")
