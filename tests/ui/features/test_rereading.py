"""A file that could not be shown is whole by now: it is read again and seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QItemSelectionModel, QSize
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.questions import Questions
from imagineer_desktop.background.runner import JobQueue
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.queries import image_rows
from imagineer_desktop.catalog.rows import ImageFilter, ImageRow
from imagineer_desktop.jobs.import_desk import ImportDesk
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.media.thumbnails import ThumbnailCache
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.models.gallery import GalleryModel
from imagineer_desktop.ui.features.rereading import Rereading

PATIENCE = 20_000


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ThumbnailCache]:
    with ThumbnailCache(tmp_path / "thumbnails.sqlite") as cache:
        yield cache


@pytest.fixture
def library(tmp_path: Path, cache: ThumbnailCache) -> Iterator[Library]:
    """A library whose one image has a damaged file."""
    whole = _picture(tmp_path / "whole.png").read_bytes()
    (tmp_path / "outputs").mkdir()
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 0xFF
    (tmp_path / "outputs" / "a.png").write_bytes(damaged)
    library = open_library(tmp_path / "library.db")
    finish(ImportDesk(library, cache).import_paths([tmp_path / "outputs"]))
    yield library
    library.close()


def _picture(path: Path) -> Path:
    Image.effect_noise((64, 64), 60).convert("RGB").save(path)
    return path


def row(library: Library) -> ImageRow:
    with library.reading() as session:
        return image_rows(session, [1])[0]


def test_a_file_that_is_whole_by_now_is_shown(
    qtbot: QtBot, library: Library, cache: ThumbnailCache, tmp_path: Path
) -> None:
    queue, questions = JobQueue(), Questions()
    thumbnailer, loader = Thumbnailer(cache), PictureLoader()
    model = GalleryModel(library, questions, thumbnailer)
    chosen = Chosen(QItemSelectionModel(model))
    feature = Rereading(ImportDesk(library, cache), queue, chosen, thumbnailer, loader)
    try:
        with qtbot.waitSignal(model.answered, timeout=PATIENCE):
            model.ask(ImageFilter())
        assert not feature.read.isEnabled()
        chosen.narrow(1)
        assert feature.read.isEnabled()

        assert row(library).trouble == "The file is damaged."
        with qtbot.waitSignal(feature.told, timeout=PATIENCE) as told:
            feature.read.trigger()
            assert not feature.read.isEnabled()
        assert told.args == ["The file still cannot be shown. The file is damaged."]
        assert feature.read.isEnabled()

        (tmp_path / "whole.png").replace(tmp_path / "outputs" / "a.png")
        with qtbot.waitSignal(feature.told, timeout=PATIENCE) as told:
            feature.read.trigger()
        assert told.args == ["The file was read."]
        assert row(library).trouble is None
        box = QSize(64, 64)
        qtbot.waitUntil(lambda: thumbnailer.picture(row(library), box) is not None, timeout=PATIENCE)
    finally:
        queue.close()
        questions.close()
        thumbnailer.close()
        loader.close()
