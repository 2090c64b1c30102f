"""The toast: where it stands, how long, and that it never takes the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.toast import Toast


@pytest.fixture
def ground(qtbot: QtBot) -> Iterator[QWidget]:
    """A view with a field that has the keyboard."""
    view = QWidget()
    qtbot.addWidget(view)
    view.resize(800, 400)
    QVBoxLayout(view).addWidget(QLineEdit())
    view.show()
    qtbot.waitExposed(view)
    view.activateWindow()
    field = view.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    yield view
    view.close()


def link(toast: Toast) -> LinkButton:
    """The toast's link."""
    found = toast.findChild(LinkButton)
    assert isinstance(found, LinkButton)
    return found


def test_it_stands_at_the_bottom_centre_also_after_a_resize(
    look: Look, ground: QWidget, qtbot: QtBot
) -> None:
    toast = Toast(look, ground)
    toast.say("Added label “low mist” to 7 images", "Undo")
    for width, height in ((800, 400), (640, 500)):
        ground.resize(width, height)
        assert toast.height() == 36
        assert toast.geometry().bottom() + 1 == height - 16
        assert abs(toast.geometry().center().x() - width // 2) <= 1


def test_it_never_takes_the_keyboard(look: Look, ground: QWidget, qtbot: QtBot) -> None:
    toast = Toast(look, ground)
    toast.say("Added", "Undo")
    QTest.mouseClick(link(toast), Qt.MouseButton.LeftButton)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_undo_is_called_once_and_the_toast_goes(look: Look, ground: QWidget, qtbot: QtBot) -> None:
    calls: list[str] = []
    toast = Toast(look, ground)
    toast.say("Added", "Undo", lambda: calls.append("undone"))
    link(toast).click()
    link(toast).click()
    assert calls == ["undone"]
    qtbot.waitUntil(toast.isHidden)


def test_the_newest_replaces_the_one_before(look: Look, ground: QWidget) -> None:
    toast = Toast(look, ground)
    toast.say("Added", "Undo")
    wide = toast.width()
    toast.say("Done")
    assert toast.accessibleName() == "Done"
    assert toast.width() < wide
    assert link(toast).isHidden()


def test_it_waits_while_the_pointer_is_on_it(look: Look, ground: QWidget) -> None:
    toast = Toast(look, ground)
    point = QPointF(5, 5)
    (life,) = toast.findChildren(QTimer)
    toast.say("Added")
    assert 3500 < life.remainingTime() < 4500
    QApplication.sendEvent(toast, QEnterEvent(point, point, point))
    assert not life.isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert 3500 < life.remainingTime() < 4500


def test_without_motion_it_is_gone_at_once(look: Look, ground: QWidget) -> None:
    look.motion = False
    toast = Toast(look, ground)
    toast.say("Added")
    assert toast.isVisible()
    toast.dismiss()
    assert toast.isHidden()


def test_a_long_text_is_shortened_to_the_view(look: Look, ground: QWidget) -> None:
    toast = Toast(look, ground)
    toast.say("very long " * 60, "Undo")
    assert toast.width() == ground.width() - 32
    assert link(toast).geometry().right() < toast.width()
