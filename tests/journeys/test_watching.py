"""Watched folders: another program writes pictures, and they appear while the person looks on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QTreeView

from imagineer_desktop.catalog.queries import image_ids, image_rows
from imagineer_desktop.catalog.rows import ImageFilter, Source, SourceKind
from imagineer_desktop.ui.dialogs.watched_dialog import WatchedDialog
from imagineer_desktop.ui.dialogs.watched_rules_dialog import WatchedRulesDialog

if TYPE_CHECKING:
    from tests.journeys.conftest import Person

GENERATOR = """
import io, pathlib, sys, time
from PIL import Image

for target in map(pathlib.Path, sys.argv[1:]):
    content = io.BytesIO()
    Image.effect_noise((320, 240), 90).convert("RGB").save(content, "PNG")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb", buffering=0) as file:
        file.write(content.getvalue()[:20000])
        time.sleep(1.5)
        file.write(content.getvalue()[20000:])
"""


@contextmanager
def generator(*targets: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another program that writes pictures: the first half of each, a pause, the rest."""
    program = subprocess.Popen([sys.executable, "-c", GENERATOR, *map(str, targets)])
    try:
        yield program
    finally:
        program.kill()
        program.wait()


def test_pictures_appear_as_another_program_writes_them(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "comfy"
    folder.mkdir()
    person.trigger(person.work.arriving.watched.list)
    watched = person.dialog(WatchedDialog)
    person.click_named(watched, "Add folder…")
    person.choose_file(folder)
    rules = person.dialog(WatchedRulesDialog)
    person.shoot("watch-rules")
    person.click_named(rules, "Watch folder")
    person.until(lambda: states(watched) == {str(folder): "Watching"}, "the folder in the list")
    person.shoot("watched")
    person.press("Esc")
    person.until_gone(watched)

    begun = person.count_of(Source(SourceKind.ALL))
    first, second = (folder / "portraits" / name for name in ("one.png", "two.png"))
    with generator(first, second) as program:
        person.until(lambda: "one.png" in person.names(), "the first picture")
        person.until(lambda: program.poll() is not None, "the generator's end")
    person.until(lambda: {"one.png", "two.png"} <= set(person.names()), "both pictures")
    person.until(lambda: whole(person, first, second), "whole pictures")
    person.shoot("watched-arrived")
    person.settle()
    assert person.count_of(Source(SourceKind.ALL)) == begun + 2
    person.go_to_album(person.album_named("portraits"))
    assert sorted(person.names()) == ["one.png", "two.png"]
    assert not [one for one in person.desktop.window.findChildren(QDialog) if one.isVisible()]


def test_a_paused_folder_rests_until_it_is_resumed(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "comfy"
    folder.mkdir()
    person.work.arriving.watched.add([folder])
    person.until(person.work.arriving.watched.pause.isEnabled, "the folder watched")
    person.trigger(person.work.arriving.watched.pause)
    assert person.work.arriving.watched.pause.isChecked()
    with generator(folder / "one.png", folder / "two.png") as program:
        person.until(lambda: program.poll() is not None, "the generator's end")
    assert "one.png" not in person.names()
    person.press("Ctrl+Z")
    person.until(lambda: {"one.png", "two.png"} <= set(person.names()), "both pictures")
    assert not person.work.arriving.watched.pause.isChecked()


def test_a_library_that_is_closed_takes_no_more_pictures(
    person: Person, tmp_path: Path, outputs: Path
) -> None:
    folder = tmp_path / "comfy"
    folder.mkdir()
    person.work.arriving.watched.add([folder])
    person.until(person.work.arriving.watched.pause.isEnabled, "the folder watched")
    closed = person.library.path
    person.open(tmp_path / "another.db")
    with generator(folder / "late.png") as program:
        person.until(lambda: program.poll() is not None, "the generator's end")
    assert not person.work.arriving.watched.pause.isEnabled()
    person.open(closed)
    person.until(lambda: "late.png" in person.names(), "what came meanwhile")


def states(dialog: WatchedDialog) -> dict[str, str]:
    model = dialog.findChildren(QTreeView)[0].model()
    return {
        str(model.index(row, 0).data()): str(model.index(row, 2).data()) for row in range(model.rowCount())
    }


def whole(person: Person, *paths: Path) -> bool:
    """The library has these files as they are now, with nothing wrong about them."""
    with person.library.reading() as session:
        rows = {row.file_path: row for row in image_rows(session, image_ids(session, ImageFilter()))}
    return all(
        (rows[str(path)].file_size, rows[str(path)].trouble) == (path.stat().st_size, None) for path in paths
    )
