"""What a damaged file still tells of its own tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from imagineer_desktop.catalog.carving.cells import Cell, rows
from imagineer_desktop.catalog.carving.fitting import fits
from imagineer_desktop.catalog.carving.layouts import SCHEMA, SEQUENCE, Layout, layout, shadows
from imagineer_desktop.catalog.carving.pages import TABLE_INTERIOR, TABLE_LEAF, Pages
from imagineer_desktop.catalog.carving.trees import tree

_KINDS = {"table", "index", "view", "trigger"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of `sqlite_master`."""

    kind: str
    name: str
    root: int
    sql: str


@dataclass(frozen=True, slots=True)
class OwnSchema:
    """The tables that the file itself tells of; `pages` are those the telling stands in."""

    entries: tuple[Entry, ...]
    pages: frozenset[int]
    whole: bool

    def tables(self) -> dict[str, Entry]:
        """The tables with rows of their own, by name in lower case."""
        found: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.kind == "table" and entry.root:
                found.setdefault(entry.name.lower(), entry)
        return found

    def layouts(self) -> dict[str, Layout]:
        """The layouts of those tables whose statement can be read."""
        found: dict[str, Layout] = {}
        for name, entry in self.tables().items():
            own = SEQUENCE if name == SEQUENCE.table else layout(entry.sql)
            if own is not None and own.table.lower() == name:
                found[name] = own
        return found

    def derived(self) -> frozenset[str]:
        """The tables in which search indexes are kept: made anew, never carved."""
        virtual = [entry.name for entry in self.entries if entry.kind == "table" and not entry.root]
        return frozenset(name.lower() for name in shadows(self.tables(), virtual))


def own_schema(pages: Pages, leaves: Iterable[int]) -> OwnSchema:
    """Read the schema from page 1 on; where that is broken, also from lost pages among `leaves`."""
    found: list[Entry] = []
    told: set[int] = set()
    whole = pages.kind(1) in (TABLE_LEAF, TABLE_INTERIOR)
    if whole:
        top = tree(pages, 1)
        told.update(leaf.number for leaf in top.leaves if _tells(pages, leaf.number))
        whole = top.whole and len(told) == len(top.leaves)
        found += _entries(pages, told)
        told |= top.interiors
    if not whole:
        lost = [number for number in leaves if number not in told and _tells(pages, number)]
        found += _entries(pages, reversed(lost))
        told.update(lost)
    return OwnSchema(tuple(found), frozenset(told), whole)


def _tells(pages: Pages, number: int) -> bool:
    some = list(rows(pages, number, most=6))
    return bool(some) and sum(_is_entry(cell) for cell in some) * 2 > len(some)


def _entries(pages: Pages, numbers: Iterable[int]) -> Iterator[Entry]:
    for number in numbers:
        for cell in rows(pages, number):
            if _is_entry(cell):
                kind, name, _, root, sql = cell.record.values
                yield Entry(str(kind), str(name), root if isinstance(root, int) else 0, str(sql or ""))


def _is_entry(cell: Cell) -> bool:
    return fits(cell.record, SCHEMA) and cell.record.values[0] in _KINDS
