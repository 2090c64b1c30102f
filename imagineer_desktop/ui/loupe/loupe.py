"""One picture large, with its neighbors below: where images are judged."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.rows import AlbumRow
from imagineer_desktop.models.image_list import ImageList
from imagineer_desktop.ui.loupe.culling_bar import CullingBar
from imagineer_desktop.ui.loupe.filmstrip import Filmstrip
from imagineer_desktop.ui.loupe.loupe_bar import LoupeBar
from imagineer_desktop.ui.loupe.stage import Stage
from imagineer_desktop.ui.theme.look import Look

AHEAD = (0, 1, -1, 2)
"""What is decoded, from the current row on: itself, the next, the one before, the one after the next."""


class Loupe(QWidget):
    """Shows the current image of a gallery and steps through it. Marks are asked for by signals, not made."""

    current_changed = Signal(int)
    """An image id: the person went to another image."""
    closed = Signal()
    """Back to the grid: Esc, G, E, or nothing is left to show."""
    rating_chosen = Signal(int)
    pick_chosen = Signal(object)
    """A Pick."""
    nsfw_chosen = Signal(bool)
    trash_chosen = Signal()
    target_chosen = Signal()
    """Add the current image to the target album."""
    copied = Signal(str)

    def __init__(
        self,
        look: Look,
        model: ImageList,
        thumbnailer: Thumbnailer,
        loader: PictureLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._loader = loader
        self._image_id = -1
        self._row = -1
        self.bar = LoupeBar(look, self)
        self.view = Stage(look, thumbnailer, loader, self)
        self.culling = CullingBar(look, self)
        self.filmstrip = Filmstrip(look, model, thumbnailer, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.culling)
        layout.addWidget(self.filmstrip)
        self._connect_parts()
        self._connect_model()
        self.setFocusProxy(self.view)
        self.setAccessibleName(self.tr("Loupe"))

    @property
    def image_id(self) -> int:
        """The image that is shown, -1 for none."""
        return self._image_id

    @property
    def row(self) -> int:
        """Its row in the gallery, -1 for none."""
        return self._row

    def show_image(self, image_id: int) -> None:
        """Go to an image of the gallery; one that is not in it shows nothing."""
        self._go_to(self._model.row_of(image_id))

    def show_next(self) -> None:
        """Go to the next image, if there is one."""
        self._step_to(self._row + 1)

    def show_previous(self) -> None:
        """Go to the image before, if there is one."""
        self._step_to(self._row - 1)

    def show_first(self) -> None:
        """Go to the first image of the gallery."""
        self._step_to(0)

    def show_last(self) -> None:
        """Go to the last image of the gallery."""
        self._step_to(self._model.rowCount() - 1)

    def toggle_actual_size(self) -> None:
        """Between the whole picture and one pixel of it for one of the screen."""
        self.view.toggle_actual_size()

    def set_source(self, name: str) -> None:
        """What the gallery shows, in words: an album's name, "All images"."""
        self.culling.set_source(name)

    def set_target(self, album: AlbumRow | None) -> None:
        """The album that Ctrl+B adds to; None hides its button."""
        self.culling.set_target(album)

    def set_view_actions(self, actions: Sequence[QAction]) -> None:
        """Buttons at the right end of the bar (grid, loupe, inspector), owned by their features."""
        self.bar.set_view_actions(actions)

    def _connect_parts(self) -> None:
        self.bar.previous_asked.connect(self.show_previous)
        self.bar.next_asked.connect(self.show_next)
        self.bar.fit_asked.connect(self.view.fit)
        self.bar.zoom_asked.connect(self.view.zoom_to)
        self.culling.actual_size_asked.connect(self.view.toggle_actual_size)
        self.culling.rating_chosen.connect(self.rating_chosen)
        self.culling.pick_chosen.connect(self.pick_chosen)
        self.culling.nsfw_chosen.connect(self.nsfw_chosen)
        self.culling.trash_chosen.connect(self.trash_chosen)
        self.culling.target_chosen.connect(self.target_chosen)
        self.filmstrip.row_chosen.connect(self._step_to)
        self.view.zoom_changed.connect(self.bar.show_zoom)
        self.view.revealed_changed.connect(self.filmstrip.set_revealed)
        self.view.copied.connect(self.copied)
        self.view.installEventFilter(self)

    def _connect_model(self) -> None:
        for changed in (
            self._model.modelReset,
            self._model.rowsInserted,
            self._model.rowsRemoved,
            self._model.layoutChanged,
        ):
            changed.connect(self._follow)
        self._model.dataChanged.connect(self._take_changes)

    def _step_to(self, row: int) -> None:
        if row != self._row and 0 <= row < self._model.rowCount():
            self._go_to(row)
            self.current_changed.emit(self._image_id)

    def _go_to(self, row: int) -> None:
        self._row = row if 0 <= row < self._model.rowCount() else -1
        self._image_id = self._model.ids[self._row] if self._row >= 0 else -1
        self.filmstrip.set_current(self._row)
        self._read_rows()

    def _follow(self) -> None:
        """Another answer stands in the gallery: stay with the image, else with its place in the list."""
        if not self.isVisible():
            return
        row = self._model.row_of(self._image_id) if self._image_id >= 0 else -1
        if row >= 0 or self._image_id < 0:
            self._go_to(row)
        elif self._model.rowCount():
            self._go_to(min(self._row, self._model.rowCount() - 1))
            self.current_changed.emit(self._image_id)
        else:
            self._go_to(-1)
            self.closed.emit()

    def _take_changes(self, first: QModelIndex, last: QModelIndex) -> None:
        if self.isVisible() and any(first.row() <= self._row + step <= last.row() for step in AHEAD):
            self._read_rows()

    def _read_rows(self) -> None:
        """Show what the gallery knows of the current image, and have it and its neighbors decoded."""
        image = self._model.image(self._row) if self._row >= 0 else None
        self.bar.show_image(image, self._row, self._model.rowCount())
        self.culling.show_image(image)
        self.view.show_image(image, image is not None and self._model.hides(image))
        if self.isVisible() and image is not None:
            near = [self._model.image(self._row + step) for step in AHEAD]
            self._loader.want([one for one in near if one is not None and not one.missing])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.filmstrip.set_active(event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed in the gallery meanwhile."""
        self._go_to(self._model.row_of(self._image_id))

    def hideEvent(self, event: QHideEvent) -> None:
        self._loader.want(())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_Left: self.show_previous,
            Qt.Key.Key_Right: self.show_next,
            Qt.Key.Key_Home: self.show_first,
            Qt.Key.Key_End: self.show_last,
            Qt.Key.Key_Escape: self.closed.emit,
            Qt.Key.Key_G: self.closed.emit,
            Qt.Key.Key_E: self.closed.emit,
        }.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            step()
