"""Where the library's files are: looked at in the background, said in the banner, mended from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QEvent, QLocale, QObject, Signal
from PySide6.QtGui import QAction

from imagineer_desktop.background.whereabouts import Round, Whereabouts
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.files.away import AwayPlace
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.models.gallery import GalleryModel
from imagineer_desktop.ui.features.locating import Locating
from imagineer_desktop.ui.features.relinking import Relinking
from imagineer_desktop.ui.features.relocating import Relocating
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.main_window import MainWindow
from imagineer_desktop.ui.theme.look import Look

GAP = 5000
"""Milliseconds between two looks because the window came to the front."""


@dataclass(frozen=True, slots=True)
class _State:
    """Something that lasts until it is mended. `sign` tells it from others that were dismissed."""

    sign: object
    icon: str
    words: str
    link: str
    mend: Callable[[], None]


class Files(QObject):
    """Looks at the start, when the window comes to the front, and every few minutes; the banner tells."""

    not_there = Signal(int)
    """The file of this image was looked for because it could not be opened, and is noted as missing now."""
    came_back = Signal()
    """Files that were missing are there again."""
    failed = Signal(object)

    def __init__(self, window: MainWindow, look: Look, library: Library, steps: Steps) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._banner = window.banner
        self._locating: list[Locating] = []
        self.relinking = Relinking(window, look, library, steps)
        self.relocating = Relocating(window, look, library, steps)
        for feature in (self.relinking, self.relocating):
            feature.setParent(self)
            feature.failed.connect(self.failed)
        self._states: tuple[_State, ...] = ()
        self._dismissed: set[object] = set()
        self._said = ""
        self._last = QElapsedTimer()
        self.whereabouts = Whereabouts(library, self)
        self.whereabouts.looked.connect(self._take)
        self.whereabouts.seen.connect(self._see)
        self.whereabouts.failed.connect(self.failed)
        self.relinking.relinked.connect(self.look)
        self.relocating.relocated.connect(self.look)
        for step in (steps.undo, steps.redo):
            # It may have given files their old paths back.
            step.triggered.connect(self.look)
        self._banner.link_clicked.connect(self._mend)
        self._banner.dismissed.connect(self._dismiss)
        window.installEventFilter(self)

    @property
    def actions(self) -> list[QAction]:
        return [self.relinking.find, self.relocating.relocate]

    def locate_of(self, model: GalleryModel, chosen: Chosen) -> QAction:
        """The action that locates the chosen image of a gallery."""
        locating = Locating(self._window, self._library, model, chosen, self.relinking)
        locating.setParent(self)
        locating.failed.connect(self.failed)
        self._locating.append(locating)
        return locating.locate

    def begin(self) -> None:
        """Look for the first time as soon as the window has come to rest, then again and again."""
        self.whereabouts.begin()

    def look(self) -> None:
        """Look at all files now, in the background."""
        self._last.start()
        self.whereabouts.look()

    def look_at(self, image_id: int) -> None:
        """The file of an image could not be opened: is it still there?"""
        self.whereabouts.look_at(image_id)

    def show_state(self) -> None:
        """Put into the banner what lasts; hide it if nothing does."""
        state = self._current()
        if state is None:
            self._said = ""
            self._banner.hide()
        else:
            self._said = state.words
            self._banner.say(state.icon, state.words, state.link)

    def close(self) -> None:
        """The library is being closed."""
        self._window.removeEventFilter(self)
        self.whereabouts.close()
        self.relinking.close()
        self.relocating.close()
        for locating in self._locating:
            locating.close()
        self._states = ()
        self.show_state()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        to_the_front = event.type() == QEvent.Type.WindowActivate
        if to_the_front and self._last.isValid() and self._last.elapsed() >= GAP:
            self.look()
        return False

    def _take(self, round_: Round) -> None:
        self._last.start()
        if round_.check.back:
            self.came_back.emit()
        states = [self._moved(round_)] if round_.plan.moves else []
        drives = [place for place in round_.check.away if place.is_drive]
        lost = [] if states else [place for place in round_.check.away if not place.is_drive]
        if away := [*drives, *lost]:
            states.append(self._away(away))
        self._states = tuple(states)
        self.show_state()

    def _see(self, image_id: int, there: bool) -> None:
        if not there:
            self.not_there.emit(image_id)

    def _moved(self, round_: Round) -> _State:
        moves = round_.plan.moves
        number = QLocale().toString(len(moves))
        many = self.tr("{0} files moved. Their images stay, greyed out until they are relinked.").format(
            number
        )
        one = self.tr("1 file moved. Its image stays, greyed out until it is relinked.")
        words = one if len(moves) == 1 else many
        return _State(moves, "unplug", words, self.tr("Relink…"), lambda: self.relinking.show(round_.plan))

    def _away(self, places: list[AwayPlace]) -> _State:
        first = places[0]
        return _State(
            frozenset(place.path for place in places),
            "unplug",
            self._away_in_words(places),
            self.tr("Find folder…"),
            lambda: self.relocating.ask(first.path),
        )

    def _away_in_words(self, places: list[AwayPlace]) -> str:
        first = places[0]
        images = sum(place.images for place in places)
        number = QLocale().toString(images)
        if len(places) > 1:
            drive = self.tr("Drive “{0}” and {1} more are away. Their {2} images stay, greyed out.")
            folder = self.tr("Folder “{0}” and {1} more are away. Their {2} images stay, greyed out.")
            more = QLocale().toString(len(places) - 1)
            return (drive if first.is_drive else folder).format(first.name, more, number)
        if first.is_drive:
            one = self.tr("Drive “{0}” is away. Its image stays, greyed out.")
            many = self.tr("Drive “{0}” is away. Its {1} images stay, greyed out.")
        else:
            one = self.tr("Folder “{0}” is away. Its image stays, greyed out.")
            many = self.tr("Folder “{0}” is away. Its {1} images stay, greyed out.")
        return (one if images == 1 else many).format(first.name, number)

    def _current(self) -> _State | None:
        return next((state for state in self._states if state.sign not in self._dismissed), None)

    def _mend(self) -> None:
        state = self._current()
        if state is not None and self._is_ours():
            state.mend()

    def _dismiss(self) -> None:
        state = self._current()
        if state is not None and self._is_ours():
            self._dismissed.add(state.sign)
            self.show_state()

    def _is_ours(self) -> bool:
        """The banner may say something else meanwhile."""
        return self._banner.accessibleName() == self._said
