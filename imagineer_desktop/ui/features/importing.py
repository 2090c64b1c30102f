"""Import by menu or by dropping: jobs in the queue, their dialog, and the task chip."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from imagineer_desktop.background.runner import JobQueue, JobThread
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.importing import ImportReport, import_paths
from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.choosing import FileDialog
from imagineer_desktop.ui.dialogs.import_dialog import ImportDialog
from imagineer_desktop.ui.report import Report
from imagineer_desktop.ui.theme.look import Look


class Importing(QObject):
    """Starts imports into one library. Each has a dialog that may be closed while it goes on."""

    told = Signal(str)
    """The outcome of an import whose dialog is closed."""

    def __init__(
        self, window: QWidget, look: Look, queue: JobQueue, library: Library, report: Report
    ) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._queue = queue
        self._library = library
        self._report = report
        self._runs: dict[JobThread, ImportRun] = {}
        self.import_folder = make_action(self, self.tr("Import folder…"), self.ask_for_folder, "Ctrl+Shift+I")
        self.import_files = make_action(self, self.tr("Import images…"), self.ask_for_files, "Ctrl+Alt+I")

    @property
    def actions(self) -> list[QAction]:
        return [self.import_folder, self.import_files]

    def ask_for_folder(self) -> None:
        """Let the person choose a folder of outputs, then import it."""
        dialog = FileDialog(self._window, self.tr("Import folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._ask(dialog)

    def ask_for_files(self) -> None:
        """Let the person choose pictures, then import them."""
        dialog = FileDialog(self._window, self.tr("Import images"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = "*.png *.jpg *.jpeg *.webp *.gif *.avif *.bmp *.tif *.tiff"
        dialog.setNameFilters([self.tr("Images ({0})").format(patterns), self.tr("All files (*)")])
        self._ask(dialog)

    def start(self, paths: Sequence[Path]) -> JobThread | None:
        """Import paths: now, or when the imports before it are done."""
        if not paths:
            return None
        title = _title(paths, self.tr("Importing from {0}"), self.tr("Importing {0} items"))
        task = self._queue.submit(title, import_paths(self._library, paths))
        run = ImportRun(self._window, self._look, task, paths)
        run.setParent(self)
        run.ended.connect(self._close_run)
        run.failed.connect(self._report.show)
        run.told.connect(self.told)
        self._runs[task] = run
        run.show()
        return task

    def show_dialog(self, task: JobThread) -> None:
        """Bring the dialog of a running import back."""
        run = self._runs.get(task)
        if run is not None:
            run.show()

    def close(self) -> None:
        """The library is being closed: its dialogs go, also those of imports that are done."""
        for run in self.findChildren(ImportRun):
            run.close()

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.filesSelected.connect(self._start_names)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _start_names(self, names: list[str]) -> None:
        self.start([Path(name) for name in names])

    def _close_run(self, task: JobThread) -> None:
        self._runs.pop(task, None)


class ImportRun(QObject):
    """One import and its dialog, from the first file to the report."""

    ended = Signal(object)
    failed = Signal(object)
    told = Signal(str)

    def __init__(self, window: QWidget, look: Look, task: JobThread, paths: Sequence[Path]) -> None:
        super().__init__(window)
        self._task = task
        self._last: ImportReport | None = None
        self._over = False
        place = str(paths[0]) if len(paths) == 1 else self.tr("{0} items").format(len(paths))
        self._dialog = ImportDialog(look, task.title, place, window)
        self._dialog.stop_requested.connect(task.cancel)
        self._dialog.finished.connect(self._leave)
        task.progressed.connect(self._progress)
        task.succeeded.connect(self._succeed)
        task.cancelled.connect(self._stop)
        task.failed.connect(self._fail)

    def show(self) -> None:
        self._dialog.show()
        self._dialog.raise_()

    def close(self) -> None:
        self._dialog.hide()
        self._dialog.deleteLater()
        self.deleteLater()

    def _progress(self, progress: Progress) -> None:
        if isinstance(progress.detail, ImportReport):
            self._last = progress.detail
            self._dialog.show_progress(progress, self._task.rate, self._task.seconds_left)

    def _succeed(self, report: ImportReport) -> None:
        self._dialog.show_finished(report)
        self._end(self._outcome(report))

    def _stop(self) -> None:
        report = self._last or ImportReport()
        self._dialog.show_stopped(report)
        self._end(self.tr("Import stopped. {0}").format(self._outcome(report)))

    def _fail(self, error: Exception) -> None:
        if isinstance(error, CatalogError):
            self._dialog.show_failed(self._last, str(error))
            self._end(str(error))
        else:
            self._dialog.close()
            self.failed.emit(error)
            self._end("")

    def _outcome(self, report: ImportReport) -> str:
        added = self.tr("1 image added") if report.imported == 1 else self.tr("{0:,} images added")
        words = added.format(report.imported)
        if report.failed:
            words += self.tr(", {0:,} could not be read").format(len(report.failed))
        return words

    def _end(self, words: str) -> None:
        if words and not self._dialog.isVisible():
            self.told.emit(words)
        self._over = True
        self.ended.emit(self._task)
        self._leave()

    def _leave(self) -> None:
        """Gone when the import has ended and nobody looks at its dialog any more."""
        if self._over and not self._dialog.isVisible():
            self.close()


def _title(paths: Sequence[Path], one: str, several: str) -> str:
    if len(paths) == 1:
        return one.format(paths[0].name or str(paths[0]))
    return several.format(len(paths))
