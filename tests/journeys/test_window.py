"""The window itself: what is loaded when it is seen, its menus, its order of Tab, its colors, its faults."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QMessageBox, QWidget

from imagineer_desktop import places
from imagineer_desktop.ui.dialogs.album_dialog import AlbumDialog
from imagineer_desktop.ui.dialogs.keys_dialog import KeysDialog
from imagineer_desktop.ui.dialogs.label_dialog import LabelDialog

if TYPE_CHECKING:
    from tests.journeys.conftest import Person

FIRST_SIGHT = """
import sys
from imagineer_desktop.arguments import parse
from imagineer_desktop import app
from imagineer_desktop.ui.main_window import MainWindow

paint = MainWindow.paintEvent
heavy = ("sqlalchemy", "alembic", "PIL")

def paint_and_tell(window, event):
    paint(window, event)
    MainWindow.paintEvent = paint
    print(*(name for name in heavy if name in sys.modules), flush=True)

MainWindow.paintEvent = paint_and_tell
show = MainWindow.show
def show_and_leave(window):
    show(window)
    window.seen.connect(window.close)
MainWindow.show = show_and_leave
sys.exit(app.run(parse(["--database", sys.argv[1]])))
"""


def test_the_window_is_seen_before_anything_heavy_is_loaded(home: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_SIGHT, str(tmp_path / "new.db")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "\n"), done.stderr


def _all_actions(menu: QMenu) -> list[QAction]:
    actions = []
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            actions += _all_actions(below)
        elif not action.isSeparator():
            actions.append(action)
    return actions


def _menu_actions(person: Person) -> list[QAction]:
    menus = [entry.menu() for entry in person.desktop.window.menuBar().actions()]
    return [action for menu in menus if isinstance(menu, QMenu) for action in _all_actions(menu)]


def test_every_entry_of_the_menus_has_words_and_keys_of_its_own(person: Person) -> None:
    actions = _menu_actions(person)
    assert len(actions) > 40
    for action in actions:
        assert action.text(), action
        keys = [key.toString() for key in action.shortcuts()]
        assert action.toolTip(), action.text()
        assert not keys or keys[0] in action.toolTip(), f"{action.text()}: {action.toolTip()}"
    everywhere = [*person.desktop.window.findChildren(QAction), *actions]
    unique = {id(action): action for action in everywhere}.values()
    used = Counter(key.toString() for action in unique for key in action.shortcuts() if key.toString())
    assert [key for key, times in used.items() if times > 1] == []


def test_every_place_of_the_keyboard_has_a_name(person: Person) -> None:
    person.choose(0, 1)
    person.until(lambda: len(person.work.inspecting.shown) == 2, "the inspector")
    window = person.desktop.window
    nameless = [
        f"{type(one).__name__} in {type(one.parentWidget()).__name__}"
        for one in window.findChildren(QWidget)
        if one.isVisible()
        and one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and one.focusProxy() is None
        and not (one.accessibleName() or getattr(one, "text", str)())
    ]
    assert nameless == []


def test_tab_goes_left_filter_grid_inspector_status_and_f6_walks_the_panes(person: Person) -> None:
    shell, work = person.desktop.shell, person.work
    panes = [shell.panel, shell.bar, shell.canvas, work.views.inspector, shell.status]
    person.choose(0)
    person.until(lambda: len(work.inspecting.shown) == 1, "the inspector")
    shell.panel.view.setFocus()

    def pane() -> int:
        focused = QApplication.focusWidget()
        assert focused is not None
        return next((place for place, one in enumerate(panes) if one.isAncestorOf(focused)), -1)

    seen = [pane()]
    for _ in range(80):
        person.press("Tab")
        seen.append(pane())
        if seen[-1] == 0 and 4 in seen:
            break
    turns = [one for place, one in enumerate(seen) if not place or one != seen[place - 1]]
    assert turns == [0, 1, 2, 3, 4, 0]
    person.press("Shift+Tab")
    assert pane() == 4

    work.views.grid.setFocus()
    walked = []
    for _ in range(5):
        person.press("F6")
        walked.append(pane())
    assert walked == [3, 4, 0, 1, 2]
    person.press("Shift+F6")
    assert pane() == 1
    person.press("F6")
    assert work.views.grid.hasFocus()


def test_colors_change_everywhere_while_dialogs_are_open(person: Person) -> None:
    person.choose(0, 1, 2)
    person.press("?")
    keys = person.dialog(KeysDialog)
    person.shoot("keys-dark")
    _choose_theme(person, "light")
    person.shoot("keys-light")
    assert _lightness(keys) > 200
    keys.reject()
    for press, kind in (("Ctrl+Shift+N", AlbumDialog), ("Ctrl+L", LabelDialog)):
        person.press(press)
        dialog = person.dialog(kind)
        person.shoot(f"{kind.__name__}-light")
        assert _lightness(dialog) > 200
        _choose_theme(person, "dark")
        person.shoot(f"{kind.__name__}-dark")
        assert _lightness(dialog) < 60
        _choose_theme(person, "light")
        dialog.reject()
    shell = person.desktop.shell
    for pane in (shell.panel, shell.bar, person.work.views.grid, person.work.views.inspector, shell.status):
        assert _lightness(pane) > 180, pane
    person.shoot("light")
    person.press("E")
    person.until(person.work.views.loupe.isVisible, "the loupe")
    person.shoot("loupe-light")
    assert _lightness(person.work.views.loupe) > 180
    _choose_theme(person, "dark")
    assert _lightness(person.work.views.loupe) < 60
    person.press("Esc")
    for pane in (shell.panel, shell.bar, person.work.views.grid, person.work.views.inspector, shell.status):
        assert _lightness(pane) < 60, pane


def _choose_theme(person: Person, name: str) -> None:
    place = {"dark": 0, "light": 1}[name]
    person.desktop.appearance.theme_menu.actions()[place].trigger()
    QApplication.processEvents()


def _lightness(widget: QWidget) -> int:
    """Of its ground, which is what most of its lower left edge shows."""
    picture = widget.grab().toImage()
    edge = Counter(
        picture.pixelColor(2, y).lightness() for y in range(picture.height() // 2, picture.height())
    )
    return edge.most_common(1)[0][0]


def test_a_fault_of_ours_is_said_and_kept(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", person.desktop.take_fault)

    def fail() -> None:
        raise ValueError("the answer was 41")

    QTimer.singleShot(0, person.desktop, fail)
    QTimer.singleShot(0, person.desktop, fail)
    box = person.dialog(QMessageBox)
    assert isinstance(box, QMessageBox)
    person.shoot("fault")
    assert "you did not" in box.text()
    assert "the answer was 41" in box.detailedText()
    boxes = [one for one in person.desktop.window.findChildren(QDialog) if one.isVisible()]
    assert len(boxes) == 1
    person.press("Esc")
    person.until(lambda: not person.desktop.window.findChildren(QMessageBox), "the box gone")
    assert places.log_file().read_text().count("ValueError: the answer was 41") == 2
    assert len(person.reports) == 1
    person.reports.clear()
    person.click_cell(0)
    person.press("3")
    assert person.row(person.chosen[0]).rating == 3
