"""Hashes are filled in, a batch at a time, and what could not be read is counted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from imagineer_desktop.catalog.duplicates import likenesses, open_pairs, unhashed
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.hashing import BATCH, HashReport, hash_missing
from imagineer_desktop.jobs.importing import import_paths
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.media.perceptual import HASHED_SIDE
from imagineer_desktop.media.thumbnails import ThumbnailCache


def draw(path: Path, seed: int, size: int = 64) -> Path:
    """Eight by eight patches of gray, enlarged."""
    chance = random.Random(seed)
    patches = Image.frombytes("L", (8, 8), bytes(chance.randrange(256) for _ in range(64)))
    path.parent.mkdir(parents=True, exist_ok=True)
    patches.resize((size, size), Image.Resampling.BICUBIC).convert("RGB").save(path)
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ThumbnailCache]:
    with ThumbnailCache(tmp_path / "thumbnails.db") as cache:
        yield cache


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Callable[[int], Library]]:
    """Makes a library of so many different pictures; 0.png and its smaller copy are two of them."""
    opened: list[Library] = []

    def make(number: int) -> Library:
        outputs = tmp_path / "outputs"
        for seed in range(number - 1):
            draw(outputs / f"{seed}.png", seed, 128 if seed == 0 else 64)
        draw(outputs / "smaller.jpg", 0, 80)
        opened.append(open_library(tmp_path / "library.db"))
        finish(import_paths(opened[0], [outputs]))
        return opened[0]

    yield make
    for library in opened:
        library.close()


def left(library: Library) -> int:
    with library.reading() as session:
        return len(unhashed(session))


def test_all_images_get_a_hash_and_the_copy_is_found(
    imported: Callable[[int], Library], cache: ThumbnailCache
) -> None:
    library = imported(12)
    assert finish(hash_missing(library, cache)) == HashReport(hashed=12)
    assert left(library) == 0
    with library.reading() as session:
        [pair] = open_pairs(session, likenesses(session))
    assert not pair.exact
    assert finish(hash_missing(library, cache)) == HashReport()


def test_a_thumbnail_that_is_kept_spares_the_file(
    imported: Callable[[int], Library], cache: ThumbnailCache, tmp_path: Path
) -> None:
    library = imported(5)
    job = hash_missing(library, cache)
    for _ in range(4):
        next(job)
    job.close()
    assert left(library) == 5
    for path in (tmp_path / "outputs").iterdir():
        path.write_bytes(b"gone")
    assert finish(hash_missing(library, cache)) == HashReport(hashed=3, unreadable=2)
    assert left(library) == 2


def test_a_stopped_job_goes_on_where_it_was(
    imported: Callable[[int], Library], cache: ThumbnailCache
) -> None:
    library = imported(BATCH + 20)
    job = hash_missing(library, cache)
    for _ in range(BATCH + 10):
        progress = next(job)
    assert (progress.done, progress.total) == (BATCH, BATCH + 20)
    job.close()
    assert left(library) == 20
    assert finish(hash_missing(library, cache)) == HashReport(hashed=20)


def test_it_gives_way_to_others_and_keeps_what_it_has(
    imported: Callable[[int], Library], cache: ThumbnailCache
) -> None:
    library = imported(9)
    answers = iter([False] * 4 + [True] * 9)
    report = finish(hash_missing(library, cache, lambda: next(answers)))
    assert report == HashReport(hashed=4, left=5)
    assert left(library) == 5


def test_hashing_tells_nobody(imported: Callable[[int], Library], cache: ThumbnailCache) -> None:
    """A gallery has nothing to show anew."""
    library = imported(3)
    told: list[object] = []
    library.subscribe(told.append)
    finish(hash_missing(library, cache))
    assert told == []
    assert cache.get(_key_of_one(library), HASHED_SIDE) is not None


def _key_of_one(library: Library) -> str:
    with library.reading() as session:
        asked = session.connection().exec_driver_sql("SELECT content_hash FROM images WHERE id = 1")
        return str(asked.scalar_one())
