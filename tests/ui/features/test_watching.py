"""Watched folders from the window: added, changed, paused and removed, each as one step to undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.background import intake as intake_module
from imagineer_desktop.background.runner import JobQueue
from imagineer_desktop.background.watching import FolderState, Watching
from imagineer_desktop.catalog.edits.albums import CreateAlbum, DeleteAlbum
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.rows import AlbumDraft
from imagineer_desktop.catalog.watched import FolderRules, WatchedRow, watched_folders
from imagineer_desktop.jobs.imports.importing import ImportReport
from imagineer_desktop.jobs.watches.watched_folders import Unread
from imagineer_desktop.ui.dialogs.watched_dialog import WatchedDialog
from imagineer_desktop.ui.dialogs.watched_rules_dialog import WatchedRulesDialog
from imagineer_desktop.ui.features import telling as telling_module
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.features.watching import WatchedFolders
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
    root = tmp_path / "outputs"
    (root / "sea").mkdir(parents=True)
    Image.new("RGB", (40, 30), (50, 90, 120)).save(root / "sea" / "a.png")
    return root


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "library.db")
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
def queue(window: MainWindow) -> Iterator[JobQueue]:
    made = JobQueue(window)
    yield made
    made.close()


@pytest.fixture
def watching(window: MainWindow, library: Library, queue: JobQueue) -> Watching:
    return Watching(library, None, queue, window)


@pytest.fixture
def feature(
    window: MainWindow, look: Look, library: Library, steps: Steps, watching: Watching
) -> Iterator[WatchedFolders]:
    made = WatchedFolders(window, look, library, steps, watching)
    faults: list[object] = []
    made.failed.connect(faults.append)
    yield made
    made.close()
    assert faults == []


def rows(library: Library) -> tuple[WatchedRow, ...]:
    with library.reading() as session:
        return watched_folders(session)


def opened(window: MainWindow, feature: WatchedFolders) -> WatchedDialog:
    feature.list.trigger()
    (dialog,) = window.findChildren(WatchedDialog)
    return dialog


def asked(qtbot: QtBot, window: MainWindow) -> WatchedRulesDialog:
    qtbot.waitUntil(lambda: bool(window.findChildren(WatchedRulesDialog)))
    (dialog,) = window.findChildren(WatchedRulesDialog)
    return dialog


def press(ground: QWidget, text: str) -> None:
    (found,) = (one for one in ground.findChildren(QAbstractButton) if one.text() == text and one.isVisible())
    found.click()


def watch(qtbot: QtBot, feature: WatchedFolders, library: Library, *paths: Path) -> None:
    before = len(rows(library))
    feature.add(paths)
    qtbot.waitUntil(lambda: len(rows(library)) == before + len(paths))


def test_a_folder_is_added_with_its_rules_in_one_step(
    qtbot: QtBot,
    window: MainWindow,
    feature: WatchedFolders,
    steps: Steps,
    library: Library,
    queue: JobQueue,
    outputs: Path,
) -> None:
    dialog = opened(window, feature)
    dialog.folders_chosen.emit([outputs])
    rules = asked(qtbot, window)
    rules.findChildren(QCheckBox)[1].click()
    rules.agree.click()
    assert rows(library) == (WatchedRow(1, str(outputs), FolderRules(album_per_folder=False)),)
    assert steps.undo.text() == "Undo: Add watched folder “outputs”"
    (table,) = dialog.findChildren(QTreeView)
    assert table.currentIndex().data() == str(outputs)
    qtbot.waitUntil(lambda: table.model().index(0, 1).data() == "1", timeout=15_000)
    qtbot.waitUntil(lambda: not queue.tasks, timeout=15_000)
    steps.undo.trigger()
    assert rows(library) == ()
    assert table.model().rowCount() == 0
    steps.redo.trigger()
    assert len(rows(library)) == 1
    dialog.reject()


def test_several_folders_are_added_in_one_step(
    qtbot: QtBot, window: MainWindow, feature: WatchedFolders, steps: Steps, library: Library, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    feature.ask([tmp_path / "a", tmp_path / "b"])
    rules = asked(qtbot, window)
    assert rules.agree.text() == "Watch 2 folders"
    with qtbot.waitSignal(steps.told) as told:
        rules.agree.click()
    assert told.args == ["Added 2 watched folders"]
    assert len(rows(library)) == 2
    steps.undo.trigger()
    assert rows(library) == ()


def test_a_folder_that_overlaps_is_refused_in_the_list(
    qtbot: QtBot, window: MainWindow, feature: WatchedFolders, library: Library, outputs: Path
) -> None:
    watch(qtbot, feature, library, outputs)
    dialog = opened(window, feature)
    dialog.folders_chosen.emit([outputs / "sea"])
    qtbot.waitUntil(lambda: not dialog.error.isHidden())
    assert not window.findChildren(WatchedRulesDialog)
    assert len(rows(library)) == 1
    dialog.reject()


def test_without_the_list_a_refusal_is_told(qtbot: QtBot, feature: WatchedFolders, tmp_path: Path) -> None:
    with qtbot.waitSignal(feature.told) as told:
        feature.add([tmp_path / "nowhere"])
    assert told.args[0].startswith("There is no folder")
    feature.keep_out([tmp_path])
    (tmp_path / "thumbnails").mkdir()
    with qtbot.waitSignal(feature.told) as told:
        feature.add([tmp_path / "thumbnails"])
    assert "is the program's own" in told.args[0]


def test_rules_are_changed_in_one_step(
    qtbot: QtBot, window: MainWindow, feature: WatchedFolders, steps: Steps, library: Library, outputs: Path
) -> None:
    watch(qtbot, feature, library, outputs)
    dialog = opened(window, feature)
    press(dialog, "Rules…")
    rules = asked(qtbot, window)
    rules.findChildren(QCheckBox)[0].click()
    rules.agree.click()
    assert rows(library)[0].rules == FolderRules(recursive=False)
    qtbot.waitUntil(lambda: not window.findChildren(WatchedRulesDialog))
    watch(qtbot, feature, library, outputs / "sea")
    dialog.choose(1)
    press(dialog, "Rules…")
    rules = asked(qtbot, window)
    rules.findChildren(QCheckBox)[0].click()
    rules.agree.click()
    qtbot.waitUntil(lambda: not rules.error.isHidden())
    assert rows(library)[0].rules == FolderRules(recursive=False)
    rules.reject()
    steps.undo.trigger()
    steps.undo.trigger()
    assert rows(library) == (WatchedRow(1, str(outputs)),)
    dialog.reject()


def test_a_folder_is_paused_resumed_and_removed(
    qtbot: QtBot, window: MainWindow, feature: WatchedFolders, steps: Steps, watching: Watching, outputs: Path
) -> None:
    feature.add([outputs])
    qtbot.waitUntil(lambda: len(watching.reports) == 1)
    dialog = opened(window, feature)
    press(dialog, "Pause")
    assert watching.reports[0].state is FolderState.PAUSED
    press(dialog, "Resume")
    assert len(watching.intakes) == 1
    assert steps.undo.text() == "Undo: Resume watching “outputs”"
    press(dialog, "Remove")
    assert not watching.intakes
    steps.undo.trigger()
    assert len(watching.intakes) == 1
    dialog.reject()


def test_all_are_paused_by_menu(
    qtbot: QtBot, feature: WatchedFolders, library: Library, tmp_path: Path, steps: Steps
) -> None:
    assert not feature.pause.isEnabled()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    watch(qtbot, feature, library, tmp_path / "a", tmp_path / "b")
    assert feature.pause.isEnabled()
    assert not feature.pause.isChecked()
    feature.pause.trigger()
    assert [row.is_paused for row in rows(library)] == [True, True]
    assert feature.pause.isChecked()
    steps.undo.trigger()
    assert not feature.pause.isChecked()
    steps.redo.trigger()
    feature.pause.trigger()
    assert [row.is_paused for row in rows(library)] == [False, False]


def test_steps_are_taken_back_by_keys_in_the_list(
    qtbot: QtBot, window: MainWindow, feature: WatchedFolders, library: Library, outputs: Path
) -> None:
    watch(qtbot, feature, library, outputs)
    qtbot.waitUntil(window.isActiveWindow)
    dialog = opened(window, feature)
    qtbot.waitUntil(dialog.isActiveWindow)
    press(dialog, "Remove")
    (table,) = dialog.findChildren(QTreeView)
    assert table.model().rowCount() == 0
    qtbot.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert table.model().rowCount() == 1
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(dialog, Qt.Key.Key_Z, both)
    assert rows(library) == ()
    dialog.reject()


def test_the_target_album_may_go(
    qtbot: QtBot, feature: WatchedFolders, library: Library, watching: Watching, outputs: Path, steps: Steps
) -> None:
    steps.do(CreateAlbum(AlbumDraft("Inbox")))
    feature.add([outputs], FolderRules(album_id=1))
    qtbot.waitUntil(lambda: len(watching.reports) == 1)
    steps.do(DeleteAlbum(1))
    assert [report.folder.rules.album_id for report in watching.reports] == [None]
    steps.undo.trigger()
    assert [report.folder.rules.album_id for report in watching.reports] == [1]


def test_what_came_in_is_told_now_and_then(
    qtbot: QtBot, feature: WatchedFolders, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    sea, sky = WatchedRow(1, "/pictures/sea"), WatchedRow(2, "/pictures/sky")
    told: list[str] = []
    feature.told.connect(told.append)
    watching.arrived.emit(sea, ImportReport(imported=1))
    watching.arrived.emit(sea, ImportReport(moved=4))
    assert told == ["1 new image from sea."]
    watching.arrived.emit(sea, ImportReport(imported=1200))
    watching.arrived.emit(sky, ImportReport(imported=34))
    watching.unread_found.emit(sky, (Unread("/a", 1, "No."), Unread("/b", 1, "No.")))
    assert len(told) == 1
    pause = feature.findChildren(telling_module.Telling)[0]
    with qtbot.waitSignal(pause.told):
        pause.resume()
    assert told[1:] == [
        "1,234 new images from 2 folders. 2 files in sky could not be read. File > Watched folders says why."
    ]


def test_the_window_looks_when_it_comes_to_the_front(
    qtbot: QtBot,
    window: MainWindow,
    feature: WatchedFolders,
    queue: JobQueue,
    watching: Watching,
    outputs: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    feature.add([outputs])
    with qtbot.waitSignal(queue.stood_still, timeout=15_000):
        pass
    monkeypatch.setattr(intake_module, "GAP", 0)
    monkeypatch.setattr(intake_module, "PATIENCE", 0)
    with qtbot.waitSignal(queue.stood_still, timeout=15_000):
        QGuiApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))


def test_it_begins_with_the_window(
    qtbot: QtBot, feature: WatchedFolders, library: Library, watching: Watching, outputs: Path
) -> None:
    watch(qtbot, feature, library, outputs)
    feature.begin()
    assert len(watching.intakes) == 1


def test_after_closing_nothing_begins(
    qtbot: QtBot,
    window: MainWindow,
    feature: WatchedFolders,
    queue: JobQueue,
    library: Library,
    outputs: Path,
) -> None:
    watch(qtbot, feature, library, outputs)
    dialog = opened(window, feature)
    feature.close()
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: not queue.tasks, timeout=15_000)
    with qtbot.assertNotEmitted(queue.changed, wait=600):
        QGuiApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
        Image.new("RGB", (40, 30)).save(outputs / "late.png")
