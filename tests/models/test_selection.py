"""Selected images, by ranges."""

from __future__ import annotations

from array import array

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QStringListModel

from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.models.image_list import ImageList
from imagineer_desktop.models.selection import selected_count, selected_ids, selected_rows

Flag = QItemSelectionModel.SelectionFlag


class Numbers(ImageList):
    """Images whose ids fall while their rows rise."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._ids = array("q", range(count, 0, -1))

    @property
    def ids(self) -> array[int]:
        return self._ids

    def image(self, row: int) -> ImageRow | None:
        return None


@pytest.fixture
def model(qapp: object) -> Numbers:
    return Numbers(1_000_000)


@pytest.fixture
def selection(model: Numbers) -> QItemSelectionModel:
    return QItemSelectionModel(model)


def select(selection: QItemSelectionModel, first: int, last: int, flag: Flag = Flag.Select) -> None:
    model = selection.model()
    selection.select(QItemSelection(model.index(first, 0), model.index(last, 0)), flag)


def test_nothing_is_selected(selection: QItemSelectionModel) -> None:
    assert selected_ids(selection) == array("q")
    assert selected_count(selection) == 0


def test_stretches_come_in_the_order_of_the_list(selection: QItemSelectionModel) -> None:
    select(selection, 700, 702)
    select(selection, 5, 6)
    assert selected_rows(selection) == [(5, 6), (700, 702)]
    assert selected_ids(selection).tolist() == [999_995, 999_994, 999_300, 999_299, 999_298]
    assert selected_count(selection) == 5


def test_what_is_toggled_inside_a_stretch_is_left_out(selection: QItemSelectionModel) -> None:
    select(selection, 0, 9)
    select(selection, 4, 4, Flag.Toggle)
    assert selected_rows(selection) == [(0, 3), (5, 9)]
    assert selected_count(selection) == 9


def test_a_million_is_one_stretch(selection: QItemSelectionModel, model: Numbers) -> None:
    select(selection, 0, 999_999)
    assert selected_rows(selection) == [(0, 999_999)]
    assert selected_ids(selection) == model.ids


def test_other_lists_have_no_selected_images(qapp: object) -> None:
    words = QStringListModel(["a"])
    with pytest.raises(TypeError):
        selected_ids(QItemSelectionModel(words))
