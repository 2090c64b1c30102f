"""Perceptual hashes for the images that have none yet, from their thumbnails or their files."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from imagineer_desktop.catalog.changes import NOTHING
from imagineer_desktop.catalog.duplicates import store_hashes, unhashed
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import image_rows
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.jobs.imports.import_report import ReadingReport
from imagineer_desktop.jobs.imports.reading import nobody_waits, read_contents_of
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.perceptual import HASHED_SIDE, hash_of_thumbnail
from imagineer_desktop.media.thumbnail_cache import ThumbnailCache

BATCH = 100
"""Hashes of thumbnails written in one transaction: what a stopped job has to do again."""


@dataclass(slots=True)
class HashReport:
    """How many images got a hash, how many could not be read, and how many were left for another time."""

    hashed: int = 0
    unreadable: int = 0
    left: int = 0


def hash_missing(
    library: Library, cache: ThumbnailCache, gives_way: Callable[[], bool] = nobody_waits
) -> Job[HashReport]:
    """Hash every image that has no perceptual hash.

    Most have theirs from their import; this is for the others, as old libraries have them. Those with a
    thumbnail are hashed from that; the files of the rest are read as an import reads them. It ends early as
    soon as `gives_way` says that others wait. Cancelled or not, it goes on where it was when it is run
    again. Raises CatalogError when the library cannot be written.
    """
    with library.reading() as session:
        ids = unhashed(session)
    report = HashReport(left=len(ids))
    others = _Others(gives_way)
    unseen = yield from _hash_kept(library, cache, ids, report, others.wait)
    if unseen and not others.wait():
        reading = read_contents_of(library, unseen, cache, others.wait)
        read = yield from _told_as_ours(reading, report, len(ids))
        with library.reading() as session:
            without = len(set(unseen).intersection(unhashed(session)))
        report.hashed += len(unseen) - without
        report.unreadable += without - (min(without, read.left) if others.waited else 0)
    report.left = len(ids) - report.hashed - report.unreadable
    return report


class _Others:
    """Asks whether others wait; once they did, the answer stays yes, and what is left is left for them."""

    def __init__(self, gives_way: Callable[[], bool]) -> None:
        self._gives_way = gives_way
        self.waited = False

    def wait(self) -> bool:
        self.waited = self.waited or self._gives_way()
        return self.waited


def _hash_kept(
    library: Library,
    cache: ThumbnailCache,
    ids: Sequence[int],
    report: HashReport,
    gives_way: Callable[[], bool],
) -> Job[array[int]]:
    """Hash the images that have a thumbnail; returns those whose files have to be read."""
    unseen = array("q")
    for start in range(0, len(ids), BATCH):
        yield Progress("Looking at images", report.hashed + report.unreadable, len(ids), report)
        if gives_way():
            break
        with library.reading() as session:
            rows = image_rows(session, ids[start : start + BATCH])
        hashes = [(row, _hash_of_kept(row, cache)) for row in rows]
        seen = [(row.id, row.content_hash, found) for row, found in hashes if found is not None]
        with library.writing(NOTHING) as session:
            store_hashes(session, seen)
        report.hashed += len(seen)
        lost = [row for row, found in hashes if found is None and (row.missing or row.trouble)]
        report.unreadable += len(lost) + len(ids[start : start + BATCH]) - len(rows)
        unseen.extend(row.id for row, found in hashes if found is None and row not in lost)
    return unseen


def _hash_of_kept(row: ImageRow, cache: ThumbnailCache) -> int | None:
    kept = cache.get(row.thumbnail_key, HASHED_SIDE)
    try:
        return None if kept is None else hash_of_thumbnail(kept)
    except MediaError:
        cache.remove(row.thumbnail_key, HASHED_SIDE)
        return None


def _told_as_ours(reading: Job[ReadingReport], report: HashReport, total: int) -> Job[ReadingReport]:
    """Reads files, counted as a part of the whole."""
    before = report.hashed + report.unreadable
    with closing(reading):
        while True:
            try:
                step = next(reading)
            except StopIteration as end:
                result: ReadingReport = end.value
                return result
            yield Progress("Looking at images", before + step.done, total, report)
