"""Albums: make, describe, delete, fill, empty and order them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from imagineer_desktop.catalog.edits.albums import (
    AddToAlbum,
    ChangeAlbum,
    CreateAlbum,
    DeleteAlbum,
    RemoveFromAlbum,
    RenameAlbum,
    ReorderAlbum,
    move_to_album,
)
from imagineer_desktop.catalog.rows import AlbumDraft, AlbumRow
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.dialogs.album_dialog import AlbumDialog
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.menus import fill
from imagineer_desktop.ui.theme.look import Look

MENU_ALBUMS = 30
"""Albums offered in the "Add to album" menu before it says that the left panel has the rest."""


class Albums(QObject):
    """Everything that is done with albums from the window; knows the album that is open and the target."""

    target_changed = Signal(object)
    """The AlbumRow that Ctrl+B adds to, or None."""

    def __init__(self, window: QWidget, look: Look, steps: Steps, chosen: Chosen) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._steps = steps
        self._chosen = chosen
        self._albums: dict[int, AlbumRow] = {}
        self._open_id: int | None = None
        self._target_id: int | None = None
        self._offered: list[QAction] = []
        self._make_actions()
        self.add_menu = QMenu(self.tr("Add to album"), window)
        self.add_menu.aboutToShow.connect(self._fill_add_menu)
        chosen.changed.connect(self._enable)
        self._enable()

    def _make_actions(self) -> None:
        self.new = make_action(self, self.tr("New album…"), self.make_new, "Ctrl+N")
        self.new_from_chosen = make_action(
            self, self.tr("New album from selection…"), self.make_from_chosen, "Ctrl+Shift+N"
        )
        self.add_to_target = make_action(self, self.tr("Add to target album"), self.fill_target, "Ctrl+B")
        self.remove = make_action(
            self, self.tr("Remove from album"), self._remove, "Backspace", of_the_canvas=True
        )
        self.details = make_action(self, self.tr("Album details…"), self._edit_open, "Ctrl+Alt+D")
        self.training = make_action(
            self, self.tr("Training source"), lambda: self._mark_open(self.training), checkable=True
        )
        self.public = make_action(
            self, self.tr("Public album"), lambda: self._mark_open(self.public), checkable=True
        )
        self.target = make_action(self, self.tr("Target for Ctrl+B"), self._aim_open, checkable=True)
        self.delete = make_action(self, self.tr("Delete album"), self._delete_open)

    @property
    def of_the_open_album(self) -> list[QAction]:
        """What is done with the album that is open, in the order of the menu."""
        return [self.details, self.training, self.public, self.target, self.delete]

    def set_albums(self, albums: Sequence[AlbumRow]) -> None:
        """What the library has now."""
        self._albums = {album.id: album for album in albums}
        if self._target_id is not None:
            self.target_changed.emit(self._albums.get(self._target_id))
        self._enable()

    def set_open(self, album_id: int | None) -> None:
        """The album that the gallery shows; None for any other source."""
        self._open_id = album_id
        self._enable()

    def name_of(self, album_id: int) -> str:
        album = self._albums.get(album_id)
        return album.name if album else ""

    def make_new(self) -> None:
        """Ask for a new, empty album."""
        self._ask_new(())

    def make_from_chosen(self) -> None:
        """Ask for a new album that holds what is chosen."""
        self._ask_new(self._chosen.ids)

    def rename(self, album_id: int, name: str) -> None:
        self._steps.do(RenameAlbum(album_id, name))

    def delete_album(self, album_id: int) -> None:
        """Delete at once: it can be taken back, and its images stay."""
        self._steps.do(DeleteAlbum(album_id), tell=True)

    def take_drop(self, album_id: int, image_ids: list[int], move: bool) -> None:
        """Images were dropped on an album; moved, they leave the album that is open."""
        ids = tuple(image_ids)
        name = self.name_of(album_id)
        if move and self._open_id is not None and self._open_id != album_id:
            self._steps.do(move_to_album(self._open_id, album_id, ids, name), tell=True)
        else:
            self._steps.do(AddToAlbum(album_id, ids, name), tell=True)

    def reorder(self, image_ids: list[int], before: int | None) -> None:
        """Images of the open album were dropped before another one, or at its end."""
        if self._open_id is not None:
            self._steps.do(ReorderAlbum(self._open_id, tuple(image_ids), before))

    def fill_target(self) -> None:
        """Add what is chosen to the target album."""
        if self._target_id is not None and self._chosen.count:
            self._add_to(self._target_id)

    def show_menu(self, album_id: int, place: QPoint) -> None:
        """The context menu of an album in the left panel, at a place of the screen."""
        menu = QMenu(self._window)
        menu.addAction(self.tr("Album details…"), lambda: self._edit(album_id))
        album = self._albums.get(album_id)
        if album is None:
            return
        training = menu.addAction(self.tr("Training source"), lambda: self._toggle_training(album_id))
        training.setCheckable(True)
        training.setChecked(album.is_training_source)
        target = menu.addAction(self.tr("Target for Ctrl+B"), lambda: self._aim(album_id))
        target.setCheckable(True)
        target.setChecked(album_id == self._target_id)
        menu.addSeparator()
        menu.addAction(self.tr("Delete album"), lambda: self.delete_album(album_id))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _ask_new(self, image_ids: tuple[int, ...]) -> None:
        dialog = AlbumDialog(self._look, None, len(image_ids), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted_draft.connect(lambda draft: self._create(draft, image_ids))
        dialog.open()

    def _create(self, draft: AlbumDraft, image_ids: tuple[int, ...]) -> None:
        self._steps.do(CreateAlbum(draft, image_ids), tell=bool(image_ids))

    def _edit_open(self) -> None:
        if self._open_id is not None:
            self._edit(self._open_id)

    def _edit(self, album_id: int) -> None:
        album = self._albums.get(album_id)
        if album is None:
            return
        dialog = AlbumDialog(self._look, album, 0, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted_draft.connect(lambda draft: self._steps.do(ChangeAlbum(album_id, draft)))
        dialog.open()

    def _mark_open(self, action: QAction) -> None:
        album = self._albums.get(self._open_id) if self._open_id is not None else None
        if album is None:
            return
        draft = _draft_of(album)
        if action is self.training:
            draft = replace(draft, is_training_source=action.isChecked())
        else:
            draft = replace(draft, is_public=action.isChecked())
        self._steps.do(ChangeAlbum(album.id, draft))

    def _toggle_training(self, album_id: int) -> None:
        album = self._albums.get(album_id)
        if album is None:
            return
        draft = replace(_draft_of(album), is_training_source=not album.is_training_source)
        self._steps.do(ChangeAlbum(album_id, draft))

    def _aim_open(self) -> None:
        if self._open_id is not None:
            self._aim(self._open_id)

    def _aim(self, album_id: int) -> None:
        """Make an album the target of Ctrl+B; the target itself stops being it."""
        self._target_id = None if self._target_id == album_id else album_id
        self.target_changed.emit(self._albums.get(album_id) if self._target_id else None)
        self._enable()

    def _delete_open(self) -> None:
        if self._open_id is not None:
            self.delete_album(self._open_id)

    def _remove(self) -> None:
        if self._open_id is not None:
            name = self.name_of(self._open_id)
            self._steps.do(RemoveFromAlbum(self._open_id, self._chosen.ids, name), tell=True)

    def _add_to(self, album_id: int) -> None:
        self._steps.do(AddToAlbum(album_id, self._chosen.ids, self.name_of(album_id)), tell=True)

    def _fill_add_menu(self) -> None:
        """The albums by name, as the menu opens: what the library has just then."""
        for action in self._offered:
            action.deleteLater()
        self._offered = [self._offer(album) for album in list(self._albums.values())[:MENU_ALBUMS]]
        rest = len(self._albums) - MENU_ALBUMS
        if rest > 0:
            self._offered.append(QAction(self.tr("{0} more: drop images on them").format(rest), self))
            self._offered[-1].setEnabled(False)
        fill(self.add_menu, [*self._offered, None, self.new_from_chosen])

    def _offer(self, album: AlbumRow) -> QAction:
        return make_action(self, album.name, lambda: self._add_to(album.id))

    def _enable(self) -> None:
        some = self._chosen.count > 0
        album = self._albums.get(self._open_id) if self._open_id is not None else None
        self.new_from_chosen.setEnabled(some)
        self.add_menu.setEnabled(some)
        self.add_to_target.setEnabled(some and self._target_id in self._albums)
        self.remove.setEnabled(some and album is not None)
        for action in self.of_the_open_album:
            action.setEnabled(album is not None)
        self.training.setChecked(album is not None and album.is_training_source)
        self.public.setChecked(album is not None and album.is_public)
        self.target.setChecked(album is not None and album.id == self._target_id)


def _draft_of(album: AlbumRow) -> AlbumDraft:
    return AlbumDraft(
        name=album.name,
        album_type=album.album_type,
        description=album.description,
        is_public=album.is_public,
        is_training_source=album.is_training_source,
        image_order=album.image_order,
    )
