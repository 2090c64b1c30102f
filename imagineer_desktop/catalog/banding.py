"""Near neighbors among many 64-bit numbers, found without comparing each with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

FARTHEST = 3
"""Bits in which two neighbors may differ. Of four bands at least one is then untouched."""

_BANDS = 4
_CROWDED = 100
"""From so many numbers with one band in common on, they are banded again by their other bits."""
_NARROWEST = 4
"""Bits of a band below which banding again would part nothing."""

Places = tuple[int, ...]


def neighbors(numbers: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(a, b, distance) of all pairs that differ in 1 to `FARTHEST` bits, a < b, each pair once.

    `numbers` are different numbers of 0 to 2**64 - 1. All pairs are found with certainty: three bits
    cannot touch all four bands of 16 bits, so such a pair has a whole band in common.
    """
    found: set[tuple[int, int]] = set()
    _collect(numbers, tuple(range(64)), found)
    for one, other in found:
        yield one, other, (one ^ other).bit_count()


def _collect(numbers: Sequence[int], places: Places, found: set[tuple[int, int]]) -> None:
    """Put the pairs that are near into `found`; `places` are the bits in which the numbers may differ."""
    width = len(places) // _BANDS
    for start in range(0, width * _BANDS, width):
        rest = places[:start] + places[start + width :]
        for members in _buckets(numbers, places[start : start + width]):
            if len(members) < _CROWDED or len(rest) // _BANDS < _NARROWEST:
                _compare(members, found)
            else:
                _collect(members, rest, found)


def _compare(numbers: list[int], found: set[tuple[int, int]]) -> None:
    for place, one in enumerate(numbers, start=1):
        for other in numbers[place:]:
            if (one ^ other).bit_count() <= FARTHEST:
                found.add((one, other) if one < other else (other, one))


def _buckets(numbers: Sequence[int], band: Places) -> Iterator[list[int]]:
    """The numbers that are not alone with what they have in a band."""
    mask = sum(1 << place for place in band)
    buckets: defaultdict[int, list[int]] = defaultdict(list)
    for number in numbers:
        buckets[number & mask].append(number)
    return (members for members in buckets.values() if len(members) > 1)
