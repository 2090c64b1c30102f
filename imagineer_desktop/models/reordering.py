"""The fewest steps from one order to another, for models that must not be reset."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence


def runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each unbroken stretch of rising rows as (first, last); the last comes first, so each can be removed."""
    last = len(rows)
    while last:
        first = last - 1
        while first and rows[first - 1] == rows[first] - 1:
            first -= 1
        yield rows[first], rows[last - 1]
        last = first


def longest_rise(numbers: Sequence[int]) -> set[int]:
    """The most numbers that already stand in rising order: those stay, the rest move. Patience sorting."""
    ends: list[int] = []
    piles: list[int] = []
    for number in numbers:
        pile = bisect_left(ends, number)
        ends[pile : pile + 1] = [number]
        piles.append(pile)
    staying: list[int] = []
    for number, pile in zip(reversed(numbers), reversed(piles), strict=True):
        if pile == len(ends) - 1 - len(staying) and (not staying or number < staying[-1]):
            staying.append(number)
    return set(staying)
