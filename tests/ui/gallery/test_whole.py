"""The grid over a real library, with real threads and files; and a grid that is treated roughly."""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from sqlalchemy import create_engine, update

from imagineer_desktop.background.questions import Questions
from imagineer_desktop.background.relay import ChangeRelay
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.changes import EVERYTHING, Changes
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.rows import ImageFilter, SortKey
from imagineer_desktop.catalog.schema import Base, Image
from imagineer_desktop.media.thumbnails import ThumbnailCache
from imagineer_desktop.models.gallery import GalleryModel
from imagineer_desktop.models.image_list import ImageList
from imagineer_desktop.models.selection import selected_count, selected_ids
from imagineer_desktop.ui.gallery.grid import GalleryGrid
from imagineer_desktop.ui.theme.look import Look

BY_NAME = ImageFilter(sort=SortKey.NAME, descending=False)
Key = Qt.Key


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Thirty pictures, each of its own red; number 3 is NSFW with a white middle, number 4 is damaged."""
    path = tmp_path / "library.db"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    library = Library(path)
    with library.writing(EVERYTHING) as session:
        for number in range(30):
            file = tmp_path / f"{number:02}.png"
            picture = Pillow.new("RGB", (600, 400), (100 + 5 * number, 0, 0))
            if number == 3:
                picture.paste((255, 255, 255), (296, 0, 304, 400))
            picture.save(file)
            session.add(
                Image(
                    id=number + 1,
                    filename=file.name,
                    file_path=str(file),
                    width=600,
                    height=400,
                    is_nsfw=number == 3,
                )
            )
    (tmp_path / "04.png").write_bytes(b"not a picture")
    yield library
    library.close()


@pytest.fixture
def model(qtbot: QtBot, library: Library, tmp_path: Path) -> Iterator[GalleryModel]:
    questions, cache = Questions(), ThumbnailCache(tmp_path / "thumbnails.db")
    thumbnailer, relay = Thumbnailer(cache), ChangeRelay(library)
    model = GalleryModel(library, questions, thumbnailer)
    relay.changed.connect(model.take)
    yield model
    relay.close()
    questions.close()
    thumbnailer.close()
    cache.close()


def color(grid: GalleryGrid, row: int, move: QPoint | None = None) -> QColor:
    place = grid.visualRect(grid.images.index(row)).topLeft() + QPoint(84, 84) + (move or QPoint())
    return grid.viewport().grab().toImage().pixelColor(place)


def test_pictures_come_and_changes_are_seen(
    qtbot: QtBot,
    make_grid: Callable[[ImageList], GalleryGrid],
    model: GalleryModel,
    library: Library,
    look: Look,
) -> None:
    grid = make_grid(model)
    with qtbot.waitSignal(model.answered):
        model.ask(BY_NAME)
    for row in (0, 7, 23):
        qtbot.waitUntil(lambda row=row: abs(color(grid, row).red() - 100 - 5 * row) < 4)  # type: ignore[misc]
    assert color(grid, 3, QPoint(0, -30)).green() < 90, "the white line can't be seen"
    qtbot.waitUntil(lambda: model.trouble(5) is not None)
    stars = QPoint(-84 + 13, 84 + 4)
    assert color(grid, 0, stars) == look.tokens.canvas
    with library.writing(Changes(images=frozenset({1}))) as session:
        session.execute(update(Image).where(Image.id == 1).values(rating=5))
    qtbot.waitUntil(lambda: color(grid, 0, stars) == look.tokens.star)


def test_a_selection_survives_another_order(
    qtbot: QtBot, make_grid: Callable[[ImageList], GalleryGrid], model: GalleryModel
) -> None:
    grid = make_grid(model)
    with qtbot.waitSignal(model.answered):
        model.ask(BY_NAME)
    for row in (2, 9):
        grid.marking.toggle(row)
    with qtbot.waitSignal(model.answered):
        model.ask(ImageFilter(sort=SortKey.NAME, descending=True))
    assert selected_ids(grid.selectionModel()).tolist() == [10, 3]
    assert model.ids[grid.currentIndex().row()] == 10


@pytest.mark.parametrize("seed", range(4))
def test_rough_treatment(qtbot: QtBot, grid: GalleryGrid, pictures: Any, seed: int) -> None:
    chance = random.Random(seed)
    fresh = iter(range(10_000, 10**9))
    keys = (
        Key.Key_Left,
        Key.Key_Right,
        Key.Key_Up,
        Key.Key_Down,
        Key.Key_PageDown,
        Key.Key_Home,
        Key.Key_End,
    )
    modifiers = (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.ControlModifier,
    )

    def insert() -> None:
        row = chance.randint(0, pictures.rowCount())
        pictures.insert(row, array("q", (next(fresh) for _ in range(chance.randint(1, 40)))))

    def remove() -> None:
        if pictures.rowCount():
            first = chance.randrange(pictures.rowCount())
            pictures.remove(first, min(pictures.rowCount() - 1, first + chance.randrange(200)))

    def shuffle() -> None:
        ids = pictures.ids.tolist()
        chance.shuffle(ids)
        pictures.become(array("q", ids[: chance.randint(0, len(ids))]), anew=chance.random() < 0.3)

    def press() -> None:
        qtbot.keyClick(grid, chance.choice(keys), chance.choice(modifiers))

    def click() -> None:
        place = QPoint(chance.randrange(grid.width()), chance.randrange(grid.height()))
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, chance.choice(modifiers), place)

    def resize() -> None:
        grid.resize(chance.randint(60, 1500), chance.randint(40, 1000))
        grid.set_cell_size(chance.randint(96, 384))

    def scroll() -> None:
        grid.verticalScrollBar().setValue(chance.randrange(grid.verticalScrollBar().maximum() + 1))

    deeds = (insert, remove, shuffle, press, press, press, click, click, resize, scroll, grid.selectAll)
    for _ in range(150):
        chance.choice(deeds)()
        grid.viewport().repaint()
        assert grid.geometry_now.count == pictures.rowCount()
        assert len(selected_ids(grid.selectionModel())) == selected_count(grid.selectionModel())
        assert grid.currentIndex().row() < pictures.rowCount()
        assert all(row < pictures.rowCount() for row in grid.visible_rows())
