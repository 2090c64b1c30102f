"""Small pictures: sizes, order, memory, troubles and the blur."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPixmap
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.fitting import fitted
from imagineer_desktop.background.shelf import Motif, PixmapShelf
from imagineer_desktop.background.small_pictures import Wish, fulfilled, side_for
from imagineer_desktop.background.thumbnailer import WAITING_LIMIT, Thumbnailer, _Pile
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.media.readers import Reader
from imagineer_desktop.media.thumbnails import ThumbnailCache, make_thumbnail

if TYPE_CHECKING:
    from tests.background.conftest import Heartbeat

Make = Callable[..., ImageRow]
BOX = QSize(152, 152)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ThumbnailCache]:
    cache = ThumbnailCache(tmp_path / "thumbnails.db")
    yield cache
    cache.close()


@pytest.fixture
def thumbnailer(qtbot: QtBot, cache: ThumbnailCache) -> Iterator[Thumbnailer]:
    thumbnailer = Thumbnailer(cache)
    yield thumbnailer
    thumbnailer.close()


@pytest.fixture
def endangered(
    qtbot: QtBot, cache: ThumbnailCache, hostile_readers: Callable[[], Reader]
) -> Iterator[Thumbnailer]:
    """A thumbnailer whose readers hang and die."""
    thumbnailer = Thumbnailer(cache, readers=hostile_readers)
    yield thumbnailer
    thumbnailer.close()


def loaded(
    qtbot: QtBot, thumbnailer: Thumbnailer, row: ImageRow, box: QSize = BOX, blurred: bool = False
) -> QPixmap | None:
    if thumbnailer.picture(row, box, blurred) is None:
        with qtbot.waitSignal(thumbnailer.arrived, check_params_cb=lambda image_id: image_id == row.id):
            pass
    return thumbnailer.picture(row, box, blurred)


@pytest.mark.parametrize(
    ("size", "box", "expected"),
    [
        ((1000, 500), (152, 152), (152, 76)),
        ((500, 1000), (152, 152), (76, 152)),
        ((100, 50), (152, 152), (100, 50)),
        ((10000, 3), (100, 100), (100, 1)),
        ((152, 152), (152, 152), (152, 152)),
    ],
)
def test_fitting(size: tuple[int, int], box: tuple[int, int], expected: tuple[int, int]) -> None:
    assert fitted(*size, *box) == expected


@pytest.mark.parametrize(("box", "side"), [(100, 256), (256, 256), (257, 512), (700, 1024), (4000, 1024)])
def test_the_smallest_sufficient_side_is_taken(box: int, side: int) -> None:
    assert side_for((box, box // 2)) == side


def test_a_picture_fits_its_box_exactly(qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make) -> None:
    row = picture_row(1)
    assert thumbnailer.picture(row, BOX) is None
    picture = loaded(qtbot, thumbnailer, row)
    assert picture is not None
    assert picture.size() == QSize(152, 76)
    image = picture.toImage()
    assert image.pixelColor(5, 5).red() > 150
    assert image.pixelColor(146, 70).blue() > 150


def test_a_small_picture_is_not_enlarged(qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make) -> None:
    picture = loaded(qtbot, thumbnailer, picture_row(1, 40, 20))
    assert picture is not None
    assert picture.size() == QSize(40, 20)


def test_a_large_box_is_filled(qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make) -> None:
    picture = loaded(qtbot, thumbnailer, picture_row(1, 3000, 1500), QSize(736, 736))
    assert picture is not None
    assert picture.size() == QSize(736, 368)


def test_unknown_and_wrong_sizes_give_way_to_the_picture(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make
) -> None:
    unknown = replace(picture_row(1), width=None, height=None)
    turned = replace(picture_row(2), width=300, height=600)
    for row in (unknown, turned):
        picture = loaded(qtbot, thumbnailer, row)
        assert picture is not None
        assert picture.size() == QSize(152, 76)


def test_it_is_kept_in_the_cache_by_content(
    qtbot: QtBot, thumbnailer: Thumbnailer, cache: ThumbnailCache, picture_row: Make
) -> None:
    row = replace(picture_row(1), content_hash="abc")
    loaded(qtbot, thumbnailer, row)
    assert cache.get("abc", 256) is not None


def test_a_missing_file_shows_what_the_cache_has(
    qtbot: QtBot, thumbnailer: Thumbnailer, cache: ThumbnailCache, picture_row: Make
) -> None:
    row = replace(picture_row(1), missing=True)
    cache.put(row.thumbnail_key, 512, make_thumbnail(Path(row.file_path), 512))
    Path(row.file_path).unlink()
    assert loaded(qtbot, thumbnailer, row) is not None


def test_a_missing_file_without_a_thumbnail_is_no_trouble(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make
) -> None:
    row = replace(picture_row(1), missing=True)
    assert loaded(qtbot, thumbnailer, row) is None
    assert thumbnailer.trouble(row.id) is None
    with qtbot.assertNotEmitted(thumbnailer.arrived, wait=100):
        assert thumbnailer.picture(row, BOX) is None
    assert loaded(qtbot, thumbnailer, replace(row, missing=False)) is not None


def test_an_unreadable_file_says_why_once(qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make) -> None:
    row = picture_row(1)
    Path(row.file_path).write_bytes(b"not a picture")
    assert loaded(qtbot, thumbnailer, row) is None
    assert thumbnailer.trouble(row.id)
    with qtbot.assertNotEmitted(thumbnailer.arrived, wait=100):
        thumbnailer.picture(row, BOX)
    picture_row(1)
    thumbnailer.try_again()
    assert loaded(qtbot, thumbnailer, row) is not None
    assert thumbnailer.trouble(row.id) is None


@pytest.mark.qt_log_ignore("JPEG")
def test_a_damaged_thumbnail_is_made_again(
    qtbot: QtBot, thumbnailer: Thumbnailer, cache: ThumbnailCache, picture_row: Make
) -> None:
    row = picture_row(1)
    cache.put(row.thumbnail_key, 256, b"\xff\xd8 broken")
    assert loaded(qtbot, thumbnailer, row) is not None
    assert len(cache.get(row.thumbnail_key, 256) or b"") > 100


def test_nothing_of_a_blurred_picture_can_be_recognized(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make
) -> None:
    row = picture_row(1, 600, 600)
    sharp, blurred = loaded(qtbot, thumbnailer, row), loaded(qtbot, thumbnailer, row, blurred=True)
    assert sharp is not None
    assert blurred is not None
    assert blurred.size() == sharp.size()
    assert widest_step(blurred) < 30 < widest_step(sharp)


def widest_step(pixmap: QPixmap) -> int:
    """The largest difference of red between neighbors in one line of pixels."""
    image = pixmap.toImage()
    line = [QColor(image.pixel(x, 70)).red() for x in range(image.width())]
    return max(abs(left - right) for left, right in pairwise(line))


def test_another_size_stands_in_while_the_right_one_comes(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make
) -> None:
    row = picture_row(1)
    assert thumbnailer.stand_in(row) is None
    first = loaded(qtbot, thumbnailer, row)
    assert first is not None
    assert thumbnailer.picture(row, QSize(100, 100)) is None
    stand_in = thumbnailer.stand_in(row)
    assert stand_in is not None
    assert stand_in.cacheKey() == first.cacheKey()
    assert thumbnailer.stand_in(row, blurred=True) is None, "never the open picture for a hidden one"


def test_what_was_asked_for_last_comes_first(picture_row: Make) -> None:
    pile, row = _Pile(), picture_row(1)
    wishes = [Wish(replace(row, id=number), (10, 10), False) for number in range(WAITING_LIMIT + 5)]
    for wish in wishes:
        pile.put(wish)
    pile.put(wishes[100])
    taken = [pile.take() for _ in range(WAITING_LIMIT)]
    assert taken[:2] == [wishes[100], wishes[-1]]
    assert taken[-1] == wishes[5], "the oldest were dropped"


def test_a_wish_at_work_is_not_put_again(picture_row: Make) -> None:
    pile = _Pile()
    wish, other = (Wish(picture_row(number), (10, 10), False) for number in (1, 2))
    pile.put(wish)
    assert pile.take() == wish
    pile.put(wish)
    pile.put(other)
    assert pile.take() == other
    known = Wish(replace(wish.row, content_hash="abc"), wish.box, False)
    pile.put(known)
    pile.done(wish)
    pile.put(known)
    assert pile.take() == known, "not while the same picture is being made under another name"
    pile.close()
    assert pile.take() is None


def test_our_own_fault_is_reported_and_the_worker_goes_on(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make
) -> None:
    broken = replace(picture_row(1), file_path="\0")
    reader = Reader()
    outcome = fulfilled(Wish(broken, (10, 10), False), ThumbnailCache(Path("/nowhere/at/all")), reader)
    reader.close()
    assert outcome.image is None
    assert outcome.reason or outcome.error
    assert loaded(qtbot, thumbnailer, picture_row(2)) is not None


def test_a_file_known_not_to_decode_is_not_opened_and_says_so_at_once(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make
) -> None:
    row = replace(picture_row(1), trouble="The file is damaged.")
    assert thumbnailer.picture(row, BOX) is None
    assert thumbnailer.trouble(row.id) == "The file is damaged."
    assert loaded(qtbot, thumbnailer, row) is None, "although it could be decoded"
    assert thumbnailer.trouble(row.id) == "The file is damaged."
    with qtbot.assertNotEmitted(thumbnailer.arrived, wait=100):
        thumbnailer.picture(row, BOX)
    mended = replace(row, trouble=None)
    assert loaded(qtbot, thumbnailer, mended) is not None
    assert thumbnailer.trouble(row.id) is None


def test_a_file_known_not_to_decode_shows_what_the_cache_has(
    qtbot: QtBot, thumbnailer: Thumbnailer, cache: ThumbnailCache, picture_row: Make
) -> None:
    row = replace(picture_row(1), trouble="The file is damaged.")
    cache.put(row.thumbnail_key, 512, make_thumbnail(Path(row.file_path), 512))
    assert loaded(qtbot, thumbnailer, row) is not None
    assert thumbnailer.trouble(row.id) == "The file is damaged."


def test_one_image_is_tried_again_in_spite_of_what_is_known(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make
) -> None:
    row = replace(picture_row(1), trouble="Reading the file took too long and was given up.")
    assert loaded(qtbot, thumbnailer, row) is None
    thumbnailer.try_again()
    assert loaded(qtbot, thumbnailer, row) is None, "it was not named"
    with qtbot.waitSignal(thumbnailer.arrived) as asked:
        thumbnailer.try_again(row.id)
    assert asked.args == [row.id]
    assert loaded(qtbot, thumbnailer, row) is not None
    assert thumbnailer.trouble(row.id) is None


def test_whoever_shows_a_trouble_is_told_to_ask_again(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make
) -> None:
    rows = [picture_row(number) for number in (1, 2)]
    for row in rows:
        Path(row.file_path).write_bytes(b"not a picture")
        loaded(qtbot, thumbnailer, row)
    asked: list[int] = []
    thumbnailer.arrived.connect(asked.append)
    thumbnailer.try_again()
    assert sorted(asked) == [1, 2]


def test_an_image_whose_content_gets_known_neither_flickers_nor_is_decoded_again(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make
) -> None:
    large = QSize(400, 400)
    row = picture_row(1)
    row = replace(row, file_mtime_ns=Path(row.file_path).stat().st_mtime_ns)
    shown = loaded(qtbot, thumbnailer, row, large)
    assert shown is not None
    Path(row.file_path).unlink()
    known = replace(row, content_hash="abc")
    assert thumbnailer.picture(known, large) is None
    stand_in = thumbnailer.stand_in(known)
    assert stand_in is not None
    assert stand_in.cacheKey() == shown.cacheKey()
    assert thumbnailer.stand_in(known, blurred=True) is None, "never the open picture for a hidden one"
    assert loaded(qtbot, thumbnailer, known, large) is not None, "there is no file to make it from"


def test_a_replaced_picture_stands_in_until_the_new_one_is_there(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make
) -> None:
    row = replace(picture_row(1), content_hash="old", file_mtime_ns=17)
    old = loaded(qtbot, thumbnailer, row)
    assert old is not None
    new = replace(picture_row(1, 300, 300), content_hash="new", file_mtime_ns=18)
    stand_in = thumbnailer.stand_in(new)
    assert stand_in is not None
    assert stand_in.cacheKey() == old.cacheKey()
    assert loaded(qtbot, thumbnailer, new) is not None
    assert thumbnailer.stand_in(new) is not None
    assert thumbnailer.stand_in(new).cacheKey() != old.cacheKey()  # type: ignore[union-attr]


def test_a_replaced_picture_stands_in_no_longer_when_the_new_one_does_not_decode(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make
) -> None:
    row = replace(picture_row(1), content_hash="old")
    assert loaded(qtbot, thumbnailer, row) is not None
    Path(row.file_path).write_bytes(b"not a picture")
    new = replace(row, content_hash="new")
    assert loaded(qtbot, thumbnailer, new) is None
    assert thumbnailer.stand_in(new) is None


def test_what_has_another_size_than_the_library_knows_is_not_kept_as_its_content(
    qtbot: QtBot, thumbnailer: Thumbnailer, cache: ThumbnailCache, picture_row: Make
) -> None:
    row = replace(picture_row(1), content_hash="abc", file_size=1)
    assert loaded(qtbot, thumbnailer, row) is not None
    assert not cache.has("abc", 256)


def test_a_file_of_the_same_size_that_was_written_to_is_not_kept_as_its_content(
    qtbot: QtBot, thumbnailer: Thumbnailer, cache: ThumbnailCache, picture_row: Make
) -> None:
    row = picture_row(1)
    status = Path(row.file_path).stat()
    row = replace(row, content_hash="abc", file_size=status.st_size, file_mtime_ns=status.st_mtime_ns)
    os.utime(row.file_path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert loaded(qtbot, thumbnailer, row) is not None
    assert not cache.has("abc", 256), "another image with this content would be shown so"
    os.utime(row.file_path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert loaded(qtbot, thumbnailer, replace(row, id=2), QSize(400, 400)) is not None
    assert cache.has("abc", 512)


def test_a_file_that_kills_its_reader_is_not_tried_again_by_itself_and_others_go_on(
    qtbot: QtBot, endangered: Thumbnailer, picture_row: Make
) -> None:
    row = picture_row(1, name="deadly.png")
    assert loaded(qtbot, endangered, row) is None
    assert "stopped the program" in (endangered.trouble(row.id) or "")
    for box in (BOX, QSize(700, 700)):
        with qtbot.assertNotEmitted(endangered.arrived, wait=100):
            endangered.picture(row, box)
    assert loaded(qtbot, endangered, picture_row(2)) is not None
    with qtbot.waitSignal(endangered.arrived):
        endangered.try_again()
    assert endangered.trouble(row.id) is None
    assert loaded(qtbot, endangered, row) is None
    assert endangered.trouble(row.id)


def test_closing_waits_for_no_file(qtbot: QtBot, endangered: Thumbnailer, picture_row: Make) -> None:
    for number in range(3):
        endangered.picture(picture_row(number, name=f"endless{number}.png"), BOX)
    qtbot.waitUntil(lambda: len(endangered._pile._at_work) == 2)
    with qtbot.assertNotEmitted(endangered.arrived, wait=400):
        pass
    begun = time.perf_counter()
    endangered.close()
    assert time.perf_counter() - begun < 0.3


def test_the_window_goes_on_while_thumbnails_are_made(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make, heartbeat: Heartbeat
) -> None:
    source = picture_row(1, 1000, 1000)
    rows = [replace(source, id=number, content_hash=str(number)) for number in range(200)]
    arrived: set[int] = set()
    thumbnailer.arrived.connect(arrived.add)
    heartbeat.start()
    for row in rows:
        thumbnailer.picture(row, BOX)
    qtbot.waitUntil(lambda: len(arrived) == len(rows), timeout=60_000)
    heartbeat.stop()
    assert all(thumbnailer.picture(row, BOX) for row in rows)
    assert heartbeat.longest < 0.5


def test_memory_is_bounded_and_the_least_used_leaves_first(qtbot: QtBot) -> None:
    shelf, box = PixmapShelf(limit=3 * 100 * 100 * 4), (100, 100)
    motifs = [Motif(str(number), False) for number in range(4)]
    for number, motif in enumerate(motifs[:3]):
        shelf.put(motif, box, QPixmap(100, 100), number)
    assert shelf.take(motifs[0], box) is not None
    shelf.put(motifs[3], box, QPixmap(100, 100), 3)
    assert shelf.bytes == 3 * 100 * 100 * 4
    assert shelf.take(motifs[1], box) is None
    assert shelf.any_size(motifs[1]) is None
    assert shelf.last_of(1, blurred=False) is None
    assert shelf.take(motifs[0], box) is not None
    shelf.put(motifs[0], box, QPixmap(50, 50), 0)
    assert shelf.bytes == (2 * 100 * 100 + 50 * 50) * 4
    shelf.clear()
    assert shelf.bytes == 0


def test_the_last_picture_of_an_image_is_found_whatever_its_content_was_called(qtbot: QtBot) -> None:
    shelf, box = PixmapShelf(limit=10**6), (10, 10)
    path, content, hidden = Motif("path", False), Motif("content", False), Motif("content", True)
    shelf.put(path, box, QPixmap(10, 10), 1)
    shelf.put(content, box, QPixmap(20, 20), 1)
    shelf.put(content, box, QPixmap(30, 30), 2)
    assert shelf.take(path, box) is not None
    for image_id in (1, 2):
        last = shelf.last_of(image_id, blurred=False)
        assert last is not None
        assert last.width() == 30, "copies share one"
        assert shelf.last_of(image_id, blurred=True) is None
    shelf.put(hidden, box, QPixmap(40, 40), 1)
    shelf.forget(1)
    assert shelf.last_of(1, blurred=False) is None
    assert shelf.last_of(1, blurred=True) is None
    assert shelf.last_of(2, blurred=False) is not None
