"""One import and its dialog, from the first file to the report."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from imagineer_desktop.background.runner import JobThread
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.imports.import_report import ImportReport
from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.ui.dialogs.import_dialog import ImportDialog
from imagineer_desktop.ui.dialogs.import_phase import ImportPhase, phase_of
from imagineer_desktop.ui.theme.look import Look

ASIDE = 28
"""Pixels between the corners of two dialogs."""


class ImportRun(QObject):
    """Lives until the import has ended and nobody looks at its dialog any more."""

    ended = Signal(object, bool)
    """(JobThread, has it left files that are only listed): it is over, in whatever way."""
    again_requested = Signal(object)
    """The failures that are to be tried once more."""
    failed = Signal(object)
    """An error that is not the person's to mend."""
    told = Signal(str)
    """The outcome, when the dialog is closed."""

    def __init__(self, window: QWidget, look: Look, task: JobThread, place: str, promise: str = "") -> None:
        super().__init__(window)
        self._task = task
        self._last: ImportReport | None = None
        self._done: ImportReport | None = None
        self._phase = ImportPhase.QUEUED
        self._over = False
        self._dialog = ImportDialog(look, task.title, place, window)
        if promise:
            self._dialog.set_promise(promise)
        self._dialog.show_waiting()
        self._dialog.stop_requested.connect(task.cancel)
        self._dialog.again_requested.connect(self._try_again)
        self._dialog.copied.connect(self._copy)
        self._dialog.finished.connect(self._leave)
        task.progressed.connect(self._progress)
        task.succeeded.connect(self._succeed)
        task.cancelled.connect(self._stop)
        task.failed.connect(self._fail)

    @property
    def added(self) -> int:
        """Images that are in the library by now."""
        return self._last.imported if self._last else 0

    @property
    def phase(self) -> ImportPhase:
        """What it is about just now."""
        return self._phase

    @property
    def is_shown(self) -> bool:
        return self._dialog.isVisible()

    @property
    def has_nothing_to_tell(self) -> bool:
        """It went to its end, and each file could be read and is whole."""
        report = self._done
        return report is not None and not report.failed and not report.damaged

    def stand_beside(self, other: ImportRun) -> None:
        """Before it is shown: a little below and to the right of another one, as far as the screen goes."""
        corner = other._dialog.pos() + QPoint(ASIDE, ASIDE)
        screen = other._dialog.screen().availableGeometry()
        self._dialog.fit()
        end = screen.bottomRight() - QPoint(self._dialog.width(), self._dialog.height())
        inside = corner.x() <= end.x() and corner.y() <= end.y()
        self._dialog.move(corner if inside else screen.topLeft() + QPoint(ASIDE, ASIDE))

    def show(self) -> None:
        self._dialog.show()
        self._dialog.raise_()

    def show_others(self, waiting: int) -> None:
        """How many imports wait for this one."""
        if not self._over:
            self._dialog.show_others(waiting)

    def close(self) -> None:
        self._dialog.hide()
        self._dialog.deleteLater()
        self.deleteLater()

    def _progress(self, progress: Progress) -> None:
        if isinstance(progress.detail, ImportReport):
            self._last = progress.detail
            self._phase = phase_of(progress, self._phase)
            self._dialog.show_progress(progress, self._task.rate, self._task.seconds_left)

    def _succeed(self, report: ImportReport) -> None:
        self._last = self._done = report
        self._dialog.show_finished(report)
        self._end(self._outcome(report), report.left > 0)

    def _stop(self) -> None:
        report = self._last or ImportReport()
        self._dialog.show_stopped(report)
        words = self.tr("Import stopped. {0}")
        if self._phase is ImportPhase.READING:
            words = self.tr("Reading stopped. {0}. It goes on the next time you open the library.")
        self._end(words.format(self._outcome(report)))

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

    def _try_again(self) -> None:
        failures = self._last.worth_another_try if self._last else ()
        self._dialog.close()
        self.again_requested.emit(failures)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def _end(self, words: str, has_left: bool = False) -> None:
        if words and not self._dialog.isVisible():
            self.told.emit(words)
        self._over = True
        self.ended.emit(self._task, has_left)
        self._leave()

    def _leave(self) -> None:
        if self._over and not self._dialog.isVisible():
            self.close()
