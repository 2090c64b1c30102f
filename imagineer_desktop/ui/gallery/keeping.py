"""What the person had before the list became another: which images were selected, current and in sight."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from imagineer_desktop.models.image_list import ImageList

NEIGHBORS = 64
"""Images after and before the current one of which the first that is left takes its place."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Images of the old list, by their ids."""

    selected: array[int] = field(default_factory=lambda: array("q"))
    current: tuple[int, ...] = ()
    anchor: int | None = None
    first_seen: tuple[int, ...] = ()

    def ids(self) -> set[int]:
        """Everything that has to be found again."""
        return {
            *self.selected,
            *self.current,
            *self.first_seen,
            *([] if self.anchor is None else [self.anchor]),
        }


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of what was kept, in the new list; -1 for what is not there."""

    selected: array[int]
    current: int
    anchor: int
    first_seen: int


def kept(model: ImageList, selected: array[int], current: int, anchor: int, first_seen: int) -> Kept:
    """Remember rows of the list that stands; -1 for none."""
    ids = model.ids
    return Kept(
        selected=selected,
        current=_around(ids, current),
        anchor=ids[anchor] if 0 <= anchor < len(ids) else None,
        first_seen=_around(ids, first_seen),
    )


def found(what: Kept, model: ImageList) -> Found:
    """Where all that is in the new list."""
    rows = model.rows_of(what.ids())
    return Found(
        selected=array("q", sorted(rows[image_id] for image_id in what.selected if image_id in rows)),
        current=_first(what.current, rows),
        anchor=-1 if what.anchor is None else rows.get(what.anchor, -1),
        first_seen=_first(what.first_seen, rows),
    )


def _around(ids: array[int], row: int) -> tuple[int, ...]:
    """The image at `row`, then those after it, then those before it: the nearest ones first."""
    if not 0 <= row < len(ids):
        return ()
    return (*ids[row : row + NEIGHBORS], *reversed(ids[max(0, row - NEIGHBORS) : row]))


def _first(image_ids: Iterable[int], rows: dict[int, int]) -> int:
    return next((rows[image_id] for image_id in image_ids if image_id in rows), -1)
