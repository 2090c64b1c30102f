"""Everything that can be reached has a name for those who hear the window and a tooltip for those who ask."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QTextDocument
from PySide6.QtGui import Qt as TextQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from imagineer_desktop.catalog.edits.albums import CreateAlbum
from imagineer_desktop.catalog.rows import AlbumDraft, Source, SourceKind
from imagineer_desktop.ui.dialogs.album_dialog import AlbumDialog
from imagineer_desktop.ui.dialogs.import_dialog import ImportDialog
from imagineer_desktop.ui.dialogs.keys_dialog import KeysDialog
from imagineer_desktop.ui.dialogs.label_dialog import LabelDialog
from imagineer_desktop.ui.dialogs.relink_dialog import RelinkDialog
from imagineer_desktop.ui.dialogs.relocate_dialog import RelocateDialog
from imagineer_desktop.ui.dialogs.upgrade_dialog import OldLibrary, UpgradeDialog
from imagineer_desktop.ui.duplicates.page import DuplicatesPage
from imagineer_desktop.ui.inspector.raw_part import RawPart
from imagineer_desktop.ui.loupe.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from imagineer_desktop.ui.theme.look import Look
    from tests.journeys.conftest import Person

HOSTILE = ("<b>Cats</b> & Dogs", "<img src=file:///etc/passwd>", "this && that", "&lt;i&gt;")


def _is_qts_own(one: QWidget) -> bool:
    """A part that Qt builds into its widgets: it has no name in Python, or one that begins with "qt_"."""
    above = one.parentWidget()
    return (
        one.metaObject().className() in ("QComboBoxListView", "QDockWidgetTitleButton")
        or one.objectName().startswith("qt_")
        or (isinstance(above, QTabBar) and isinstance(one, QAbstractButton))
    )


def _controls(ground: QWidget) -> list[QWidget]:
    """What takes the keyboard or a click, whether it is seen just now or not."""
    return [
        one
        for one in ground.findChildren(QWidget)
        if (one.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(one, QAbstractButton))
        and one.focusProxy() is None
        and not isinstance(one, QLabel)
        and not _is_qts_own(one)
    ]


def _has_name(one: QWidget) -> bool:
    if isinstance(one, QComboBox):
        # Qt says what is chosen in it, not what it is.
        return bool(one.accessibleName())
    spoken = QAccessible.queryAccessibleInterface(one)
    return spoken is not None and bool(spoken.text(QAccessible.Text.Name))


def _has_tooltip(one: QWidget) -> bool:
    """Lists, pictures and pages have none of their own: what lies in them has."""
    if isinstance(one, QTabBar):
        return all(one.tabToolTip(tab) for tab in range(one.count()))
    is_ground = isinstance(one, QAbstractScrollArea | Stage | DuplicatesPage)
    return bool(one.toolTip()) or (is_ground and not isinstance(one, QPlainTextEdit))


class Walk:
    """Goes through windows and notes what has no name or no tooltip."""

    def __init__(self) -> None:
        self.controls = 0
        self.faults: set[str] = set()

    def through(self, ground: QWidget) -> None:
        QApplication.processEvents()
        for one in _controls(ground):
            self.controls += 1
            lacks = [what for what, has in (("name", _has_name), ("tooltip", _has_tooltip)) if not has(one)]
            if lacks:
                self.faults.add(f"{_way_to(one)} has no {' and no '.join(lacks)}")
        for menu in ground.findChildren(QMenu):
            menu.aboutToShow.emit()
            for action in menu.actions():
                if not action.isSeparator() and not (action.text() and action.toolTip()):
                    self.faults.add(
                        f"an entry {action.text()!r} of {menu.title()!r} has no words or no tooltip"
                    )


def _way_to(one: QWidget) -> str:
    names: list[str] = []
    above: QWidget | None = one
    while above is not None:
        names.append(type(above).__name__)
        above = above.parentWidget()
    return " in ".join(names)


def _shown(tooltip: str) -> str:
    """What a person reads in a tooltip."""
    if not TextQt.mightBeRichText(tooltip):
        return tooltip
    document = QTextDocument()
    document.setHtml(tooltip)
    return document.toPlainText()


def test_everything_has_a_name_and_a_tooltip(
    start: Callable[[], Person], look: Look, filled: Path, outputs: Path
) -> None:
    person, walk = start(), Walk()
    person.desktop.shell.canvas.show_no_library()
    walk.through(person.desktop.window)
    person.open(filled)
    _walk_the_views(person, walk)
    _walk_the_dialogs(person, walk, outputs)
    upgrade = UpgradeDialog(look, OldLibrary("/old.db", 3, 1, 0, "/new.db"), person.desktop.window)
    walk.through(upgrade)
    upgrade.deleteLater()
    assert walk.controls > 500
    assert sorted(walk.faults) == []


def _is_shown(person: Person, images: int) -> bool:
    return len(person.work.inspecting.shown) == images


def _walk_the_views(person: Person, walk: Walk) -> None:
    window, work = person.desktop.window, person.work
    for rows in ((), (0, 1), (0,)):
        if rows:
            person.choose(*rows)
            person.until(partial(_is_shown, person, len(rows)), "the inspector")
        for tab in range(work.views.inspector.tabs.count()):
            work.views.inspector.show_tab(tab)
            walk.through(window)
    for part in work.views.inspector.findChildren(RawPart):
        part.findChildren(QAbstractButton)[0].click()
    walk.through(window)
    person.press("E")
    person.until(work.views.loupe.isVisible, "the loupe")
    walk.through(window)
    person.press("Esc")
    person.press("Ctrl+D")
    walk.through(window)
    for kind in (SourceKind.UNFILED, SourceKind.TRASH, SourceKind.MISSING):
        person.go(Source(kind))
        walk.through(window)
    person.press("Ctrl+F")
    person.type("nothing is called this")
    person.until(lambda: work.ground.model.rowCount() == 0, "no image")
    walk.through(window)
    person.press("Esc")


def _walk_the_dialogs(person: Person, walk: Walk, outputs: Path) -> None:
    window, work = person.desktop.window, person.work
    person.go(Source(SourceKind.ALL))
    person.choose(0)
    for open_it, kind in (
        (work.albums.new.trigger, AlbumDialog),
        (work.albums.new_from_chosen.trigger, AlbumDialog),
        (work.labels.add.trigger, LabelDialog),
        (work.files.relinking.find.trigger, RelinkDialog),
        (work.files.relocating.relocate.trigger, RelocateDialog),
        (person.desktop.help.keys.trigger, KeysDialog),
        (lambda: window.files_dropped.emit([outputs]), ImportDialog),
    ):
        open_it()
        dialog = person.dialog(kind)
        walk.through(window)
        person.settle()
        walk.through(window)
        dialog.reject()
        person.until_gone(dialog)
    window.toast.say("Added", "Undo")
    window.banner.say("triangle-alert", "A drive is away", "Find folder…")
    walk.through(window)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_shown_as_they_stand(person: Person, name: str) -> None:
    person.work.steps.do(CreateAlbum(AlbumDraft(name=name)))
    person.settle()
    menu = person.work.albums.add_menu
    menu.aboutToShow.emit()
    action = next(one for one in menu.actions() if one.text() == name.replace("&", "&&"))
    assert _shown(action.toolTip()) == name
    assert person.work.steps.undo.text().endswith(f"“{name.replace('&', '&&')}”")
    assert _shown(person.work.steps.undo.toolTip()) == "Undo (Ctrl+Z)"


def test_an_album_that_went_while_its_menu_was_open(person: Person) -> None:
    person.work.steps.do(CreateAlbum(AlbumDraft(name="Gone")))
    person.settle()
    album = person.album_named("Gone")
    person.work.albums.show_menu(album, QPoint(400, 300))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    person.work.albums.delete_album(album)
    person.settle()
    for action in menu.actions()[:3]:
        action.trigger()
    menu.close()
    assert "Gone" not in [row[1] for row in person.tables()["albums"]]
