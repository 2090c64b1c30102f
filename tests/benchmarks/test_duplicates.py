"""Duplicates among 100,000 images, and what one hash costs beside its thumbnail."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytest_benchmark.fixture import BenchmarkFixture

from imagineer_desktop.catalog.banding import neighbors
from imagineer_desktop.catalog.changes import NOTHING
from imagineer_desktop.catalog.duplicates import Likenesses, likenesses, open_pairs, store_hashes
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.media.perceptual import hash_of_thumbnail
from imagineer_desktop.media.thumbnails import make_thumbnail

IMAGES = 100_000
COPIES = 5_000
ABOUT_A_SECOND = 1.0
"""Seconds of one core."""


def flipped(chance: random.Random, number: int, bits: int) -> int:
    for bit in chance.sample(range(64), bits):
        number ^= 1 << bit
    return number


def scattered() -> list[int]:
    """Hashes of pictures that have nothing to do with each other, and of near copies of some."""
    chance = random.Random(1)
    hashes = [chance.getrandbits(64) for _ in range(IMAGES - COPIES)]
    return hashes + [flipped(chance, hashes[at], chance.randint(0, 3)) for at in range(COPIES)]


def batches() -> list[int]:
    """A thousand batches of a hundred pictures, each within eight bits of what its batch has in common."""
    chance = random.Random(2)
    shared = [chance.getrandbits(64) for _ in range(1000)]
    return [flipped(chance, one, chance.randint(0, 8)) for one in shared for _ in range(100)]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = open_library(tmp_path_factory.mktemp("many") / "library.db")
    with library.writing(NOTHING) as session:
        session.connection().exec_driver_sql(
            "INSERT INTO images (filename, file_path, prompt, content_hash) WITH RECURSIVE n(i) AS "
            "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "SELECT i || '.png', '/' || i || '.png', printf('%.*c', 600, 'x'), "
            "printf('%064x', i % 99000) FROM n",
            (IMAGES,),
        )
        rows = [(at, f"{at % 99000:064x}", value) for at, value in enumerate(scattered(), start=1)]
        store_hashes(session, rows)
    yield library
    library.close()


@pytest.mark.parametrize("make", [scattered, batches])
def test_banding_100_000_hashes(benchmark: BenchmarkFixture, make: Callable[[], list[int]]) -> None:
    hashes = list(dict.fromkeys(make()))
    started = time.process_time()
    found = sum(1 for _ in neighbors(hashes))
    assert time.process_time() - started < ABOUT_A_SECOND
    assert benchmark(lambda: sum(1 for _ in neighbors(hashes))) == found >= COPIES * 0.7


def test_comparing_a_library_of_100_000(benchmark: BenchmarkFixture, library: Library) -> None:
    def compare() -> int:
        with library.reading() as session:
            return len(open_pairs(session, likenesses(session)))

    assert benchmark(compare) >= COPIES


def test_what_is_left_after_a_decision(benchmark: BenchmarkFixture, library: Library) -> None:
    with library.reading() as session:
        alike: Likenesses = likenesses(session)

    def left() -> int:
        with library.reading() as session:
            return len(open_pairs(session, alike))

    assert benchmark(left) >= COPIES


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("picture") / "noise.png"
    noise = Image.effect_noise((128, 128), 90).resize((1024, 1024), Image.Resampling.BICUBIC)
    noise.convert("RGB").save(path)
    return path


def test_one_hash(benchmark: BenchmarkFixture, picture: Path) -> None:
    thumbnail = make_thumbnail(picture)
    assert benchmark(hash_of_thumbnail, thumbnail)


def test_one_thumbnail_to_compare_with(benchmark: BenchmarkFixture, picture: Path) -> None:
    assert benchmark(make_thumbnail, picture)
