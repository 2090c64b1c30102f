"""Everything that can be reached has a name for those who hear the window and a tooltip for those who ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QMenu,
    QScrollBar,
    QTabBar,
    QWidget,
)

from imagineer_desktop.catalog.rows import Source, SourceKind
from imagineer_desktop.ui.dialogs.album_dialog import AlbumDialog
from imagineer_desktop.ui.dialogs.import_dialog import ImportDialog
from imagineer_desktop.ui.dialogs.keys_dialog import KeysDialog
from imagineer_desktop.ui.dialogs.label_dialog import LabelDialog
from imagineer_desktop.ui.dialogs.relink_dialog import RelinkDialog
from imagineer_desktop.ui.dialogs.relocate_dialog import RelocateDialog

if TYPE_CHECKING:
    from tests.journeys.conftest import Person


def _controls(ground: QWidget) -> list[QWidget]:
    """What takes the keyboard or a click, shown or not; without the parts that Qt builds into its own."""
    return [
        one
        for one in ground.findChildren(QWidget)
        if (one.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(one, QAbstractButton))
        and one.focusProxy() is None
    ]


def _spoken(widget: QWidget) -> str:
    spoken = QAccessible.queryAccessibleInterface(widget)
    return spoken.text(QAccessible.Text.Name) if spoken else ""


def _place(one: QWidget) -> str:
    parents = []
    above: QWidget | None = one
    while above is not None:
        parents.append(type(above).__name__+":"+above.metaObject().className()+":"+above.objectName())
        above = above.parentWidget()
    return " in ".join(parents[:4]) + f" {_spoken(one)!r} {one.toolTip()!r}"


def _faults(ground: QWidget) -> list[str]:
    return [
        _place(one)
        for one in _controls(ground)
        if not _spoken(one) or not (one.toolTip())
    ]


def test_explore(person: Person) -> None:
    out = set()
    w = person.desktop.window
    def look(tag):
        person.shoot
        for one in _faults(w):
            out.add(one)
    look("start")
    person.choose(0, 1)
    person.until(lambda: len(person.work.inspecting.shown) == 2, "the inspector")
    for tab in range(3):
        person.work.inspector.show_tab(tab); QApplication.processEvents(); look("many")
    person.choose(0)
    person.until(lambda: len(person.work.inspecting.shown) == 1, "the inspector")
    for tab in range(3):
        person.work.inspector.show_tab(tab); QApplication.processEvents(); look("one")
    person.press("E"); person.until(person.work.loupe.isVisible); look("loupe"); person.press("Esc")
    for press, kind in (("Ctrl+Shift+N", AlbumDialog), ("Ctrl+L", LabelDialog), ("?", KeysDialog)):
        person.press(press); d = person.dialog(kind); look(press); d.reject()
    for a in (person.work.files.relinking.find, person.work.files.relocating.relocate):
        a.trigger()
        d = person.dialog(RelinkDialog if a.text().startswith("Find") else RelocateDialog)
        QApplication.processEvents(); look("x"); d.reject()
    person.press("Ctrl+D"); QApplication.processEvents(); look("dup")
    person.go(Source(SourceKind.TRASH)); look("trash")
    person.press("Ctrl+F"); person.type("zzz"); person.settle(); look("srch")
    print("\n".join(sorted(out)))
    assert 0
