"""Lists of ready pictures and a grid that shows one."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QColor, QPixmap
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.models.image_list import ImageList, Index
from imagineer_desktop.models.mime import write_image_ids
from imagineer_desktop.ui.gallery.grid import GalleryGrid
from imagineer_desktop.ui.theme.look import Look

RED, GREEN = QColor(200, 30, 30), QColor(30, 200, 30)


class Pictures(ImageList):
    """Images with ready pictures: red ones, green where they are hidden. Counts what it is asked."""

    def __init__(self, ids: array[int]) -> None:
        super().__init__()
        self._ids = ids
        self._anew = False
        self.changed: dict[int, ImageRow] = {}
        self.troubles: dict[int, str] = {}
        self.without_picture: set[int] = set()
        self.asked = 0
        self.box = QSize()
        self._open, self._hidden = QPixmap(152, 152), QPixmap(152, 152)
        self._open.fill(RED)
        self._hidden.fill(GREEN)

    @property
    def ids(self) -> array[int]:
        return self._ids

    @property
    def asked_anew(self) -> bool:
        return self._anew

    def image(self, row: int) -> ImageRow | None:
        self.asked += 1
        if not 0 <= row < len(self._ids):
            return None
        image_id = self._ids[row]
        usual = ImageRow(image_id, f"{image_id}.png", f"/{image_id}.png", 1000, 1000)
        return self.changed.get(image_id, usual)

    def hides(self, row: ImageRow) -> bool:
        return row.is_nsfw

    def trouble(self, image_id: int) -> str | None:
        return self.troubles.get(image_id)

    def set_thumbnail_box(self, box: QSize) -> None:
        self.box = box

    def dragged(self, ids: array[int]) -> QMimeData:
        mime = QMimeData()
        write_image_ids(mime, ids)
        return mime

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        image = self.image(index.row()) if index.isValid() else None
        if image is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return image.filename
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{image.filename}, in words"
            case Qt.ItemDataRole.DecorationRole if image.id not in self.without_picture:
                return self._hidden if self.hides(image) else self._open
        return None

    def set_image(self, image_id: int, **values: object) -> None:
        usual = ImageRow(image_id, f"{image_id}.png", f"/{image_id}.png", 1000, 1000)
        self.changed[image_id] = replace(self.changed.get(image_id, usual), **values)  # type: ignore[arg-type]
        row = self.row_of(image_id)
        self.dataChanged.emit(self.index(row), self.index(row))

    def become(self, ids: array[int], anew: bool = False) -> None:
        self._anew = anew
        self.beginResetModel()
        self._ids = ids
        self.endResetModel()

    def insert(self, row: int, ids: array[int]) -> None:
        self.beginInsertRows(self.index(-1), row, row + len(ids) - 1)
        self._ids = self._ids[:row] + ids + self._ids[row:]
        self.endInsertRows()

    def remove(self, first: int, last: int) -> None:
        self.beginRemoveRows(self.index(-1), first, last)
        self._ids = self._ids[:first] + self._ids[last + 1 :]
        self.endRemoveRows()


@pytest.fixture
def pictures(qapp: object) -> Pictures:
    """A thousand images, ids 1000 to 1999."""
    return Pictures(array("q", range(1000, 2000)))


@pytest.fixture
def make_grid(qtbot: QtBot, look: Look) -> Callable[[ImageList], GalleryGrid]:
    """Shows a list in a grid of six columns."""

    def make(model: ImageList) -> GalleryGrid:
        grid = GalleryGrid(look)
        qtbot.addWidget(grid)
        grid.setModel(model)
        grid.resize(1034, 800)
        grid.show()
        grid.activateWindow()
        grid.setFocus()
        qtbot.waitUntil(grid.hasFocus)
        return grid

    return make


@pytest.fixture
def grid(make_grid: Callable[[ImageList], GalleryGrid], pictures: Pictures) -> GalleryGrid:
    return make_grid(pictures)
