"""Libraries: those of the web application, others, several in turn, and what a closed one leaves behind."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QRadioButton

from imagineer_desktop.catalog.migrating import create
from imagineer_desktop.catalog.rows import ALL_IMAGES
from imagineer_desktop.ui.dialogs.album_dialog import AlbumDialog
from imagineer_desktop.ui.dialogs.import_dialog import ImportDialog
from imagineer_desktop.ui.dialogs.question import Question
from imagineer_desktop.ui.dialogs.upgrade_dialog import UpgradeDialog
from imagineer_desktop.ui.widgets.button import Button

if TYPE_CHECKING:
    from tests.journeys.conftest import Person

WEB = """
    CREATE TABLE images (
        id INTEGER NOT NULL PRIMARY KEY, filename VARCHAR(255) NOT NULL UNIQUE,
        file_path VARCHAR(500) NOT NULL, prompt TEXT, negative_prompt TEXT, seed INTEGER, steps INTEGER,
        guidance_scale FLOAT, width INTEGER,
        height INTEGER, lora_config TEXT, is_nsfw BOOLEAN, is_public BOOLEAN, created_at DATETIME,
        updated_at DATETIME);
    CREATE TABLE albums (
        id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(255) NOT NULL, description TEXT, album_type VARCHAR(50),
        is_public BOOLEAN, generation_prompt TEXT, generation_config TEXT, created_at DATETIME,
        updated_at DATETIME);
    CREATE TABLE album_images (
        id INTEGER NOT NULL PRIMARY KEY, album_id INTEGER NOT NULL REFERENCES albums (id),
        image_id INTEGER NOT NULL REFERENCES images (id), sort_order INTEGER, added_at DATETIME);
    CREATE TABLE labels (
        id INTEGER NOT NULL PRIMARY KEY, image_id INTEGER NOT NULL REFERENCES images (id),
        label_text TEXT NOT NULL, label_type VARCHAR(50), confidence FLOAT, source_model VARCHAR(100),
        created_at DATETIME);
