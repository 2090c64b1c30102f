"""Which of two duplicates is the better one to keep, and what speaks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from imagineer_desktop.catalog.rows import ImageDetails


class Reason(Enum):
    """What one of two images has before the other, the weightiest first."""

    FILE_IS_THERE = "file is there"
    NOT_REJECTED = "not rejected"
    LARGER = "larger"
    RATED_HIGHER = "rated higher"
    PICKED = "picked"
    MORE_ALBUMS = "more albums"
    CAPTION = "caption"
    MORE_LABELS = "more labels"
    GENERATION_DATA = "generation data"
    LARGER_FILE = "larger file"
    OLDER = "older"


_WEIGHTS = {
    Reason.FILE_IS_THERE: 100,
    Reason.NOT_REJECTED: 30,
    Reason.LARGER: 8,
    Reason.RATED_HIGHER: 8,
    Reason.PICKED: 8,
    Reason.MORE_ALBUMS: 4,
    Reason.CAPTION: 4,
    Reason.MORE_LABELS: 2,
    Reason.GENERATION_DATA: 4,
    Reason.LARGER_FILE: 1,
    Reason.OLDER: 1,
}
"""A mark made by hand outweighs all that is left when there is none."""


@dataclass(frozen=True, slots=True)
class Preference:
    """`keep` is 0 for the first image, 1 for the second, None when nothing speaks for either."""

    keep: int | None
    reasons: tuple[Reason, ...] = ()


def preference(one: ImageDetails, other: ImageDetails) -> Preference:
    """Weigh what each has before the other; the reasons are those of the one to keep."""
    ahead: tuple[list[Reason], list[Reason]] = ([], [])
    for reason, merit in _MERITS.items():
        first, second = merit(one), merit(other)
        if first != second:
            ahead[0 if first > second else 1].append(reason)
    weights = [sum(_WEIGHTS[reason] for reason in reasons) for reasons in ahead]
    if weights[0] == weights[1]:
        return Preference(None)
    keep = 0 if weights[0] > weights[1] else 1
    return Preference(keep, tuple(ahead[keep]))


def _pixels(image: ImageDetails) -> int:
    return (image.row.width or 0) * (image.row.height or 0)


def _age(image: ImageDetails) -> float:
    moment: datetime | None = image.row.generated_at
    return -moment.timestamp() if moment else float("-inf")


_MERITS: dict[Reason, Callable[[ImageDetails], float]] = {
    Reason.FILE_IS_THERE: lambda image: not image.row.missing,
    Reason.NOT_REJECTED: lambda image: image.row.pick >= 0,
    Reason.LARGER: _pixels,
    Reason.RATED_HIGHER: lambda image: image.row.rating,
    Reason.PICKED: lambda image: image.row.pick > 0,
    Reason.MORE_ALBUMS: lambda image: len(image.albums),
    Reason.CAPTION: lambda image: image.row.has_caption,
    Reason.MORE_LABELS: lambda image: sum(not label.is_caption for label in image.labels),
    Reason.GENERATION_DATA: lambda image: bool(image.columns.get("prompt") or image.columns.get("model")),
    Reason.LARGER_FILE: lambda image: image.row.file_size or 0,
    Reason.OLDER: _age,
}
