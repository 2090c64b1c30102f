"""The page in a window: two pairs are found, shown and judged with the keyboard and the mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import image_details, image_ids
from imagineer_desktop.catalog.rows import ImageDetails, ImageFilter
from imagineer_desktop.ui.duplicates.page import DuplicatesPage
from imagineer_desktop.ui.duplicates.pair_list import NARROW, WIDE
from imagineer_desktop.ui.theme.look import Look

if TYPE_CHECKING:
    from tests.ui.duplicates.conftest import Stage


def words(widget: QWidget) -> list[str]:
    """The texts of the labels that are seen."""
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def button(page: DuplicatesPage, text: str) -> QPushButton:
    return next(one for one in page.findChildren(QPushButton) if one.text() == text)


def shown(page: DuplicatesPage) -> list[str]:
    return [image.filename for image in page.review.images if image is not None]


def details(library: Library, image_id: int) -> ImageDetails:
    with library.reading() as session:
        found = image_details(session, image_id)
    assert found is not None
    return found


def present(library: Library) -> set[int]:
    with library.reading() as session:
        return set(image_ids(session, ImageFilter()))


@pytest.fixture
def press(page: DuplicatesPage) -> Callable[[Qt.Key], None]:
    """A key to whatever has the keyboard."""

    def press(key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or page, key)

    return press


def test_copies_come_first_and_the_better_one_is_suggested(qtbot: QtBot, page: DuplicatesPage) -> None:
    assert shown(page) == ["a.png", "a_copy.png"]
    assert "Pair 1 of 2 · identical files" in words(page)
    page.list.setCurrentIndex(page.list.model().index(1, 0))
    assert shown(page) == ["b.png", "b_small.png"]
    qtbot.waitUntil(lambda: "Suggestion: keep A" in words(page))
    assert "larger" in words(page)[words(page).index("Suggestion: keep A") + 1]
    assert button(page, "Keep A").property("kind") == "primary"
    assert button(page, "Keep B").property("kind") == ""


def test_only_what_differs_is_listed_until_the_rest_is_asked_for(page: DuplicatesPage) -> None:
    differences = page.review.differences
    assert {one.name for one in differences.rows.parameters} == {"Albums", "Labels"} | (
        {"Generated"} & {one.name for one in differences.rows.parameters}
    )
    QTest.mouseClick(differences.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert {"Dimensions", "File size", "Folder"} <= {one.name for one in differences.rows.parameters}
    assert differences.rows.parameters[0].differs
    assert "Albums: A –, B Sea" in differences.rows.accessibleName()


def test_keeping_one_gives_it_what_the_other_had_in_one_step(
    qtbot: QtBot, stage: Stage, page: DuplicatesPage, press: Callable[[Qt.Key], None], library: Library
) -> None:
    told: list[str] = []
    stage.steps.told.connect(told.append)
    press(Qt.Key.Key_1)
    assert told == ["Kept “a.png” of 2 duplicates"]
    qtbot.waitUntil(lambda: shown(page) == ["b.png", "b_small.png"])
    assert present(library) == {1, 3, 4, 5}
    kept = details(library, 1)
    assert [album.name for album in kept.albums] == ["Sea"]
    stage.steps.undo.trigger()
    qtbot.waitUntil(lambda: stage.duplicates.model.rowCount() == 2)
    assert present(library) == {1, 2, 3, 4, 5}
    assert details(library, 1).albums == ()


def test_keeping_b_without_taking_over(
    qtbot: QtBot, stage: Stage, page: DuplicatesPage, press: Callable[[Qt.Key], None], library: Library
) -> None:
    page.review.differences.take_over.click()
    press(Qt.Key.Key_2)
    qtbot.waitUntil(lambda: stage.duplicates.model.rowCount() == 1)
    assert present(library) == {2, 3, 4, 5}
    assert details(library, 2).labels == ()


def test_both_are_kept_and_not_asked_about_again(
    qtbot: QtBot, stage: Stage, page: DuplicatesPage, press: Callable[[Qt.Key], None], library: Library
) -> None:
    press(Qt.Key.Key_B)
    qtbot.waitUntil(lambda: shown(page) == ["b.png", "b_small.png"])
    QTest.mouseClick(button(page, "Keep both"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "No duplicates are left." in words(page))
    assert present(library) == {1, 2, 3, 4, 5}
    stage.search.compare()
    with qtbot.waitSignal(stage.search.found) as answer:
        pass
    assert answer.args == [()]
    press(Qt.Key.Key_1)
    assert present(library) == {1, 2, 3, 4, 5}


def test_keys_of_the_page_go_before_those_of_the_window(
    qtbot: QtBot, page: DuplicatesPage, press: Callable[[Qt.Key], None], stage: Stage
) -> None:
    starred: list[int] = []
    action = QAction(page)
    action.setShortcut("1")
    action.triggered.connect(lambda: starred.append(1))
    page.addAction(action)
    press(Qt.Key.Key_1)
    qtbot.waitUntil(lambda: stage.duplicates.model.rowCount() == 1)
    assert starred == []


def test_arrows_walk_and_choose_a_side(
    qtbot: QtBot, page: DuplicatesPage, press: Callable[[Qt.Key], None]
) -> None:
    sides: list[int] = []
    page.review.side_chosen.connect(sides.append)
    press(Qt.Key.Key_Down)
    assert shown(page) == ["b.png", "b_small.png"]
    press(Qt.Key.Key_Right)
    assert page.review.panes[1].stage.hasFocus()
    press(Qt.Key.Key_Up)
    assert shown(page) == ["a.png", "a_copy.png"]
    assert sides == [3, 4, 2]
    with qtbot.waitSignal(page.left):
        press(Qt.Key.Key_Escape)


def test_both_pictures_are_zoomed_together(page: DuplicatesPage) -> None:
    page.list.setCurrentIndex(page.list.model().index(1, 0))
    large, small = (pane.stage for pane in page.review.panes)
    large.zoom_to(4.0, QPointF(large.width() / 3, large.height() / 2))
    assert small.framing.zoom == pytest.approx(8.0)
    share = large.framing.center.x() / large.framing.picture.width()
    assert small.framing.center.x() / small.framing.picture.width() == pytest.approx(share)
    page.bar.link.click()
    small.fit()
    assert large.framing.zoom == 4.0
    page.bar.link.click()
    small.toggle_actual_size()
    assert large.framing.zoom == pytest.approx(0.5)


def test_stars_are_given_to_the_picture_they_stand_over(
    qtbot: QtBot, page: DuplicatesPage, library: Library
) -> None:
    stars = page.review.panes[1].head.stars
    QTest.mouseClick(stars, Qt.MouseButton.LeftButton, pos=QPoint(stars.width() - 8, stars.height() // 2))
    assert details(library, 2).row.rating == 5
    qtbot.waitUntil(lambda: "Suggestion: keep B" in words(page))


def test_nsfw_pictures_are_hidden_until_asked_for(page: DuplicatesPage, library: Library) -> None:
    from dataclasses import replace

    one, other = page.review.images
    assert one is not None
    assert other is not None
    page.review.show_images((replace(one, is_nsfw=True), other))
    assert [pane.stage.is_hidden for pane in page.review.panes] == [True, False]
    page.set_blurred(False)
    assert [pane.stage.is_hidden for pane in page.review.panes] == [False, False]


def test_a_narrow_page_shows_pictures_only_in_its_list(qtbot: QtBot, page: DuplicatesPage) -> None:
    assert page.list.width() == WIDE
    page.resize(780, 600)
    qtbot.waitUntil(lambda: page.list.width() == NARROW)
    page.resize(480, 600)
    qtbot.waitUntil(page.list.isHidden)
    QTest.keyClick(page, Qt.Key.Key_Down)
    assert shown(page) == ["b.png", "b_small.png"]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_changed_words_stand_on_the_soft_accent(page: DuplicatesPage, look: Look, theme: str) -> None:
    look.set_theme(theme)
    rows = page.review.differences.rows
    picture = rows.grab().toImage()
    place = next(at for at, one in enumerate(rows.parameters) if one.name == "Albums")
    left = rows.value_left(1) - 2
    assert picture.pixelColor(left, place * 26 + 13).name() == look.tokens.accent_soft.name()


def test_every_control_says_what_it_is(page: DuplicatesPage) -> None:
    for one in page.findChildren(QPushButton):
        assert one.text() or one.accessibleName()
    assert button(page, "Keep both").toolTip() == "Keep both and do not ask about them again (B)"
    assert page.list.accessibleName() == "Pairs of duplicates"
    spoken = page.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "a.png and a_copy.png, identical files"
