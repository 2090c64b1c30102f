"""The views that come and go with a library, in the places the window keeps for them."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from imagineer_desktop.ground import Ground
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.ui.gallery.grid import GalleryGrid
from imagineer_desktop.ui.gallery.sight import all_is_there
from imagineer_desktop.ui.inspector.inspector import Inspector
from imagineer_desktop.ui.loupe.loupe import Loupe
from imagineer_desktop.ui.shell import Shell


class Views(QObject):
    """The grid with what is chosen in it, the loupe and the inspector of one library."""

    def __init__(self, shell: Shell, ground: Ground, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._thumbnailer = ground.thumbnailer
        self.grid = GalleryGrid(shell.look)
        self.grid.setModel(ground.model)
        self.grid.set_cell_size(shell.settings.cell_size)
        shell.canvas.take_grid(self.grid)
        self.chosen = Chosen(self.grid.selectionModel(), self)
        self.loupe = Loupe(shell.look, ground.model, ground.thumbnailer, ground.loader)
        self.inspector = Inspector(shell.look, ground.thumbnailer)
        shell.window.pages.addWidget(self.loupe)
        shell.window.set_inspector(self.inspector)
        shell.status.size_changed.connect(self.grid.set_cell_size)
        self.grid.size_changed.connect(shell.status.set_size)
        self.grid.size_changed.connect(shell.keep_size)
        shell.bar.search_left.connect(self.grid.setFocus)

    @property
    def complete(self) -> bool:
        """Every image in sight has its thumbnail, or will never have one."""
        return all_is_there(self.grid, self._thumbnailer)

    def show(self, view: str) -> None:
        """The loupe, or the page with the grid."""
        shell = self._shell
        shell.window.pages.setCurrentWidget(self.loupe if view == "loupe" else shell.browse_page)
        shell.bar.set_view(view)

    def set_panes(self, pages: list[QWidget]) -> None:
        """What F6 goes through, with other pages of the library."""
        panel, bar, canvas, status = self._shell.panes
        self._shell.window.set_panes([panel, bar, canvas, self.loupe, *pages, self.inspector, status])

    def close(self) -> None:
        """Give the window its empty places back."""
        shell = self._shell
        shell.window.pages.setCurrentWidget(shell.browse_page)
        shell.window.pages.removeWidget(self.loupe)
        shell.canvas.drop_grid()
        shell.window.set_panes(shell.panes)
        for view in (self.grid, self.loupe, self.inspector):
            view.setParent(None)
            view.deleteLater()
