"""The cache of thumbnails: kept, found again, and no loss when it is gone."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from imagineer_desktop.media.thumbnail_cache import ThumbnailCache

JPEG = b"\xff\xd8 a thumbnail " * 900
OPEN_FILES = Path("/proc/self/fd")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "thumbnails.sqlite"


def test_what_was_put_is_found_again_also_later(file: Path) -> None:
    with ThumbnailCache(file) as cache:
        assert cache.get("a", 256) is None
        cache.put("a", 256, JPEG)
        cache.put("a", 512, b"large")
        cache.put("a", 256, b"newer")
        assert (cache.get("a", 256), cache.get("a", 512), cache.get("b", 256)) == (b"newer", b"large", None)
    with ThumbnailCache(file) as cache:
        assert cache.get("a", 512) == b"large"


def test_the_pages_are_large_and_the_log_is_ahead(file: Path) -> None:
    with ThumbnailCache(file) as cache:
        cache.put("a", 256, JPEG)
        other = sqlite3.connect(file)
        assert other.execute("PRAGMA page_size").fetchone() == (16384,)
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        other.close()


def test_many_threads_at_once(file: Path) -> None:
    missing: list[str] = []

    def work(cache: ThumbnailCache, name: str) -> None:
        for number in range(50):
            cache.put(f"{name}{number}", 256, JPEG)
            if cache.get(f"{name}{number}", 256) != JPEG:
                missing.append(f"{name}{number}")

    with ThumbnailCache(file) as cache:
        threads = [threading.Thread(target=work, args=(cache, name)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert missing == []
        assert all(cache.get(f"{name}49", 256) == JPEG for name in "abcd")


@pytest.mark.parametrize("damage", [b"this is no database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_set_aside(file: Path, damage: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(damage)
    with ThumbnailCache(file) as cache:
        assert cache.get("a", 256) is None
        cache.put("a", 256, JPEG)
        assert cache.get("a", 256) == JPEG
    assert file.with_name(file.name + ".damaged").read_bytes() == damage


def test_a_file_that_is_damaged_while_it_is_open_is_begun_anew(file: Path) -> None:
    with ThumbnailCache(file) as cache:
        for number in range(40):
            cache.put(str(number), 256, JPEG)
    content = bytearray(file.read_bytes())
    content[16384:] = b"\xaa" * (len(content) - 16384)
    file.write_bytes(content)
    with ThumbnailCache(file) as cache:
        assert cache.get("5", 256) is None
        cache.put("5", 256, JPEG)
        assert cache.get("5", 256) == JPEG


def test_a_place_that_cannot_be_written_gives_nothing_and_does_not_raise(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("a file where a folder should be")
    with ThumbnailCache(tmp_path / "occupied" / "thumbnails.sqlite") as cache:
        cache.put("a", 256, JPEG)
        assert cache.get("a", 256) is None


def test_after_closing_nothing_is_found(file: Path) -> None:
    cache = ThumbnailCache(file)
    cache.put("a", 256, JPEG)
    cache.close()
    cache.close()
    assert cache.get("a", 256) is None
    file.unlink()


def test_it_knows_what_it_has_without_reading_it(file: Path) -> None:
    with ThumbnailCache(file) as cache:
        assert not cache.has("a", 256)
        cache.put("a", 256, JPEG)
        assert cache.has("a", 256)
        assert not cache.has("a", 512)
        assert not cache.has("b", 256)
        cache.put("a", 512, JPEG)
        cache.remove("a", 256)
        assert not cache.has("a", 256)
        assert cache.has("a", 512)


def test_what_was_kept_under_another_name_is_found_under_the_new_one(file: Path) -> None:
    with ThumbnailCache(file) as cache:
        cache.put("path", 256, b"made by the grid")
        cache.put("path", 512, b"large")
        cache.put("hash", 256, b"made by the import")
        cache.put("other", 256, b"of another image")
        cache.rename("path", "hash")
        assert cache.get("hash", 256) == b"made by the import", "what is there already stays"
        assert cache.get("hash", 512) == b"large"
        assert not cache.has("path", 256)
        assert not cache.has("path", 512)
        cache.rename("hash", "hash")
        cache.rename("nothing", "hash")
        assert cache.get("hash", 512) == b"large"
        assert cache.get("other", 256) == b"of another image"


def test_what_is_dropped_goes_in_all_sizes(file: Path) -> None:
    with ThumbnailCache(file) as cache:
        for key, side in (("a", 256), ("a", 512), ("b", 256)):
            cache.put(key, side, JPEG)
        cache.drop("a")
        assert [cache.has(*one) for one in (("a", 256), ("a", 512), ("b", 256))] == [False, False, True]


def test_clearing_gives_the_disk_space_back_at_once(file: Path) -> None:
    with ThumbnailCache(file) as cache:
        for number in range(200):
            cache.put(str(number), 256, JPEG)
        held = sum(part.stat().st_size for part in file.parent.iterdir())
        assert held > 200 * len(JPEG)
        assert cache.clear() >= 200 * len(JPEG)
        assert list(file.parent.iterdir()) == []
        assert cache.get("5", 256) is None
        cache.put("5", 256, b"made again")
        assert cache.get("5", 256) == b"made again"


def test_clearing_takes_what_was_set_aside_too(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"this is no database at all")
    with ThumbnailCache(file) as cache:
        cache.put("a", 256, JPEG)
        cache.clear()
        assert list(file.parent.iterdir()) == []


def test_clearing_while_others_use_it_hurts_nobody(file: Path) -> None:
    stop, troubles = threading.Event(), list[BaseException]()

    def work(cache: ThumbnailCache, name: str) -> None:
        number = 0
        try:
            while not stop.is_set():
                cache.put(f"{name}{number % 20}", 256, JPEG)
                assert cache.get(f"{name}{number % 20}", 256) in (JPEG, None)
                number += 1
        except BaseException as error:
            troubles.append(error)
            raise

    with ThumbnailCache(file) as cache:
        threads = [threading.Thread(target=work, args=(cache, name)) for name in "ab"]
        for thread in threads:
            thread.start()
        for _ in range(20):
            while not cache.has("a0", 256):
                assert not troubles
            assert cache.clear() > 0
        stop.set()
        for thread in threads:
            thread.join()
        cache.put("a", 256, JPEG)
        assert cache.get("a", 256) == JPEG
    assert troubles == []


def test_a_closed_cache_is_not_cleared(file: Path) -> None:
    with ThumbnailCache(file) as cache:
        cache.put("a", 256, JPEG)
    assert cache.clear() == 0
    assert file.exists()


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="the open files are only listed on Linux")
def test_a_thread_that_ends_takes_its_connection_along(file: Path) -> None:
    """Every job is a thread: connections that stayed would use up the files a program may open."""
    with ThumbnailCache(file) as cache:
        cache.put("a", 256, JPEG)
        before = len(list(OPEN_FILES.iterdir()))
        for _ in range(10):
            thread = threading.Thread(target=cache.get, args=("a", 256))
            thread.start()
            thread.join()
        assert len(list(OPEN_FILES.iterdir())) < before + 5, "SQLite itself may put off closing one"
