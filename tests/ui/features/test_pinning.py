"""A node is chosen for an image, and all images of its workflow say its words; one step to undo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QRadioButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, text

from imagineer_desktop.catalog.arrivals import PROMPT_MARK, prompt_mark
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.schema import Image
from imagineer_desktop.ui.dialogs.pin_dialog import PinDialog
from imagineer_desktop.ui.features.pinning import Pinning
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.report import Report
from imagineer_desktop.ui.theme.look import Look


def made(number: int, nodes: dict[str, Any]) -> dict[str, object]:
    kept = {"format": "PNG", PROMPT_MARK: prompt_mark(None, None), "raw": {"prompt": json.dumps(nodes)}}
    return {
        "id": number,
        "filename": f"{number}.png",
        "file_path": f"/{number}.png",
        "generator": "ComfyUI",
        "generation_data": json.dumps(kept),
    }


def poem(words: str) -> dict[str, Any]:
    maker = {"class_type": "PoemMaker", "inputs": {"poem": words}, "_meta": {"title": "My words"}}
    return {"1": maker, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Images 1 and 2 are of one workflow; 3 has a graph without text, 4 none."""
    opened = open_library(tmp_path / "library.db")
    rows = [made(1, poem("a cat in the rain")), made(2, poem("an owl at night"))]
    rows += [made(3, {"1": {"class_type": "LoadImage", "inputs": {"image": "x.png"}}}), made(4, {})]
    with opened.writing(EVERYTHING) as session:
        session.execute(insert(Image), rows)
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def steps(window: QWidget, library: Library, tmp_path: Path) -> Steps:
    return Steps(History(library), Report(window, tmp_path / "log"), window)


@pytest.fixture
def pinning(window: QWidget, look: Look, library: Library, steps: Steps) -> Iterator[Pinning]:
    feature = Pinning(window, look, library, steps)
    yield feature
    feature.close()


def prompts(library: Library) -> list[str | None]:
    with library.reading() as session:
        return list(session.scalars(text("SELECT prompt FROM images WHERE id < 3 ORDER BY id")))


def opened(qtbot: QtBot, window: QWidget, pinning: Pinning) -> PinDialog:
    pinning.choose(1)
    qtbot.waitUntil(lambda: len(window.findChildren(PinDialog)) == 1)
    (dialog,) = window.findChildren(PinDialog)
    return dialog


def choose(dialog: PinDialog) -> None:
    (radio,) = [one for one in dialog.findChildren(QRadioButton) if one.toolTip() == "Prompt: My words"]
    radio.click()


def test_a_node_is_chosen_for_all_images_of_the_workflow(
    qtbot: QtBot, window: QWidget, pinning: Pinning, steps: Steps, library: Library
) -> None:
    dialog = opened(qtbot, window, pinning)
    qtbot.waitUntil(lambda: dialog.agree.text() == "Pin for 2 images")
    choose(dialog)
    with qtbot.waitSignal(steps.told) as said:
        dialog.agree.click()
    assert said.args == ["Pinned the prompt of this workflow (2 images)"]
    assert prompts(library) == ["a cat in the rain", "an owl at night"]
    assert not dialog.isVisible()
    steps.undo.trigger()
    assert prompts(library) == [None, None]


def test_it_is_pinned_also_before_all_images_are_counted(
    qtbot: QtBot, window: QWidget, pinning: Pinning, steps: Steps, library: Library
) -> None:
    dialog = opened(qtbot, window, pinning)
    choose(dialog)
    with qtbot.waitSignal(steps.told):
        dialog.agree.click()
    assert prompts(library) == ["a cat in the rain", "an owl at night"]


def test_a_pin_is_forgotten_again(
    qtbot: QtBot, window: QWidget, pinning: Pinning, steps: Steps, library: Library
) -> None:
    choose(dialog := opened(qtbot, window, pinning))
    with qtbot.waitSignal(steps.told):
        dialog.agree.click()
    qtbot.waitUntil(lambda: not window.findChildren(PinDialog))
    again = opened(qtbot, window, pinning)
    with qtbot.waitSignal(steps.told):
        again.forget.click()
    assert prompts(library) == [None, None]


def test_cancel_changes_nothing(
    qtbot: QtBot, window: QWidget, pinning: Pinning, steps: Steps, library: Library
) -> None:
    dialog = opened(qtbot, window, pinning)
    choose(dialog)
    dialog.refuse.click()
    qtbot.waitUntil(lambda: not window.findChildren(PinDialog))
    assert prompts(library) == [None, None]
    assert not steps.undo.isEnabled()


@pytest.mark.parametrize("image_id", [3, 4, 99])
def test_where_there_is_nothing_to_choose_it_is_said_why(
    qtbot: QtBot, window: QWidget, pinning: Pinning, image_id: int
) -> None:
    with qtbot.waitSignal(pinning.failed) as said:
        pinning.choose(image_id)
    assert isinstance(said.args[0], CatalogError)
    assert not window.findChildren(PinDialog)


def test_a_library_that_is_closed_takes_the_dialog_along(
    qtbot: QtBot, window: QWidget, pinning: Pinning
) -> None:
    dialog = opened(qtbot, window, pinning)
    pinning.close()
    assert not dialog.isVisible()
