"""Stars, flags, NSFW, public and the trash, on everything chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from imagineer_desktop.catalog.edits.images import (
    flag,
    mark_nsfw,
    mark_public,
    move_to_trash,
    rate,
    restore_from_trash,
)
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.rows import RATINGS, Pick
from imagineer_desktop.catalog.summaries import count_marked
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.features.steps import Steps


class Marks(QObject):
    """The actions that judge images. Each acts on all that is chosen, as one step."""

    def __init__(self, steps: Steps, chosen: Chosen, library: Library, parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps
        self._chosen = chosen
        self._library = library
        self._in_trash = False
        self.stars = [self._star_action(stars) for stars in RATINGS]
        self.pick = make_action(self, self.tr("Pick"), lambda: self.set_pick(Pick.PICKED), "P")
        self.reject = make_action(self, self.tr("Reject"), lambda: self.set_pick(Pick.REJECTED), "X")
        self.unflag = make_action(self, self.tr("Unflag"), lambda: self.set_pick(Pick.UNFLAGGED), "U")
        self.nsfw = make_action(self, self.tr("NSFW on or off"), self._toggle_nsfw, "N")
        self.public = make_action(self, self.tr("Public or private"), self._toggle_public, "Shift+B")
        self.trash = make_action(
            self, self.tr("Move to trash"), self.move_to_trash, "Del", of_the_canvas=True
        )
        self.restore = make_action(self, self.tr("Restore from trash"), self._restore)
        chosen.changed.connect(self._enable)
        self._enable()

    @property
    def actions(self) -> list[QAction]:
        """All of them, in the order of the menu."""
        flags = [self.pick, self.reject, self.unflag]
        return [*self.stars, *flags, self.nsfw, self.public, self.trash, self.restore]

    def set_in_trash(self, in_trash: bool) -> None:
        """The gallery shows the trash: images can be restored there, not thrown away again."""
        self._in_trash = in_trash
        self._enable()

    def set_stars(self, stars: int) -> None:
        self._steps.do(rate(self._chosen.ids, stars))

    def set_stars_of(self, image_id: int, stars: int) -> None:
        """Stars clicked on a cell: of that image, or of all chosen when it is one of them."""
        chosen = self._chosen.ids
        self._steps.do(rate(chosen if image_id in chosen else (image_id,), stars))

    def set_pick(self, pick: Pick) -> None:
        self._steps.do(flag(self._chosen.ids, pick))

    def set_nsfw(self, nsfw: bool) -> None:
        self._steps.do(mark_nsfw(self._chosen.ids, nsfw))

    def set_public(self, public: bool) -> None:
        self._steps.do(mark_public(self._chosen.ids, public))

    def move_to_trash(self) -> None:
        if not self._in_trash:
            self._steps.do(move_to_trash(self._chosen.ids), tell=True)

    def _restore(self) -> None:
        self._steps.do(restore_from_trash(self._chosen.ids), tell=True)

    def _toggle_nsfw(self) -> None:
        self.set_nsfw(not self._all_marked("is_nsfw"))

    def _toggle_public(self) -> None:
        self.set_public(not self._all_marked("is_public"))

    def _all_marked(self, column: str) -> bool:
        ids = self._chosen.ids
        with self._library.reading() as session:
            return count_marked(session, ids, column) == len(ids)

    def _star_action(self, stars: int) -> QAction:
        names = {0: self.tr("No stars"), 1: self.tr("1 star")}
        name = names.get(stars) or self.tr("{0} stars").format(stars)
        return make_action(self, name, lambda: self.set_stars(stars), str(stars))

    def _enable(self) -> None:
        some = self._chosen.count > 0
        for action in self.actions:
            action.setEnabled(some)
        self.trash.setEnabled(some and not self._in_trash)
        self.restore.setEnabled(some and self._in_trash)
        self.restore.setVisible(self._in_trash)
