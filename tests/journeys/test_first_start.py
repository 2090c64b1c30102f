"""The first day: nothing is there, a folder of outputs is dropped on the window, and it is a library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPlainTextEdit

from imagineer_desktop import places
from imagineer_desktop.catalog.rows import ALL_IMAGES, Source, SourceKind
from imagineer_desktop.ui.dialogs.import_dialog import ImportDialog
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.task_chip import TaskChip

if TYPE_CHECKING:
    from tests.journeys.conftest import Person


def test_an_empty_library_is_made_and_filled_by_a_drop(
    start: Callable[[], Person], home: Path, outputs: Path, tmp_path: Path
) -> None:
    default = places.default_database({}, tmp_path)
    assert default.is_relative_to(home)
    assert not default.exists()
    person = start()
    person.open(default)
    assert default.is_file()
    person.shoot("empty")
    canvas = person.desktop.shell.canvas
    shown = [one.text() for one in canvas.findChildren(Button) if one.isVisible()]
    assert shown == ["Import folder…", "Open existing library…"]

    person.drop_files([outputs], canvas, QPoint(400, 300))
    dialog = person.dialog(ImportDialog)
    person.until(lambda: person.work.ground.model.rowCount() == 16, "all pictures in the grid")
    person.settle()
    person.shoot("imported")
    assert person.count_of(ALL_IMAGES) == 16
    assert person.count_of(Source(SourceKind.UNFILED)) == 3
    albums = {album.name: album.images for album in person.work.counts.albums}
    assert albums == {
        "harbor_20251015_101010": 8,
        "meadow_20251016_111111": 5,
    }
    person.press("Enter")
    person.until_gone(dialog)


def test_an_import_goes_on_in_the_background_and_is_stopped(
    start: Callable[[], Person], tmp_path: Path, outputs: Path
) -> None:
    person = start()
    person.open(tmp_path / "new.db")
    many = tmp_path / "many" / "set_20251017_121212"
    many.mkdir(parents=True)
    picture = (outputs / "single_13.png").read_bytes()
    for number in range(4000):
        (many / f"{number:05}.png").write_bytes(picture)
    person.desktop.window.files_dropped.emit([many.parent])
    dialog = person.dialog(ImportDialog)
    person.until(lambda: person.work.ground.model.rowCount() > 0, "the first pictures")
    person.shoot("importing")
    person.click_named(dialog, "Continue in background")
    person.until_gone(dialog)
    chip = person.desktop.shell.status.findChild(TaskChip)
    assert chip is not None
    person.until(chip.isVisible, "the task chip")
    person.shoot("task-chip")
    assert chip.text().startswith("Importing")

    ids = list(person.work.ground.model.ids)
    grid = person.work.views.grid
    person.click_cell(3)
    person.press("5")
    assert person.row(person.chosen[0]).rating == 5
    chosen = person.chosen
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum() // 2)
    first = person.work.ground.model.ids[grid.first_seen()]
    person.until(lambda: len(person.work.ground.model.ids) > len(ids), "more pictures")
    assert person.chosen == chosen
    assert person.work.ground.model.ids[grid.first_seen()] == first

    person.click(chip)
    dialog = person.dialog(ImportDialog)
    person.click_named(dialog, "Stop import")
    person.until(lambda: not person.work.ground.queue.tasks, "the import stopped")
    person.settle()
    person.shoot("stopped")
    # The panel's numbers and the grid's answer come in the background, each in its own time.
    person.until(
        lambda: person.count_of(ALL_IMAGES) == person.work.ground.model.rowCount(), "the same number"
    )
    assert 0 < person.work.ground.model.rowCount() < 4000
    person.press("Return")
    person.until_gone(dialog)
    person.until(lambda: not chip.isVisible(), "no task chip")


def test_what_cannot_be_read_is_listed_with_its_reason(person: Person, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "half.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    person.desktop.window.files_dropped.emit([broken])
    dialog = person.dialog(ImportDialog)
    person.settle()
    person.click_named(dialog, "Show")
    person.shoot("import-failed")
    listed = dialog.findChild(QPlainTextEdit)
    assert listed is not None
    assert str(broken / "half.png") in listed.toPlainText()
    person.press("Esc")
    person.until_gone(dialog)
    assert person.count_of(ALL_IMAGES) == 16
