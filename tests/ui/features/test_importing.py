"""Imports in the queue with their dialogs: one after the other, tried again, left with a question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from imagineer_desktop.background.runner import JobQueue
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.queries import counts
from imagineer_desktop.catalog.rows import SourceKind
from imagineer_desktop.jobs.copies.path_template import CopyPlan, PathTemplate
from imagineer_desktop.jobs.import_desk import ImportDesk
from imagineer_desktop.jobs.imports.import_report import ImportReport
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.ui.dialogs.copy_import_dialog import CopyImportDialog
from imagineer_desktop.ui.dialogs.import_dialog import ImportDialog
from imagineer_desktop.ui.dialogs.import_phase import ImportPhase, phase_of
from imagineer_desktop.ui.dialogs.question import Question
from imagineer_desktop.ui.features.copy_importing import CopyImporting
from imagineer_desktop.ui.features.import_run import ASIDE
from imagineer_desktop.ui.features.importing import Importing
from imagineer_desktop.ui.report import Report
from imagineer_desktop.ui.settings import Settings
from imagineer_desktop.ui.theme.look import Look


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    root = tmp_path / "outputs"
    root.mkdir()
    for number in range(3):
        Image.new("RGB", (40, 30), (50 * number, 90, 120)).save(root / f"{number}.png")
    return root


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "library.db")
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.show()
    return shown


@pytest.fixture
def queue(window: QWidget) -> Iterator[JobQueue]:
    made = JobQueue(window)
    yield made
    made.close()


@pytest.fixture
def importing(
    window: QWidget, look: Look, queue: JobQueue, library: Library, tmp_path: Path
) -> Iterator[Importing]:
    made = Importing(window, look, queue, ImportDesk(library), Report(window, tmp_path / "log"))
    yield made
    made.close()


@pytest.fixture
def gate(queue: JobQueue) -> Gate:
    """Work that is before everything else in the queue."""
    made = Gate()
    queue.submit("Something else", made.job())
    return made


class Gate:
    """Holds the queue up until it is opened."""

    def __init__(self) -> None:
        self._opened = Event()

    def open(self) -> None:
        self._opened.set()

    def job(self) -> Job[None]:
        while not self._opened.wait(0.01):
            yield Progress("Holding")


def images(library: Library) -> int:
    with library.reading() as session:
        return counts(session).sources.get(SourceKind.ALL, 0)


def dialogs(window: QWidget) -> list[ImportDialog]:
    return [one for one in window.findChildren(ImportDialog) if one.isVisible()]


def says(dialog: QWidget, words: str) -> bool:
    return any(words in label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def press(dialog: QWidget, words: str) -> None:
    (button,) = [one for one in dialog.findChildren(QPushButton) if one.text() == words and one.isVisible()]
    button.click()


def test_an_import_shows_its_dialog_and_its_outcome(
    qtbot: QtBot, importing: Importing, window: QWidget, library: Library, outputs: Path
) -> None:
    importing.start([outputs])
    (dialog,) = dialogs(window)
    assert dialog.windowTitle() == "Importing from outputs"
    qtbot.waitUntil(lambda: says(dialog, "3 images added"), timeout=60_000)
    assert images(library) == 3
    assert not importing.is_running
    press(dialog, "Done")
    qtbot.waitUntil(lambda: not window.findChildren(ImportDialog))


def test_with_the_dialog_closed_the_outcome_is_told(
    qtbot: QtBot, importing: Importing, window: QWidget, outputs: Path
) -> None:
    with qtbot.waitSignal(importing.told, timeout=60_000) as said:
        importing.start([outputs])
        press(dialogs(window)[0], "Continue in background")
    assert said.args == ["3 images added"]


def test_who_waits_is_said_in_both_dialogs(
    qtbot: QtBot, importing: Importing, gate: Gate, window: QWidget, outputs: Path
) -> None:
    first = importing.start([outputs])
    second = importing.start([outputs / "0.png"])
    assert first is not None
    assert second is not None
    one, other = dialogs(window)
    assert says(one, "It begins by itself when the work before it is done.")
    assert says(other, "It begins by itself when the work before it is done.")
    with qtbot.waitSignals([first.succeeded, second.succeeded], timeout=60_000):
        gate.open()
    qtbot.waitUntil(lambda: says(one, "3 images added") and says(other, "0 images added"), timeout=60_000)


def test_the_reading_gives_way_to_an_import_that_waits_and_is_done_later(
    qtbot: QtBot,
    importing: Importing,
    gate: Gate,
    window: QWidget,
    library: Library,
    outputs: Path,
    tmp_path: Path,
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (9, 9)).save(other / "x.png")
    importing.start([outputs])
    importing.start([other])
    one, _ = dialogs(window)
    gate.open()
    words = "3 images get their thumbnails and checksums later, in the background."
    qtbot.waitUntil(lambda: says(one, words), timeout=60_000)

    def unread() -> int:
        with library.reading() as session:
            found = session.execute(
                text("SELECT count(*) FROM images WHERE content_hash IS NULL")
            ).scalar_one()
            return int(found) if images(library) == 4 else -1

    qtbot.waitUntil(lambda: unread() == 0, timeout=60_000)


def test_what_failed_is_tried_again(
    qtbot: QtBot, importing: Importing, window: QWidget, library: Library, outputs: Path
) -> None:
    broken = outputs / "later.png"
    broken.touch()
    importing.start([outputs])
    qtbot.waitUntil(lambda: says(dialogs(window)[0], "3 images added"), timeout=60_000)
    Image.new("RGB", (9, 9)).save(broken)
    press(dialogs(window)[0], "Try 1 file again")
    qtbot.waitUntil(lambda: any(says(one, "1 image added") for one in dialogs(window)), timeout=60_000)
    assert images(library) == 4


def test_the_list_of_failures_goes_to_the_clipboard(
    qtbot: QtBot, importing: Importing, window: QWidget, outputs: Path
) -> None:
    (outputs / "page.png").write_text("<html><body>no picture</body></html>")
    importing.start([outputs])
    qtbot.waitUntil(lambda: says(dialogs(window)[0], "3 images added"), timeout=60_000)
    press(dialogs(window)[0], "Show")
    press(dialogs(window)[0], "Copy list")
    assert str(outputs / "page.png") in QApplication.clipboard().text()


def test_a_path_that_is_gone_is_said_in_the_dialog(
    qtbot: QtBot, importing: Importing, window: QWidget, tmp_path: Path
) -> None:
    importing.start([tmp_path / "gone"])
    qtbot.waitUntil(lambda: says(dialogs(window)[0], "There is nothing at"))


def test_leaving_asks_while_an_import_is_there(
    qtbot: QtBot, importing: Importing, gate: Gate, window: QWidget, outputs: Path
) -> None:
    left: list[str] = []
    importing.start([outputs])
    importing.ask_before_leaving(lambda: left.append("once"))
    (question,) = window.findChildren(Question)
    assert says(question, "An import is running. Nothing is added yet.")
    question.refuse.click()
    assert left == []
    importing.ask_before_leaving(lambda: left.append("twice"))
    qtbot.waitUntil(lambda: [one for one in window.findChildren(Question) if one.isVisible()] != [])
    (question,) = [one for one in window.findChildren(Question) if one.isVisible()]
    press(question, "Stop import and close")
    assert left == ["twice"]


def test_leaving_while_everything_is_listed_says_that_the_reading_goes_on(
    qtbot: QtBot, importing: Importing, window: QWidget, library: Library, outputs: Path
) -> None:
    reading = Progress("Reading images", 1, 3, ImportReport(found=3, imported=3, to_read=3))
    task = importing.start([outputs])
    assert task is not None
    task.progressed.emit(reading)
    importing.ask_before_leaving(lambda: None)
    (question,) = window.findChildren(Question)
    assert says(question, "All new images are added and stay. They are still being read.")
    assert says(question, "Reading goes on by itself the next time you open the library.")
    assert not says(question, "import the same folder")
    assert question.agree.text() == "Stop reading and close"


def test_leaving_with_imports_in_both_phases_says_what_becomes_of_each(
    qtbot: QtBot, importing: Importing, gate: Gate, window: QWidget, outputs: Path
) -> None:
    first = importing.start([outputs])
    importing.start([outputs / "0.png"])
    assert first is not None
    first.progressed.emit(Progress("Reading images", 1, 3, ImportReport(imported=3, to_read=3)))
    importing.ask_before_leaving(lambda: None)
    (question,) = window.findChildren(Question)
    assert says(question, "2 imports are running or waiting. 3 images are added and stay.")
    assert says(
        question,
        "The rest comes in when you import the same folder again. "
        "Reading goes on by itself the next time you open the library.",
    )


def test_the_text_that_tells_the_phases_is_that_of_the_job(library: Library, outputs: Path) -> None:
    job = ImportDesk(library).import_paths([outputs])
    phases = [ImportPhase.QUEUED]
    try:
        while True:
            phases.append(phase_of(next(job), phases[-1]))
    except StopIteration:
        assert list(dict.fromkeys(phases)) == [
            ImportPhase.QUEUED,
            ImportPhase.LISTING,
            ImportPhase.READING,
        ]


def test_a_new_dialog_stands_beside_one_that_has_something_to_tell(
    qtbot: QtBot, importing: Importing, window: QWidget, outputs: Path
) -> None:
    (outputs / "broken.png").touch()
    importing.start([outputs])
    (first,) = dialogs(window)
    qtbot.waitUntil(lambda: says(first, "3 images added"), timeout=60_000)
    importing.start([outputs])
    assert len(dialogs(window)) == 2
    _, second = dialogs(window)
    assert second.pos() - first.pos() == QPoint(ASIDE, ASIDE)


def test_a_dialog_that_is_done_and_has_nothing_to_tell_makes_room(
    qtbot: QtBot, importing: Importing, window: QWidget, outputs: Path
) -> None:
    importing.start([outputs])
    (first,) = dialogs(window)
    qtbot.waitUntil(lambda: says(first, "3 images added"), timeout=60_000)
    importing.start([outputs])
    (second,) = dialogs(window)
    assert second is not first


def test_a_folder_inside_the_source_is_refused(
    qtbot: QtBot, copying: CopyImporting, settings: Settings, window: QWidget, outputs: Path
) -> None:
    settings.remember_copying(str(outputs / "kept"), "{name}")
    copying.ask([outputs])
    (dialog,) = window.findChildren(CopyImportDialog)
    qtbot.waitUntil(lambda: says(dialog, f"This folder is part of {outputs}"), timeout=60_000)
    qtbot.waitUntil(lambda: dialog.agree.text() == "Import and copy 3 images", timeout=60_000)
    assert not dialog.agree.isEnabled()


def test_leaving_asks_nothing_when_no_import_is_there(importing: Importing) -> None:
    left: list[str] = []
    importing.ask_before_leaving(lambda: left.append("at once"))
    assert left == ["at once"]


def test_copying_has_the_same_dialog_and_says_where_to(
    qtbot: QtBot, importing: Importing, window: QWidget, library: Library, outputs: Path, tmp_path: Path
) -> None:
    importing.start_copying([outputs], CopyPlan(tmp_path / "kept", PathTemplate("{name}")))
    (dialog,) = dialogs(window)
    assert says(dialog, f"Copies go to {tmp_path / 'kept'}. Originals are never changed.")
    qtbot.waitUntil(lambda: says(dialog, "3 images added"), timeout=60_000)
    assert says(dialog, "Copied into the library folder")
    assert sorted(one.name for one in (tmp_path / "kept").iterdir()) == ["0.png", "1.png", "2.png"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def copying(
    window: QWidget, look: Look, settings: Settings, library: Library, importing: Importing
) -> Iterator[CopyImporting]:
    made = CopyImporting(window, look, settings, ImportDesk(library), importing)
    yield made
    made.close()


def test_a_copying_import_is_seen_agreed_to_and_remembered(
    qtbot: QtBot, copying: CopyImporting, settings: Settings, window: QWidget, outputs: Path, tmp_path: Path
) -> None:
    settings.remember_copying(str(tmp_path / "kept"), "{batch}/{name}")
    copying.ask([outputs])
    (dialog,) = window.findChildren(CopyImportDialog)
    assert (dialog.folder, dialog.template) == (str(tmp_path / "kept"), "{batch}/{name}")
    dialog.set_folder(str(tmp_path / "mine"))
    qtbot.waitUntil(lambda: says(dialog, "outputs/2.png"), timeout=60_000)
    qtbot.waitUntil(lambda: dialog.agree.text() == "Import and copy 3 images")
    dialog.agree.click()
    qtbot.waitUntil(lambda: says(dialogs(window)[0], "3 images added"), timeout=60_000)
    assert len(list((tmp_path / "mine" / "outputs").iterdir())) == 3
    assert settings.copy_folder == str(tmp_path / "mine")
    assert settings.copy_template == "{batch}/{name}"


def test_errors_that_are_ours_are_not_said_as_the_persons(
    qtbot: QtBot, copying: CopyImporting, window: QWidget
) -> None:
    copying.ask()
    (dialog,) = window.findChildren(CopyImportDialog)
    with qtbot.waitSignal(copying.failed):
        copying._errand.failed.emit(ValueError("a bug"))
    copying._errand.failed.emit(CatalogError("The drive is away."))
    assert says(dialog, "The drive is away.")
