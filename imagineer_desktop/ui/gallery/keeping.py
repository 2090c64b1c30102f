"""What the person had before the list became another: which images were selected, current and in sight."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from imagineer_desktop.models.image_list import ImageList

NEIGHBORS = 64
"""Images after and before a place of which the first that is left takes over."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the old list: its image, then those after it, then those before it, the nearest first."""

    row: int = -1
    ids: tuple[int, ...] = ()

    @classmethod
    def at(cls, ids: array[int], row: int) -> Spot:
        if not 0 <= row < len(ids):
            return cls()
        return cls(row, (*ids[row : row + NEIGHBORS], *reversed(ids[max(0, row - NEIGHBORS) : row])))


@dataclass(frozen=True, slots=True)
class Kept:
    """Images of the old list, by their ids."""

    selected: array[int] = field(default_factory=lambda: array("q"))
    current: Spot = Spot()
    anchor: Spot = Spot()
    first_seen: Spot = Spot()


@dataclass(frozen=True, slots=True)
class Found:
    """Where what was kept is in the new list: stretches of rows, and rows (-1 for what is not there).

    The anchor is only itself; for the others a neighbor stands in.
    """

    selected: list[tuple[int, int]]
    current: int
    anchor: int
    first_seen: int


def kept(model: ImageList, selected: array[int], current: int, anchor: int, first_seen: int) -> Kept:
    """Remember rows of the list that stands; -1 for none."""
    ids = model.ids
    return Kept(selected, Spot.at(ids, current), Spot.at(ids, anchor), Spot.at(ids, first_seen))


def found(what: Kept, model: ImageList) -> Found:
    """Where all that is in the new list."""
    spots = (what.current, what.anchor, what.first_seen)
    exact = {spot.ids[0]: model.row_near(spot.ids[0], spot.row) for spot in spots if spot.ids}
    exact |= model.rows_of(image_id for image_id, row in exact.items() if row < 0)
    return Found(
        selected=model.stretches_of(what.selected),
        current=_nearest(what.current, exact, model),
        anchor=exact.get(what.anchor.ids[0], -1) if what.anchor.ids else -1,
        first_seen=_nearest(what.first_seen, exact, model),
    )


def _nearest(spot: Spot, exact: dict[int, int], model: ImageList) -> int:
    if not spot.ids:
        return -1
    row = exact.get(spot.ids[0], -1)
    if row >= 0:
        return row
    for image_id in spot.ids[1:]:
        row = model.row_near(image_id, spot.row)
        if row >= 0:
            return row
    rows = model.rows_of(spot.ids)
    return next((rows[image_id] for image_id in spot.ids if image_id in rows), -1)
