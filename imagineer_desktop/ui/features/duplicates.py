"""Duplicates: found in the background, judged by a person, one step each."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget

from imagineer_desktop.background.duplicate_search import DuplicateSearch
from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.duplicates import DuplicatePair
from imagineer_desktop.catalog.edits.duplicates import KeepBoth, KeepOne
from imagineer_desktop.catalog.edits.images import rate
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.models.duplicate_pairs import PairsModel
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.duplicates.page import DuplicatesPage
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.features.viewing import Viewing
from imagineer_desktop.ui.theme.look import Look


class Duplicates(QObject):
    """Owns the page, keeps it at what the search finds, and turns verdicts into edits."""

    def __init__(
        self,
        look: Look,
        search: DuplicateSearch,
        thumbnailer: Thumbnailer,
        loader: PictureLoader,
        steps: Steps,
    ) -> None:
        super().__init__(steps)
        self._search = search
        self._steps = steps
        self._pages: QStackedWidget | None = None
        self.model = PairsModel(search.rows, self)
        self.page = DuplicatesPage(look, self.model, thumbnailer, loader)
        self.find = make_action(self, self.tr("Find duplicates…"), self.open, "Ctrl+D")
        self._connect_page()
        search.found.connect(self.model.set_pairs)
        search.described.connect(self._show)
        search.moved_on.connect(self.page.say_looking)
        search.rested.connect(self.page.say_all_looked_at)

    def show_in(self, pages: QStackedWidget, viewing: Viewing, chosen: Chosen) -> None:
        """Be one of the pages in the middle of the window; marks go to the picture that is looked at."""
        pages.addWidget(self.page)
        self._pages = pages
        self.page.set_blurred(viewing.blur.isChecked())
        viewing.blur.toggled.connect(self.page.set_blurred)
        self.page.review.side_chosen.connect(chosen.narrow)
        self.page.left.connect(viewing.show_grid)

    def open(self) -> None:
        """Show the page, and look for what is new."""
        if self._pages is not None:
            self._pages.setCurrentWidget(self.page)
            self.page.setFocus()

    @property
    def is_open(self) -> bool:
        """The page is what is seen."""
        return self.page.isVisible()

    def take(self, changes: Changes) -> None:
        """A write may have changed what is shown."""
        if not self.is_open:
            return
        pair = self.page.pair
        self.model.forget(changes.images)
        if changes.images:
            self._search.refresh()
        elif changes.membership:
            self._search.start_soon()
        if pair is not None and (changes.albums or changes.labels or {pair.a, pair.b} & changes.images):
            self._search.describe(pair)

    def leave(self) -> None:
        """Go back, if the page is what is seen."""
        if self.is_open:
            self.page.left.emit()

    def close(self) -> None:
        """The library is being closed."""
        self._search.close()
        self.page.setParent(None)
        self.page.deleteLater()

    def _connect_page(self) -> None:
        page, review = self.page, self.page.review
        page.shown.connect(self._search.start)
        page.stop_requested.connect(self._search.stop)
        page.pair_wanted.connect(self._search.describe)
        review.kept_one.connect(self._keep_one)
        review.kept_both.connect(self._keep_both)
        review.rated.connect(self._rate)

    def _show(self, pair: DuplicatePair, details: object) -> None:
        if isinstance(details, tuple):
            self.page.show_details(pair, details)

    def _rate(self, image_id: int, stars: int) -> None:
        self._steps.do(rate((image_id,), stars))

    def _keep_one(self, kept: int, dropped: int, take_over: bool) -> None:
        self._steps.do(KeepOne(kept, dropped, take_over, self._names().get(kept, "")), tell=True)

    def _keep_both(self) -> None:
        pair, names = self.page.pair, self._names()
        if pair is not None:
            both = (names.get(pair.a, ""), names.get(pair.b, ""))
            self._steps.do(KeepBoth(pair.a, pair.b, both), tell=True)

    def _names(self) -> dict[int, str]:
        return {image.id: image.filename for image in self.page.review.images if image is not None}
