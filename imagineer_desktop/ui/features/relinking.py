"""Moved files get their images back: a search, a preview, one step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from imagineer_desktop.background.errand import Errand
from imagineer_desktop.catalog.edits.files import RelinkFiles
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.files.relinking import Move, RelinkPlan, find_moved
from imagineer_desktop.jobs.progress import Job
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.dialogs.relink_dialog import RelinkDialog
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.theme.look import Look


class Relinking(QObject):
    """Searches in the background, shows what was found, and relinks what the person agrees to."""

    relinked = Signal()
    failed = Signal(object)
    """An error that is not the person's to mend."""

    def __init__(self, window: QWidget, look: Look, library: Library, steps: Steps) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._library = library
        self._steps = steps
        self._plan = RelinkPlan()
        self._dialog: RelinkDialog | None = None
        self._errand = Errand(self)
        self._errand.progressed.connect(self._progress)
        self._errand.succeeded.connect(self._take)
        self._errand.failed.connect(self._fail)
        self.find = make_action(self, self.tr("Find moved files…"), self.search)

    def search(self, places: Sequence[Path] | None = None) -> None:
        """Look for the missing files in folders, else in those that the library knows."""
        self._run(find_moved(self._library, places), [str(place) for place in places or ()])

    def show(self, plan: RelinkPlan) -> None:
        """Show what a search has found."""
        self._errand.stop()
        self._plan = plan
        self._opened().show_plan(plan)

    def relink(self, moves: Sequence[Move], folders: Sequence[tuple[str, str]] = ()) -> None:
        """Give images the paths of their files, as one step."""
        edit = RelinkFiles(tuple((move.image_id, move.new_path) for move in moves), tuple(folders))
        if self._steps.do(edit, tell=True):
            self.relinked.emit()

    def close(self) -> None:
        """The library is being closed."""
        self._errand.close()
        if self._dialog is not None:
            self._dialog.close()

    def _run(self, job: Job[RelinkPlan], places: Sequence[str]) -> None:
        self._opened().show_search(places)
        self._errand.run(job)

    def _opened(self) -> RelinkDialog:
        if self._dialog is None:
            self._dialog = RelinkDialog(self._look, self._window)
            self._dialog.accepted_plan.connect(self._relink)
            self._dialog.place_chosen.connect(self._search_also)
            self._dialog.stopped.connect(self._errand.stop)
            self._dialog.finished.connect(self._let_go)
            self._dialog.open()
        return self._dialog

    def _let_go(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _search_also(self, folder: str) -> None:
        known = [Path(place) for place in self._plan.searched]
        place = Path(folder)
        self.search([place, *(one for one in known if one != place)])

    def _relink(self, moves: Sequence[Move]) -> None:
        self.relink(moves, self._plan.folders)

    def _progress(self, progress: object) -> None:
        if self._dialog is not None:
            self._dialog.show_progress(progress)  # type: ignore[arg-type]

    def _take(self, plan: RelinkPlan) -> None:
        self._plan = plan
        if self._dialog is not None:
            self._dialog.show_plan(plan)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, CatalogError) and self._dialog is not None:
            self._dialog.show_error(str(error))
            return
        if self._dialog is not None:
            self._dialog.close()
        self.failed.emit(error)
