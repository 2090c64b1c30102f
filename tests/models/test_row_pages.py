"""Rows read a page at a time."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.models.row_pages import PAGE_ROWS, PAGES, RowPages


class Shelf:
    """Rows, and which of them were read."""

    def __init__(self, count: int) -> None:
        self.gone: set[int] = set()
        self.reads: list[list[int]] = []
        self.pages = RowPages(self.read)
        self.pages.turn_to(array("q", range(1000, 1000 + count)))

    def read(self, ids: Sequence[int]) -> list[ImageRow]:
        self.reads.append(list(ids))
        return [ImageRow(one, f"{one}.png", f"/{one}.png") for one in ids if one not in self.gone]


def test_a_page_is_read_once() -> None:
    shelf = Shelf(1000)
    for position in range(PAGE_ROWS):
        row = shelf.pages.row(position)
        assert row is not None
        assert row.id == 1000 + position
    assert len(shelf.reads) == 1


def test_beyond_the_ends_is_nothing() -> None:
    shelf = Shelf(5)
    assert shelf.pages.row(-1) is None
    assert shelf.pages.row(5) is None
    assert shelf.reads == []


def test_what_is_gone_leaves_a_hole_and_moves_nobody() -> None:
    shelf = Shelf(5)
    shelf.gone = {1001}
    assert [row and row.id for row in map(shelf.pages.row, range(5))] == [1000, None, 1002, 1003, 1004]


def test_forgetting_reads_the_page_anew_and_says_where() -> None:
    shelf = Shelf(1000)
    shelf.pages.row(0)
    shelf.pages.row(500)
    assert shelf.pages.forget(frozenset({1003, 1001, 1900})) == [1, 3]
    assert shelf.pages.position(1003) is None
    shelf.pages.row(500)
    assert len(shelf.reads) == 2
    shelf.pages.row(0)
    assert len(shelf.reads) == 3


def test_memory_stays_small_however_far_one_scrolls() -> None:
    shelf = Shelf(PAGE_ROWS * (PAGES + 10))
    for number in range(PAGES + 10):
        shelf.pages.row(number * PAGE_ROWS)
    assert shelf.pages.position(1000) is None
    assert shelf.pages.position(1000 + PAGE_ROWS * (PAGES + 9)) == PAGE_ROWS * (PAGES + 9)
    shelf.pages.row(0)
    assert len(shelf.reads) == PAGES + 11


def test_a_failed_reading_is_not_repeated_with_every_repaint() -> None:
    tries = 0

    def fail(ids: Sequence[int]) -> list[ImageRow]:
        nonlocal tries
        tries += 1
        raise OSError("The drive is away.")

    pages = RowPages(fail)
    pages.turn_to(array("q", [1, 2]))
    for _ in range(5):
        try:
            assert pages.row(0) is None
        except OSError:
            assert tries == 1
    assert tries == 1
