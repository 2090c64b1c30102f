"""Small pictures: sizes, order, memory, troubles and the blur."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPixmap
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.fitting import fitted
from imagineer_desktop.background.shelf import Motif, PixmapShelf
from imagineer_desktop.background.small_pictures import Wish, fulfilled, side_for
from imagineer_desktop.background.thumbnailer import WAITING_LIMIT, Thumbnailer, _Pile
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.media.thumbnails import ThumbnailCache, make_thumbnail

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
    pile.done(wish)
    pile.put(wish)
    assert pile.take() == wish
    pile.close()
    assert pile.take() is None


def test_our_own_fault_is_reported_and_the_worker_goes_on(
    qtbot: QtBot, thumbnailer: Thumbnailer, picture_row: Make
) -> None:
    broken = replace(picture_row(1), file_path="\0")
    outcome = fulfilled(Wish(broken, (10, 10), False), ThumbnailCache(Path("/nowhere/at/all")))
    assert outcome.image is None
    assert outcome.reason or outcome.error
    assert loaded(qtbot, thumbnailer, picture_row(2)) is not None


def test_memory_is_bounded_and_the_least_used_leaves_first(qtbot: QtBot) -> None:
    shelf, box = PixmapShelf(limit=3 * 100 * 100 * 4), (100, 100)
    motifs = [Motif(str(number), False) for number in range(4)]
    for motif in motifs[:3]:
        shelf.put(motif, box, QPixmap(100, 100))
    assert shelf.take(motifs[0], box) is not None
    shelf.put(motifs[3], box, QPixmap(100, 100))
    assert shelf.bytes == 3 * 100 * 100 * 4
    assert shelf.take(motifs[1], box) is None
    assert shelf.any_size(motifs[1]) is None
    assert shelf.take(motifs[0], box) is not None
    shelf.put(motifs[0], box, QPixmap(50, 50))
    assert shelf.bytes == (2 * 100 * 100 + 50 * 50) * 4
    shelf.clear()
    assert shelf.bytes == 0
