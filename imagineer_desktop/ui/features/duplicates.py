"""Duplicates: found in the background, judged by a person, one step each."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from imagineer_desktop.background.duplicate_search import DuplicateSearch
from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.duplicates import DuplicatePair
from imagineer_desktop.catalog.edits.duplicates import KeepBoth, KeepOne
from imagineer_desktop.catalog.edits.images import rate
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.models.duplicate_pairs import PairsModel
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.duplicates.page import DuplicatesPage
from imagineer_desktop.ui.features.steps import Steps


class Duplicates(QObject):
    """Opens the page, keeps it at what the search finds, and turns verdicts into edits."""

    opened = Signal()
    """The page is to be shown."""
    left = Signal()
    """The person goes back."""

    def __init__(
        self, page: DuplicatesPage, model: PairsModel, search: DuplicateSearch, steps: Steps, chosen: Chosen
    ) -> None:
        super().__init__(steps)
        self._page = page
        self._model = model
        self._search = search
        self._steps = steps
        self._chosen = chosen
        self.find = make_action(self, self.tr("Find duplicates…"), self.opened.emit, "Ctrl+D")
        page.shown.connect(search.start)
        page.left.connect(self.left)
        page.stop_requested.connect(search.stop)
        page.pair_wanted.connect(search.describe)
        page.side_chosen.connect(chosen.narrow)
        page.kept_one.connect(self._keep_one)
        page.kept_both.connect(self._keep_both)
        page.rated.connect(self._rate)
        search.found.connect(model.set_pairs)
        search.described.connect(self._show)
        search.moved_on.connect(page.say_looking)
        search.rested.connect(self._rest)

    def take(self, changes: Changes) -> None:
        """A write may have changed what is shown."""
        if not self._page.isVisible():
            return
        self._model.forget(changes.images)
        pair = self._page.pair
        if changes.images:
            self._search.refresh()
        elif changes.membership:
            self._search.start_soon()
        if pair is not None and (changes.albums or changes.labels or {pair.a, pair.b} & changes.images):
            self._search.describe(pair)

    def _show(self, pair: DuplicatePair, details: object) -> None:
        if isinstance(details, tuple):
            self._page.show_details(pair, details)

    def _rest(self) -> None:
        self._page.say_nothing_found()

    def _rate(self, image_id: int, stars: int) -> None:
        self._steps.do(rate((image_id,), stars))

    def _keep_one(self, kept: int, dropped: int, take_over: bool) -> None:
        names = self._names()
        self._steps.do(KeepOne(kept, dropped, take_over, names.get(kept, "")), tell=True)

    def _keep_both(self) -> None:
        pair, names = self._page.pair, self._names()
        if pair is not None:
            both = (names.get(pair.a, ""), names.get(pair.b, ""))
            self._steps.do(KeepBoth(pair.a, pair.b, both), tell=True)

    def _names(self) -> dict[int, str]:
        images = [pane.image for pane in self._page.panes]
        return {image.id: image.filename for image in images if image is not None}
