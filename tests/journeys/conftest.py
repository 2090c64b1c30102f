"""The whole program in a real window, and a person in front of it with a mouse and a keyboard."""

from __future__ import annotations

import builtins
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

import pytest
import shiboken6
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PySide6.QtCore import QEvent, QLocale, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QCursor, QGuiApplication, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QWidget,
)

from imagineer_desktop import places
from imagineer_desktop.app import Desktop
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.queries import image_rows
from imagineer_desktop.catalog.rows import ImageRow, Source, SourceKind
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.ui.inspector.label_chip import ShownLabelChip
from imagineer_desktop.ui.main_window import DropRing
from imagineer_desktop.ui.settings import Settings
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.workspace import Workspace

Kind = TypeVar("Kind", bound=QDialog)

PATIENCE = 20.0
"""Seconds a person waits for what is to happen at once."""
SIZE = (1320, 900)
"""Of the window, so that beside it there is room on the screen for another program."""
PAINTS = ((200, 60, 60), (60, 160, 80), (70, 90, 200), (210, 180, 60), (150, 80, 170), (60, 170, 180))


def make_picture(path: Path, number: int, prompt: str = "a picture") -> Path:
    """A picture told by its color and the place of a white bar, with a prompt as A1111's web UI writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    about = PngInfo()
    about.add_text("parameters", f"{prompt} {number}\nSteps: {20 + number}, Seed: {1000 + number}")
    size = (96, 64) if number % 3 else (64, 96)
    picture = Image.new("RGB", size, PAINTS[number % len(PAINTS)])
    picture.paste("white", (number * 3, 8, number * 3 + 16, 40))
    picture.save(path, pnginfo=about)
    moment = 1_760_000_000 + number * 60
    os.utime(path, (moment, moment))
    return path


def make_outputs(folder: Path) -> Path:
    """Two batches of eight and five pictures, and three singles."""
    for number in range(8):
        make_picture(folder / "harbor_20251015_101010" / f"harbor_{number}.png", number, "a harbor at dusk")
    for number in range(8, 13):
        make_picture(folder / "meadow_20251016_111111" / f"meadow_{number}.png", number, "a meadow in bloom")
    for number in range(13, 16):
        make_picture(folder / f"single_{number}.png", number, "a lonely tree")
    return folder


def tables(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything a person has put into a library, without the moments of the last change."""
    questions = {
        "images": "SELECT id, file_path, prompt, negative_prompt, rating, pick, is_nsfw, is_public,"
        " trashed_at IS NOT NULL FROM images ORDER BY id",
        "albums": "SELECT id, name, description, album_type, is_public, is_training_source, image_order"
        " FROM albums ORDER BY id",
        "album_images": "SELECT album_id, image_id, sort_order FROM album_images ORDER BY 1, 2",
        "labels": "SELECT id, image_id, label_text, label_type, source_model FROM labels ORDER BY id",
    }
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return {name: connection.execute(question).fetchall() for name, question in questions.items()}


