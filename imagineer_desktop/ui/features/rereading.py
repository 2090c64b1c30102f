"""Files that could not be shown, tried once more."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Signal

from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.runner import JobQueue
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.import_desk import ImportDesk
from imagineer_desktop.jobs.imports.import_report import ReadingReport
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.ui.action import make_action


class Rereading(QObject):
    """Reads the files of the chosen images anew: a file may be whole now, or the disk may answer again."""

    told = Signal(str)
    failed = Signal(object)
    """An error that is not the person's to mend."""

    def __init__(
        self,
        desk: ImportDesk,
        queue: JobQueue,
        chosen: Chosen,
        thumbnailer: Thumbnailer,
        loader: PictureLoader,
    ) -> None:
        super().__init__(queue)
        self._desk = desk
        self._queue = queue
        self._chosen = chosen
        self._thumbnailer = thumbnailer
        self._loader = loader
        self._ids: tuple[int, ...] = ()
        self.read = make_action(self, self.tr("Read file again"), self.start)
        chosen.changed.connect(self._enable)
        self._enable()

    def start(self) -> None:
        """Read the chosen images' files, when the work before is done."""
        self._ids = self._chosen.ids
        self._enable()
        task = self._queue.submit(self.tr("Reading files again"), self._desk.read_again(self._ids))
        task.succeeded.connect(self._succeed)
        task.failed.connect(self._fail)
        task.cancelled.connect(self._end)

    def _succeed(self, report: ReadingReport) -> None:
        troubles = [*report.failed, *report.damaged]
        if len(troubles) == 1:
            words = self.tr("The file still cannot be shown. {0}").format(troubles[0].reason)
        elif troubles:
            number = QLocale().toString(len(troubles))
            words = self.tr("{0} files still cannot be shown. {1}").format(number, troubles[0].reason)
        else:
            words = self.tr("The file was read.") if len(self._ids) == 1 else self.tr("The files were read.")
        self._end()
        self.told.emit(words)

    def _fail(self, error: Exception) -> None:
        self._end()
        if isinstance(error, CatalogError):
            self.told.emit(str(error))
        else:
            self.failed.emit(error)

    def _end(self) -> None:
        """Whoever shows these images asks for them again."""
        ids, self._ids = self._ids, ()
        for image_id in ids:
            self._loader.forget(image_id)
            self._thumbnailer.try_again(image_id)
        self._enable()

    def _enable(self) -> None:
        self.read.setEnabled(self._chosen.count > 0 and not self._ids)
