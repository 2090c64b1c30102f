"""How images come into one library: where they lie, with a copy, and by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from imagineer_desktop.background.runner import JobThread
from imagineer_desktop.background.watching import Watching
from imagineer_desktop.catalog.rows import AlbumRow
from imagineer_desktop.catalog.watched import WatchedRow
from imagineer_desktop.ground import Ground
from imagineer_desktop.jobs.import_desk import ImportDesk
from imagineer_desktop.jobs.imports.import_report import ImportReport
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.ui.features.copy_importing import CopyImporting
from imagineer_desktop.ui.features.importing import Importing
from imagineer_desktop.ui.features.rereading import Rereading
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.features.watching import WatchedFolders
from imagineer_desktop.ui.shell import Shell


class Arriving(QObject):
    """The three ways, and the work that one of them may leave to be done when others are at rest."""

    told = Signal(str)
    """What came in, for whoever does not look at a dialog."""

    def __init__(self, shell: Shell, ground: Ground, steps: Steps, chosen: Chosen, parent: QObject) -> None:
        super().__init__(parent)
        window, look = shell.window, shell.look
        desk = ImportDesk(ground.library, ground.cache)
        watching = Watching(ground.library, ground.cache, ground.queue, self)
        self.importing = Importing(window, look, ground.queue, desk, shell.report)
        self.copying = CopyImporting(window, look, shell.settings, desk, self.importing)
        self.watched = WatchedFolders(window, look, ground.library, steps, watching)
        self.rereading = Rereading(desk, ground.queue, chosen, ground.thumbnailer, ground.loader)
        self.watched.keep_out([ground.cache.folder])
        for feature in (self.importing, self.copying, self.watched):
            # Whoever has the window as parent would outlive the library.
            feature.setParent(self)
        for telling in (self.importing, self.watched, self.rereading):
            telling.told.connect(self.told)
        for failing in (self.copying, self.watched, self.rereading):
            failing.failed.connect(shell.report.show)
        self.importing.ended.connect(ground.thumbnailer.try_again)
        watching.arrived.connect(self._read_what_was_left)

    @property
    def actions(self) -> list[QAction]:
        """Those of the File menu."""
        return [*self.importing.actions, *self.copying.actions, *self.watched.actions]

    def begin(self) -> None:
        """Read what earlier imports have only listed, and look at the watched folders."""
        self.importing.read_rest()
        self.watched.begin()

    def start(self, paths: Sequence[Path]) -> JobThread | None:
        """Import what was dropped or chosen."""
        return self.importing.start(paths)

    def open_task(self, task: JobThread) -> None:
        """Show the dialog of a task, as far as it has one."""
        self.importing.show_dialog(task)

    def ask_before_leaving(self, go_on: Callable[[], None]) -> bool:
        """Whether nothing runs that a person should be asked about; else they are, and may `go_on`."""
        if not self.importing.is_running:
            return True
        self.importing.ask_before_leaving(go_on)
        return False

    def set_albums(self, albums: Sequence[AlbumRow]) -> None:
        """The albums that images of a watched folder may go into."""
        self.watched.set_albums(albums)

    def close(self) -> None:
        """The library is being closed."""
        self.copying.close()
        self.importing.close()
        self.watched.close()

    def _read_what_was_left(self, _: WatchedRow, report: ImportReport) -> None:
        if report.left:
            self.importing.read_rest()
