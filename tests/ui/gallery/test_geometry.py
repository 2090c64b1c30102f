"""Cells by arithmetic."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, QRect

from imagineer_desktop.ui.gallery.geometry import Geometry
from imagineer_desktop.ui.gallery.walking import Move, row_after

REFERENCE = Geometry(width=1024, size=168, count=1204)


def test_the_reference_window_has_six_columns() -> None:
    assert REFERENCE.columns == 6
    assert REFERENCE.cell_width == 168
    assert REFERENCE.line_height == 189
    assert REFERENCE.picture_side == 152
    assert REFERENCE.lines == 201


@pytest.mark.parametrize("width", [96, 97, 400, 1024, 1034, 3801])
@pytest.mark.parametrize("size", [96, 168, 384])
def test_cells_fill_the_width_without_a_gap_or_an_overlap(width: int, size: int) -> None:
    geometry = Geometry(width, size, 1000)
    cells = [geometry.cell(row) for row in range(geometry.columns)]
    assert cells[0].left() == 8
    assert cells[-1].x() + cells[-1].width() == max(9, width - 4)
    for left, right in itertools.pairwise(cells):
        assert left.x() + left.width() == right.x()
    assert {cell.width() - geometry.cell_width for cell in cells} <= {0, 1}
    if geometry.columns > 1:
        assert geometry.cell_width >= size


def test_small_cells_have_no_footer() -> None:
    assert Geometry(1024, 111, 10).footer == 0
    assert Geometry(1024, 112, 10).footer == 20


@pytest.mark.parametrize("width", [300, 1024, 1031])
def test_every_pixel_of_a_cell_is_that_cell(width: int) -> None:
    geometry = Geometry(width, 96, 50)
    for row in range(50):
        cell = geometry.cell(row)
        for place in (cell.topLeft(), cell.bottomRight(), cell.center()):
            assert geometry.row_at(place) == row


@pytest.mark.parametrize("place", [QPoint(3, 50), QPoint(1022, 50), QPoint(300, 3), QPoint(300, -400)])
def test_beside_the_cells_is_no_row(place: QPoint) -> None:
    assert REFERENCE.row_at(place) == -1


def test_behind_the_last_image_is_no_row() -> None:
    geometry = Geometry(1024, 168, 8)
    assert geometry.row_at(geometry.cell(7).center()) == 7
    assert geometry.row_at(geometry.cell(8).center()) == -1
    assert geometry.row_at(geometry.cell(15).center()) == -1


def test_the_rows_in_sight() -> None:
    assert REFERENCE.rows_between(0, 800) == range(30)
    assert REFERENCE.rows_between(8 + 189, 8 + 2 * 189) == range(6, 12)
    assert REFERENCE.rows_between(8 + 189 - 1, 8 + 189) == range(6)
    assert list(REFERENCE.rows_between(REFERENCE.height, REFERENCE.height + 100)) == []
    assert list(Geometry(1024, 168, 0).rows_between(0, 800)) == []


def test_an_area_over_all_columns_is_one_stretch() -> None:
    assert REFERENCE.stretches_in(QRect(0, 0, 2000, 10**9)) == [(0, 1203)]


def test_an_area_over_some_columns_is_a_stretch_a_line() -> None:
    area = REFERENCE.cell(1).united(REFERENCE.cell(14))
    assert REFERENCE.stretches_in(area) == [(1, 2), (7, 8), (13, 14)]
    assert Geometry(1024, 168, 8).stretches_in(area) == [(1, 2), (7, 7)]


def test_an_area_beside_the_cells_is_nothing() -> None:
    assert REFERENCE.stretches_in(QRect(1021, 0, 3, 500)) == []
    assert REFERENCE.stretches_in(QRect(0, 0, 5, 500)) == []
    assert REFERENCE.stretches_in(QRect(0, -50, 900, 20)) == []


@pytest.mark.parametrize(
    ("dx", "row", "gap"),
    [(-60, 8, 8), (60, 8, 9), (-60, 6, 6), (60, 11, 12), (60, 1203, 1204)],
)
def test_the_nearest_gap(dx: int, row: int, gap: int) -> None:
    assert REFERENCE.gap_at(REFERENCE.cell(row).center() + QPoint(dx, 0)) == gap


def test_a_gap_between_two_lines_is_drawn_where_the_pointer_is() -> None:
    end, start = REFERENCE.cell(11).center(), REFERENCE.cell(12).center()
    assert REFERENCE.gap(12, end).x() == 1019
    assert REFERENCE.gap(12, start).x() == 7
    assert REFERENCE.gap(12, start).y() == REFERENCE.cell(12).y()
    assert REFERENCE.gap(0, QPoint(10, 10)).x() == 7


def test_a_million_cells_are_only_numbers() -> None:
    geometry = Geometry(1024, 96, 1_000_000)
    assert geometry.row_at(geometry.cell(999_999).center()) == 999_999


@pytest.mark.parametrize(
    ("move", "row", "expected"),
    [
        (Move.MoveLeft, 0, 0),
        (Move.MoveLeft, 6, 5),
        (Move.MoveRight, 1203, 1203),
        (Move.MoveRight, 5, 6),
        (Move.MoveUp, 3, 3),
        (Move.MoveUp, 9, 3),
        (Move.MoveDown, 3, 9),
        (Move.MoveDown, 1197, 1203),
        (Move.MoveDown, 1202, 1202),
        (Move.MoveHome, 700, 0),
        (Move.MoveEnd, 700, 1203),
        (Move.MovePageDown, 1, 25),
        (Move.MovePageUp, 25, 1),
        (Move.MovePageUp, 10, 4),
        (Move.MovePageDown, 1190, 1203),
    ],
)
def test_where_the_keys_lead(move: Move, row: int, expected: int) -> None:
    assert row_after(move, row, REFERENCE, height=800) == expected


def test_below_a_gap_in_the_last_line_the_last_image_is_reached() -> None:
    geometry = Geometry(1024, 168, 8)
    assert row_after(Move.MoveDown, 4, geometry, 800) == 7
