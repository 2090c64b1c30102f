"""The list of pairs, as views see it change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from PySide6.QtCore import QModelIndex
from pytestqt.modeltest import ModelTester

from imagineer_desktop.catalog.duplicates import DuplicatePair
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.models.duplicate_pairs import PairsModel

ONE, TWO, THREE, FOUR = (DuplicatePair(n, n + 100, None if n < 3 else 2) for n in range(1, 5))


class Shelf:
    """Rows by id, and how often they were read."""

    def __init__(self) -> None:
        self.readings = 0
        self.gone: set[int] = set()
        self.name = "{}.png"

    def read(self, ids: Sequence[int]) -> Iterable[ImageRow]:
        self.readings += 1
        return [ImageRow(n, self.name.format(n), f"/{n}.png") for n in ids if n not in self.gone]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def model(qapp: object, shelf: Shelf) -> PairsModel:
    return PairsModel(shelf.read)


def changes(model: PairsModel) -> list[tuple[str, int, int]]:
    """What is told of rows from now on."""
    told: list[tuple[str, int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: told.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: told.append(("out", first, last)))
    return told


def test_it_keeps_the_rules_of_models(qtmodeltester: ModelTester, model: PairsModel) -> None:
    qtmodeltester.check(model)
    model.set_pairs((ONE, TWO, THREE))
    qtmodeltester.check(model)
    model.set_pairs((ONE, FOUR, THREE))
    qtmodeltester.check(model)
    model.set_pairs(())
    qtmodeltester.check(model)


def test_a_judged_pair_goes_alone(model: PairsModel) -> None:
    model.set_pairs((ONE, TWO, THREE))
    told = changes(model)
    model.set_pairs((ONE, THREE))
    model.set_pairs((ONE, TWO, THREE))
    model.set_pairs((ONE, TWO, THREE))
    assert told == [("out", 1, 1), ("in", 1, 1)]
    assert model.pairs == (ONE, TWO, THREE)
    assert [model.row_of(pair) for pair in (THREE, FOUR, None)] == [2, -1, -1]


def test_rows_are_read_when_they_are_looked_at(model: PairsModel, shelf: Shelf) -> None:
    model.set_pairs([DuplicatePair(n, n + 5000, 1) for n in range(1, 4000)])
    assert shelf.readings == 0
    one, other = model.images(1500)
    assert one is not None
    assert other is not None
    assert (one.id, other.id, shelf.readings) == (1501, 6501, 1)


def test_a_changed_image_is_read_anew(model: PairsModel, shelf: Shelf) -> None:
    model.set_pairs((ONE, TWO))
    assert model.data(model.index(0)) == "1.png and 101.png, identical files"
    shelf.name = "new {}.png"
    model.forget(frozenset({7}))
    assert model.data(model.index(0)) == "1.png and 101.png, identical files"
    model.forget(frozenset({101}))
    assert model.data(model.index(0)) == "new 1.png and new 101.png, identical files"


def test_an_image_that_is_gone_is_a_gap(model: PairsModel, shelf: Shelf) -> None:
    shelf.gone = {103}
    model.set_pairs((THREE,))
    assert model.data(model.index(0), PairsModel.PairRole) == THREE
    assert model.images(0)[1] is None
    assert model.data(model.index(0)) == "3.png and an image that is gone, look alike"
    assert model.data(QModelIndex()) is None
