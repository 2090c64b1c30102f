"""Decoding full pictures: order, memory, troubles."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.picture_loader import MAX_PICTURES, PictureLoader, decode
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.readers import Reader

if TYPE_CHECKING:
    from tests.background.conftest import Heartbeat

MakeRow = Callable[[int, tuple[int, int]], ImageRow]


@pytest.fixture
def loader(qapp: QApplication) -> Iterator[PictureLoader]:
    loader = PictureLoader()
    yield loader
    loader.close()


@pytest.fixture
def endangered(qapp: QApplication, hostile_readers: Callable[[], Reader]) -> Iterator[PictureLoader]:
    """A loader whose readers hang and die."""
    loader = PictureLoader(readers=hostile_readers)
    yield loader
    loader.close()


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


@pytest.fixture
def make_row(tmp_path: Path) -> MakeRow:
    def make(image_id: int, size: tuple[int, int] = (60, 40)) -> ImageRow:
        path = tmp_path / f"{image_id}.png"
        Image.new("RGB", size, (image_id, 100, 200)).save(path)
        return ImageRow(image_id, path.name, str(path), *size, content_hash=str(image_id))

    return make


def test_pixels_and_halves(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    Image.new("RGB", (1100, 301), (10, 20, 30)).save(path)
    picture = decode(path, reader)
    assert [(level.width(), level.height()) for level in picture.levels] == [
        (1100, 301),
        (550, 151),
        (275, 76),
    ]
    assert {level.pixelColor(20, 20).getRgb() for level in picture.levels} == {(10, 20, 30, 255)}
    assert picture.level_for(400).width() == 550
    assert picture.level_for(550).width() == 550
    assert picture.level_for(5000).width() == 1100


def test_transparency_is_kept(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "glass.png"
    Image.new("RGBA", (20, 20), (200, 100, 50, 128)).save(path)
    color = decode(path, reader).levels[0].pixelColor(5, 5)
    assert color.alpha() == 128
    for part, wanted in ((color.red(), 200), (color.green(), 100), (color.blue(), 50)):
        assert part == pytest.approx(wanted, abs=2)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("size", [(1024, 700), (1023, 701), (513, 5000)])
def test_halves_are_the_means_of_their_pixels(
    reader: Reader, tmp_path: Path, size: tuple[int, int], mode: str
) -> None:
    """Also where a strip of lines ends, and where a line or a column has no other to go with."""
    path = tmp_path / "slope.png"
    slope = Image.linear_gradient("L").resize(size)
    Image.merge("RGB", (slope, slope.transpose(Image.Transpose.ROTATE_180), slope)).convert(mode).save(path)
    picture = decode(path, reader)
    whole, half = picture.levels[:2]
    assert (half.width(), half.height()) == ((size[0] + 1) // 2, (size[1] + 1) // 2)
    for place in range(5, half.height() - 5, 37):
        there, here = whole.pixelColor(10, place * 2), half.pixelColor(5, place)
        assert here.red() == pytest.approx(there.red(), abs=2)
        assert here.green() == pytest.approx(there.green(), abs=2)


def test_what_is_see_through_leaves_no_fringe(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "fringe.png"
    glass = Image.new("RGBA", (600, 600), (255, 0, 0, 0))
    for column in range(1, 600, 2):
        glass.paste((0, 0, 255, 255), (column, 0, column + 1, 600))
    glass.save(path)
    half = decode(path, reader).levels[1].pixelColor(50, 50)
    assert half.alpha() == pytest.approx(128, abs=1)
    assert (half.red(), half.blue()) == (0, 255)


def test_turned_as_its_file_says(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (80, 40)).save(path, exif=exif)
    size = decode(path, reader).size
    assert (size.width(), size.height()) == (40, 80)


def test_too_many_pixels_are_refused(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("RGB", (200, 200)).save(path)
    with pytest.raises(MediaError, match="too large"):
        decode(path, reader, max_pixels=39_999)


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


def test_a_file_known_not_to_decode_is_not_opened(
    qtbot: QtBot, loader: PictureLoader, make_row: MakeRow
) -> None:
    row = replace(make_row(1, (60, 40)), trouble="The file is damaged.")
    assert loader.trouble(row) == "The file is damaged."
    with qtbot.assertNotEmitted(loader.loaded, wait=200):
        loader.want([row])
    with qtbot.waitSignal(loader.loaded):
        loader.want([replace(row, trouble=None)])


def test_a_file_known_not_to_decode_is_tried_when_it_was_asked_for(
    qtbot: QtBot, loader: PictureLoader, make_row: MakeRow
) -> None:
    row = replace(make_row(1, (60, 40)), trouble="Reading the file took too long and was given up.")
    loader.forget(row.id)
    with qtbot.waitSignal(loader.loaded):
        loader.want([row])
    assert loader.trouble(row) is None


def test_a_content_that_gets_known_is_not_decoded_again(
    qtbot: QtBot, loader: PictureLoader, make_row: MakeRow
) -> None:
    row = replace(make_row(1, (60, 40)), content_hash=None, file_mtime_ns=17)
    with qtbot.waitSignal(loader.loaded):
        loader.want([row])
    assert loader.picture(replace(row, content_hash="abc")) is not None
    assert loader.picture(replace(row, content_hash="abc", file_mtime_ns=18)) is None


def test_a_file_that_kills_its_reader_is_given_up_until_it_is_forgotten(
    qtbot: QtBot, endangered: PictureLoader, make_row: MakeRow
) -> None:
    row = make_row(1, (60, 40))
    deadly = replace(row, file_path=str(Path(row.file_path).rename(Path(row.file_path).with_name("deadly"))))
    with qtbot.waitSignal(endangered.failed):
        endangered.want([deadly])
    assert "stopped the program" in (endangered.trouble(deadly) or "")
    with qtbot.assertNotEmitted(endangered.failed, wait=200):
        endangered.want([deadly])
    endangered.forget(deadly.id)
    with qtbot.waitSignal(endangered.failed):
        endangered.want([deadly])
    with qtbot.waitSignal(endangered.loaded):
        endangered.want([make_row(2, (60, 40))])


def test_closing_waits_for_no_picture(qtbot: QtBot, endangered: PictureLoader, make_row: MakeRow) -> None:
    sound = make_row(1, (60, 40))
    endless = Path(sound.file_path).with_name("endless")
    endless.touch()
    with qtbot.waitSignal(endangered.loaded):
        endangered.want([replace(sound, id=2, file_path=str(endless)), sound])
    with qtbot.assertNotEmitted(endangered.failed, wait=100):
        endangered.want([replace(sound, id=number, file_path=str(endless)) for number in (3, 4)])
    begun = time.perf_counter()
    endangered.close()
    assert time.perf_counter() - begun < 0.3


def test_the_window_goes_on_while_large_pictures_are_loaded(
    qtbot: QtBot, loader: PictureLoader, make_row: MakeRow, heartbeat: Heartbeat
) -> None:
    rows = [make_row(number, (4000, 3000)) for number in (1, 2)]
    heartbeat.start()
    with qtbot.waitSignals([loader.loaded, loader.loaded], timeout=30_000):
        loader.want(rows)
    heartbeat.stop()
    assert heartbeat.longest < 0.5
