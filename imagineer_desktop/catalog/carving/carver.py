"""The rows of a damaged library: from its trees where they stand, from lost pages otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from imagineer_desktop.catalog.carving.cells import Cell, Child, cell_count, rows
from imagineer_desktop.catalog.carving.fitting import filled, fits, page_score
from imagineer_desktop.catalog.carving.freelist import free_pages
from imagineer_desktop.catalog.carving.known import known
from imagineer_desktop.catalog.carving.layouts import Layout, derived_by, layout
from imagineer_desktop.catalog.carving.orphans import Assigned, assign
from imagineer_desktop.catalog.carving.pages import TABLE_INTERIOR, TABLE_LEAF, Pages
from imagineer_desktop.catalog.carving.records import Value
from imagineer_desktop.catalog.carving.schema import own_schema
from imagineer_desktop.catalog.carving.trees import headless, tree

CLEARLY_BETTER = 0.1
"""By how much a page must fit another table better for the tree that leads to it not to be believed."""


class Origin(IntEnum):
    """Where a row was found. Of two rows with one id, the one with the smaller origin is the better."""

    TREE = 0
    BEYOND = 1
    """In the tree, but its page is not where its ids belong: an old page is back, or the way is damaged."""
    MISPLACED = 2
    """In the tree, but its id does not belong between those around it: probably the id is damaged."""
    HEADLESS = 3
    """Below a page that was inside a tree whose root is lost."""
    ORPHAN = 4
    """In a page that nothing leads to: the row may have been deleted."""
    OLDER = 5
    """In such a page, as an older revision stored it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `values` are in the order of its table's layout, the rowid's other name included."""

    table: str
    rowid: int
    values: list[Value]
    origin: Origin
    whole: bool


class Carver:
    """What can be read of one damaged file.

    `layouts` (by table, names in lower case) holds the file's own at first and all after `rows` has
    ended; so do `broken` (tables whose tree was not whole) and `misfits` (rows that fitted nothing).
    """

    def __init__(self, pages: Pages, newest: Sequence[str] = ()) -> None:
        """`newest` are the statements that make the newest revision's tables, virtual ones as well."""
        self.done = 0
        self.total = pages.count
        self._pages = pages
        kinds = [(number, pages.kind(number)) for number in range(1, pages.count + 1)]
        self._leaves = [number for number, kind in kinds if kind == TABLE_LEAF]
        self._interiors = {number for number, kind in kinds if kind == TABLE_INTERIOR}
        self.schema = own_schema(pages, self._leaves)
        self.derived = self.schema.derived() | derived_by(newest)
        self.layouts = self.schema.layouts()
        self._known = [*known(), *_not_known(newest)]
        self._claimed: set[int] = set(self.schema.pages)
        self.free = free_pages(pages)
        self.broken: set[str] = set()
        self.misfits = 0
        self.longer = 0

    def rows(self) -> Iterator[Row]:
        """Every row, the ones of the trees first. A row may come twice, with different origins."""
        trees = {name: tree(self._pages, entry.root) for name, entry in self.schema.tables().items()}
        for name, found in trees.items():
            own = self.layouts.get(name) or self._best(name, found.leaves)
            if own is None:
                continue
            self.layouts[name] = own
            if not found.whole:
                self.broken.add(name)
            self._interiors -= found.interiors
            for leaf in found.leaves:
                yield from self._tree_rows(name, own, leaf)
        yield from self._orphan_rows()

    def _best(self, name: str, leaves: list[Child]) -> Layout | None:
        """The known layout that fits a tree whose statement is lost."""
        cells = [cell for leaf in leaves[:8] for cell in rows(self._pages, leaf.number, most=8)]
        layouts = [one for one in self._known if one.table == name]
        best = max(layouts, key=lambda one: page_score(cells, one), default=None)
        return best if best and page_score(cells, best) else None

    def _tree_rows(self, name: str, own: Layout, leaf: Child) -> Iterator[Row]:
        cells = list(rows(self._pages, leaf.number))
        fitting = [cell for cell in cells if fits(cell.record, own)]
        stranger = len(fitting) * 2 < len(cells) or self._fits_better_elsewhere(name, own, fitting)
        if leaf.number in self._claimed or stranger:
            self.broken.add(name)
            return
        self._claimed.add(leaf.number)
        self.done += 1
        if len(fitting) < cell_count(self._pages, leaf.number):
            self.broken.add(name)
            self.misfits += len(cells) - len(fitting)
        if name in self.derived:
            return
        for cell, origin in zip(fitting, _origins([cell.rowid for cell in fitting], leaf), strict=True):
            yield Row(name, cell.rowid, filled(cell.record, own, cell.rowid), origin, cell.record.whole)

    def _fits_better_elsewhere(self, name: str, own: Layout, cells: list[Cell]) -> bool:
        some = cells[:: max(len(cells) // 4, 1)]
        score = page_score(some, own)
        if score > 1 - 2 * CLEARLY_BETTER or not some:
            return False
        others = (one for table, one in self.layouts.items() if table != name)
        return any(page_score(some, other) > score + CLEARLY_BETTER for other in others)

    def _orphan_rows(self) -> Iterator[Row]:
        gone = self._claimed | (self.free or frozenset())
        numbers = [number for number in self._leaves if number not in gone]
        groups = headless(self._pages, self._interiors - (self.free or frozenset()))
        pages = assign(self._pages, numbers, groups, self.layouts, self._known)
        for page in pages:
            self.layouts.setdefault(page.table, page.main)
            self.done += 1
            if page.table not in self.derived:
                yield from self._page_rows(page)

    def _page_rows(self, page: Assigned) -> Iterator[Row]:
        origin = Origin.HEADLESS if page.in_tree else Origin.ORPHAN
        if page.layout is not page.main:
            origin = Origin.OLDER
        for cell in rows(self._pages, page.number):
            record = page.cut(cell.record)
            if not fits(record, page.layout):
                self.misfits += 1
                continue
            self.longer += record is not cell.record
            values = page.arranged(filled(record, page.layout, cell.rowid))
            yield Row(page.table, cell.rowid, values, origin, record.whole)


def _origins(ids: Sequence[int], leaf: Child) -> Iterator[Origin]:
    """Where each row of a leaf stands, by the ids around it and those that belong in the leaf."""
    outside = sum(not leaf.low < rowid <= leaf.high for rowid in ids)
    last = len(ids) - 1
    for place, rowid in enumerate(ids):
        is_outside = not leaf.low < rowid <= leaf.high
        if place in (0, last):
            is_alone = is_outside and outside == 1 < len(ids)
        else:
            before, after = ids[place - 1], ids[place + 1]
            is_alone = before < after and not before < rowid < after
        yield Origin.MISPLACED if is_alone else Origin.BEYOND if is_outside else Origin.TREE


def _not_known(statements: Iterable[str]) -> Iterator[Layout]:
    """The layouts of those statements that no known revision has."""
    there = {(one.table, one.names): one.age for one in known()}
    for sql in statements:
        one = layout(sql)
        if one is not None and (one.table, one.names) not in there:
            yield replace(one, age=len(there))
