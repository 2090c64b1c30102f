"""A folder that lies somewhere else now: everything below it gets its new path in one step."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from imagineer_desktop.background.errand import Errand
from imagineer_desktop.catalog.edits.files import RelocateFolder
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.files.folder_moves import FolderMove, known_folders, plan_folder_move
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.dialogs.relocate_dialog import RelocateDialog
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.theme.look import Look


class Relocating(QObject):
    """Asks which folder and where to, says how much is found there, and relocates it."""

    relocated = Signal()
    failed = Signal(object)
    """An error that is not the person's to mend."""

    def __init__(self, window: QWidget, look: Look, library: Library, steps: Steps) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._library = library
        self._steps = steps
        self._wanted = ""
        self._asked = ("", "")
        self._dialog: RelocateDialog | None = None
        self._errand = Errand(self)
        self._errand.succeeded.connect(self._take)
        self._errand.failed.connect(self._fail)
        self.relocate = make_action(self, self.tr("Relocate folder…"), self.ask)

    def ask(self, folder: str = "") -> None:
        """Ask for a folder, beginning with this one."""
        if self._dialog is None:
            self._wanted = folder
            self._errand.run(known_folders(self._library, folder))

    def close(self) -> None:
        """The library is being closed."""
        self._errand.close()
        if self._dialog is not None:
            self._dialog.close()

    def _take(self, answer: object) -> None:
        if isinstance(answer, FolderMove):
            if self._dialog is not None and (self._dialog.old, self._dialog.new) == self._asked:
                self._dialog.set_plan(answer)
        elif isinstance(answer, tuple) and self._dialog is None:
            self._dialog = RelocateDialog(self._look, answer, self._wanted, self._window)
            self._dialog.looked_for.connect(self._look_there)
            self._dialog.accepted_plan.connect(self._relocate)
            self._dialog.finished.connect(self._let_go)
            self._dialog.open()

    def _look_there(self, old: str, new: str) -> None:
        self._asked = (old, new)
        self._errand.run(plan_folder_move(self._library, old, new))

    def _let_go(self) -> None:
        self._errand.stop()
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _relocate(self, plan: FolderMove) -> None:
        edit = RelocateFolder(plan.old, plan.new, plan.moving, plan.absent, plan.staying)
        if self._steps.do(edit, tell=True):
            self.relocated.emit()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, CatalogError) and self._dialog is not None:
            self._dialog.show_error(str(error))
        else:
            self.failed.emit(error)
