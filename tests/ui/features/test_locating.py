"""A missing image is given its file by the person; a wrong one is refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.questions import Questions
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.queries import image_rows
from imagineer_desktop.jobs.files.checking_files import check_files
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.media.thumbnails import ThumbnailCache
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.models.gallery import GalleryModel
from imagineer_desktop.ui.dialogs.relink_dialog import RelinkDialog
from imagineer_desktop.ui.features.locating import Locating
from imagineer_desktop.ui.features.relinking import Relinking
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.gallery.grid import GalleryGrid
from imagineer_desktop.ui.report import Report
from imagineer_desktop.ui.theme.look import Look


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    root = tmp_path / "outputs"
    root.mkdir()
    for number, name in enumerate(("a.png", "b.png", "c.png")):
        Image.new("RGB", (40, 30 + number), (50 * number, 90, 120)).save(root / name)
    return root


@pytest.fixture
def library(tmp_path: Path, outputs: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "library.db")
    finish(import_paths(opened, [outputs]))
    yield opened
    opened.close()


@pytest.fixture
def model(qtbot: QtBot, library: Library, tmp_path: Path) -> Iterator[GalleryModel]:
    questions = Questions()
    cache = ThumbnailCache(tmp_path / "thumbnails.db")
    thumbnailer = Thumbnailer(cache)
    made = GalleryModel(library, questions, thumbnailer)
    yield made
    questions.close()
    thumbnailer.close()
    cache.close()


@pytest.fixture
def grid(qtbot: QtBot, look: Look, model: GalleryModel) -> GalleryGrid:
    shown = GalleryGrid(look)
    qtbot.addWidget(shown)
    shown.setModel(model)
    return shown


@pytest.fixture
def locating(
    look: Look, library: Library, model: GalleryModel, grid: GalleryGrid, tmp_path: Path
) -> Iterator[Locating]:
    steps = Steps(History(library), Report(grid, tmp_path / "log"), grid)
    relinking = Relinking(grid, look, library, steps)
    chosen = Chosen(grid.selectionModel(), grid)
    made = Locating(grid, library, model, chosen, relinking)
    yield made
    made.close()
    relinking.close()


def choose(qtbot: QtBot, grid: GalleryGrid, model: GalleryModel, image_id: int) -> None:
    with qtbot.waitSignal(model.answered):
        model.ask(model.question)
    grid.setCurrentIndex(model.index(model.row_of(image_id)))


def path_of(library: Library, image_id: int) -> str:
    with library.reading() as session:
        return image_rows(session, [image_id])[0].file_path


def test_only_a_missing_image_can_be_located(
    qtbot: QtBot, locating: Locating, grid: GalleryGrid, model: GalleryModel, library: Library, outputs: Path
) -> None:
    assert not locating.locate.isVisible()
    choose(qtbot, grid, model, 1)
    assert not locating.locate.isVisible()
    (outputs / "a.png").unlink()
    finish(check_files(library))
    with qtbot.waitSignal(model.answered):
        model.take(EVERYTHING)
    assert locating.locate.isVisible()
    assert locating.locate.isEnabled()


def test_one_file_is_relinked_at_once(
    qtbot: QtBot, locating: Locating, library: Library, outputs: Path, tmp_path: Path
) -> None:
    new = tmp_path / "elsewhere" / "renamed.png"
    new.parent.mkdir()
    (outputs / "a.png").rename(new)
    locating.take(1, new)
    qtbot.waitUntil(lambda: path_of(library, 1) == str(new))


def test_others_beside_it_are_shown_first(
    qtbot: QtBot, locating: Locating, grid: GalleryGrid, library: Library, outputs: Path, tmp_path: Path
) -> None:
    outputs.rename(tmp_path / "elsewhere")
    locating.take(1, tmp_path / "elsewhere" / "a.png")
    qtbot.waitUntil(lambda: len(grid.findChildren(RelinkDialog)) == 1)
    (dialog,) = grid.findChildren(RelinkDialog)
    assert dialog.agree.text() == "Relink 3 images"
    dialog.agree.click()
    assert path_of(library, 3) == str(tmp_path / "elsewhere" / "c.png")


def test_another_picture_is_refused(
    qtbot: QtBot, locating: Locating, library: Library, outputs: Path, tmp_path: Path
) -> None:
    (outputs / "a.png").unlink()
    other = tmp_path / "other.png"
    Image.new("RGB", (9, 9)).save(other)
    with qtbot.waitSignal(locating.failed) as said:
        locating.take(1, other)
    assert isinstance(said.args[0], CatalogError)
    assert "its content is another" in str(said.args[0])
    assert path_of(library, 1) == str(outputs / "a.png")
