"""The trees of pages: from a root to its leaves, and what is left of trees without a root."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from imagineer_desktop.catalog.carving.cells import LARGEST, SMALLEST, Child, children
from imagineer_desktop.catalog.carving.pages import TABLE_INTERIOR, TABLE_LEAF, Pages


@dataclass(slots=True)
class Tree:
    """The leaves below a root with the rowids that belong in each; `whole` if no page of it is broken."""

    leaves: list[Child] = field(default_factory=list)
    interiors: set[int] = field(default_factory=set)
    whole: bool = True


def tree(pages: Pages, root: int) -> Tree:
    """Walk the tree of a table as far as its pages lead, each page once."""
    found = Tree()
    seen: set[int] = set()
    ahead = [Child(root, SMALLEST, LARGEST)]
    while ahead:
        page = ahead.pop()
        if page.number not in pages or page.number in seen:
            found.whole = False
            continue
        seen.add(page.number)
        match pages.kind(page.number):
            case kind if kind == TABLE_LEAF:
                found.leaves.append(page)
            case kind if kind == TABLE_INTERIOR:
                found.interiors.add(page.number)
                ahead += reversed(children(pages, page.number, page.low, page.high))
            case _:
                found.whole = False
    return found


def headless(pages: Pages, interiors: Collection[int]) -> list[Tree]:
    """The trees below those interior pages that no other one of them leads to."""
    below = {child.number for number in interiors for child in children(pages, number)}
    return [tree(pages, number) for number in sorted(interiors) if number not in below]
