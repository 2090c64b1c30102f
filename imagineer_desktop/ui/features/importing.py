"""Import by menu or by dropping: jobs in the queue, their dialog, and the task chip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from imagineer_desktop.background.runner import JobQueue, JobThread
from imagineer_desktop.jobs.copies.path_template import CopyPlan
from imagineer_desktop.jobs.import_desk import ImportDesk
from imagineer_desktop.jobs.imports.import_report import Failure, ImportReport, ReadingReport, printable
from imagineer_desktop.jobs.progress import Job
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.choosing import FileDialog
from imagineer_desktop.ui.dialogs.failure_list import visible
from imagineer_desktop.ui.dialogs.import_phase import ImportPhase
from imagineer_desktop.ui.dialogs.question import Asked, Question
from imagineer_desktop.ui.features.import_run import ImportRun
from imagineer_desktop.ui.report import Report
from imagineer_desktop.ui.theme.look import Look

Again = Callable[[Sequence[Failure]], object]


class Importing(QObject):
    """Starts imports into one library. Each has a dialog that may be closed while it goes on."""

    ended = Signal()
    """An import is over: its files are where they are, and readable or not."""
    told = Signal(str)
    """The outcome of an import whose dialog is closed."""

    def __init__(
        self, window: QWidget, look: Look, queue: JobQueue, desk: ImportDesk, report: Report
    ) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._queue = queue
        self._desk = desk
        self._report = report
        self._runs: dict[JobThread, ImportRun] = {}
        self._rest: JobThread | None = None
        self._question: Question | None = None
        self._closed = False
        self.import_folder = make_action(self, self.tr("Import folder…"), self.ask_for_folder, "Ctrl+Shift+I")
        self.import_files = make_action(self, self.tr("Import images…"), self.ask_for_files, "Ctrl+Alt+I")
        queue.changed.connect(self._show_who_waits)

    @property
    def actions(self) -> list[QAction]:
        return [self.import_folder, self.import_files]

    @property
    def is_running(self) -> bool:
        """Whether an import runs or waits to run."""
        return any(not task.over for task in self._runs)

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
        job = self._desk.import_paths(paths, self._queue.others_wait)
        return self._run(title, self._place(paths), job, self.start_again)

    def start_again(self, failures: Sequence[Failure]) -> JobThread | None:
        """Try once more what an import could not read."""
        if not failures:
            return None
        title = self.tr("Importing once more")
        return self._run(title, self._files(failures), self._desk.import_again(failures), self.start_again)

    def start_copying(self, paths: Sequence[Path], plan: CopyPlan) -> JobThread | None:
        """Copy pictures into the folder of a plan and import the copies."""
        if not paths:
            return None
        title = _title(
            paths, self.tr("Importing and copying from {0}"), self.tr("Importing and copying {0} items")
        )
        job = self._desk.copy(paths, plan, self._queue.others_wait)
        return self._run(
            title, self._place(paths), job, lambda failures: self._copy_again(failures, plan), plan
        )

    def read_rest(self) -> None:
        """Read to their end what was only listed so far, when the work before is done."""
        if self._rest is None:
            self._rest = self._queue.submit(
                self.tr("Reading images"), self._desk.read_rest(self._queue.others_wait)
            )
            self._rest.failed.connect(self._report.show)
            self._rest.succeeded.connect(self._end_rest)
            for end in (self._rest.failed, self._rest.cancelled):
                end.connect(self._forget_rest)

    def show_dialog(self, task: JobThread) -> None:
        """Bring the dialog of a running import back."""
        run = self._runs.get(task)
        if run is not None:
            run.show()

    def ask_before_leaving(self, go_on: Callable[[], None]) -> None:
        """Ask whether running imports are to be stopped, then `go_on`; at once where none runs."""
        if not self.is_running:
            go_on()
            return
        if self._question is not None:
            self._question.raise_()
            return
        self._question = Question(self._look, self._leaving(), self._window)
        self._question.accepted.connect(go_on)
        self._question.finished.connect(self._drop_question)
        self._question.open()

    def close(self) -> None:
        """The library is being closed: its dialogs go, also those of imports that are done."""
        self._closed = True
        if self._question is not None:
            self._question.close()
        for run in self.findChildren(ImportRun):
            run.close()

    def _leaving(self) -> Asked:
        """What stops, what stays and what becomes of the rest, as far as each import has come."""
        number = len(self._runs)
        reading = sum(run.phase is ImportPhase.READING for run in self._runs.values())
        again = self.tr("The rest comes in when you import the same folder again.")
        later = self.tr("Reading goes on by itself the next time you open the library.")
        if reading == number == 1:
            words = self.tr("All new images are added and stay. They are still being read.")
            button = self.tr("Stop reading and close")
        else:
            running = self.tr("An import is running.")
            if number > 1:
                running = self.tr("{0} imports are running or waiting.").format(QLocale().toString(number))
            words = f"{running} {self._kept_words()}"
            button = self.tr("Stop import and close")
        rest = [text for text, holds in ((again, reading < number), (later, reading)) if holds]
        return Asked(self.tr("Import"), words, " ".join(rest), button, danger=reading < number)

    def _kept_words(self) -> str:
        added = sum(run.added for run in self._runs.values())
        if added == 0:
            return self.tr("Nothing is added yet.")
        if added == 1:
            return self.tr("1 image is added and stays.")
        return self.tr("{0} images are added and stay.").format(QLocale().toString(added))

    def _drop_question(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None

    def _copy_again(self, failures: Sequence[Failure], plan: CopyPlan) -> None:
        if failures:
            title = self.tr("Importing and copying once more")
            job = self._desk.copy_again(failures, plan)
            self._run(title, self._files(failures), job, lambda more: self._copy_again(more, plan), plan)

    def _run(
        self, title: str, place: str, job: Job[ImportReport], again: Again, plan: CopyPlan | None = None
    ) -> JobThread:
        task = self._queue.submit(title, job)
        promise = (
            self.tr("Copies go to {0}. Originals are never changed.").format(plan.folder) if plan else ""
        )
        run = ImportRun(self._window, self._look, task, place, promise)
        run.setParent(self)
        run.ended.connect(self._close_run)
        run.again_requested.connect(again)
        run.failed.connect(self._report.show)
        run.told.connect(self.told)
        self._make_room_for(run)
        self._runs[task] = run
        run.show()
        self._show_who_waits()
        return task

    def _make_room_for(self, new: ImportRun) -> None:
        """Dialogs that are done and have nothing to tell go; beside the last of the others is its place."""
        shown = [run for run in self.findChildren(ImportRun) if run.is_shown]
        for run in shown:
            if run.has_nothing_to_tell:
                run.close()
        if left := [run for run in shown if run.is_shown]:
            new.stand_beside(left[-1])

    def _show_who_waits(self) -> None:
        if self._closed:
            return
        waiting = sum(task.waiting for task in self._runs)
        for task, run in self._runs.items():
            run.show_others(0 if task.waiting else waiting)

    def _place(self, paths: Sequence[Path]) -> str:
        if len(paths) == 1:
            return visible(printable(paths[0]))
        return self.tr("{0} items").format(QLocale().toString(len(paths)))

    def _files(self, failures: Sequence[Failure]) -> str:
        one = len(failures) == 1
        number = QLocale().toString(len(failures))
        return (
            visible(failures[0].path) if one else self.tr("{0} files that could not be read").format(number)
        )

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.filesSelected.connect(self._start_names)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _start_names(self, names: list[str]) -> None:
        self.start([Path(name) for name in names])

    def _close_run(self, task: JobThread, has_left: bool) -> None:
        self._runs.pop(task, None)
        self._show_who_waits()
        if self._closed:
            return
        self.ended.emit()
        if has_left:
            self.read_rest()

    def _end_rest(self, report: ReadingReport) -> None:
        self._rest = None
        if self._closed:
            return
        if troubles := len(report.failed) + len(report.damaged):
            one = self.tr("1 image cannot be shown. Search for is:damaged to see it.")
            many = self.tr("{0} images cannot be shown. Search for is:damaged to see them.")
            self.told.emit(one if troubles == 1 else many.format(QLocale().toString(troubles)))
        if report.left:
            self.read_rest()

    def _forget_rest(self) -> None:
        self._rest = None


def _title(paths: Sequence[Path], one: str, several: str) -> str:
    if len(paths) == 1:
        return one.format(visible(printable(Path(paths[0].name or paths[0]))))
    return several.format(QLocale().toString(len(paths)))
