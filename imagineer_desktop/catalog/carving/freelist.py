"""The list of free pages, whose old content is not the library's any more."""

from __future__ import annotations

import struct

from imagineer_desktop.catalog.carving.pages import Pages


def free_pages(pages: Pages) -> frozenset[int] | None:
    """The pages that the header's list names; None if it is lost, or not as long as the header says."""
    if pages.header is None:
        return None
    found: set[int] = set()
    trunk = pages.header.freelist
    while trunk:
        if trunk not in pages or trunk in found:
            return None
        found.add(trunk)
        page = pages[trunk]
        trunk, count = struct.unpack_from(">II", page)
        if count > pages.usable // 4 - 2:
            return None
        leaves = struct.unpack_from(f">{count}I", page, 8)
        if any(leaf not in pages for leaf in leaves):
            return None
        found.update(leaves)
    return frozenset(found) if len(found) == pages.header.free_pages else None
