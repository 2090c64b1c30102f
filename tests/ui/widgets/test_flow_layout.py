"""The wrapping rows of chips."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.ui.widgets.flow_layout import FlowLayout


def room(qtbot: QtBot, *widths: int) -> tuple[QWidget, FlowLayout, list[QWidget]]:
    """A widget with a flow of boxes 24 high and of the given widths."""
    ground = QWidget()
    qtbot.addWidget(ground)
    flow = FlowLayout(ground, across=6, down=5)
    boxes = [QWidget() for _width in widths]
    for box, width in zip(boxes, widths, strict=True):
        box.setFixedSize(width, 24)
        flow.addWidget(box)
    return ground, flow, boxes


def test_what_does_not_fit_starts_a_new_row(qtbot: QtBot) -> None:
    ground, flow, boxes = room(qtbot, 100, 100, 100)
    assert flow.heightForWidth(206) == 24 + 5 + 24
    assert flow.heightForWidth(312) == 24
    ground.resize(206, 100)
    ground.show()
    qtbot.waitExposed(ground)
    assert [(box.x(), box.y()) for box in boxes] == [(0, 0), (106, 0), (0, 29)]


def test_hidden_widgets_take_no_room(qtbot: QtBot) -> None:
    ground, flow, boxes = room(qtbot, 100, 100)
    ground.show()
    qtbot.waitExposed(ground)
    boxes[0].hide()
    assert flow.heightForWidth(100) == 24


def test_right_to_left_is_mirrored(qtbot: QtBot) -> None:
    ground, _flow, boxes = room(qtbot, 100)
    ground.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    ground.resize(300, 50)
    ground.show()
    qtbot.waitExposed(ground)
    assert boxes[0].x() == 200


def test_clear_deletes_what_was_there(qtbot: QtBot) -> None:
    _ground, flow, boxes = room(qtbot, 100, 100)
    with qtbot.waitSignals([box.destroyed for box in boxes]):
        flow.clear()
    assert flow.count() == 0
    assert flow.heightForWidth(300) == 0
