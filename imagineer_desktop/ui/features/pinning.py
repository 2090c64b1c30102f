"""The person says which node of a ComfyUI workflow is the prompt; its images are told anew, in one step."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from imagineer_desktop.background.errand import Errand
from imagineer_desktop.background.runner import JobThread
from imagineer_desktop.catalog.edits.pins import Done
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.imports.pinning import Workflow, images_of, pin_beside_the_window, workflow_of
from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.ui.dialogs.pin_dialog import PinDialog
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.theme.look import Look


class Pinning(QObject):
    """Looks at the workflow of an image, counts its images while the person chooses, and pins."""

    failed = Signal(object)
    """An error, or a CatalogError that says why there is nothing to choose."""

    def __init__(self, window: QWidget, look: Look, library: Library, steps: Steps) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._library = library
        self._steps = steps
        self._workflow: Workflow | None = None
        self._ids: tuple[int, ...] | None = None
        self._dialog: PinDialog | None = None
        self._looking, self._counting = Errand(self), Errand(self)
        self._work: JobThread | None = None
        self._closed = False
        self._looking.succeeded.connect(self._open)
        self._counting.progressed.connect(self._show_found)
        self._counting.succeeded.connect(self._take_count)
        for errand in (self._looking, self._counting):
            errand.failed.connect(self._fail)

    def choose(self, image_id: int) -> None:
        """Ask which nodes are the prompts of the workflow that made an image."""
        if self._dialog is None and not self._working:
            self._looking.run(workflow_of(self._library, image_id))

    def close(self) -> None:
        """The library is being closed."""
        self._closed = True
        if self._dialog is not None:
            self._dialog.close()
        self._looking.close()
        self._counting.close()
        if self._work is not None:
            self._work.wait()

    @property
    def _working(self) -> bool:
        return self._work is not None and not self._work.over

    def _open(self, workflow: Workflow | None) -> None:
        if workflow is None:
            reason = self.tr(
                "The file of this image did not keep the workflow that made it. Nothing can be chosen."
            )
            self.failed.emit(CatalogError(reason))
        elif not workflow.nodes:
            reason = self.tr(
                "No node of this workflow holds text that can be read. The prompt can be typed by hand."
            )
            self.failed.emit(CatalogError(reason))
        elif self._dialog is None:
            self._workflow, self._ids = workflow, None
            self._dialog = PinDialog(self._look, workflow, self._window)
            self._dialog.nodes_chosen.connect(self._read)
            self._dialog.finished.connect(self._let_go)
            self._dialog.open()
            self._counting.run(images_of(self._library, workflow))

    def _let_go(self) -> None:
        self._counting.stop()
        if self._work is not None:
            # Not forgotten: at its very end it can't be stopped any more, and its step is to be told.
            self._work.cancel()
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _show_found(self, progress: Progress) -> None:
        if self._dialog is not None and isinstance(progress.detail, int) and not self._working:
            self._dialog.show_found(progress.detail)

    def _take_count(self, ids: tuple[int, ...]) -> None:
        self._ids = ids
        if self._dialog is not None:
            self._dialog.show_counted(len(ids))

    def _read(self, nodes: dict[str, str]) -> None:
        if self._workflow is not None:
            self._counting.stop()
            job = pin_beside_the_window(self._library, self._workflow, nodes, self._ids)
            self._work = JobThread(job, parent=self)
            self._work.progressed.connect(self._show_progress)
            self._work.succeeded.connect(self._pin)
            self._work.failed.connect(self._fail)
            self._work.begin()

    def _show_progress(self, progress: Progress) -> None:
        if self._dialog is not None:
            self._dialog.show_progress(progress)

    def _pin(self, done: Done | None) -> None:
        if self._closed:
            return
        if self._dialog is not None:
            self._dialog.accept()
        if done is not None:
            self._steps.do(done, tell=True)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, CatalogError) and self._dialog is not None:
            self._dialog.show_error(str(error))
            return
        if self._dialog is not None:
            self._dialog.close()
        self.failed.emit(error)
