"""Stepping, zooming, hiding and judging in the loupe, with real pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.catalog.rows import AlbumRow, ImageRow, Pick
from imagineer_desktop.ui.loupe.filmstrip import PITCH
from imagineer_desktop.ui.loupe.loupe import Loupe
from imagineer_desktop.ui.theme.look import Look

if TYPE_CHECKING:
    from tests.ui.loupe.conftest import Gallery

Kind = TypeVar("Kind", bound=QWidget)
Color = Callable[[], str]
RED, LIME, BLUE, YELLOW = "#ff0000", "#00ff00", "#0000ff", "#ffff00"


def child(where: QWidget, kind: type[Kind]) -> Kind:
    found = where.findChild(kind)
    assert isinstance(found, kind)
    return found


def texts(loupe: Loupe) -> list[str]:
    return [label.text() for label in loupe.findChildren(QLabel) if label.isVisibleTo(loupe)]


def is_hidden(loupe: Loupe) -> bool:
    return loupe.view.is_hidden


def button(loupe: Loupe, name: str) -> QAbstractButton:
    found = [one for one in loupe.findChildren(QAbstractButton) if one.accessibleName() == name]
    assert len(found) == 1, f"{len(found)} buttons are called {name!r}"
    return found[0]


def test_shows_the_picture_and_says_which(qtbot: QtBot, loupe: Loupe, color_in_the_middle: Color) -> None:
    qtbot.waitUntil(lambda: color_in_the_middle() == BLUE)
    assert {"3.png", "60 × 40", "3 of 5"} <= set(texts(loupe))
    assert loupe.view.framing.zoom == 1.0


def test_arrow_keys_step_and_stop_at_the_ends(qtbot: QtBot, loupe: Loupe, color_in_the_middle: Color) -> None:
    visited: list[int] = []
    loupe.current_changed.connect(visited.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_Left):
        QTest.keyClick(loupe.view, key)
    assert visited == [4, 5, 1]
    assert not button(loupe, "Previous image").isEnabled()
    qtbot.waitUntil(lambda: color_in_the_middle() == RED)
    QTest.mouseClick(button(loupe, "Next image"), Qt.MouseButton.LeftButton)
    QTest.keyClick(loupe.view, Qt.Key.Key_End)
    assert visited == [4, 5, 1, 2, 5]


def test_the_next_picture_is_already_decoded(
    qtbot: QtBot, loupe: Loupe, loader: PictureLoader, gallery: Gallery, color_in_the_middle: Color
) -> None:
    ahead = [gallery.image(row) for row in (1, 3)]
    qtbot.waitUntil(lambda: all(image is not None and loader.picture(image) for image in ahead))
    loupe.show_next()
    assert color_in_the_middle() == YELLOW


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_G, Qt.Key.Key_E])
def test_keys_back_to_the_grid(qtbot: QtBot, loupe: Loupe, key: Qt.Key) -> None:
    with qtbot.waitSignal(loupe.closed):
        QTest.keyClick(loupe.view, key)


def test_zoom_by_keys_double_click_and_box(
    qtbot: QtBot, loupe: Loupe, gallery: Gallery, tmp_path: Path
) -> None:
    gallery.change(2, width=6000, height=4000)
    stage = loupe.view
    box = child(loupe.bar, QComboBox)
    fit = stage.framing.zoom
    assert (fit < 0.2, box.currentText()) == (True, "Fit")
    QTest.keyClick(stage, Qt.Key.Key_Z)
    assert (stage.framing.zoom, box.currentText()) == (1.0, "100 %")
    QTest.keyClick(stage, Qt.Key.Key_Plus)
    assert stage.framing.zoom == 1.5
    QTest.keyClick(stage, Qt.Key.Key_Minus)
    QTest.keyClick(stage, Qt.Key.Key_Minus)
    assert (stage.framing.zoom, box.placeholderText()) == (0.667, "67 %")
    QTest.keyClick(stage, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert stage.framing.zoom == fit
    QTest.mouseDClick(stage, Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    assert stage.framing.zoom == 1.0
    QTest.mouseDClick(stage, Qt.MouseButton.LeftButton)
    assert stage.framing.fitted
    box.activated.emit(3)
    assert stage.framing.zoom == 2.0


def test_the_wheel_zooms_around_the_cursor_and_a_drag_moves(loupe: Loupe, gallery: Gallery) -> None:
    gallery.change(2, width=6000, height=4000)
    stage, place = loupe.view, QPointF(200, 150)
    stage.zoom_to(1.0)
    under = stage.framing.at(place)
    wheel = QWheelEvent(
        place,
        QPointF(stage.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(stage, wheel)
    assert stage.framing.zoom == pytest.approx(1.25**2)
    assert (stage.framing.at(place) - under).manhattanLength() < 1e-6
    center = stage.framing.center
    QTest.mousePress(stage, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(stage, QPoint(150, 100))
    QTest.mouseRelease(stage, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))
    assert stage.framing.center.x() == pytest.approx(center.x() - 50 / stage.framing.scale)


def test_a_zoom_moves_and_can_be_interrupted(
    qtbot: QtBot, look: Look, loupe: Loupe, gallery: Gallery
) -> None:
    gallery.change(2, width=6000, height=4000)
    look.motion = True
    seen: list[float] = []
    loupe.view.zoom_changed.connect(lambda zoom, fitted: seen.append(zoom))
    loupe.view.zoom_to(1.0)
    loupe.view.zoom_to(4.0)
    assert seen == [1.0, 4.0]
    loupe.show_next()
    assert loupe.view.framing.zoom == 4.0


def test_single_pixels_are_crisp_above_200_percent(
    qtbot: QtBot, loupe: Loupe, gallery: Gallery, color_in_the_middle: Color
) -> None:
    qtbot.waitUntil(lambda: color_in_the_middle() == BLUE)
    loupe.view.zoom_to(32.0)
    image = loupe.view.grab().toImage()
    assert {image.pixelColor(x, 50).name() for x in range(image.width())} == {BLUE}


def test_hidden_pictures_are_blurred_until_shown(
    qtbot: QtBot, loupe: Loupe, gallery: Gallery, color_in_the_middle: Color
) -> None:
    qtbot.waitUntil(lambda: color_in_the_middle() == BLUE)
    gallery.change(2, is_nsfw=True)
    assert is_hidden(loupe)
    pill = button(loupe, "Show this NSFW image")
    assert pill.isVisibleTo(loupe)
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert not is_hidden(loupe)
    assert color_in_the_middle() == BLUE
    loupe.show_next()
    loupe.show_previous()
    assert not is_hidden(loupe)
    loupe.hide()
    loupe.show()
    assert is_hidden(loupe)


def test_a_missing_file_says_where_it_was(qtbot: QtBot, loupe: Loupe, gallery: Gallery) -> None:
    gallery.change(2, missing=True)
    assert "The file is not where it was" in texts(loupe)
    image = gallery.image(2)
    assert image is not None
    with qtbot.waitSignal(loupe.copied) as copied:
        QTest.mouseClick(button(loupe, "Copy path"), Qt.MouseButton.LeftButton)
    assert copied.args == [image.file_path]


def test_a_damaged_file_says_why(
    qtbot: QtBot, loupe: Loupe, rows: list[ImageRow], color_in_the_middle: Color
) -> None:
    path = Path(rows[0].file_path)
    path.write_bytes(path.read_bytes()[:50])
    loupe.show_image(1)
    qtbot.waitUntil(lambda: "The picture can’t be shown" in texts(loupe))
    loupe.show_image(2)
    qtbot.waitUntil(lambda: "The picture can’t be shown" not in texts(loupe))


def test_marks_are_asked_for_and_shown_when_they_are_made(
    qtbot: QtBot, loupe: Loupe, gallery: Gallery
) -> None:
    pick, nsfw = button(loupe, "Pick"), button(loupe, "Mark as NSFW")
    with qtbot.waitSignals([loupe.pick_chosen, loupe.nsfw_chosen, loupe.trash_chosen]):
        for control in (pick, nsfw, button(loupe, "Move to trash")):
            QTest.mouseClick(control, Qt.MouseButton.LeftButton)
    assert not pick.isChecked()
    assert not nsfw.isChecked()
    gallery.change(2, pick=Pick.PICKED, is_nsfw=True)
    assert pick.isChecked()
    assert nsfw.isChecked()


def test_clicks_leave_the_keyboard_with_the_picture(loupe: Loupe) -> None:
    QTest.mouseClick(button(loupe, "Pick"), Qt.MouseButton.LeftButton)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Right)
    assert loupe.image_id == 4


def test_follows_the_gallery(qtbot: QtBot, loupe: Loupe, gallery: Gallery, rows: list[ImageRow]) -> None:
    gallery.set_rows(rows[2:])
    assert (loupe.image_id, loupe.row) == (3, 0)
    with qtbot.waitSignal(loupe.current_changed) as changed:
        gallery.set_rows(rows[3:])
    assert changed.args == [4]
    with qtbot.waitSignal(loupe.closed):
        gallery.set_rows([])
    assert loupe.image_id == -1


def test_catches_up_with_what_changed_while_it_was_away(
    loupe: Loupe, gallery: Gallery, rows: list[ImageRow]
) -> None:
    loupe.hide()
    gallery.set_rows(rows[2:])
    loupe.show()
    assert (loupe.image_id, loupe.row) == (3, 0)
    assert "1 of 3" in texts(loupe)


def test_a_click_in_the_filmstrip_goes_there(qtbot: QtBot, loupe: Loupe) -> None:
    strip = loupe.filmstrip
    place = strip.rect_of(1).center()
    assert strip.row_at(place) == 1
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place)
    assert loupe.image_id == 2
    assert strip.row_at(QPoint(0, 10)) == -1


def test_the_filmstrip_keeps_the_current_image_in_the_middle(
    loupe: Loupe, gallery: Gallery, rows: list[ImageRow]
) -> None:
    path = rows[0].file_path
    gallery.set_rows([ImageRow(number, "a.png", path, 60, 40) for number in range(1, 100_001)])
    loupe.show_image(50_000)
    middle = loupe.filmstrip.rect_of(49_999).center().x()
    assert abs(middle - loupe.filmstrip.width() // 2) <= 1
    loupe.show_first()
    assert 0 <= loupe.filmstrip.rect_of(0).left() < PITCH
    assert loupe.filmstrip.grab().width() == loupe.width()


def test_target_album_and_view_buttons(qtbot: QtBot, loupe: Loupe) -> None:
    loupe.set_target(AlbumRow(1, "Atlas & <b>more</b>"))
    add = button(loupe, "Add to Atlas & <b>more</b>")
    with qtbot.waitSignal(loupe.target_chosen):
        QTest.mouseClick(add, Qt.MouseButton.LeftButton)
    loupe.set_target(None)
    assert not add.isVisibleTo(loupe)
    action = QAction("&Grid", loupe)
    loupe.set_view_actions([action])
    with qtbot.waitSignal(action.triggered):
        QTest.mouseClick(button(loupe, "Grid"), Qt.MouseButton.LeftButton)


def test_every_control_has_a_name_and_a_tooltip(loupe: Loupe) -> None:
    for control in [*loupe.findChildren(QToolButton), *loupe.findChildren(QComboBox)]:
        assert control.accessibleName(), control
        assert control.toolTip(), control.accessibleName()


def test_a_narrow_window_keeps_every_control_in_sight(loupe: Loupe) -> None:
    loupe.set_target(AlbumRow(1, "A long name of an album"))
    assert loupe.minimumSizeHint().width() <= 500
    loupe.resize(500, 400)
    for name in ("Pick", "Move to trash", "100 % or the whole picture", "Next image"):
        control = button(loupe, name)
        assert loupe.rect().contains(control.mapTo(loupe, control.rect().bottomRight())), name
