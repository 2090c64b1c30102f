"""An old library is opened: ask how to go on, upgrade it in the background, open what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from imagineer_desktop.background.runner import JobQueue, JobThread
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.progress import Job
from imagineer_desktop.jobs.surveying import Survey
from imagineer_desktop.jobs.upgrading import UpgradeReport, upgrade_in_place, upgrade_to_copy
from imagineer_desktop.ui.dialogs.upgrade_dialog import OldLibrary, UpgradeDialog, UpgradeDraft
from imagineer_desktop.ui.report import Report
from imagineer_desktop.ui.theme.look import Look


class Upgrading(QObject):
    """The way of one old library into this program; gone when it is opened or left alone."""

    upgraded = Signal(object)
    """The Path of the library that can be opened now."""
    told = Signal(str)
    left_alone = Signal()

    def __init__(self, window: QWidget, look: Look, queue: JobQueue, report: Report, survey: Survey) -> None:
        super().__init__(window)
        self._queue = queue
        self._report = report
        self._survey = survey
        self._task: JobThread | None = None
        root = survey.outputs_root
        old = OldLibrary(
            path=str(survey.database),
            images=survey.images,
            albums=survey.albums,
            labels=survey.labels,
            copy_to=str(free_name(survey.database)),
            outputs_root=str(root) if root else "",
        )
        self._dialog = UpgradeDialog(look, old, window)
        self._dialog.accepted_draft.connect(self._start)
        self._dialog.outputs_root_changed.connect(self._look_there)
        self._dialog.stop_requested.connect(self._stop)
        self._dialog.rejected.connect(self.left_alone)
        self._dialog.finished.connect(self._dialog.deleteLater)
        self._dialog.finished.connect(self.deleteLater)
        self._look_there(old.outputs_root)

    def ask(self) -> None:
        self._dialog.open()

    def _look_there(self, folder: str) -> None:
        """Say how many of the pictures lie under a folder, while it is being typed."""
        there = Path(folder)
        found = self._survey.found_under(there) if folder and there.is_dir() else None
        self._dialog.set_found(found)

    def _start(self, draft: UpgradeDraft) -> None:
        root = Path(draft.outputs_root) if draft.outputs_root else None
        database = self._survey.database
        job: Job[UpgradeReport] = (
            upgrade_in_place(database, root)
            if draft.to_copy is None
            else upgrade_to_copy(database, Path(draft.to_copy), root)
        )
        self._task = self._queue.submit(self.tr("Upgrading {0}").format(database.name), job)
        self._task.progressed.connect(self._dialog.show_progress)
        self._task.succeeded.connect(self._succeed)
        self._task.failed.connect(self._fail)
        self._task.cancelled.connect(self._stopped)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _succeed(self, report: UpgradeReport) -> None:
        words = self.tr("Upgraded: {0:,} images").format(report.counts.get("images", 0))
        if report.missing:
            words += self.tr(", {0:,} of them missing").format(report.missing)
        self.upgraded.emit(report.database)
        self.told.emit(words)
        self._dialog.accept()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, CatalogError):
            self._dialog.show_error(str(error))
        else:
            self._dialog.show_error(self.tr("The upgrade stopped. The library is as it was."))
            self._report.show(error)

    def _stopped(self) -> None:
        self._dialog.show_error(self.tr("The upgrade was stopped. The library is as it was."))


def free_name(database: Path) -> Path:
    """A name for the new library beside the old one: `imagineer (upgraded).db`, numbered where taken."""
    for number in range(1, 1000):
        suffix = "upgraded" if number == 1 else f"upgraded {number}"
        name = database.with_name(f"{database.stem} ({suffix}).db")
        if not name.exists():
            return name
    return database.with_name(f"{database.stem} (new).db")
