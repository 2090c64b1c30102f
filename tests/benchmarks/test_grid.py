"""The grid over a million images: paint, resize, reset, select all, and a page of scrolling."""

from __future__ import annotations

from array import array

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.rows import ImageRow, Pick
from imagineer_desktop.models.difference import difference
from imagineer_desktop.models.image_list import ImageList, Index
from imagineer_desktop.models.selection import selected_ids
from imagineer_desktop.ui.gallery.grid import GalleryGrid
from imagineer_desktop.ui.theme.look import Look

MILLION = 1_000_000


class Synthetic(ImageList):
    """Images in every state, all with the same ready picture: what is measured is the grid."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.now = array("q", range(count))
        self._picture = QPixmap(152, 100)
        self._picture.fill(Qt.GlobalColor.darkCyan)
        self._rows = [
            ImageRow(
                number, f"{number}.png", f"/{number}.png", 1216, 800, rating=number % 6,
                pick=Pick(number % 3 - 1), is_nsfw=number % 17 == 0, missing=number % 19 == 0,
                has_caption=number % 2 == 0, in_training_source=number % 5 == 0,
            )
            for number in range(500)
        ]  # fmt: skip

    @property
    def ids(self) -> array[int]:
        return self.now

    def image(self, row: int) -> ImageRow | None:
        return self._rows[row % 500]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self._picture if role == Qt.ItemDataRole.DecorationRole else None

    def become(self, ids: array[int]) -> None:
        self.beginResetModel()
        self.now = ids
        self.endResetModel()


@pytest.fixture(scope="module")
def look(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Look:
    look = Look(qapp, tmp_path_factory.mktemp("glyphs"), base=13)
    look.set_theme("dark")
    return look


@pytest.fixture(params=[10_000, MILLION], ids=["ten thousand", "a million"])
def grid(request: pytest.FixtureRequest, qtbot: QtBot, look: Look) -> GalleryGrid:
    model = Synthetic(request.param)
    grid = GalleryGrid(look)
    qtbot.addWidget(grid)
    grid.setModel(model)
    grid.resize(1034, 900)
    grid.show()
    grid.viewport().repaint()
    return grid


def test_paint(benchmark: BenchmarkFixture, grid: GalleryGrid) -> None:
    benchmark(grid.viewport().repaint)


def test_scroll_a_page(benchmark: BenchmarkFixture, grid: GalleryGrid) -> None:
    bar = grid.verticalScrollBar()

    def page() -> None:
        bar.setValue((bar.value() + bar.pageStep() * 37) % bar.maximum())
        grid.viewport().repaint()

    benchmark(page)


def test_resize(benchmark: BenchmarkFixture, grid: GalleryGrid) -> None:
    widths = iter(range(700, 10**9, 7))

    def resize() -> None:
        grid.resize(700 + next(widths) % 600, 900)
        grid.viewport().repaint()

    benchmark(resize)


def test_select_all(benchmark: BenchmarkFixture, grid: GalleryGrid) -> None:
    def select() -> None:
        grid.selectAll()
        grid.clearSelection()

    benchmark(select)


def test_ids_of_a_selection(benchmark: BenchmarkFixture, grid: GalleryGrid) -> None:
    grid.selectAll()
    assert len(benchmark(selected_ids, grid.selectionModel())) == grid.images.rowCount()


def test_reset_with_a_few_selected(benchmark: BenchmarkFixture, grid: GalleryGrid) -> None:
    model = grid.images
    assert isinstance(model, Synthetic)
    forward = array("q", model.ids)
    other = array("q", forward)
    other[5], other[6] = other[6], other[5]
    for row in (1, 5, 6, 40):
        grid.marking.toggle(row)

    def reset() -> None:
        model.become(other if model.now is forward else forward)

    model.become(forward)
    benchmark(reset)


def test_restore_everything_selected(benchmark: BenchmarkFixture, grid: GalleryGrid) -> None:
    model = grid.images
    assert isinstance(model, Synthetic)
    ids = array("q", model.ids)
    grid.selectAll()
    benchmark(lambda: model.become(array("q", ids)))


def test_compare_two_answers(benchmark: BenchmarkFixture) -> None:
    old = array("q", range(MILLION))
    new = array("q", old)
    del new[500_000]
    assert benchmark(difference, old, new).gone == 1
