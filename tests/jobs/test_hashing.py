"""Hashes that are missing are filled in, a batch at a time, and what could not be read is counted."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest
from PIL import Image

from imagineer_desktop.catalog.changes import NOTHING
from imagineer_desktop.catalog.duplicates import likenesses, open_pairs, unhashed
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.queries import image_rows
from imagineer_desktop.jobs.imports.hashing import BATCH, HashReport, hash_missing
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.media.perceptual import HASHED_SIDE
from imagineer_desktop.media.thumbnail_cache import ThumbnailCache


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
        run(opened[0], "UPDATE images SET perceptual_hash = NULL")
        return opened[0]

    yield make
    for library in opened:
        library.close()


def run(library: Library, statement: str) -> None:
    with library.writing(NOTHING) as session:
        session.connection().exec_driver_sql(statement)


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
    finish(hash_missing(library, cache))
    run(library, "UPDATE images SET perceptual_hash = NULL")
    with library.reading() as session:
        for row in image_rows(session, [1, 2]):
            cache.remove(row.thumbnail_key, HASHED_SIDE)
    for path in (tmp_path / "outputs").iterdir():
        path.unlink()
    assert finish(hash_missing(library, cache)) == HashReport(hashed=3, unreadable=2)
    assert left(library) == 2


def test_a_file_that_was_replaced_is_hashed_as_what_it_is(
    imported: Callable[[int], Library], cache: ThumbnailCache, tmp_path: Path
) -> None:
    library = imported(3)
    draw(tmp_path / "outputs" / "1.png", seed=99, size=96)
    assert finish(hash_missing(library, cache)) == HashReport(hashed=3)
    with library.reading() as session:
        [row] = [row for row in image_rows(session, [1, 2, 3]) if row.filename == "1.png"]
    assert row.width == 96
    assert row.content_hash == hashlib.sha256(Path(row.file_path).read_bytes()).hexdigest()
    assert cache.has(row.thumbnail_key, HASHED_SIDE)


def test_a_file_known_not_to_decode_or_missing_is_not_opened(
    imported: Callable[[int], Library], cache: ThumbnailCache
) -> None:
    library = imported(4)
    run(library, "UPDATE images SET trouble = 'The file is damaged.' WHERE id = 1")
    run(library, "UPDATE images SET missing_since = '2026-01-01' WHERE id = 2")
    assert finish(hash_missing(library, cache)) == HashReport(hashed=2, unreadable=2)


def test_a_file_that_does_not_decode_is_counted_and_the_others_go_on(
    imported: Callable[[int], Library], cache: ThumbnailCache, tmp_path: Path
) -> None:
    library = imported(4)
    run(library, "UPDATE images SET content_hash = NULL")
    (tmp_path / "outputs" / "0.png").write_bytes(b"not a picture")
    (tmp_path / "outputs" / "1.png").unlink()
    assert finish(hash_missing(library, cache)) == HashReport(hashed=2, unreadable=2)


def test_a_damaged_thumbnail_is_made_again(imported: Callable[[int], Library], cache: ThumbnailCache) -> None:
    library = imported(2)
    with library.reading() as session:
        rows = image_rows(session, unhashed(session))
    cache.put(rows[0].thumbnail_key, HASHED_SIDE, b"broken")
    assert finish(hash_missing(library, cache)) == HashReport(hashed=2)
    assert cache.get(rows[0].thumbnail_key, HASHED_SIDE) != b"broken"


@pytest.mark.parametrize("kept", [False, True], ids=["from files", "from thumbnails"])
def test_a_stopped_job_goes_on_where_it_was(
    imported: Callable[[int], Library], cache: ThumbnailCache, kept: bool
) -> None:
    library = imported(BATCH + 20)
    if kept:
        finish(hash_missing(library, cache))
        run(library, "UPDATE images SET perceptual_hash = NULL")
    job = hash_missing(library, cache)
    while next(job).done < BATCH:
        pass
    job.close()
    remaining = left(library)
    assert remaining < BATCH + 20
    assert finish(hash_missing(library, cache)) == HashReport(hashed=remaining)


def test_it_gives_way_to_others_and_keeps_what_it_has(
    imported: Callable[[int], Library], cache: ThumbnailCache
) -> None:
    library = imported(9)
    answers = chain([False] * 5, repeat(True))
    report = finish(hash_missing(library, cache, lambda: next(answers)))
    assert 0 < report.hashed < 9
    assert report == HashReport(hashed=report.hashed, left=9 - report.hashed)
    assert left(library) == report.left


def test_hashing_thumbnails_tells_nobody(imported: Callable[[int], Library], cache: ThumbnailCache) -> None:
    """A gallery has nothing to show anew."""
    library = imported(3)
    finish(hash_missing(library, cache))
    run(library, "UPDATE images SET perceptual_hash = NULL")
    told: list[object] = []
    library.subscribe(told.append)
    assert finish(hash_missing(library, cache)) == HashReport(hashed=3)
    assert told == []
