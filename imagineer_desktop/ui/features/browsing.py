"""Which question the gallery answers: a source, words, an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from imagineer_desktop.catalog.rows import ALL_IMAGES, AlbumRow, ImageFilter, SortKey, Source, SourceKind
from imagineer_desktop.catalog.search.chips import with_part
from imagineer_desktop.catalog.search.mistakes import FilterMistake
from imagineer_desktop.catalog.search.parser import parse
from imagineer_desktop.catalog.search.tree import Expression
from imagineer_desktop.catalog.search.words import in_words
from imagineer_desktop.models.gallery import GalleryModel
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.filter_bar import FilterBar
from imagineer_desktop.ui.sources.panel import SourcesPanel

_ALBUM_ORDERS = {
    "manual": (SortKey.ALBUM, False),
    "name": (SortKey.NAME, False),
    "date": (SortKey.DATE, False),
}


class Browsing(QObject):
    """Keeps left panel, filter bar and gallery at one question. An album opens in its own order."""

    question_changed = Signal(object)
    mistaken = Signal(str)
    """What is wrong with the words that were typed; empty when nothing is."""

    def __init__(self, model: GalleryModel, panel: SourcesPanel, bar: FilterBar, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._panel = panel
        self._bar = bar
        self._albums: dict[int, AlbumRow] = {}
        self._order_outside = (SortKey.DATE, True)
        self._meant: Expression | None = None
        self.search = make_action(self, self.tr("Search"), bar.focus_search, ("Ctrl+F", "/"))
        self.all_images = make_action(self, self.tr("All images"), lambda: self.open(ALL_IMAGES), "Ctrl+1")
        self.unfiled = make_action(
            self, self.tr("Unfiled images"), lambda: self.open(Source(SourceKind.UNFILED)), "Ctrl+2"
        )
        panel.source_chosen.connect(self.open)
        bar.words_changed.connect(self.search_for)
        bar.order_changed.connect(self._order)

    @property
    def actions(self) -> list[QAction]:
        return [self.search, self.all_images, self.unfiled]

    @property
    def question(self) -> ImageFilter:
        return self._model.question

    @property
    def ordered_by_hand(self) -> bool:
        """Images can be dropped between others: an album in its own order, from its beginning, whole."""
        asked = self.question
        in_album = asked.source.kind is SourceKind.ALBUM and asked.sort is SortKey.ALBUM
        return in_album and not asked.descending and not asked.words

    def open(self, source: Source) -> None:
        """Show a source; the words stay, the order is the album's own or the last one outside albums."""
        asked = self.question
        if source == asked.source:
            return
        if source.kind is SourceKind.ALBUM:
            if asked.source.kind is not SourceKind.ALBUM:
                self._order_outside = (asked.sort, asked.descending)
            sort, descending = _own_order(self._albums.get(source.album_id or 0))
        elif asked.source.kind is SourceKind.ALBUM:
            sort, descending = self._order_outside
        else:
            sort, descending = asked.sort, asked.descending
        self._ask(replace(asked, source=source, sort=sort, descending=descending))

    def open_album(self, album_id: int) -> None:
        self.open(Source(SourceKind.ALBUM, album_id))

    def search_for(self, words: str) -> None:
        """Ask for other words; those that make no sense are said so, and the last result stays."""
        try:
            self._meant = parse(words) if words.strip() else None
        except FilterMistake as mistake:
            self.mistaken.emit(self.tr("{0} The last result is still shown.").format(mistake))
            return
        self.mistaken.emit("")
        self._ask(replace(self.question, words=words))

    def filter_by(self, field: str, value: str) -> None:
        """Look for one value of one field ("model", "lora", "seed") in the source that is open."""
        self.search_for(with_part(self.question.words, field, value))

    def clear(self) -> None:
        """Drop the words; the source stays."""
        self.search_for("")

    def set_albums(self, albums: Sequence[AlbumRow]) -> None:
        """What the library has now; an open album that is gone gives way to all images."""
        before = self._albums
        self._albums = {album.id: album for album in albums}
        source = self.question.source
        if source.album_id is None:
            return
        album = self._albums.get(source.album_id)
        if album is None:
            self.open(ALL_IMAGES)
        elif source.album_id in before and before[source.album_id].image_order != album.image_order:
            self._order(*_own_order(album))

    def source_in_words(self) -> str:
        """What the gallery shows: an album's name, "All images"."""
        source = self.question.source
        if source.kind is SourceKind.ALBUM:
            album = self._albums.get(source.album_id or 0)
            return album.name if album else ""
        return {
            SourceKind.ALL: self.tr("All images"),
            SourceKind.UNFILED: self.tr("Unfiled"),
            SourceKind.TRAINING: self.tr("Training sources"),
            SourceKind.REJECTED: self.tr("Rejected"),
            SourceKind.MISSING: self.tr("Missing"),
            SourceKind.TRASH: self.tr("Trash"),
        }[source.kind]

    def words_in_words(self) -> str:
        """The words as the status bar says them; empty without any."""
        return in_words(self._meant) if self._meant is not None else ""

    def _order(self, sort: SortKey, descending: bool) -> None:
        self._ask(replace(self.question, sort=sort, descending=descending))

    def _ask(self, question: ImageFilter) -> None:
        self._model.ask(question)
        self._bar.set_question(question)
        self._panel.view.show_source(question.source)
        self.question_changed.emit(question)


def _own_order(album: AlbumRow | None) -> tuple[SortKey, bool]:
    return _ALBUM_ORDERS.get(album.image_order if album else "manual", _ALBUM_ORDERS["manual"])