class Watcher(QObject):
    """Sees what reaches a widget: how many drags have moved over it, and the drops on it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.moves = 0
        self.ended = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragMove:
            self.moves += 1
        elif event.type() in (QEvent.Type.Drop, QEvent.Type.DragLeave):
            self.ended = True
        return False


class WindowKeeper(QObject):
    """Gives the keyboard to the window that came last, as the window manager of a desktop does."""

    KINDS = (Qt.WindowType.Window, Qt.WindowType.Dialog)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and watched.isWindow() and watched.windowType() in self.KINDS:
            if event.type() == QEvent.Type.Show:
                watched.activateWindow()
            elif event.type() == QEvent.Type.Hide and (parent := watched.parentWidget()) is not None:
                parent.window().activateWindow()
        return False


class Person:
    """Clicks, drags, types and looks. Every act ends with a look: nothing here waits blindly."""

    def __init__(self, desktop: Desktop, sheets: Path) -> None:
        self.desktop = desktop
        self.reports: list[str] = []
        self._pictures = sheets
        desktop.report.shown.connect(self.reports.append)

    @property
    def work(self) -> Workspace:
        assert self.desktop.workspace is not None
        return self.desktop.workspace

    @property
    def library(self) -> Library:
        return self.work.library

    @property
    def chosen(self) -> tuple[int, ...]:
        return self.work.views.chosen.ids

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        return tables(self.library.path)

    def until(self, happened: Callable[[], object], what: str = "") -> None:
        """Let the program work until something is so. (QTest.qWait would hold back the worker threads.)"""
        end = time.monotonic() + PATIENCE
        while not happened():
            QApplication.processEvents()
            if time.monotonic() > end:
                self.shoot("late")
                raise AssertionError(f"It did not come: {what or happened}")
            time.sleep(0.001)
        QApplication.processEvents()

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """A picture of the screen for human eyes, in the ignored folder `screenshots/`."""
        QApplication.processEvents()
        self._pictures.mkdir(exist_ok=True)
        screen = QGuiApplication.primaryScreen()
        picture = widget.grab() if widget else screen.grabWindow(0)
        picture.save(str(self._pictures / f"journey-{name}.png"))

    def open(self, database: Path) -> None:
        """Open a library and wait until everything in sight is there."""
        self.desktop.open(database)
        self.until(
            lambda: (
                self.desktop.workspace is not None
                and self.work.library.path == database
                and self.desktop.is_complete()
            ),
            f"{database} open",
        )
        self.settle()

    def settle(self) -> None:
        """Wait until everything that was asked is answered and the left panel counts it."""
        work = self.work
        self.until(lambda: not work.ground.queue.tasks, "no task")
        done: list[object] = []
        work.counting.counted.connect(done.append)
        work.counting.take()
        self.until(lambda: done and self.desktop.is_complete(), "counted")
        work.counting.counted.disconnect(done.append)

    def window(self) -> QWidget:
        return QApplication.activeWindow() or self.desktop.window

    def click(
        self,
        widget: QWidget,
        place: QPoint | None = None,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        """Click on a widget as the window system would: through its window, whatever lies there."""
        assert widget.isVisible(), f"{widget} is not there to be clicked"
        top = widget.window()
        spot = widget.mapTo(top, place or widget.rect().center())
        QTest.mouseClick(top.windowHandle(), button, modifiers, spot)
        QApplication.processEvents()

    def double_click(self, widget: QWidget, place: QPoint) -> None:
        top = widget.window()
        QTest.mouseDClick(
            top.windowHandle(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            widget.mapTo(top, place),
        )
        QApplication.processEvents()

    def press(self, keys: str) -> None:
        """Press keys such as "Ctrl+Z" in the window that has the keyboard, or its open menu."""
        top = QApplication.activePopupWidget() or self.window()
        QTest.keySequence(top.windowHandle(), keys)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        top = QApplication.activePopupWidget() or self.window()
        for letter in text:
            QTest.keyClick(top.windowHandle(), letter)  # type: ignore[call-overload]
        QApplication.processEvents()

    def trigger(self, action: QAction) -> None:
        """Choose an entry of the menu bar with the mouse."""
        bar = self.desktop.window.menuBar()
        for entry in bar.actions():
            menu = entry.menu()
            if isinstance(menu, QMenu) and action in menu.actions():
                self.click(bar, bar.actionGeometry(entry).center())
                self.until(menu.isVisible, "the menu")
                assert action.isEnabled(), action.text()
                self.click(menu, menu.actionGeometry(action).center())
                return
        raise AssertionError(f"{action.text()} is in no menu")

    def cell(self, row: int) -> QPoint:
        """The middle of the picture of a row, on the grid's viewport."""
        cell = self.work.views.grid.place_of(row)
        return QPoint(cell.center().x(), cell.top() + self.work.views.grid.geometry_now.picture_side // 2)

    def click_cell(self, row: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.click(self.work.views.grid.viewport(), self.cell(row), modifiers)

    def choose(self, *rows: int) -> tuple[int, ...]:
        """Click the first image and Ctrl+click the others; gives their ids."""
        for place, row in enumerate(rows):
            flag = Qt.KeyboardModifier.ControlModifier if place else Qt.KeyboardModifier.NoModifier
            self.click_cell(row, flag)
        ids = tuple(self.work.ground.model.ids[row] for row in sorted(rows))
        assert self.chosen == ids
        return ids

    def source_place(self, source: Source) -> QPoint:
        """The middle of a line in the left panel, opening its group where it is closed."""
        view = self.desktop.shell.panel.view
        index = self.desktop.shell.sources.index_of(source)
        assert index.isValid(), f"{source} is not in the left panel"
        if index.parent().isValid() and not view.isExpanded(index.parent()):
            self.click(view.viewport(), view.visualRect(index.parent()).center())
        self.until(lambda: view.visualRect(index).isValid(), "the line in sight")
        return view.visualRect(index).center()

    def go(self, source: Source) -> None:
        """Click a source in the left panel and wait for its images."""
        place = self.source_place(source)
        self.click(self.desktop.shell.panel.view.viewport(), place)
        self.until(lambda: self.work.ground.model.question.source == source, f"{source}")
        self.settle()

    def go_to_album(self, album_id: int) -> None:
        self.go(Source(SourceKind.ALBUM, album_id))

    def count_of(self, source: Source) -> int:
        """The number that the left panel shows for a source."""
        counts = self.work.counts
        if source.kind is SourceKind.ALBUM:
            return next(album.images for album in counts.albums if album.id == source.album_id)
        return counts.sources[source.kind]

    def album_named(self, name: str) -> int:
        return next(album.id for album in self.work.counts.albums if album.name == name)

    def names(self) -> list[str]:
        """The file names in the order of the grid."""
        rows = (self.work.ground.model.image(row) for row in range(self.work.ground.model.rowCount()))
        return [row.filename for row in rows if row is not None]

    def row(self, image_id: int) -> ImageRow:
        """An image as the library has it now."""
        with self.library.reading() as session:
            return image_rows(session, [image_id])[0]

    def status_words(self) -> str:
        """What the status bar says, in one line."""
        return " | ".join(label.text() for label in self.desktop.shell.status.findChildren(QLabel))

    def star(self, row: int, star: int) -> QPoint:
        """A star (1 to 5) of a cell, on the grid's viewport."""
        grid = self.work.views.grid
        cell = grid.place_of(row)
        places = (QPoint(x, cell.bottom() - 8) for x in range(cell.left(), cell.right()))
        hits = [place for place in places if grid.star_at(place) == (row, star)]
        return hits[len(hits) // 2]

    def looks_different(self, row: int, before: QPixmap) -> bool:
        picture = self.work.views.grid.picture_of(row)
        return picture is not None and picture.toImage() != before.toImage()

    def cross_out(self, label: str) -> None:
        """Click the x of a label's chip."""
        chips = self.work.views.inspector.labels.chips
        self.until(lambda: label in [one.text for one in chips.labels], f"a chip {label!r}")
        chip = next(one for one in chips.findChildren(ShownLabelChip) if one.label.text == label)
        self.click(chip, QPoint(chip.width() - 10, chip.height() // 2))

    def open_menu(self, widget: QWidget, place: QPoint) -> None:
        """Open a context menu with the real right button."""
        self.hover(widget, place)
        xdotool("click", 3)
        self.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "a context menu")

    def choose_entry(self, text: str) -> None:
        """Choose an entry of the open context menu."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(one for one in menu.actions() if one.text() == text)
        self.click(menu, menu.actionGeometry(action).center())

    def scroll(self, widget: QWidget, angle: int) -> None:
        """Turn the real wheel over the middle of a widget, by eighths of a degree."""
        self.hover(widget, widget.rect().center())
        xdotool("click", 4 if angle > 0 else 5)

    def pull(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Move the real pointer with its button down, and let go."""
        self.hover(widget, start)
        xdotool("mousedown", 1)
        self.until(lambda: QApplication.mouseButtons() == Qt.MouseButton.LeftButton, "the button down")
        for step in range(1, 6):
            self.hover(widget, start + (end - start) * step / 5)
        xdotool("mouseup", 1)
        self.until(lambda: QApplication.mouseButtons() == Qt.MouseButton.NoButton, "the button up")

    def dialog(self, kind: builtins.type[Kind]) -> Kind:
        """The open dialog of a kind, once it has the keyboard."""
        window = self.desktop.window

        def found() -> list[Kind]:
            return [one for one in window.findChildren(kind) if one.isVisible()]

        self.until(lambda: found() and found()[-1].isActiveWindow(), f"a {kind.__name__}")
        return found()[-1]

    def until_gone(self, dialog: QWidget) -> None:
        self.until(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible(), "the dialog gone")

    def choose_file(self, path: Path) -> None:
        """Give a file's name to the open file dialog."""
        dialog = self.dialog(QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText(str(path))
        self.press("Return")
        self.until_gone(dialog)

    def said(self) -> str:
        """Read the report that is open, close it, and count it as expected."""
        box = self.dialog(QMessageBox)
        text = box.text()
        self.press("Esc")
        self.until_gone(box)
        self.reports.remove(text)
        return text

    def named(self, ground: QWidget, name: str) -> QWidget:
        """The visible widget that a screen reader calls `name`, or that has it as its text."""

        def found() -> list[QWidget]:
            return [one for one in ground.findChildren(QWidget) if one.isVisible() and name in _names(one)]

        self.until(found, f"something called {name!r}")
        return found()[0]

    def click_named(self, ground: QWidget, name: str) -> None:
        self.click(self.named(ground, name))

    def hover(self, widget: QWidget, place: QPoint) -> None:
        """Move the real pointer."""
        spot = widget.mapToGlobal(place)
        xdotool("mousemove", spot.x(), spot.y())
        self.until(lambda: QCursor.pos() == spot, "the pointer there")

    def drag(
        self,
        source: QWidget,
        start: QPoint,
        target: QWidget,
        end: QPoint,
        key: str = "",
        over: Callable[[], object] = lambda: None,
        refused: bool = False,
    ) -> None:
        """Drag with the real pointer through the X server, holding `key` ("ctrl"); `over` looks just before
        the button is let go. A `refused` drag moves over nothing that would take it."""
        watcher = Watcher(target)
        self.hover(source, start)
        first, last = source.mapToGlobal(start), target.mapToGlobal(end)
        path = [first + (last - first) * step / 8 for step in range(1, 9)]
        moves = [("mousemove", spot.x(), spot.y()) for spot in (*path, last - QPoint(1, 0), last)]
        steps = iter([*moves[:4], *([("keydown", key)] if key else []), *moves[4:]])
        finished: list[str] = []

        def go_on() -> None:
            """Called by the timer, also in the loop of the drag: one step, then the look, then the drop."""
            step = next(steps, None)
            if step is not None:
                xdotool(*step)
            elif (watcher.moves >= 2 or refused) and QCursor.pos() == last and not finished:
                over()
                xdotool("mouseup", 1)
                if key:
                    xdotool("keyup", key)
                finished.append("let go")

        xdotool("mousedown", 1)
        hand = QTimer(interval=15)
        hand.timeout.connect(go_on)
        hand.start()
        try:
            self.until(lambda: finished and watcher.ended, "the drop")
        finally:
            hand.stop()
            if not finished:
                xdotool("mouseup", 1)
                if key:
                    xdotool("keyup", key)
            watcher.setParent(None)
            target.removeEventFilter(watcher)

    def drop_files(self, paths: Sequence[Path], target: QWidget, place: QPoint) -> None:
        """Drag files out of another program and drop them here."""
        program = Path(__file__).with_name("drag_source.py")
        source = subprocess.Popen(
            [sys.executable, str(program), *map(str, paths)], stdout=subprocess.PIPE, text=True
        )
        assert source.stdout is not None
        try:
            x, y = map(int, source.stdout.readline().split())
            spot = target.mapToGlobal(place)
            watcher, ring = Watcher(self.desktop.window), self.desktop.window.findChild(DropRing)
            assert ring is not None
            xdotool("mousemove", x, y, "mousedown", 1)
            for step in range(1, 9):
                xdotool("mousemove", x + (spot.x() - x) * step // 8, y + (spot.y() - y) * step // 8)
            nudge = 0

            def arrived() -> bool:
                nonlocal nudge
                nudge = 1 - nudge
                xdotool("mousemove", spot.x() + nudge, spot.y())
                return ring.isVisible()

            self.until(arrived, "the drag over the window")
            self.shoot("drop")
            xdotool("mouseup", 1)
            self.until(lambda: watcher.ended, "the drop")
            self.desktop.window.removeEventFilter(watcher)
        finally:
            source.kill()
            source.wait()
            source.stdout.close()


def _names(widget: QWidget) -> tuple[str, str]:
    return widget.accessibleName(), widget.text() if isinstance(widget, QAbstractButton) else ""


def xdotool(*arguments: object) -> None:
    """Pointer and keys as the X server itself makes them."""
    subprocess.run(["xdotool", *map(str, arguments)], check=True, timeout=10)


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """A folder of outputs: 16 pictures, two batches."""
    return make_outputs(tmp_path / "outputs")


@pytest.fixture
def filled(tmp_path: Path, outputs: Path) -> Path:
    """A library with the outputs imported."""
    database = tmp_path / "filled" / "library.db"
    database.parent.mkdir()
    library = open_library(database)
    finish(import_paths(library, [outputs]))
    library.close()
    return database


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the person's own: settings, cache, log and data lie in it."""
    folder = tmp_path / "home"
    for name in ("cache", "config", "data", "state"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(folder / name))
    return folder


@pytest.fixture
def look(qapp: QApplication, home: Path) -> Look:
    look = Look(qapp, places.glyphs_folder(), base=13)
    look.set_theme("dark")
    return look


@pytest.fixture
def start(
    qapp: QApplication, look: Look, home: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Person]]:
    """Starts the program as its own `run` does; more than once for a journey over two days."""
    QLocale.setDefault(QLocale("en_US"))
    keeper = WindowKeeper()
    qapp.installEventFilter(keeper)
    people: list[Person] = []

    def begin() -> Person:
        desktop = Desktop(look, Settings(places.settings_file()))
        person = Person(desktop, checkout / "screenshots")
        people.append(person)
        desktop.show(SIZE)
        desktop.window.move(0, 0)
        desktop.window.activateWindow()
        person.until(desktop.window.isActiveWindow, "the window")
        return person

    yield begin
    for person in people:
        with suppress(RuntimeError):
            # Also with an import running, which nobody is left to be asked about.
            person.desktop.window.set_doorkeeper(None)
            person.desktop.window.close()
            person.desktop.window.deleteLater()
            person.desktop.deleteLater()
    qapp.removeEventFilter(keeper)
    unexpected = [said for person in people for said in person.reports]
    assert not unexpected, f"reported without being expected: {unexpected}"


@pytest.fixture
def person(start: Callable[[], Person], filled: Path) -> Person:
    """Somebody in front of the filled library."""
    person = start()
    person.open(filled)
    return person
