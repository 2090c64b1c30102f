"""The arithmetic of zoom and pan."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF

from imagineer_desktop.ui.loupe.framing import LARGEST, MARGIN, STEPS, Framing

WIDE = QSize(2000, 1000)
VIEW = QSizeF(1040, 640)


def framed(picture: QSize = WIDE, view: QSizeF = VIEW, dpr: float = 1.0) -> Framing:
    return Framing(picture, view, dpr).fit()


def test_a_large_picture_is_fitted_with_a_margin() -> None:
    framing = framed()
    assert framing.zoom == 0.5
    assert framing.target == QRectF(MARGIN, 70, 1000, 500)


def test_a_small_picture_is_not_enlarged() -> None:
    assert framed(QSize(64, 32)).zoom == 1.0
    assert framed(QSize(64, 32)).target == QRectF(488, 304, 64, 32)


def test_100_percent_is_one_pixel_on_one_pixel_of_the_screen() -> None:
    framing = framed(QSize(400, 200), dpr=2.0)
    assert framing.zoom == 1.0
    assert framing.target.size() == QSizeF(200, 100)


@pytest.mark.parametrize("dpr", [1.0, 1.25, 1.5, 2.0])
def test_pictures_lie_on_whole_pixels_of_the_screen(dpr: float) -> None:
    target = framed(QSize(333, 777), QSizeF(911, 503), dpr).target
    for edge in (target.left(), target.top(), target.width(), target.height()):
        assert edge * dpr == pytest.approx(round(edge * dpr))


def test_what_is_under_the_cursor_stays_there_while_zooming() -> None:
    cursor = QPointF(700, 400)
    before = framed().zoomed(1.0, QPointF(520, 320))
    after = before.zoomed(3.0, cursor)
    for progress in (0.0, 0.25, 0.5, 0.9, 1.0):
        point = before.toward(after, progress).at(cursor)
        assert (point - before.at(cursor)).manhattanLength() < 1e-6
    assert before.toward(after, 0.5).zoom == pytest.approx(3**0.5)


def test_no_canvas_shows_while_picture_is_cut_off() -> None:
    framing = framed().zoomed(2.0, QPointF(520, 320)).moved(QPointF(1e6, -1e6))
    assert framing.target.left() == 0
    assert framing.target.bottom() == VIEW.height()


def test_a_picture_smaller_than_the_view_stays_in_the_middle() -> None:
    framing = framed(QSize(100, 100)).zoomed(2.0, QPointF(0, 0)).moved(QPointF(300, 0))
    assert framing.target.center() == QPointF(520, 320)
    assert not framing.movable


def test_only_a_fitted_picture_follows_the_size_of_the_view() -> None:
    half = QSizeF(540, 340)
    assert framed().seen_through(half, 1.0).zoom == 0.25
    assert framed().zoomed(1.0, QPointF()).seen_through(half, 1.0).zoom == 1.0


def test_another_picture_keeps_zoom_and_place() -> None:
    corner = framed().zoomed(1.0, QPointF()).moved(QPointF(1e6, 1e6))
    other = corner.of(QSize(4000, 2000))
    assert other.zoom == 1.0
    assert other.center == QPointF(1040, 640)
    assert framed().of(QSize(4000, 2000)).zoom == 0.25


def test_zoom_has_bounds_and_steps() -> None:
    assert framed().zoomed(1e9, QPointF()).zoom == LARGEST
    assert 0 < framed().zoomed(0, QPointF()).zoom <= 0.1
    framing = framed().zoomed(1.0, QPointF())
    assert (framing.step(up=True), framing.step(up=False)) == (1.5, 0.667)
    assert framing.zoomed(LARGEST, QPointF()).step(up=True) == LARGEST
    assert list(STEPS) == sorted(STEPS)
