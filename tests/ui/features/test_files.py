"""The window says what is away and what moved, mends it in one step, and sees by itself what is back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.whereabouts import Round
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.queries import image_ids, image_rows
from imagineer_desktop.catalog.rows import ImageFilter, ImageRow
from imagineer_desktop.jobs.files.away import AwayPlace
from imagineer_desktop.jobs.files.checking_files import FileCheck
from imagineer_desktop.jobs.files.relinking import RelinkPlan
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.ui.dialogs.relink_dialog import RelinkDialog
from imagineer_desktop.ui.dialogs.relocate_dialog import RelocateDialog
from imagineer_desktop.ui.features import files as feature
from imagineer_desktop.ui.features.files import Files
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.main_window import MainWindow
from imagineer_desktop.ui.report import Report
from imagineer_desktop.ui.settings import Settings
from imagineer_desktop.ui.theme.look import Look


@pytest.fixture(autouse=True)
def _american() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """Two batches of two pictures."""
    root = tmp_path / "outputs"
    for number, name in enumerate(("sea/a.png", "sea/b.png", "sky/a.png", "sky/b.png")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30 + number), (50 * number, 90, 120)).save(root / name)
    return root


@pytest.fixture
def library(tmp_path: Path, outputs: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "library.db")
    finish(import_paths(opened, [outputs]))
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot, look: Look, tmp_path: Path) -> MainWindow:
    shown = MainWindow(look, Settings(tmp_path / "settings.ini"))
    qtbot.addWidget(shown)
    shown.show()
    return shown


@pytest.fixture
def steps(window: MainWindow, library: Library, tmp_path: Path) -> Steps:
    return Steps(History(library), Report(window, tmp_path / "log"), window)


@pytest.fixture
def files(window: MainWindow, look: Look, library: Library, steps: Steps) -> Iterator[Files]:
    made = Files(window, look, library, steps)
    yield made
    made.close()


def rows(library: Library) -> list[ImageRow]:
    with library.reading() as session:
        return sorted(image_rows(session, image_ids(session, ImageFilter())), key=lambda row: row.id)


def look(qtbot: QtBot, files: Files) -> None:
    with qtbot.waitSignal(files.whereabouts.looked):
        files.look()


def said(window: MainWindow) -> str:
    return window.banner.accessibleName() if window.banner.isVisible() else ""


def link(window: MainWindow) -> QPushButton:
    (button,) = (one for one in window.banner.findChildren(QPushButton) if one.isVisible() and one.text())
    return button


def test_nothing_is_said_while_all_is_there(qtbot: QtBot, window: MainWindow, files: Files) -> None:
    look(qtbot, files)
    assert said(window) == ""


def test_a_folder_that_is_away_is_said_and_comes_back(
    qtbot: QtBot, window: MainWindow, files: Files, library: Library, outputs: Path
) -> None:
    outputs.rename(outputs.parent / "elsewhere")
    look(qtbot, files)
    assert said(window) == "Folder “outputs” is away. Its 4 images stay, greyed out."
    assert link(window).text() == "Find folder…"
    assert all(row.missing for row in rows(library))
    (outputs.parent / "elsewhere").rename(outputs)
    look(qtbot, files)
    assert said(window) == ""
    assert not any(row.missing for row in rows(library))


def test_a_drive_that_is_away_is_said_with_its_name(window: MainWindow, files: Files) -> None:
    def say(*places: AwayPlace) -> str:
        check = FileCheck(missing=sum(place.images for place in places), away=places)
        files.whereabouts.looked.emit(Round(check, RelinkPlan()))
        return said(window)

    vault = AwayPlace("/media/ada/Vault", "Vault", 2_400, is_drive=True)
    assert say(vault) == "Drive “Vault” is away. Its 2,400 images stay, greyed out."
    small = AwayPlace("/media/ada/Stick", "Stick", 1, is_drive=True)
    assert say(small) == "Drive “Stick” is away. Its image stays, greyed out."
    folder = AwayPlace("/home/ada/old", "old", 600)
    assert say(vault, folder) == "Drive “Vault” and 1 more are away. Their 3,000 images stay, greyed out."
    assert say() == ""


def test_what_was_dismissed_is_not_said_again(
    qtbot: QtBot, window: MainWindow, files: Files, outputs: Path
) -> None:
    (outputs / "sea").rename(outputs.parent / "sea")
    look(qtbot, files)
    window.banner.dismissed.emit()
    assert said(window) == ""
    look(qtbot, files)
    assert said(window) == ""
    (outputs / "sky").rename(outputs.parent / "sky")
    look(qtbot, files)
    assert said(window).startswith("Folder")


def test_trouble_in_the_banner_is_not_taken_for_ours(
    qtbot: QtBot, window: MainWindow, files: Files, outputs: Path
) -> None:
    outputs.rename(outputs.parent / "elsewhere")
    look(qtbot, files)
    ours = said(window)
    window.banner.say("triangle-alert", "The disk is full.")
    window.banner.dismissed.emit()
    files.show_state()
    assert said(window) == ours


def test_moved_files_are_noticed_shown_and_relinked_in_one_step(
    qtbot: QtBot, window: MainWindow, files: Files, steps: Steps, library: Library, outputs: Path
) -> None:
    before = rows(library)
    (outputs / "sea").rename(outputs / "castles")
    look(qtbot, files)
    assert said(window) == "2 files moved. Their images stay, greyed out until they are relinked."
    link(window).click()
    (dialog,) = window.findChildren(RelinkDialog)
    assert dialog.agree.text() == "Relink 2 images"
    with qtbot.waitSignals([files.whereabouts.looked, steps.told]):
        dialog.agree.click()
    assert said(window) == ""
    after = rows(library)
    assert [Path(row.file_path).parent.name for row in after] == ["castles", "castles", "sky", "sky"]
    assert not any(row.missing for row in after)
    assert steps.undo.text() == "Undo: Relink 2 images"
    with qtbot.waitSignal(files.whereabouts.looked):
        steps.undo.trigger()
    assert [row.file_path for row in rows(library)] == [row.file_path for row in before]
    assert said(window).startswith("2 files moved")


def test_moved_files_are_searched_for_by_menu(
    qtbot: QtBot, window: MainWindow, files: Files, library: Library, outputs: Path, tmp_path: Path
) -> None:
    (outputs / "sea").rename(tmp_path / "far away")
    files.relinking.find.trigger()
    (dialog,) = window.findChildren(RelinkDialog)
    qtbot.waitUntil(lambda: dialog.refuse.text() == "Close")
    assert not dialog.agree.isVisible()
    dialog.place_chosen.emit(str(tmp_path / "far away"))
    qtbot.waitUntil(lambda: dialog.agree.isEnabled() and dialog.agree.isVisible())
    with qtbot.waitSignal(files.whereabouts.looked):
        dialog.agree.click()
    assert not any(row.missing for row in rows(library))


def test_a_folder_is_found_from_the_banner(
    qtbot: QtBot, window: MainWindow, files: Files, steps: Steps, library: Library, outputs: Path
) -> None:
    before = [row.file_path for row in rows(library)]
    new = outputs.parent / "elsewhere"
    outputs.rename(new)
    look(qtbot, files)
    link(window).click()
    qtbot.waitUntil(lambda: len(window.findChildren(RelocateDialog)) == 1)
    (dialog,) = window.findChildren(RelocateDialog)
    assert dialog.findChildren(QComboBox)[0].currentData() == str(outputs)
    dialog.findChildren(QLineEdit)[0].setText(str(new))
    qtbot.waitUntil(dialog.agree.isEnabled)
    assert dialog.agree.text() == "Relocate 4 images"
    with qtbot.waitSignals([files.whereabouts.looked, steps.told]):
        dialog.agree.click()
    assert all(Path(row.file_path).is_file() and not row.missing for row in rows(library))
    assert said(window) == ""
    with qtbot.waitSignal(files.whereabouts.looked):
        steps.undo.trigger()
    assert [row.file_path for row in rows(library)] == before
    assert said(window).startswith("Folder “outputs”")


def test_a_new_folder_that_is_none_is_said_in_the_dialog(
    qtbot: QtBot, window: MainWindow, files: Files, tmp_path: Path
) -> None:
    files.relocating.relocate.trigger()
    qtbot.waitUntil(lambda: len(window.findChildren(RelocateDialog)) == 1)
    (dialog,) = window.findChildren(RelocateDialog)
    dialog.findChildren(QLineEdit)[0].setText(str(tmp_path / "nowhere"))
    qtbot.waitUntil(lambda: not dialog.error.isHidden())
    assert not dialog.agree.isEnabled()
    dialog.reject()


def test_a_file_that_could_not_be_opened_is_looked_for(
    qtbot: QtBot, files: Files, library: Library, outputs: Path
) -> None:
    (outputs / "sea" / "b.png").unlink()
    with qtbot.waitSignal(files.not_there) as missed:
        files.look_at(1)
        files.look_at(2)
    assert missed.args == [2]
    assert [row.missing for row in rows(library)] == [False, True, False, False]


def test_the_window_looks_when_it_comes_to_the_front(
    qtbot: QtBot, window: MainWindow, files: Files, outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(qtbot, files)
    monkeypatch.setattr(feature, "GAP", 0)
    with qtbot.waitSignal(files.whereabouts.looked):
        QGuiApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    monkeypatch.setattr(feature, "GAP", 60_000)
    QGuiApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    with qtbot.assertNotEmitted(files.whereabouts.looked, wait=100):
        pass


def test_after_closing_nothing_begins(qtbot: QtBot, files: Files, library: Library) -> None:
    files.close()
    with qtbot.assertNotEmitted(files.whereabouts.looked, wait=100):
        files.look()
        files.look_at(1)
