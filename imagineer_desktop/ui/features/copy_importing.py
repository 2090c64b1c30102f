"""Import and copy: a dialog that shows where images would go, and the import that follows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from imagineer_desktop.background.errand import Errand
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.copies.copy_survey import CopySurvey
from imagineer_desktop.jobs.import_desk import ImportDesk
from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.dialogs.copy_import_dialog import CopyImportDialog, CopyOrder
from imagineer_desktop.ui.features.importing import Importing
from imagineer_desktop.ui.settings import Settings
from imagineer_desktop.ui.theme.look import Look


class CopyImporting(QObject):
    """Asks what to copy, where to and how sorted; remembers the answers for the next time."""

    failed = Signal(object)
    """An error that is not the person's to mend."""

    def __init__(
        self, window: QWidget, look: Look, settings: Settings, desk: ImportDesk, importing: Importing
    ) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._settings = settings
        self._desk = desk
        self._importing = importing
        self._dialog: CopyImportDialog | None = None
        self._errand = Errand(self)
        self._errand.progressed.connect(self._show_so_far)
        self._errand.succeeded.connect(self._show)
        self._errand.failed.connect(self._fail)
        self.import_and_copy = make_action(self, self.tr("Import and copy…"), self.ask, "Ctrl+Shift+Alt+I")

    @property
    def actions(self) -> list[QAction]:
        return [self.import_and_copy]

    def ask(self, paths: Sequence[Path] = ()) -> None:
        """Ask, beginning with these folders."""
        if self._dialog is not None:
            self._dialog.raise_()
            return
        folder = self._settings.copy_folder or _own_folder()
        self._dialog = CopyImportDialog(self._look, folder, self._settings.copy_template, self._window)
        self._dialog.looked_for.connect(self._look_there)
        self._dialog.agreed.connect(self._start)
        self._dialog.finished.connect(self._let_go)
        self._dialog.set_sources([str(path) for path in paths])
        self._dialog.open()

    def close(self) -> None:
        """The library is being closed."""
        self._errand.close()
        if self._dialog is not None:
            self._dialog.close()

    def _look_there(self, sources: Sequence[str], folder: str) -> None:
        self._errand.run(self._desk.survey([Path(one) for one in sources], Path(folder)))

    def _show_so_far(self, progress: Progress) -> None:
        if self._dialog is not None and isinstance(progress.detail, CopySurvey):
            self._dialog.set_survey(progress.detail, complete=False)

    def _show(self, survey: CopySurvey) -> None:
        if self._dialog is not None:
            self._dialog.set_survey(survey)

    def _start(self, order: CopyOrder) -> None:
        self._settings.remember_copying(str(order.plan.folder), order.plan.template.text)
        self._importing.start_copying(order.paths, order.plan)

    def _let_go(self) -> None:
        self._errand.stop()
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _fail(self, error: Exception) -> None:
        if isinstance(error, CatalogError) and self._dialog is not None:
            self._dialog.show_error(str(error))
        else:
            self.failed.emit(error)


def _own_folder() -> str:
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return str(Path(pictures, "Imagineer")) if pictures else ""
