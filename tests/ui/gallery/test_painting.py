"""What a cell looks like in each state: a few pixels of each."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.rows import Pick
from imagineer_desktop.ui.gallery.cell_layout import CellLayout
from imagineer_desktop.ui.gallery.geometry import Geometry
from imagineer_desktop.ui.gallery.grid import GalleryGrid
from imagineer_desktop.ui.theme.look import Look


class Shot:
    """A picture of the grid, asked by cell."""

    def __init__(self, grid: GalleryGrid) -> None:
        self._grid = grid
        self._image = grid.viewport().grab().toImage()

    def cell(self, row: int) -> QRect:
        return self._grid.visualRect(self._grid.images.index(row))

    def at(self, row: int, x: int, y: int) -> str:
        """The color at a place of a cell, from its top left."""
        return self._image.pixelColor(self.cell(row).topLeft() + QPoint(x, y)).name()

    def colors(self, row: int, area: QRect) -> set[str]:
        place = area.translated(self.cell(row).topLeft())
        return {
            self._image.pixelColor(x, y).name()
            for x in range(place.left(), place.right() + 1)
            for y in range(place.top(), place.bottom() + 1)
        }


MIDDLE = (84, 84)
FLAG_AREA = QRect(8, 165, 12, 16)
STARS_AREA = QRect(24, 166, 62, 13)


def test_plain_is_a_picture_and_nothing_else(grid: GalleryGrid, look: Look) -> None:
    shot, canvas = Shot(grid), look.tokens.canvas.name()
    assert shot.at(0, 1, 1) == canvas
    assert shot.at(0, 7, 84) == canvas
    assert shot.at(0, 8, 84) == "#c81e1e"
    assert shot.at(0, 159, 84) == "#c81e1e"
    assert shot.at(0, 160, 84) == canvas
    assert shot.colors(0, STARS_AREA) == {canvas}


def test_selected_is_a_plate_and_a_frame_around_the_picture(grid: GalleryGrid, look: Look) -> None:
    grid.marking.toggle(2)
    grid.marking.make_current(0)
    shot = Shot(grid)
    assert shot.at(2, 3, 3) == look.tokens.cell_sel.name()
    assert shot.at(2, 5, 84) == look.tokens.cell_sel.name()
    assert {shot.at(2, 6, 84), shot.at(2, 7, 84)} == {look.tokens.frame.name()}
    assert shot.at(2, 0, 84) == look.tokens.canvas.name(), "a pixel between the plates"


def test_the_current_cell_has_a_ring_while_the_grid_has_the_keyboard(grid: GalleryGrid, look: Look) -> None:
    grid.marking.make_current(3)
    shot = Shot(grid)
    assert shot.at(3, 1, 84) == shot.at(3, 2, 84) == look.tokens.accent.name()
    grid.clearFocus()
    shot = Shot(grid)
    assert shot.at(3, 1, 84) == look.tokens.text2.name()
    assert shot.at(3, 2, 84) == look.tokens.canvas.name()


def test_marks(grid: GalleryGrid, pictures: Any, look: Look) -> None:
    pictures.set_image(1000, pick=Pick.PICKED, rating=3)
    pictures.set_image(1001, pick=Pick.REJECTED)
    shot = Shot(grid)
    assert look.tokens.pick.name() in shot.colors(0, FLAG_AREA)
    assert look.tokens.star.name() in shot.colors(0, STARS_AREA)
    assert look.tokens.reject.name() in shot.colors(1, FLAG_AREA)
    faded = QColor(shot.at(1, *MIDDLE))
    assert faded.red() == pytest.approx(0.38 * 200 + 0.62 * look.tokens.canvas.red(), abs=2)


def test_badges_stand_at_the_right(grid: GalleryGrid, pictures: Any, look: Look) -> None:
    pictures.set_image(1000, has_caption=True)
    pictures.set_image(1001, has_caption=True, in_training_source=True)
    right, left = QRect(146, 165, 14, 15), QRect(129, 165, 14, 15)
    canvas = {look.tokens.canvas.name()}
    shot = Shot(grid)
    assert shot.colors(0, right) != canvas
    assert shot.colors(0, left) == canvas
    assert shot.colors(1, left) != canvas


def test_hovered_cells_offer_five_stars(grid: GalleryGrid, look: Look) -> None:
    grid.hover(1)
    shot = Shot(grid)
    assert shot.at(1, 3, 3) == look.tokens.cell_hover.name()
    assert len(shot.colors(1, QRect(8, 166, 62, 13))) > 1
    grid.hover(-1)
    assert Shot(grid).at(1, 3, 3) == look.tokens.canvas.name()


def test_a_missing_image_is_grey_and_says_so(grid: GalleryGrid, pictures: Any, look: Look) -> None:
    pictures.set_image(1000, missing=True)
    shot = Shot(grid)
    corner = QColor(shot.at(0, 20, 20))
    assert corner.red() == corner.green() == corner.blue()
    assert QColor(shot.at(0, 50, 84)).red() < 45, "the ground of the pill"


def test_a_hidden_image_is_blurred_and_says_so(grid: GalleryGrid, pictures: Any) -> None:
    pictures.set_image(1000, is_nsfw=True)
    shot = Shot(grid)
    assert shot.at(0, 20, 20) == "#1ec81e", "the blurred picture"
    assert "#d58ce8" in shot.colors(0, QRect(44, 74, 80, 22))


def test_a_picture_that_is_not_there_yet_has_its_place(grid: GalleryGrid, pictures: Any, look: Look) -> None:
    pictures.without_picture = {1000, 1001, 1002}
    pictures.set_image(1001, width=2000, height=1000)
    pictures.troubles[1002] = "damaged"
    pictures.set_image(1002)
    shot, placeholder = Shot(grid), look.tokens.placeholder.name()
    assert shot.at(0, 8, 8) == shot.at(0, *MIDDLE) == placeholder
    assert shot.at(1, 84, 45) == look.tokens.canvas.name()
    assert shot.at(1, 84, 47) == shot.at(1, 84, 121) == placeholder
    assert len(shot.colors(2, QRect(74, 74, 20, 20))) > 1, "a sign that it can't be read"
    assert shot.colors(0, QRect(74, 74, 20, 20)) == {placeholder}


def test_file_names_are_shown_when_they_are_wanted(grid: GalleryGrid, look: Look) -> None:
    line = QRect(8, 181, 100, 16)
    assert Shot(grid).cell(0).height() == 189
    grid.set_file_names(True)
    shot = Shot(grid)
    assert shot.cell(0).height() == 205
    assert len(shot.colors(0, line)) > 3
    grid.set_cell_size(100)
    assert grid.geometry_now.footer == 0


def test_small_pictures_are_not_enlarged(grid: GalleryGrid, pictures: Any, look: Look) -> None:
    pictures.set_image(1000, width=40, height=40)
    shot = Shot(grid)
    assert shot.at(0, *MIDDLE) == "#c81e1e"
    assert shot.at(0, 40, 84) == look.tokens.canvas.name()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_change_of_theme_repaints(grid: GalleryGrid, look: Look, theme: str) -> None:
    look.set_theme(theme)
    grid.marking.select_only(0)
    assert Shot(grid).at(0, 5, 84) == look.tokens.cell_sel.name()
    assert Shot(grid).at(3, 1, 1) == look.tokens.canvas.name()


@pytest.mark.parametrize("dpr", [1.0, 1.25, 1.5, 2.0])
def test_edges_stay_sharp_at_any_device_pixel_ratio(grid: GalleryGrid, look: Look, dpr: float) -> None:
    layout = CellLayout.of(Geometry(1024, 168, 10), dpr)
    rect = layout.on_device(Geometry(1024, 168, 10).cell(1))
    canvas = QImage(rect.right() + 10, rect.bottom() + 10, QImage.Format.Format_RGB32)
    canvas.fill(look.tokens.canvas)
    painter = QPainter(canvas)
    cell = grid._cell(0)
    assert cell is not None
    cell.selected, cell.current = True, False
    grid._cells.paint(painter, rect, cell, layout)
    painter.end()
    middle = layout.picture_area(rect).center().y()
    line = [canvas.pixelColor(x, middle).name() for x in range(canvas.width())]
    frame = look.tokens.frame.name()
    assert line.count(frame) == 2 * round(2 * dpr)
    shades = {look.tokens.canvas.name(), look.tokens.cell_sel.name(), frame, "#c81e1e"}
    assert set(line) == shades, "no pixel is a mixture of two"


def test_nothing_is_painted_outside_of_what_is_asked(grid: GalleryGrid, pictures: Any) -> None:
    pictures.asked = 0
    grid.viewport().repaint(grid.visualRect(pictures.index(7)))
    assert pictures.asked <= 2


def test_the_image_under_the_pointer_is_hovered(grid: GalleryGrid, qtbot: QtBot) -> None:
    place = grid.visualRect(grid.images.index(4)).center()
    qtbot.mouseMove(grid.viewport(), place)
    qtbot.waitUntil(lambda: grid._hovered == 4)
    assert grid.viewport().testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
