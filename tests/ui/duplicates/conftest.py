"""A library of pictures with copies among them, searched and shown as in the program."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.duplicate_search import DuplicateSearch
from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.relay import ChangeRelay
from imagineer_desktop.background.runner import JobQueue
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.media.thumbnails import ThumbnailCache
from imagineer_desktop.ui.duplicates.page import DuplicatesPage
from imagineer_desktop.ui.features.duplicates import Duplicates
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.report import Report
from imagineer_desktop.ui.theme.look import Look


def draw(path: Path, seed: int, side: int = 96) -> Path:
    """Eight by eight patches of gray, enlarged: each seed another picture, at every size the same."""
    chance = random.Random(seed)
    patches = Image.frombytes("L", (8, 8), bytes(chance.randrange(256) for _ in range(64)))
    path.parent.mkdir(parents=True, exist_ok=True)
    patches.resize((side, side), Image.Resampling.BICUBIC).convert("RGB").save(path)
    return path


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """1 a.png and 2 a_copy.png are one file; 3 b.png is the larger of 4 b_small.png; 5 c.png is alone.

    1 has the tag "dusk" and 2 is in the album "Sea".
    """
    outputs = tmp_path / "outputs"
    draw(outputs / "a.png", 1)
    shutil.copy(outputs / "a.png", outputs / "a_copy.png")
    draw(outputs / "b.png", 2, 160)
    draw(outputs / "b_small.png", 2, 80)
    draw(outputs / "c.png", 3)
    library = open_library(tmp_path / "library.db")
    for name in ("a.png", "a_copy.png", "b.png", "b_small.png", "c.png"):
        finish(import_paths(library, [outputs / name]))
    with library.writing(EVERYTHING) as session:
        for statement in (
            "INSERT INTO albums (id, name) VALUES (1, 'Sea')",
            "INSERT INTO album_images (album_id, image_id, sort_order) VALUES (1, 2, 0)",
            "INSERT INTO labels (image_id, label_text, label_type) VALUES (1, 'dusk', 'tag')",
        ):
            session.connection().exec_driver_sql(statement)
    yield library
    library.close()


class Stage(QObject):
    """What stands around the feature in the program."""

    def __init__(self, look: Look, library: Library, cache: ThumbnailCache, log: Path) -> None:
        super().__init__()
        self.library = library
        self.queue = JobQueue(self)
        self.thumbnailer = Thumbnailer(cache, parent=self)
        self.loader = PictureLoader(parent=self)
        self.relay = ChangeRelay(library, self)
        self.search = DuplicateSearch(library, cache, self.queue, self)
        self.troubles: list[str] = []
        self.search.troubled.connect(self.troubles.append)
        look.motion = False
        self.window = QWidget()
        self.steps = Steps(History(library), Report(self.window, log), self)
        self.duplicates = Duplicates(look, self.search, self.thumbnailer, self.loader, self.steps)
        self.page = self.duplicates.page
        self.relay.changed.connect(self.duplicates.take)

    def close(self) -> None:
        self.duplicates.close()
        self.queue.close()
        self.relay.close()
        self.thumbnailer.close()
        self.loader.close()
        self.window.deleteLater()


@pytest.fixture
def stage(qtbot: QtBot, look: Look, library: Library, tmp_path: Path) -> Iterator[Stage]:
    with ThumbnailCache(tmp_path / "thumbnails.db") as cache:
        stage = Stage(look, library, cache, tmp_path / "log")
        yield stage
        stage.close()
        stage.deleteLater()


@pytest.fixture
def page(qtbot: QtBot, stage: Stage) -> DuplicatesPage:
    """The page in a window of its own, on the first of two pairs, with its details."""
    page = stage.page
    page.resize(1100, 800)
    page.show()
    page.activateWindow()
    page.setFocus()
    qtbot.waitUntil(lambda: stage.duplicates.model.rowCount() == 2 and not stage.search.is_hashing)
    qtbot.waitUntil(lambda: bool(page.review.differences.rows.parameters))
    return page
