"""The prompt of a workflow's picture leads to the choice of its node."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.rows import ImageDetails
from imagineer_desktop.ui.inspector.inspector import GENERATION, Inspector

UNTOLD = "The workflow does not tell which words became the prompt."
GRAPH = '{"raw": {"prompt": "{\\"1\\": {\\"class_type\\": \\"KSampler\\"}}"}}'


def show(inspector: Inspector, details: ImageDetails, **columns: object) -> None:
    inspector.show_tab(GENERATION)
    comfy: dict[str, object] = {"generator": "ComfyUI", "generation_data": GRAPH}
    inspector.show_image(replace(details, columns={**details.columns, **comfy, **columns}))


def links(inspector: Inspector) -> list[QAbstractButton]:
    wanted = ("Choose the node…", "Choose the node of the workflow")
    buttons = inspector.generation.findChildren(QAbstractButton)
    return [one for one in buttons if one.accessibleName() in wanted and one.isVisibleTo(inspector)]


def said(inspector: Inspector) -> bool:
    labels = inspector.generation.findChildren(QLabel)
    return any(label.text() == UNTOLD and label.isVisibleTo(inspector) for label in labels)


def test_an_untold_prompt_says_so_and_leads_to_the_choice(
    qtbot: QtBot, inspector: Inspector, details: ImageDetails
) -> None:
    show(inspector, details, prompt=None)
    assert said(inspector)
    (link,) = links(inspector)
    with qtbot.waitSignal(inspector.generation.node_wanted) as asked:
        link.click()
    assert asked.args == [details.row.id]


def test_a_told_prompt_keeps_the_way_to_the_choice_quiet(
    qtbot: QtBot, inspector: Inspector, details: ImageDetails
) -> None:
    show(inspector, details)
    assert not said(inspector)
    (link,) = links(inspector)
    assert link.text() == "Node…"
    assert link.toolTip()
    with qtbot.waitSignal(inspector.generation.node_wanted):
        link.click()


@pytest.mark.parametrize(
    "columns",
    [
        {"generator": "SwarmUI"},
        {"generator": None},
        {"generation_data": None},
        {"generation_data": '{"raw": {"workflow": "{}"}}'},
    ],
)
def test_other_pictures_have_no_nodes_to_choose_from(
    inspector: Inspector, details: ImageDetails, columns: dict[str, object]
) -> None:
    show(inspector, details, prompt=None, **columns)
    assert links(inspector) == []
    assert not said(inspector)
