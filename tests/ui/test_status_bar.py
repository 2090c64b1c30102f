"""The bar below the gallery: numbers, the filter in words, tasks, and the size of thumbnails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLabel, QSlider
from pytestqt.qtbot import QtBot

from imagineer_desktop.ui.status_bar import StatusBar, Task
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.task_chip import TaskChip

IMPORT = Task("import", "Importing 12,480 of 38,112", 12_480, 38_112, "download")


@pytest.fixture(autouse=True)
def _american() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def bar(qtbot: QtBot, look: Look) -> StatusBar:
    shown = StatusBar(look)
    qtbot.addWidget(shown)
    shown.resize(1024, 30)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def texts(bar: StatusBar) -> list[str]:
    return [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]


@pytest.mark.parametrize(
    ("selected", "total", "words"),
    [
        (0, 0, "No images"),
        (0, 116_519, "None selected of 116,519"),
        (7, 1_204, "7 selected of 1,204"),
    ],
)
def test_numbers_in_words(bar: StatusBar, selected: int, total: int, words: str) -> None:
    bar.set_numbers(selected, total)
    assert texts(bar) == [words]


def test_the_filter_can_be_cleared(qtbot: QtBot, bar: StatusBar) -> None:
    bar.set_filter_text("tagged <b>landscape</b>")
    assert texts(bar)[1] == "tagged <b>landscape</b>"
    with qtbot.waitSignal(bar.clear_requested):
        qtbot.mouseClick(bar.findChildren(LinkButton)[0], Qt.MouseButton.LeftButton)
    bar.set_filter_text("")
    assert texts(bar) == ["No images"]
    assert not bar.findChildren(LinkButton)[0].isVisible()


def test_a_long_filter_leaves_room_for_the_rest(bar: StatusBar) -> None:
    bar.set_filter_text("words " * 200)
    bar.set_tasks([IMPORT])
    assert bar.minimumSizeHint().width() < 1024
    assert bar.findChildren(QSlider)[0].geometry().right() < bar.width()


def test_one_task_is_opened_and_stopped_by_its_chip(qtbot: QtBot, bar: StatusBar) -> None:
    chip = bar.findChildren(TaskChip)[0]
    assert not chip.isVisible()
    bar.set_tasks([IMPORT])
    assert chip.isVisible()
    with qtbot.waitSignal(bar.task_clicked) as opened:
        chip.click()
    assert opened.args == ["import"]
    with qtbot.waitSignal(bar.task_cancelled) as stopped:
        qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert stopped.args == ["import"]


def test_several_tasks_are_counted(qtbot: QtBot, bar: StatusBar) -> None:
    bar.set_tasks([IMPORT, Task("backup", "Verifying backup")])
    chip = bar.findChildren(TaskChip)[0]
    assert chip.text() == "2 tasks"
    with qtbot.waitSignal(bar.task_clicked) as opened:
        chip.click()
    assert opened.args == [None]
    bar.set_tasks([])
    assert not chip.isVisible()


def test_the_slider_says_sizes_and_is_set_in_silence(qtbot: QtBot, bar: StatusBar) -> None:
    slider = bar.findChildren(QSlider)[0]
    assert (slider.minimum(), slider.maximum(), bar.size_of_pictures) == (96, 384, 168)
    with qtbot.assertNotEmitted(bar.size_changed):
        bar.set_size(200)
    with qtbot.waitSignal(bar.size_changed) as changed:
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert changed.args == [208]
