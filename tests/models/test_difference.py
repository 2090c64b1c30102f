"""Where two answers differ."""

from __future__ import annotations

import random
from array import array

import pytest

from imagineer_desktop.models.difference import Difference, difference


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([], [], Difference(0, 0, 0)),
        ([1, 2, 3], [1, 2, 3], Difference(3, 0, 0)),
        ([], [1, 2], Difference(0, 0, 2)),
        ([1, 2], [], Difference(0, 2, 0)),
        ([1, 2], [1, 2, 3], Difference(2, 0, 1)),
        ([1, 2], [8, 9, 1, 2], Difference(0, 0, 2)),
        ([1, 2, 3, 4], [1, 4], Difference(1, 2, 0)),
        ([1, 2, 3], [1, 9, 3], Difference(1, 1, 1)),
        ([1, 1, 1], [1, 1], Difference(2, 1, 0)),
        ([3, 2, 1], [1, 2, 3], Difference(0, 3, 3)),
    ],
)
def test_known_pairs(old: list[int], new: list[int], expected: Difference) -> None:
    assert difference(array("q", old), array("q", new)) == expected


def test_replacing_the_difference_makes_the_new_answer() -> None:
    chance = random.Random(7)
    for _ in range(500):
        old = [chance.randrange(4) for _ in range(chance.randrange(20))]
        new = [chance.randrange(4) for _ in range(chance.randrange(20))]
        change = difference(array("q", old), array("q", new))
        end = change.first + change.came
        assert old[: change.first] + new[change.first : end] + old[change.first + change.gone :] == new
        assert bool(change) == (old != new)
