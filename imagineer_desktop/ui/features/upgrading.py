"""An old library is opened: ask how to go on, upgrade it in the background, open what came of it."""

from __future__ import annotations

import os
from itertools import chain, count
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from imagineer_desktop.background.runner import JobQueue, JobThread
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.progress import Job
from imagineer_desktop.jobs.upgrades.surveying import Survey
from imagineer_desktop.jobs.upgrades.upgrading import UpgradeReport, upgrade_in_place, upgrade_to_copy
from imagineer_desktop.ui.dialogs.upgrade_dialog import OldLibrary, UpgradeDialog, UpgradeDraft
from imagineer_desktop.ui.theme.look import Look


class Upgrading(QObject):
    """The way of one old library into this program; gone when it is opened or left alone."""

    upgraded = Signal(object)
    """The Path of the library that can be opened now."""
    told = Signal(str)
    left_alone = Signal()
    failed = Signal(object)
    """A fault of ours, for the report; what a person can do something about is said in the dialog."""

    def __init__(self, window: QWidget, look: Look, queue: JobQueue, survey: Survey, copy_to: Path) -> None:
        """`copy_to` is proposed as the place of the new library (see `free_name`)."""
        super().__init__(window)
        self._queue = queue
        self._survey = survey
        self._task: JobThread | None = None
        root = survey.outputs_root
        old = OldLibrary(
            path=str(survey.database),
            images=survey.images,
            albums=survey.albums,
            labels=survey.labels,
            copy_to=str(copy_to),
            outputs_root=str(root) if root else "",
            made_by_web=survey.made_by_web,
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
            self.failed.emit(error)

    def _stopped(self) -> None:
        self._dialog.show_error(self.tr("The upgrade was stopped. The library is as it was."))


def free_name(database: Path, elsewhere: Path) -> Path:
    """A name for the new library: `imagineer (upgraded).db` beside the old one, numbered where taken.

    In the folder `elsewhere` when nothing can be written beside the old one.
    """
    folder = database.parent if os.access(database.parent, os.W_OK) else elsewhere
    first = folder / f"{database.stem} (upgraded).db"
    others = (folder / f"{database.stem} (upgraded {number}).db" for number in count(2))
    return next(place for place in chain([first], others) if not place.exists())
