"""Which of several files with one content belongs to which image: the one whose path ends most alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from imagineer_desktop.catalog.files import KnownFile
from imagineer_desktop.jobs.old_roots import Parts, taken_apart

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
