"""Watched folders: the menu entries, the list and its rules, and what is told of what came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from imagineer_desktop.background.errand import Errand
from imagineer_desktop.background.watching import Watching
from imagineer_desktop.catalog.edits.table_rows import Several
from imagineer_desktop.catalog.edits.watched import (
    AddWatchedFolder,
    ChangeFolderRules,
    PauseFolders,
    RemoveWatchedFolder,
)
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.rows import AlbumRow
from imagineer_desktop.catalog.watched import PLAIN_RULES, FolderRules, WatchedRow
from imagineer_desktop.jobs.watches.watchable import check_recursive, count_images, watchable
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.dialogs.watched_dialog import WatchedDialog
from imagineer_desktop.ui.dialogs.watched_rules_dialog import WatchedRulesDialog
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.features.telling import Telling
from imagineer_desktop.ui.theme.look import Look


class WatchedFolders(QObject):
    """Adds, changes, pauses and removes watched folders, and says what they brought."""

    told = Signal(str)
    """What came in by itself, or could not be read."""
    failed = Signal(object)
    """An error that is not the person's to mend."""

    def __init__(
        self, window: QWidget, look: Look, library: Library, steps: Steps, watching: Watching
    ) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._library = library
        self._steps = steps
        self._watching = watching
        self._own_places: tuple[Path, ...] = ()
        self._albums: tuple[AlbumRow, ...] = ()
        self._rules_at_once: FolderRules | None = None
        self._wanted = (0, PLAIN_RULES)
        self._dialog: WatchedDialog | None = None
        self._rules: WatchedRulesDialog | None = None
        self._telling = Telling(self)
        self._telling.told.connect(self.told)
        self._checking = Errand(self)
        self._checking.failed.connect(self._refuse)
        self._counting = Errand(self)
        self._counting.succeeded.connect(self._show_numbers)
        self._counting.failed.connect(self._cannot_count)
        self._checking.succeeded.connect(self._go_on)
        self.list = make_action(self, self.tr("Watched folders…"), self.show)
        self.pause = make_action(self, self.tr("Pause watching"), self._pause_all, checkable=True)
        watching.state_changed.connect(self._follow)
        watching.arrived.connect(self._telling.take)
        watching.arrived.connect(self._count)
        watching.unread_found.connect(self._telling.take_unread)
        watching.failed.connect(self.failed)
        # Undo and redo change what is watched, and so does deleting the album that images go into.
        steps.changed.connect(watching.refresh)
        window.installEventFilter(self)
        self._follow()

    @property
    def actions(self) -> list[QAction]:
        return [self.list, self.pause]

    def keep_out(self, places: Iterable[Path]) -> None:
        """Folders of the program's own, where thumbnails and the like lie: they are never watched."""
        self._own_places = tuple(places)

    def set_albums(self, albums: Sequence[AlbumRow]) -> None:
        """What the library has now, for new images to go into."""
        self._albums = tuple(albums)

    def begin(self) -> None:
        """Look for the first time as soon as the window has come to rest, and listen from then on."""
        self._watching.begin()

    def show(self) -> None:
        """Open the list."""
        if self._dialog is None:
            self._dialog = WatchedDialog(self._look, self._window)
            # The menu is out of reach while the list is open.
            self._dialog.addActions([self._steps.undo, self._steps.redo])
            self._dialog.folders_chosen.connect(self.ask)
            self._dialog.rules_requested.connect(self._ask_for_rules)
            self._dialog.pause_requested.connect(self._set_paused)
            self._dialog.remove_requested.connect(self._remove)
            self._dialog.finished.connect(self._let_go)
            self._dialog.open()
            self._watching.refresh()
            self._follow()

    def ask(self, paths: Sequence[Path]) -> None:
        """Watch folders by rules that the person is asked for."""
        self._check(paths, None)

    def add(self, paths: Sequence[Path], rules: FolderRules | None = None) -> None:
        """Watch folders from now on, without asking: those of an import, say."""
        self._check(paths, rules or PLAIN_RULES)

    def close(self) -> None:
        """The library is being closed."""
        self._window.removeEventFilter(self)
        self._telling.close()
        self._checking.close()
        self._counting.close()
        self._watching.close()
        for dialog in (self._rules, self._dialog):
            if dialog is not None:
                dialog.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            self._watching.look()
        return False

    def _check(self, paths: Sequence[Path], rules: FolderRules | None) -> None:
        self._rules_at_once = rules
        self._say("")
        self._checking.run(watchable(self._library, paths, self._own_places))

    def _go_on(self, paths: tuple[str, ...] | None) -> None:
        """Folders may be watched (their paths), or all in a watched folder may (None)."""
        if paths is None:
            self._change_rules()
        elif self._rules_at_once is not None:
            self._add(paths, self._rules_at_once)
        elif self._rules is None:
            dialog = self._open_rules(WatchedRulesDialog(self._look, paths, self._albums, None, self._over))
            dialog.accepted_rules.connect(lambda rules: self._add(paths, rules))

    def _add(self, paths: tuple[str, ...], rules: FolderRules) -> None:
        edits = tuple(AddWatchedFolder(path, rules) for path in paths)
        text = edits[0].text if len(edits) == 1 else f"Add {len(edits)} watched folders"
        done = self._steps.do(Several(text, edits), tell=self._dialog is None)
        self._close_rules()
        if done and self._dialog is not None:
            added = [report.folder.id for report in self._watching.reports if report.folder.path in paths]
            self._dialog.choose(added[-1] if added else 0)

    def _ask_for_rules(self, folder_id: int) -> None:
        folder = self._folder(folder_id)
        if folder is None or self._rules is not None:
            return
        dialog = self._open_rules(
            WatchedRulesDialog(self._look, [folder.path], self._albums, folder.rules, self._over)
        )
        dialog.accepted_rules.connect(lambda rules: self._check_rules(folder, rules))

    def _check_rules(self, folder: WatchedRow, rules: FolderRules) -> None:
        self._wanted = (folder.id, rules)
        if rules.recursive and not folder.rules.recursive:
            others = [report.folder for report in self._watching.reports]
            self._checking.run(check_recursive(folder, others))
        else:
            self._change_rules()

    def _change_rules(self) -> None:
        self._steps.do(ChangeFolderRules(*self._wanted))
        self._close_rules()

    def _set_paused(self, folder_id: int, paused: bool) -> None:
        self._steps.do(PauseFolders((folder_id,), paused))

    def _pause_all(self) -> None:
        ids = tuple(report.folder.id for report in self._watching.reports)
        if ids:
            self._steps.do(PauseFolders(ids, self.pause.isChecked()), tell=True)
        self._follow()

    def _remove(self, folder_id: int) -> None:
        self._steps.do(RemoveWatchedFolder(folder_id))

    def _follow(self) -> None:
        """The menu and the list show what is watched now."""
        folders = [report.folder for report in self._watching.reports]
        self.pause.setEnabled(bool(folders))
        self.pause.setChecked(bool(folders) and all(folder.is_paused for folder in folders))
        if self._dialog is not None:
            self._dialog.show_folders(self._watching.reports)
            self._count()

    def _count(self) -> None:
        if self._dialog is not None:
            folders = [report.folder for report in self._watching.reports]
            self._counting.run(count_images(self._library, folders))

    def _show_numbers(self, numbers: dict[int, int]) -> None:
        if self._dialog is not None:
            self._dialog.set_images(numbers)

    def _cannot_count(self, error: Exception) -> None:
        """A library that cannot be read just now has no numbers; whoever needs it says why."""
        if not isinstance(error, CatalogError):
            self.failed.emit(error)

    def _refuse(self, error: Exception) -> None:
        """A folder cannot be watched, or not with all folders in it."""
        if not isinstance(error, CatalogError):
            self.failed.emit(error)
        elif self._rules is None and self._dialog is None:
            self.told.emit(str(error))
        else:
            self._say(str(error))

    def _say(self, words: str) -> None:
        dialog = self._rules or self._dialog
        if dialog is not None:
            dialog.say_error(words)

    @property
    def _over(self) -> QWidget:
        """What a dialog opens over."""
        return self._dialog or self._window

    def _open_rules(self, dialog: WatchedRulesDialog) -> WatchedRulesDialog:
        self._rules = dialog
        dialog.finished.connect(self._let_go_rules)
        dialog.open()
        return dialog

    def _close_rules(self) -> None:
        if self._rules is not None:
            self._rules.accept()

    def _let_go_rules(self) -> None:
        if self._rules is not None:
            self._rules.deleteLater()
            self._rules = None

    def _let_go(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _folder(self, folder_id: int) -> WatchedRow | None:
        folders = (report.folder for report in self._watching.reports)
        return next((folder for folder in folders if folder.id == folder_id), None)
