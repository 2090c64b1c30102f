"""One missing image: the person shows where its file is, and the others beside it are found as well."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from imagineer_desktop.background.errand import Errand
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.jobs.files.locating import locate
from imagineer_desktop.jobs.files.relinking import RelinkPlan
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.models.gallery import GalleryModel
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.choosing import FileDialog
from imagineer_desktop.ui.features.relinking import Relinking


class Locating(QObject):
    """The action stands in the menu while exactly one image is chosen and it is missing."""

    failed = Signal(object)

    def __init__(
        self, window: QWidget, library: Library, model: GalleryModel, chosen: Chosen, relinking: Relinking
    ) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._model = model
        self._chosen = chosen
        self._relinking = relinking
        self._errand = Errand(self)
        self._errand.succeeded.connect(self._take)
        self._errand.failed.connect(self.failed)
        self.locate = make_action(self, self.tr("Locate…"), self.ask)
        chosen.changed.connect(self._enable)
        model.dataChanged.connect(self._enable)
        self._enable()

    def ask(self) -> None:
        """Let the person choose the file of the chosen image."""
        image = self._missing()
        if image is None:
            return
        chooser = FileDialog(self._window, self.tr("Locate {0}").format(image.filename))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        alike = f"*{Path(image.filename).suffix}"
        chooser.setNameFilters(
            [self.tr("Files of the same kind ({0})").format(alike), self.tr("All files (*)")]
        )
        chooser.fileSelected.connect(lambda name, image_id=image.id: self.take(image_id, Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def take(self, image_id: int, path: Path) -> None:
        """Give an image this file, after a look whether it is the same picture."""
        self._errand.run(locate(self._library, image_id, path))

    def close(self) -> None:
        """The library is being closed."""
        self._errand.close()

    def _take(self, plan: RelinkPlan) -> None:
        """One file is relinked at once; where others were found too, they are shown first."""
        if len(plan.moves) == 1:
            self._relinking.relink(plan.moves, plan.folders)
        else:
            self._relinking.show(plan)

    def _missing(self) -> ImageRow | None:
        if self._chosen.count != 1:
            return None
        (image_id,) = self._chosen.ids
        image = self._model.image(self._model.row_of(image_id))
        return image if image is not None and image.missing else None

    def _enable(self) -> None:
        missing = self._missing() is not None
        self.locate.setVisible(missing)
        self.locate.setEnabled(missing)
