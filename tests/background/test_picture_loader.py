"""Decoding full pictures: order, memory, troubles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.picture_loader import MAX_PICTURES, PictureLoader, decode
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.media.errors import MediaError

MakeRow = Callable[[int, tuple[int, int]], ImageRow]


@pytest.fixture
def loader(qapp: QApplication) -> Iterator[PictureLoader]:
    loader = PictureLoader()
    yield loader
    loader.close()


@pytest.fixture
def make_row(tmp_path: Path) -> MakeRow:
    def make(image_id: int, size: tuple[int, int] = (60, 40)) -> ImageRow:
        path = tmp_path / f"{image_id}.png"
        Image.new("RGB", size, (image_id, 100, 200)).save(path)
        return ImageRow(image_id, path.name, str(path), *size, content_hash=str(image_id))

    return make


def test_pixels_and_halves(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    Image.new("RGB", (1100, 301), (10, 20, 30)).save(path)
    picture = decode(path)
    assert [(level.width(), level.height()) for level in picture.levels] == [
        (1100, 301),
        (550, 151),
        (275, 76),
    ]
    assert {level.pixelColor(20, 20).getRgb() for level in picture.levels} == {(10, 20, 30, 255)}
    assert picture.level_for(400).width() == 550
    assert picture.level_for(550).width() == 550
    assert picture.level_for(5000).width() == 1100


def test_transparency_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "glass.png"
    Image.new("RGBA", (20, 20), (200, 100, 50, 128)).save(path)
    color = decode(path).levels[0].pixelColor(5, 5)
    assert color.alpha() == 128
    assert color.red() == pytest.approx(200, abs=2)


def test_turned_as_its_file_says(tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (80, 40)).save(path, exif=exif)
    assert (decode(path).size.width(), decode(path).size.height()) == (40, 80)


def test_too_many_pixels_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("RGB", (200, 200)).save(path)
    with pytest.raises(MediaError, match="too large"):
        decode(path, max_pixels=39_999)


def test_what_is_wanted_arrives(qtbot: QtBot, loader: PictureLoader, make_row: MakeRow) -> None:
    rows = [make_row(1, (60, 40)), make_row(2, (50, 30))]
    assert loader.picture(rows[0]) is None
    with qtbot.waitSignals([loader.loaded, loader.loaded]):
        loader.want(rows)
    picture = loader.picture(rows[1])
    assert picture is not None
    assert picture.size.width() == 50
    assert picture.levels[0].pixelColor(1, 1).getRgb() == (2, 100, 200, 255)


def test_wishes_that_were_dropped_do_not_arrive(
    qtbot: QtBot, loader: PictureLoader, make_row: MakeRow
) -> None:
    rows = [make_row(number, (60, 40)) for number in range(1, 41)]
    arrived: list[int] = []
    loader.loaded.connect(arrived.append)
    loader.want(rows[:39])
    with qtbot.waitSignal(loader.loaded, check_params_cb=lambda image_id: image_id == 40):
        loader.want(rows[39:])
    assert arrived == [40]
    assert loader.picture(rows[0]) is None


def test_a_damaged_file_says_why_until_it_is_forgotten(
    qtbot: QtBot, loader: PictureLoader, make_row: MakeRow
) -> None:
    row = make_row(1, (60, 40))
    whole = Path(row.file_path).read_bytes()
    Path(row.file_path).write_bytes(whole[:60])
    with qtbot.waitSignal(loader.failed) as failed:
        loader.want([row])
    assert failed.args == [1, loader.trouble(row)]
    assert loader.trouble(row)
    Path(row.file_path).write_bytes(whole)
    loader.forget(1)
    with qtbot.waitSignal(loader.loaded):
        loader.want([row])
    assert loader.trouble(row) is None


def test_a_file_that_is_gone_is_no_crash(qtbot: QtBot, loader: PictureLoader, tmp_path: Path) -> None:
    with qtbot.waitSignal(loader.failed):
        loader.want([ImageRow(7, "gone.png", str(tmp_path / "gone.png"))])


def test_memory_is_bounded_and_the_wanted_one_stays(
    qtbot: QtBot, qapp: QApplication, make_row: MakeRow
) -> None:
    loader = PictureLoader(max_bytes=2 * 60 * 40 * 4)
    rows = [make_row(number, (60, 40)) for number in range(1, 5)]
    for row in rows:
        with qtbot.waitSignal(loader.loaded):
            loader.want([row])
    assert [loader.picture(row) is not None for row in rows] == [False, False, True, True]
    large = make_row(9, (600, 400))
    with qtbot.waitSignal(loader.loaded):
        loader.want([large])
    assert loader.picture(large) is not None
    assert loader.picture(rows[3]) is None
    loader.close()


def test_few_pictures_are_kept_however_small(qtbot: QtBot, loader: PictureLoader, make_row: MakeRow) -> None:
    rows = [make_row(number, (4, 4)) for number in range(1, MAX_PICTURES + 3)]
    for row in rows:
        with qtbot.waitSignal(loader.loaded):
            loader.want([row])
    assert sum(loader.picture(row) is not None for row in rows) == MAX_PICTURES
