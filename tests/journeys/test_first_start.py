"""The first day: nothing is there, a folder of outputs is dropped on the window, and it is a library."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from imagineer_desktop import places
from imagineer_desktop.catalog.rows import ALL_IMAGES, Source, SourceKind
from imagineer_desktop.ui.dialogs.import_dialog import ImportDialog
from imagineer_desktop.ui.widgets.button import Button

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
    shown = [one.text() for one in canvas.currentWidget().findChildren(Button) if one.isVisible()]
    assert shown == ["Import folder…", "Open existing library…"]

    person.drop_files([outputs], canvas, QPoint(400, 300))
    dialog = person.dialog(ImportDialog)
    person.until(lambda: person.work.model.rowCount() == 16, "all pictures in the grid")
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
    person.until(lambda: not dialog.isVisible(), "the dialog gone")
    assert os.environ["XDG_DATA_HOME"] in str(default)
