"""The window's composition root: what exists once in the program, built in floor order."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QApplication

from imagineer_desktop import places
from imagineer_desktop.arguments import Choices
from imagineer_desktop.background.runner import JobQueue
from imagineer_desktop.jobs.opening import opened
from imagineer_desktop.screenshot import Screenshot
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.features.appearance import Appearance
from imagineer_desktop.ui.features.help import Help
from imagineer_desktop.ui.features.libraries import Libraries
from imagineer_desktop.ui.main_window import MainWindow
from imagineer_desktop.ui.menus import fill
from imagineer_desktop.ui.report import Report
from imagineer_desktop.ui.settings import Settings
from imagineer_desktop.ui.shell import Shell
from imagineer_desktop.ui.theme.app_icon import app_icon
from imagineer_desktop.ui.theme.look import Look

if TYPE_CHECKING:
    # SQLAlchemy and Alembic come with these: the window is to be seen before they are loaded.
    from imagineer_desktop.catalog.library import Library
    from imagineer_desktop.jobs.upgrades.surveying import Survey
    from imagineer_desktop.media.thumbnails import ThumbnailCache
    from imagineer_desktop.workspace import Workspace


def run(choices: Choices) -> int:
    """Show the window until it is closed; 0, or 1 when a screenshot could not be made."""
    if _has_no_screen():
        sentence = "There is no screen to show a window on. Its commands work without one: see --help."
        print(f"imagineer-desktop: {sentence}", file=sys.stderr)
        return 1
    QApplication.setApplicationName("Imagineer Desktop")
    QApplication.setDesktopFileName("imagineer-desktop")
    application = QApplication(sys.argv[:1])
    application.setWindowIcon(app_icon())
    if QLocale().language() is QLocale.Language.C:
        # The C locale knows no thousands separators.
        QLocale.setDefault(QLocale("en_US"))
    settings = Settings(places.settings_file())
    look = Look(application, places.glyphs_folder())
    look.set_theme(choices.theme or settings.theme)
    desktop = Desktop(look, settings)
    sys.excepthook = desktop.take_fault
    path = choices.database or places.default_database(os.environ, Path.cwd())
    if choices.screenshot is not None:
        picture = Screenshot(desktop.window, desktop.report, desktop.is_complete, choices.screenshot)
        desktop.upgrade_needed.connect(picture.give_up)
    # Nothing heavy is loaded before the window is seen.
    desktop.window.seen.connect(lambda: desktop.open(path.absolute()))
    desktop.show(choices.size)
    code = application.exec()
    desktop.close()
    return code


def _has_no_screen() -> bool:
    """Qt ends the whole program with a crash where it finds none."""
    named = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    return sys.platform.startswith("linux") and not named


class Desktop(QObject):
    """The program while it runs: one window, at most one library in it."""

    upgrade_needed = Signal(str)
    """A person is asked how to go on with an old library; the sentence says so for who has none."""

    def __init__(self, look: Look, settings: Settings) -> None:
        super().__init__()
        self._look = look
        self._settings = settings
        self._cache: ThumbnailCache | None = None
        self.workspace: Workspace | None = None
        self.window = MainWindow(look, settings)
        self.report = Report(self.window, places.log_file())
        self.shell = Shell(self.window, look, settings, self.report)
        self.queue = JobQueue(self)
        self.libraries = Libraries(self.window, settings)
        self.appearance = Appearance(self.window, look, settings, self.shell.status)
        self.quit = make_action(self, self.tr("Quit"), self.window.close, "Ctrl+Q")
        self._menus = [
            self.window.menu(name)
            for name in (
                self.tr("File"),
                self.tr("Edit"),
                self.tr("View"),
                self.tr("Image"),
                self.tr("Album"),
                self.tr("Help"),
            )
        ]
        self.help = Help(self.window, look, self._menus)
        self.libraries.open_requested.connect(self.open)
        self.shell.canvas.open_requested.connect(self.libraries.ask_for_existing)
        self.shell.canvas.new_requested.connect(self.libraries.ask_for_new)
        self.window.files_dropped.connect(self._take_drop)
        self.window.closing.connect(self.close)
        self.window.set_doorkeeper(partial(self._may_leave, self._close_window))
        self._fill_menus()

    def show(self, size: tuple[int, int] | None = None) -> None:
        self.window.restore_layout(size)
        self.window.show()

    def open(self, path: Path) -> None:
        """Open the library at `path` in place of the one that is open; made if there is nothing yet."""
        if self.workspace is not None and self.workspace.library.path == path:
            return
        if self._may_leave(partial(self._open, path)):
            self._open(path)

    def _open(self, path: Path) -> None:
        task = self.queue.submit(self.tr("Opening {0}").format(path.name), opened(path))
        task.succeeded.connect(self._enter)
        task.failed.connect(self._cannot_open)

    def is_complete(self) -> bool:
        """A library is open and nothing that is in sight is still on its way."""
        return self.workspace is not None and self.workspace.complete

    def close(self) -> None:
        """Take everything down: running work is stopped, what it wrote stays."""
        self._leave()
        self.queue.close()
        if self._cache is not None:
            self._cache.close()
            self._cache = None
        self._settings.save()

    def take_fault(
        self, _kind: type[BaseException], fault: BaseException, _trace: TracebackType | None
    ) -> None:
        """An exception nobody caught: said in the window and kept in the log."""
        if isinstance(fault, KeyboardInterrupt):
            self._close_window()
        else:
            self.report.show(fault)

    def _enter(self, library: Library) -> None:
        from imagineer_desktop.media.thumbnails import ThumbnailCache
        from imagineer_desktop.workspace import Workspace

        self._leave()
        if self._cache is None:
            self._cache = ThumbnailCache(places.thumbnail_file())
        self.shell.set_usable(True)
        self.workspace = Workspace(self.shell, library, self._cache)
        self._settings.remember_library(library.path)
        self.libraries.current = library.path
        self._fill_menus()

    def _leave(self) -> None:
        if self.workspace is not None:
            self._settings.blur_nsfw = self.workspace.viewing.blur.isChecked()
            workspace, self.workspace = self.workspace, None
            workspace.close()

    def _may_leave(self, go_on: Callable[[], None]) -> bool:
        """Whether the library can be left now; else a person is asked, and `go_on` follows a yes."""
        return self.workspace is None or self.workspace.arriving.ask_before_leaving(go_on)

    def _close_window(self) -> None:
        self.window.set_doorkeeper(None)
        self.window.close()

    def _take_drop(self) -> None:
        """With a library open its import takes them; without one nothing can, and that is said."""
        if self.workspace is None:
            self.window.toast.say(self.tr("No library is open yet. Drop them again once there is one."))

    def _cannot_open(self, error: Exception) -> None:
        from imagineer_desktop.catalog.opening import NeedsUpgradeError

        if isinstance(error, NeedsUpgradeError):
            self.upgrade_needed.emit(str(error))
            from imagineer_desktop.jobs.upgrades.surveying import surveyed

            task = self.queue.submit(self.tr("Looking at the library"), surveyed(error.finding.path))
            task.succeeded.connect(self._offer_upgrade)
            task.failed.connect(self._cannot_open)
            return
        self.report.show(error)
        self._show_no_library()

    def _offer_upgrade(self, survey: Survey) -> None:
        from imagineer_desktop.ui.features.upgrading import Upgrading, free_name

        copy_to = free_name(survey.database, elsewhere=places.data_folder())
        upgrading = Upgrading(self.window, self._look, self.queue, survey, copy_to)
        upgrading.failed.connect(self.report.show)
        upgrading.upgraded.connect(self.open)
        upgrading.left_alone.connect(self._show_no_library)
        upgrading.told.connect(self.window.toast.say)
        upgrading.ask()

    def _show_no_library(self) -> None:
        """Whatever was tried, the library that was open before stays open."""
        if self.workspace is None:
            self.shell.set_usable(False)
            self.shell.canvas.show_no_library()

    def _fill_menus(self) -> None:
        """The menus as far as they exist: those of a library come with it."""
        file, edit, view, image, album, help_ = self._menus
        work, look = self.workspace, self.appearance
        importing = [*work.arriving.actions, None] if work else []
        moved = [*work.files.actions, None] if work else []
        fill(file, [*importing, *self.libraries.actions, self.libraries.recent, None, *moved, self.quit])
        fill(help_, [self.help.keys, None, self.help.about])
        panels = [look.sources, look.inspector, look.next_pane, look.previous_pane]
        sizes = [look.larger, look.smaller, None, look.theme_menu, look.full_screen]
        if work is None:
            fill(view, [*panels, None, *sizes])
            for menu in (edit, image, album):
                fill(menu, [])
                menu.setEnabled(False)
            return
        viewing = work.viewing
        fill(edit, [work.steps.undo, work.steps.redo, None, *viewing.selecting, None, *work.browsing.actions])
        views = [
            viewing.to_grid,
            viewing.to_loupe,
            viewing.preview,
            viewing.actual_size,
            None,
            work.duplicates.find,
            None,
            viewing.blur,
            None,
        ]
        fill(view, [*views, *panels, None, *sizes])
        fill(image, work.image_menu.entries())
        fill(album, work.album_entries())
        for menu in (edit, image, album):
            menu.setEnabled(True)
        for action in work.canvas_actions():
            self.window.add_canvas_action(action)
