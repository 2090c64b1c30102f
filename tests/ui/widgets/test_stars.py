"""Ratings: the row to click and the ready strips."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.stars import Stars, StarStrips

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def stars(look: Look, qtbot: QtBot) -> Stars:
    row = Stars(look)
    qtbot.addWidget(row)
    row.show()
    qtbot.waitExposed(row)
    row.set_stars(3)
    return row


def centre(star: int) -> QPoint:
    """The middle of a star, counted from 1."""
    return QPoint(4 + (star - 1) * 21 + 8, 12)


@pytest.mark.parametrize("star", [1, 2, 4, 5])
def test_a_click_asks_for_as_many(stars: Stars, qtbot: QtBot, star: int) -> None:
    with qtbot.waitSignal(stars.rated) as asked:
        QTest.mouseClick(stars, LEFT, pos=centre(star))
    assert asked.args == [star]
    assert stars.stars == 3


def test_a_click_on_the_last_star_takes_all(stars: Stars, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stars.rated) as asked:
        QTest.mouseClick(stars, LEFT, pos=centre(3))
    assert asked.args == [0]


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        (Qt.Key.Key_0, 0),
        (Qt.Key.Key_5, 5),
        (Qt.Key.Key_Left, 2),
        (Qt.Key.Key_Up, 4),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 5),
    ],
)
def test_the_keys(stars: Stars, qtbot: QtBot, key: Qt.Key, wanted: int) -> None:
    with qtbot.waitSignal(stars.rated) as asked:
        QTest.keyClick(stars, key)
    assert asked.args == [wanted]


def test_the_arrow_stops_at_the_end(stars: Stars, qtbot: QtBot) -> None:
    stars.set_stars(5)
    with qtbot.waitSignal(stars.rated) as asked:
        QTest.keyClick(stars, Qt.Key.Key_Right)
    assert asked.args == [5]


def test_its_name_is_the_rating(stars: Stars) -> None:
    assert stars.accessibleName() == "Rating: 3 stars"
    stars.set_stars(1)
    assert stars.accessibleName() == "Rating: 1 star"


def test_as_many_are_filled(stars: Stars, look: Look) -> None:
    image = stars.grab().toImage()
    filled = [image.pixelColor(centre(star)) == look.tokens.star for star in range(1, 6)]
    assert filled == [True, True, True, False, False]


@pytest.mark.parametrize("dpr", [1.0, 1.25, 2.0])
def test_strips_are_as_wide_as_five_stars_on_any_screen(look: Look, dpr: float) -> None:
    strips = StarStrips(look, 11, 13)
    strip = strips.strip(2, dpr)
    assert strips.width == 63
    assert strip.width() == round(63 * dpr)
    image = strip.toImage()
    assert image.pixelColor(round(5 * dpr), round(6 * dpr)) == look.tokens.star
    assert image.pixelColor(round((2 * 13 + 5) * dpr), round(6 * dpr)).alpha() == 0
    assert strips.strip(2, dpr).cacheKey() == strip.cacheKey()


def test_outlines_follow_only_when_asked(look: Look) -> None:
    strips = StarStrips(look, 11, 13)

    def paints_fifth(outlined: bool) -> bool:
        image = strips.strip(2, 1.0, outlined).toImage()
        return any(image.pixelColor(x, y).alpha() for x in range(52, 63) for y in range(11))

    assert paints_fifth(True)
    assert not paints_fifth(False)


def test_strips_change_with_the_theme(look: Look) -> None:
    strips = StarStrips(look)
    before = strips.strip(3, 1.0).toImage()
    look.set_theme("light")
    assert strips.strip(3, 1.0).toImage() != before
