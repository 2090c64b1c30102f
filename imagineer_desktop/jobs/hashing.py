"""Perceptual hashes for the images that have none yet, from their thumbnails or their files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from imagineer_desktop.catalog.changes import NOTHING
from imagineer_desktop.catalog.duplicates import store_hashes, unhashed
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import image_rows
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.perceptual import HASHED_SIDE, hash_of_thumbnail
from imagineer_desktop.media.thumbnails import ThumbnailCache, make_thumbnail

BATCH = 100
"""Hashes written in one transaction: what a stopped job has to do again."""

Hash = tuple[int, str | None, int]


@dataclass(slots=True)
class HashReport:
    """How many images got a hash, how many could not be read, and how many were left for another time."""

    hashed: int = 0
    unreadable: int = 0
    left: int = 0


def _nobody_waits() -> bool:
    return False


def hash_missing(
    library: Library, cache: ThumbnailCache, gives_way: Callable[[], bool] = _nobody_waits
) -> Job[HashReport]:
    """Hash every image that has no perceptual hash; thumbnails that have to be made are kept.

    It ends early as soon as `gives_way` says that others wait. Cancelled or not, it goes on where it
    was when it is run again. Raises CatalogError when the library cannot be written.
    """
    with library.reading() as session:
        ids = unhashed(session)
    report = HashReport(left=len(ids))
    for start in range(0, len(ids), BATCH):
        with library.reading() as session:
            rows = image_rows(session, ids[start : start + BATCH])
        hashes: list[Hash] = []
        for row in rows:
            yield Progress("Looking at images", report.hashed + report.unreadable, len(ids), report)
            if gives_way():
                break
            hashes += _hashes(row, cache, report)
        with library.writing(NOTHING) as session:
            store_hashes(session, hashes)
        report.hashed += len(hashes)
        if gives_way():
            break
    report.left = len(ids) - report.hashed - report.unreadable
    return report


def _hashes(row: ImageRow, cache: ThumbnailCache, report: HashReport) -> list[Hash]:
    """The hash of one image; none, and that is in the report, when it cannot be read."""
    try:
        return [(row.id, row.content_hash, hash_of_thumbnail(_thumbnail(row, cache)))]
    except MediaError:
        report.unreadable += 1
        return []


def _thumbnail(row: ImageRow, cache: ThumbnailCache) -> bytes:
    stored = cache.get(row.thumbnail_key, HASHED_SIDE)
    if stored is None:
        stored = make_thumbnail(Path(row.file_path), HASHED_SIDE)
        cache.put(row.thumbnail_key, HASHED_SIDE, stored)
    return stored
