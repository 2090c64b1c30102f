"""Which file belongs to which image: by content the one whose path ends most alike, else only for certain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from imagineer_desktop.catalog.files import KnownFile
from imagineer_desktop.jobs.files.old_roots import Parts, taken_apart

DEEPEST = 6
"""Names at the end of two paths that are compared: below the sixth nothing is decided any more."""


@dataclass(frozen=True, slots=True)
class FoundCopy:
    """A file found on disk; `content_hash` is None until it was read."""

    path: str
    size: int
    mtime_ns: int
    content_hash: str | None = None


Pair = tuple[KnownFile, FoundCopy]

_Mark = tuple[int, int]
"""Size in bytes and time of change."""

_A_SECOND = 1_000_000_000


def matched(images: Iterable[KnownFile], copies: Iterable[FoundCopy]) -> Iterator[Pair]:
    """Pairs of an image's file and a copy of the same content. No file and no copy is given twice."""
    waiting: dict[str, list[KnownFile]] = defaultdict(list)
    offered: dict[str, list[FoundCopy]] = defaultdict(list)
    for image in images:
        if image.content_hash:
            waiting[image.content_hash].append(image)
    for copy in copies:
        if copy.content_hash in waiting:
            offered[copy.content_hash].append(copy)
    for content, found in offered.items():
        yield from nearest(waiting[content], found)


def of_the_same_mark(images: Iterable[KnownFile], copies: Iterable[FoundCopy]) -> Iterator[Pair]:
    """Pairs of an image's file and a copy that are one and the same, though nobody has read the file.

    Both have the same size and time of change, and there is no other with these and the same name; or else
    no other with these whose path ends alike, with the folder and the name at least; or no other with
    these at all, if the time is finer than the second that an archive or an old drive keeps.
    """
    waiting: dict[_Mark, list[KnownFile]] = defaultdict(list)
    offered: dict[_Mark, list[FoundCopy]] = defaultdict(list)
    for image in images:
        if image.content_hash is None and image.size is not None and image.mtime_ns is not None:
            waiting[image.size, image.mtime_ns].append(image)
    for copy in copies:
        if (copy.size, copy.mtime_ns) in waiting:
            offered[copy.size, copy.mtime_ns].append(copy)
    for mark, found in offered.items():
        yield from _certain(waiting[mark], found, is_fine=mark[1] % _A_SECOND != 0)


def _certain(images: list[KnownFile], copies: list[FoundCopy], is_fine: bool) -> Iterator[Pair]:
    """Ends of paths are compared from the name to longer ones; whoever is alone with one at first has it."""
    by_end: dict[Parts, tuple[list[KnownFile], list[FoundCopy]]] = defaultdict(lambda: ([], []))
    for image in images:
        for end in ends(image.path, 1):
            by_end[end][0].append(image)
    for copy in copies:
        for end in ends(copy.path, 1):
            by_end[end][1].append(copy)
    found: dict[int, FoundCopy] = {}
    for same, places in sorted(by_end.values(), key=lambda one: len(one[0]) + len(one[1])):
        if len(same) == len(places) == 1 and same[0].image_id not in found:
            found[same[0].image_id] = places[0]
            yield same[0], places[0]
    if not found and is_fine and len(images) == len(copies) == 1:
        yield images[0], copies[0]


def ends(path: str, least: int = 2) -> Iterator[Parts]:
    """The ends of a path that are compared, from `least` names up, without its root."""
    parts = taken_apart(path)
    for depth in range(least, min(DEEPEST, len(parts) - 1) + 1):
        yield parts[-depth:]


def nearest(images: Iterable[KnownFile], copies: Iterable[FoundCopy]) -> Iterator[Pair]:
    """Pairs of what might be the same: first those whose paths have many names at the end in common."""
    left = {image.image_id: (image, taken_apart(image.path)) for image in images}
    free = {copy.path: (copy, taken_apart(copy.path)) for copy in copies}
    for depth in range(DEEPEST, -1, -1):
        if not left or not free:
            return
        ends: dict[Parts, list[FoundCopy]] = defaultdict(list)
        for copy, parts in reversed(free.values()):
            ends[_end(parts, depth)].append(copy)
        for image, parts in list(left.values()):
            if same := ends.get(_end(parts, depth)):
                copy = same.pop()
                del left[image.image_id], free[copy.path]
                yield image, copy


def _end(parts: Parts, depth: int) -> Parts:
    return parts[len(parts) - depth :] if depth else ()
