"""How things are shown: grid or loupe, panels, cell size, colors, blurring."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup

from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.models.gallery import GalleryModel
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.gallery.grid import GalleryGrid
from imagineer_desktop.ui.loupe.loupe import Loupe


class Viewing(QObject):
    """Switches between grid and loupe, and keeps the two at one image."""

    view_changed = Signal(str)
    """"grid" or "loupe"."""

    def __init__(
        self, grid: GalleryGrid, loupe: Loupe, model: GalleryModel, chosen: Chosen, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._grid = grid
        self._loupe = loupe
        self._model = model
        self._chosen = chosen
        self._view = "grid"
        self.to_grid = make_action(self, self.tr("Grid"), self.show_grid, "G", checkable=True)
        self.to_loupe = make_action(self, self.tr("Loupe"), self.show_loupe, "E", checkable=True)
        self.preview = make_action(self, self.tr("Preview"), self.toggle, "Space", of_the_canvas=True)
        self.actual_size = make_action(self, self.tr("100 %"), loupe.toggle_actual_size, "Z")
        self.actual_size.setEnabled(False)
        self._group = QActionGroup(self)
        for action in (self.to_grid, self.to_loupe):
            self._group.addAction(action)
        self.to_grid.setChecked(True)
        self.select_all = make_action(self, self.tr("Select all"), grid.selectAll, "Ctrl+A")
        self.select_none = make_action(self, self.tr("Select none"), grid.clearSelection, "Ctrl+Shift+A")
        self.invert = make_action(self, self.tr("Invert selection"), chosen.invert, "Ctrl+I")
        self.blur = make_action(self, self.tr("Blur NSFW images"), self._blur, "Ctrl+Shift+B", checkable=True)
        self.blur.setChecked(True)
        grid.activated.connect(self._open_index)
        loupe.closed.connect(self.show_grid)
        loupe.current_changed.connect(self._follow)

    @property
    def selecting(self) -> list[QAction]:
        return [self.select_all, self.select_none, self.invert]

    @property
    def in_loupe(self) -> bool:
        return self._view == "loupe"

    def show_grid(self) -> None:
        self._chosen.narrow(None)
        self._switch("grid")
        self._grid.setFocus()

    def show_loupe(self) -> None:
        """Show the grid's current image large, else its first."""
        row = self._grid.currentIndex().row()
        if row < 0 and self._model.rowCount():
            row = 0
        if row < 0:
            self.to_grid.setChecked(True)
            return
        self._loupe.show_image(self._model.ids[row])
        self._chosen.narrow(self._model.ids[row])
        self._switch("loupe")
        self._loupe.setFocus()

    def toggle(self) -> None:
        self.show_grid() if self.in_loupe else self.show_loupe()

    def show(self, view: str) -> None:
        """ "grid" or "loupe"."""
        self.show_loupe() if view == "loupe" else self.show_grid()

    def set_blurred(self, blurred: bool) -> None:
        self.blur.setChecked(blurred)
        self._model.set_blurred(blurred)

    def _blur(self) -> None:
        self._model.set_blurred(self.blur.isChecked())

    def _open_index(self) -> None:
        self.show_loupe()

    def _follow(self, image_id: int) -> None:
        """The loupe went on: the grid's current image goes with it, a larger selection stays."""
        self._chosen.narrow(image_id)
        self._chosen.point_at(self._model.row_of(image_id))

    def _switch(self, view: str) -> None:
        self._view = view
        self.to_grid.setChecked(view == "grid")
        self.to_loupe.setChecked(view == "loupe")
        self.actual_size.setEnabled(view == "loupe")
        self.view_changed.emit(view)