"""


@pytest.fixture
def web_library(tmp_path: Path, outputs: Path) -> Path:
    """A database of the web application, moved here from another machine, beside its outputs."""
    database = tmp_path / "imagineer.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executescript(WEB)
        for number, path in enumerate(sorted(outputs.rglob("*.png")), 1):
            there = Path("/mnt/speedy/outputs") / path.relative_to(outputs)
            connection.execute(
                "INSERT INTO images (id, filename, file_path, prompt, width, height, is_nsfw, is_public)"
                " VALUES (?, ?, ?, ?, 96, 64, 0, 1)",
                (number, path.name, str(there), f"prompt {number}"),
            )
            connection.execute(
                "INSERT INTO labels (image_id, label_text, label_type) VALUES (?, 'old', 'tag')", (number,)
            )
        connection.execute("INSERT INTO albums (id, name, is_public) VALUES (7, 'From the web', 1)")
        connection.execute("INSERT INTO album_images (album_id, image_id, sort_order) VALUES (7, 3, 0)")
    return database


def test_an_old_library_goes_on_in_a_copy(person: Person, web_library: Path, outputs: Path) -> None:
    before = web_library.read_bytes()
    person.trigger(person.desktop.libraries.open)
    person.choose_file(web_library)
    dialog = person.dialog(UpgradeDialog)
    person.until(lambda: "16 of 16" in _words(dialog), "the pictures found")
    person.shoot("upgrade")
    root = person.named(dialog, "Folder with its images")
    assert isinstance(root, QLineEdit)
    assert Path(root.text()) == outputs
    person.click_named(dialog, "Make library")
    copy = web_library.with_name("imagineer (upgraded).db")
    person.until(lambda: person.work.library.path == copy, "the new library")
    person.until_gone(dialog)
    person.settle()
    person.shoot("upgraded")
    assert person.count_of(ALL_IMAGES) == 16
    assert person.work.views.grid.picture_of(0) is not None
    assert not any(person.row(image).missing for image in person.work.ground.model.ids)
    assert [(one.name, one.images) for one in person.work.counts.albums] == [("From the web", 1)]
    assert web_library.read_bytes() == before
    assert not person.desktop.window.findChildren(UpgradeDialog)


def test_an_old_library_is_upgraded_in_place_after_a_backup(
    person: Person, web_library: Path, filled: Path
) -> None:
    before = web_library.read_bytes()
    person.desktop.open(web_library)
    dialog = person.dialog(UpgradeDialog)
    choices = dialog.findChildren(QRadioButton)
    person.click(choices[1])
    assert choices[1].isChecked()
    person.click_named(dialog, "Upgrade library")
    person.until(lambda: person.library.path == web_library, "the upgraded library")
    person.settle()
    assert person.count_of(ALL_IMAGES) == 16
    assert web_library.read_bytes() != before
    backups = [one for one in web_library.parent.rglob("*.db") if one not in (web_library, filled)]
    assert len(backups) == 1
    with closing(sqlite3.connect(backups[0])) as old:
        assert old.execute("SELECT count(*) FROM images").fetchone() == (16,)
        (path,) = old.execute("SELECT file_path FROM images WHERE id = 1").fetchone()
    assert path.startswith("/mnt/speedy/outputs")


def test_an_old_library_that_is_left_alone_changes_nothing(
    start: Callable[[], Person], web_library: Path
) -> None:
    before = web_library.read_bytes()
    person = start()
    person.desktop.open(web_library)
    dialog = person.dialog(UpgradeDialog)
    person.press("Esc")
    person.until_gone(dialog)
    assert person.desktop.workspace is None
    person.shoot("no-library")
    words = [one.text() for one in person.desktop.shell.canvas.findChildren(Button) if one.isVisible()]
    assert words == ["Open library…", "New library…"]
    person.desktop.window.files_dropped.emit([web_library.parent / "outputs"])
    assert "No library is open" in person.desktop.window.toast.accessibleName()
    assert web_library.read_bytes() == before


def test_what_is_no_library_is_refused_and_the_open_one_stays(person: Person, tmp_path: Path) -> None:
    opened = person.work
    newer = tmp_path / "newer.db"
    shutil.copy(person.library.path, newer)
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    text = tmp_path / "shopping.txt"
    text.write_text("milk, bread\n" * 40)
    for file, said in ((newer, "newer version"), (text, "not a database"), (tmp_path, "is a folder")):
        before = file.read_bytes() if file.is_file() else b""
        person.desktop.open(file)
        assert said in person.said()
        assert person.work is opened
        assert not file.is_file() or file.read_bytes() == before
    person.click_cell(0)
    person.press("4")
    assert person.row(person.chosen[0]).rating == 4


def test_libraries_are_changed_while_an_import_runs(person: Person, filled: Path, tmp_path: Path) -> None:
    outputs = tmp_path / "many" / "set_20251017_121212"
    outputs.mkdir(parents=True)
    picture = next((tmp_path / "outputs").glob("*.png")).read_bytes()
    for number in range(3000):
        (outputs / f"{number:05}.png").write_bytes(picture)
    person.choose(2, 3)
    person.press("5")
    person.desktop.window.files_dropped.emit([outputs.parent])
    person.dialog(ImportDialog)
    person.until(lambda: person.work.ground.model.rowCount() > 16, "the first pictures")
    old = person.work
    person.desktop.open(tmp_path / "second.db")
    question = person.dialog(Question)
    person.shoot("import-running")
    person.click(question.refuse)
    person.until(lambda: not person.desktop.window.findChildren(Question), "no question")
    assert person.work is old
    assert person.work.arriving.importing.is_running
    person.desktop.open(tmp_path / "second.db")
    person.click(person.dialog(Question).agree)
    person.open(tmp_path / "second.db")
    person.until(lambda: not [one for one in _dialogs(person) if one.isVisible()], "no dialog")
    assert person.work is not old
    assert person.count_of(ALL_IMAGES) == 0
    assert [thread.name for thread in threading.enumerate() if "import" in thread.name] == []

    recent = person.desktop.libraries.recent
    recent.aboutToShow.emit()
    assert [action.text() for action in recent.actions()][:1] == [str(filled)]
    recent.actions()[0].trigger()
    person.until(lambda: person.library.path == filled, "the first library again")
    person.settle()
    kept = person.count_of(ALL_IMAGES)
    assert 16 < kept <= 3016
    assert person.work.ground.model.rowCount() == kept
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("SELECT count(*) FROM images WHERE rating = 5").fetchone() == (2,)


def test_the_window_is_closed_during_an_import_and_opened_again(
    person: Person, start: Callable[[], Person], filled: Path, tmp_path: Path
) -> None:
    outputs = tmp_path / "many" / "set_20251017_121212"
    outputs.mkdir(parents=True)
    picture = next((tmp_path / "outputs").glob("*.png")).read_bytes()
    for number in range(3000):
        (outputs / f"{number:05}.png").write_bytes(picture)
    person.desktop.window.files_dropped.emit([outputs.parent])
    person.until(lambda: person.work.ground.model.rowCount() > 16, "the first pictures")
    person.desktop.appearance.theme_menu.actions()[1].trigger()
    person.desktop.window.close()
    assert person.desktop.window.isVisible()
    person.click(person.dialog(Question).agree)
    assert person.desktop.workspace is None
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible()]

    again = start()
    again.open(filled)
    kept = again.count_of(ALL_IMAGES)
    assert 16 < kept <= 3016
    again.shoot("second-day")
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_dialog_does_not_outlive_its_library(person: Person, tmp_path: Path) -> None:
    person.desktop.open(tmp_path / "second.db")
    person.press("Ctrl+N")
    person.until(lambda: person.library.path == tmp_path / "second.db", "the second library")
    person.until(lambda: not person.desktop.window.findChildren(AlbumDialog), "no dialog of the first one")


def _dialogs(person: Person) -> list[QDialog]:
    return person.desktop.window.findChildren(QDialog)


def _words(dialog: QDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_menus_work_after_the_loupe_and_two_changes_of_library(person: Person, tmp_path: Path) -> None:
    first, second = person.library.path, tmp_path / "second.db"
    create(second)
    person.click_cell(2)
    person.press("Return")
    person.until(lambda: person.work.viewing.in_loupe, "the loupe")
    person.press("Esc")
    for path in (second, first):
        person.open(path)
    person.choose(0)
    person.press("4")
    person.until(lambda: person.row(person.chosen[0]).rating == 4, "four stars")
    menus = [action.menu() for action in person.desktop.window.menuBar().actions()]
    assert all(isinstance(menu, QMenu) and menu.actions() for menu in menus)
