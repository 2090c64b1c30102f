"""Real pictures in a list that is neither asked of a library nor ever grows."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.media.thumbnails import ThumbnailCache
from imagineer_desktop.models.image_list import ImageList
from imagineer_desktop.ui.loupe.loupe import Loupe
from imagineer_desktop.ui.theme.look import Look


class Gallery(ImageList):
    """Rows by id; `blurred` hides NSFW ones, as the library's own list does."""

    def __init__(self, rows: Sequence[ImageRow]) -> None:
        super().__init__()
        self.blurred = True
        self.set_rows(rows)

    @property
    def ids(self) -> array[int]:
        return self._ids

    def image(self, row: int) -> ImageRow | None:
        return self._rows[self._ids[row]] if 0 <= row < len(self._ids) else None

    def hides(self, row: ImageRow) -> bool:
        return self.blurred and row.is_nsfw

    def set_rows(self, rows: Sequence[ImageRow]) -> None:
        self.beginResetModel()
        self._rows = {row.id: row for row in rows}
        self._ids = array("q", self._rows)
        self.endResetModel()

    def change(self, row: int, **values: object) -> None:
        image_id = self._ids[row]
        self._rows[image_id] = replace(self._rows[image_id], **values)  # type: ignore[arg-type]
        self.dataChanged.emit(self.index(row), self.index(row))


def picture(path: Path, color: str, size: tuple[int, int] = (60, 40)) -> ImageRow:
    """A file of one color, and its row."""
    Image.new("RGB", size, color).save(path)
    return ImageRow(int(path.stem), path.name, str(path), *size, content_hash=f"{path.stem}{color}")


@pytest.fixture
def rows(tmp_path: Path) -> list[ImageRow]:
    """Five pictures, 1 to 5, red to white."""
    colors = ("red", "lime", "blue", "yellow", "white")
    return [picture(tmp_path / f"{place}.png", color) for place, color in enumerate(colors, 1)]


@pytest.fixture
def gallery(qapp: QApplication, rows: list[ImageRow]) -> Gallery:
    return Gallery(rows)


@pytest.fixture
def thumbnailer(qapp: QApplication, tmp_path: Path) -> Iterator[Thumbnailer]:
    with ThumbnailCache(tmp_path / "thumbnails.db") as cache:
        thumbnailer = Thumbnailer(cache)
        yield thumbnailer
        thumbnailer.close()


@pytest.fixture
def loader(qapp: QApplication) -> Iterator[PictureLoader]:
    loader = PictureLoader()
    yield loader
    loader.close()


@pytest.fixture
def loupe(
    qtbot: QtBot, look: Look, gallery: Gallery, thumbnailer: Thumbnailer, loader: PictureLoader
) -> Loupe:
    """The loupe on the third of five pictures, shown, without motion."""
    look.motion = False
    loupe = Loupe(look, gallery, thumbnailer, loader)
    qtbot.addWidget(loupe)
    loupe.resize(700, 500)
    loupe.show()
    loupe.activateWindow()
    qtbot.waitUntil(loupe.isActiveWindow)
    loupe.show_image(3)
    loupe.setFocus()
    return loupe


@pytest.fixture
def color_in_the_middle(loupe: Loupe) -> Callable[[], str]:
    """The color painted in the middle of the canvas."""

    def color() -> str:
        image = loupe.view.grab().toImage()
        return image.pixelColor(image.width() // 2, image.height() // 2).name()

    return color
