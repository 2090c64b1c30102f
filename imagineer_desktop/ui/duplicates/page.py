"""The page of duplicates in the middle of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.duplicates import DuplicatePair
from imagineer_desktop.catalog.preference import preference
from imagineer_desktop.catalog.rows import ImageDetails, ImageRow
from imagineer_desktop.models.duplicate_pairs import PairsModel
from imagineer_desktop.ui.duplicates.differences import Differences
from imagineer_desktop.ui.duplicates.edge import Edge
from imagineer_desktop.ui.duplicates.pair_list import PairList
from imagineer_desktop.ui.duplicates.pane import Pane
from imagineer_desktop.ui.duplicates.parameters import SIDES, Parameters
from imagineer_desktop.ui.duplicates.top_bar import TopBar
from imagineer_desktop.ui.duplicates.verdict import VerdictBar
from imagineer_desktop.ui.own_keys import claims
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.empty_state import EmptyState

WIDE_FROM = 880
"""Below this width the list shows pictures only."""
KEYS = frozenset({Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_B})


class DuplicatesPage(QWidget):
    """Pairs at the left, the two pictures of one side by side, and below them what differs.

    It decides nothing: what the person decides leaves by signals, and the list changes when the
    library did.
    """

    kept_one = Signal(int, int, bool)
    """The id to keep, the id for the trash, and whether the kept one gets its albums and labels."""
    kept_both = Signal()
    pair_wanted = Signal(object)
    """The DuplicatePair whose details are to be shown."""
    side_chosen = Signal(int)
    """The image id of the picture that has the keyboard."""
    rated = Signal(int, int)
    copied = Signal(str)
    stop_requested = Signal()
    left = Signal()
    shown = Signal()

    def __init__(
        self, look: Look, model: PairsModel, thumbnailer: Thumbnailer, loader: PictureLoader
    ) -> None:
        super().__init__()
        self._model = model
        self._loader = loader
        self._blurred = True
        self._judged = False
        self._pair: DuplicatePair | None = None
        self._parameters = Parameters(self)
        self.bar = TopBar(look)
        self.list = PairList(look, model, thumbnailer)
        self.panes = tuple(Pane(look, letter, thumbnailer, loader) for letter in SIDES)
        self.verdict = VerdictBar(look)
        self.differences = Differences(look)
        self._empty = EmptyState(look, "copy")
        self._stack = QStackedWidget()
        self._lay_out(look)
        self._connect()
        self.say_nothing_found()

    @property
    def pair(self) -> DuplicatePair | None:
        """What is judged now."""
        return self._pair

    def show_details(self, pair: DuplicatePair, details: tuple[ImageDetails, ImageDetails]) -> None:
        """All that is known of the pair that is shown; of another one it comes too late."""
        if pair != self._pair:
            return
        one, other = details
        for pane, image in zip(self.panes, details, strict=True):
            self._show_image(pane, image.row)
        wish = preference(one, other)
        self.verdict.say(self._parameters.advice(wish), wish.keep)
        to_give = any(image.albums or image.labels for image in details)
        self.differences.show_parameters(self._parameters.of(one, other), to_give)

    def set_blurred(self, blurred: bool) -> None:
        """Whether NSFW pictures are only shown when asked for."""
        self._blurred = blurred
        self.list.set_blurred(blurred)
        for pane in self.panes:
            self._show_image(pane, pane.image)

    def say_looking(self, done: int, total: int) -> None:
        """Images are being looked at."""
        self.bar.show_progress(done, total)
        locale = self.locale()
        self._empty.set_icon("search")
        self._empty.say(
            self.tr("Looking for duplicates"),
            self.tr("{done} of {total} images looked at. What is alike appears here.").format(
                done=locale.toString(done), total=locale.toString(total)
            ),
        )

    def say_nothing_found(self) -> None:
        """All images have been looked at."""
        self.bar.show_progress(0, 0)
        self._empty.set_icon("copy")
        if self._judged:
            words = self.tr("You have judged every pair. They are not asked about again.")
            self._empty.say(self.tr("No duplicates are left."), words)
        else:
            words = self.tr("No two images are the same file or look alike.")
            self._empty.say(self.tr("No duplicates."), words)

    def keep(self, side: int) -> None:
        """Keep one of the two: 0 or 1."""
        images = [pane.image for pane in self.panes]
        kept, dropped = images[side], images[1 - side]
        if self._pair is not None and kept is not None and dropped is not None:
            self._judged = True
            self.kept_one.emit(kept.id, dropped.id, self.differences.take_over.isChecked())

    def keep_both(self) -> None:
        """Neither goes."""
        if self._pair is not None:
            self._judged = True
            self.kept_both.emit()

    def _show_image(self, pane: Pane, image: ImageRow | None) -> None:
        pane.show_image(image, image is not None and self._blurred and image.is_nsfw)

    def _show_row(self, index: QModelIndex) -> None:
        pair = self._model.data(index, PairsModel.PairRole)
        self._pair = pair if isinstance(pair, DuplicatePair) else None
        if self._pair is None:
            return
        images = self._model.images(index.row())
        for pane, image in zip(self.panes, images, strict=True):
            self._show_image(pane, image)
        self._load(index.row())
        self.bar.show_place(index.row() + 1, self._model.rowCount(), self._pair.exact)
        self.pair_wanted.emit(self._pair)
        self._tell_side()

    def _load(self, row: int) -> None:
        """Have these two pictures decoded, and after them those of the next pair."""
        if not self.isVisible():
            return
        near = [*self._model.images(row), *self._model.images(row + 1)]
        self._loader.want([image for image in near if image is not None and not image.missing])

    def _take_answer(self) -> None:
        """Stay with the pair, else with its place in the list."""
        count = self._model.rowCount()
        self._stack.setCurrentIndex(1 if count else 0)
        if not count:
            self._pair = None
            self.bar.show_place(0, 0)
            return
        row = self._model.row_of(self._pair)
        current = max(0, min(self.list.currentIndex().row(), count - 1))
        index = self._model.index(row if row >= 0 else current)
        if index != self.list.currentIndex():
            self.list.setCurrentIndex(index)
        self._show_row(index)

    def _tell_side(self) -> None:
        active = next((pane for pane in self.panes if pane.stage.hasFocus()), self.panes[0])
        if self.isVisible() and active.image is not None:
            self.side_chosen.emit(active.image.id)

    def _lay_out(self, look: Look) -> None:
        pictures = QHBoxLayout()
        pictures.setSpacing(0)
        pictures.addWidget(self.panes[0], 1)
        pictures.addWidget(Edge(look))
        pictures.addWidget(self.panes[1], 1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(pictures, 1)
        right.addWidget(self.verdict)
        right.addWidget(self.differences)
        review = QWidget()
        columns = QHBoxLayout(review)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self.list)
        columns.addWidget(Edge(look))
        columns.addLayout(right, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(review)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.list)
        self.setAccessibleName(self.tr("Duplicates"))

    def _connect(self) -> None:
        self._model.changed.connect(self._take_answer)
        self.list.selectionModel().currentChanged.connect(self._show_row)
        self.verdict.keep_one.connect(self.keep)
        self.verdict.keep_both.connect(self.keep_both)
        self.bar.left.connect(self.left)
        self.bar.stop_requested.connect(self.stop_requested)
        for pane in self.panes:
            pane.focused.connect(self._tell_side)
            pane.rated.connect(self.rated)
            pane.copied.connect(self.copied)

    def event(self, event: QEvent) -> bool:
        """1, 2 and B judge here; elsewhere in the window they give stars."""
        return claims(event, KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = {
            Qt.Key.Key_1: lambda: self.keep(0),
            Qt.Key.Key_2: lambda: self.keep(1),
            Qt.Key.Key_B: self.keep_both,
            Qt.Key.Key_Escape: self.left.emit,
            Qt.Key.Key_Left: self.panes[0].setFocus,
            Qt.Key.Key_Right: self.panes[1].setFocus,
            Qt.Key.Key_Down: lambda: self._step(1),
            Qt.Key.Key_Up: lambda: self._step(-1),
        }.get(Qt.Key(event.key()))
        if act is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            act()

    def _step(self, by: int) -> None:
        row = self.list.currentIndex().row() + by
        if 0 <= row < self._model.rowCount():
            self.list.setCurrentIndex(self._model.index(row))

    def showEvent(self, event: QShowEvent) -> None:
        self.shown.emit()
        self._take_answer()

    def hideEvent(self, event: QHideEvent) -> None:
        self._loader.want(())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.list.set_narrow(self.width() < WIDE_FROM)
        self.differences.set_rows(6 if self.height() > 760 else 4)
