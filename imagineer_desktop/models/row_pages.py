"""The rows of an answer, read a page at a time when they are looked at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from imagineer_desktop.catalog.rows import ImageRow

PAGE_ROWS = 120
PAGES = 50


class RowPages:
    """Pages of rows over a list of ids; the pages looked at longest ago are forgotten."""

    def __init__(self, read: Callable[[Sequence[int]], Iterable[ImageRow]]) -> None:
        """`read` answers ids with their rows, leaving out those that are gone."""
        self._read = read
        self._ids = array("q")
        self._pages: OrderedDict[int, list[ImageRow | None]] = OrderedDict()
        self._positions: dict[int, int] = {}

    def turn_to(self, ids: array[int]) -> None:
        """Another answer: nothing of the old one is kept."""
        self._ids = ids
        self._pages.clear()
        self._positions.clear()

    def row(self, position: int) -> ImageRow | None:
        """The row at `position`; its page is read if it is not here."""
        if not 0 <= position < len(self._ids):
            return None
        number, place = divmod(position, PAGE_ROWS)
        page = self._pages.get(number)
        if page is None:
            page = self._add(number)
        self._pages.move_to_end(number)
        return page[place]

    def position(self, image_id: int) -> int | None:
        """Where an image stands, if its page is here."""
        return self._positions.get(image_id)

    def forget(self, image_ids: frozenset[int]) -> list[int]:
        """Read the pages with these images anew when they are looked at; where those stand that were here."""
        known = self._positions
        positions = sorted(known[image_id] for image_id in known.keys() & image_ids)
        for number in {position // PAGE_ROWS for position in positions}:
            self._drop(number)
        return positions

    def _add(self, number: int) -> list[ImageRow | None]:
        start = number * PAGE_ROWS
        ids = self._ids[start : start + PAGE_ROWS]
        # Stands before the reading: should that fail, it is not tried again with every repaint.
        page: list[ImageRow | None] = [None] * len(ids)
        self._pages[number] = page
        self._positions.update(zip(ids, range(start, start + len(ids)), strict=True))
        if len(self._pages) > PAGES:
            self._drop(next(iter(self._pages)))
        rows = {row.id: row for row in self._read(ids)}
        page[:] = map(rows.get, ids)
        return page

    def _drop(self, number: int) -> None:
        del self._pages[number]
        start = number * PAGE_ROWS
        for image_id in self._ids[start : start + PAGE_ROWS]:
            self._positions.pop(image_id, None)
