"""What can be done with the chosen images: the Image menu, and the one under the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from imagineer_desktop.ui.features.albums import Albums
from imagineer_desktop.ui.features.labels import Labels
from imagineer_desktop.ui.features.marks import Marks
from imagineer_desktop.ui.menus import Entry, fill


class ImageMenu(QObject):
    """Puts the actions of the features into an order. `about_files` is what concerns their files."""

    def __init__(
        self, window: QWidget, marks: Marks, albums: Albums, labels: Labels, about_files: Sequence[QAction]
    ) -> None:
        super().__init__(marks)
        self._window = window
        self._marks = marks
        self._albums = albums
        self._labels = labels
        self._about_files = tuple(about_files)

    def entries(self) -> list[Entry]:
        """The Image menu."""
        marks, albums = self._marks, self._albums
        stars = QMenu(self.tr("Stars"), self._window)
        fill(stars, marks.stars)
        flags: list[Entry] = [marks.pick, marks.reject, marks.unflag, None, marks.nsfw, marks.public, None]
        filing: list[Entry] = [albums.add_menu, albums.add_to_target, albums.remove, None]
        labels: list[Entry] = [self._labels.add, self._labels.type, None]
        return [stars, *flags, *filing, *labels, *self._about_files, None, marks.restore, marks.trash]

    def show(self, place: QPoint, opening: QAction) -> None:
        """The menu at a place of the screen, `opening` on top."""
        menu = QMenu(self._window)
        marks, albums = self._marks, self._albums
        flags: list[Entry] = [opening, None, marks.pick, marks.reject, marks.unflag]
        filing: list[Entry] = [marks.nsfw, None, albums.add_to_target, albums.add_menu, albums.remove]
        rest: list[Entry] = [self._labels.add, None, *self._about_files, marks.restore, marks.trash]
        fill(menu, [*flags, *filing, *rest])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)
