"""Which table a page belongs to that nothing leads to: by how well its rows fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from imagineer_desktop.catalog.carving.cells import Cell, rows
from imagineer_desktop.catalog.carving.fitting import page_score
from imagineer_desktop.catalog.carving.layouts import Layout
from imagineer_desktop.catalog.carving.pages import Pages
from imagineer_desktop.catalog.carving.records import Record, Value
from imagineer_desktop.catalog.carving.trees import Tree

OWN_BONUS = 0.05
"""What the file says of itself weighs more than what is known of its revision."""

SAME = 0.02
"""Scores that differ by less tell nothing."""

MAIN_SHARE = 0.2
"""The newest layout that so many pages of a table fit is the table's; the others are older ones."""

FEWEST_TO_CUT = 8
MOST_CUT = 12
SAMPLE = 12


@dataclass(frozen=True, slots=True)
class Assigned:
    """A page and the table it was given to. `in_tree` if it lies below a tree without a root."""

    number: int
    table: str
    layout: Layout
    main: Layout
    in_tree: bool

    def cut(self, record: Record) -> Record:
        """The record without the values of columns that nothing is known of."""
        most = len(self.layout.columns)
        if len(record.values) <= most:
            return record
        return Record(record.values[:most], record.whole)

    def arranged(self, values: list[Value]) -> list[Value]:
        """The values of this page's layout in the order of the table's."""
        if self.layout is self.main:
            return values
        named = dict(zip(self.layout.names, values, strict=True))
        return [named.get(column.name, column.default) for column in self.main.columns]


def assign(
    pages: Pages,
    numbers: Sequence[int],
    groups: Sequence[Tree],
    own: Mapping[str, Layout],
    known: Sequence[Layout],
) -> list[Assigned]:
    """Give each page to a table, pages of lost trees first; pages that fit no table are left out."""
    layouts = [*known, *own.values()]
    scores: dict[int, dict[Layout, float]] = {}
    longest: dict[int, int] = {}
    for number in numbers:
        cells = list(rows(pages, number, most=SAMPLE))
        scores[number] = _scores(cells, layouts, own)
        longest[number] = max((len(cell.record.values) for cell in cells), default=0)
    tables = _tables(scores, groups)
    mains = {
        name: own.get(name) or _main(name, tables, scores, longest) for name in sorted(set(tables.values()))
    }
    standing = {leaf.number for group in groups for leaf in group.leaves}
    found = []
    for number, table in tables.items():
        fitting = {one: score for one, score in scores[number].items() if one.table.lower() == table}
        main = mains[table]
        best = main if main in fitting else max(fitting, key=lambda one: fitting[one])
        found.append(Assigned(number, table, best, main, number in standing))
    return sorted(found, key=lambda page: not page.in_tree)


def _scores(
    cells: Sequence[Cell], layouts: Sequence[Layout], own: Mapping[str, Layout]
) -> dict[Layout, float]:
    """The layouts that the rows of a page fit, the oldest first."""
    if not cells:
        return {}
    found = {one: page_score(cells, one) for one in layouts if _near(cells, one)}
    if not any(found.values()):
        found = {one: _cut_score(cells, one) for one in layouts if len(one.columns) >= FEWEST_TO_CUT}
    mine = set(own.values())
    return {one: score + OWN_BONUS * (one in mine) for one, score in found.items() if score}


def _near(cells: Sequence[Cell], one: Layout) -> bool:
    """Whether at least one record has as many values as the table's rows can have: a quick look."""
    return any(one.fewest <= len(cell.record.values) <= len(one.columns) for cell in cells)


def _cut_score(cells: Sequence[Cell], one: Layout) -> float:
    """The score of the first columns, where a table has grown by columns that nobody tells of."""
    most = len(one.columns)
    if any(not most <= len(cell.record.values) <= most + MOST_CUT for cell in cells):
        return 0.0
    cut = [Cell(cell.rowid, Record(cell.record.values[:most], cell.record.whole)) for cell in cells]
    return page_score(cut, one) * 0.8


def _tables(scores: Mapping[int, Mapping[Layout, float]], groups: Sequence[Tree]) -> dict[int, str]:
    """page -> table: the best for each, but the pages of one tree agree where they can."""
    found = {
        number: max(fitting, key=lambda one: fitting[one]).table.lower()
        for number, fitting in scores.items()
        if fitting
    }
    for group in groups:
        votes = Counter(found[leaf.number] for leaf in group.leaves if leaf.number in found)
        for leaf in group.leaves if votes else ():
            winner = votes.most_common(1)[0][0]
            if any(one.table.lower() == winner for one in scores.get(leaf.number, {})):
                found[leaf.number] = winner
    return found


def _main(
    name: str,
    tables: Mapping[int, str],
    scores: Mapping[int, Mapping[Layout, float]],
    longest: Mapping[int, int],
) -> Layout:
    """The newest layout that a good part of the table's pages fit best, and some row fills to its end."""
    fitting: Counter[Layout] = Counter()
    full: set[Layout] = set()
    for number, table in tables.items():
        if table == name:
            mine = {one: score for one, score in scores[number].items() if one.table.lower() == name}
            best = max(mine.values())
            fitting.update(one for one, score in mine.items() if score >= best - SAME)
            full.update(one for one in mine if len(one.columns) <= longest[number])
    most = max(fitting.values())
    usual = [one for one, count in fitting.items() if count >= most * MAIN_SHARE]
    return max([one for one in usual if one in full] or usual, key=lambda one: one.age)
