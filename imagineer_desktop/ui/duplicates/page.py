"""The page of duplicates in the middle of the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.duplicates import DuplicatePair
from imagineer_desktop.catalog.rows import ImageDetails
from imagineer_desktop.models.duplicate_pairs import PairsModel
from imagineer_desktop.ui.duplicates.edge import Edge
from imagineer_desktop.ui.duplicates.pair_list import PairList
from imagineer_desktop.ui.duplicates.review import Review
from imagineer_desktop.ui.duplicates.top_bar import TopBar
from imagineer_desktop.ui.own_keys import claims
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.empty_state import EmptyState

WIDE_FROM = 880
"""Below this width the list shows pictures only."""
LIST_FROM = 620
"""Below this width there is no list; the arrow keys walk the pairs all the same."""
LEAST = QSize(400, 360)
JUDGING = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_B)
OWN_KEYS = frozenset((*(Qt.Key(Qt.Key.Key_0 + digit) for digit in range(6)), Qt.Key.Key_B, Qt.Key.Key_Space))
"""Not the window's here: a digit that gives stars beside one that judges would be a trap."""
MARKS = frozenset({Qt.Key.Key_P, Qt.Key.Key_X, Qt.Key.Key_U, Qt.Key.Key_N, Qt.Key.Key_Delete})
"""Without a pair they would mark what is selected in the grid, out of sight."""


class DuplicatesPage(QWidget):
    """Pairs at the left, one of them at the right. Verdicts leave by the signals of `review`.

    The list changes when the library did, not before.
    """

    pair_wanted = Signal(object)
    """The DuplicatePair whose details are to be shown."""
    stop_requested = Signal()
    left = Signal()
    shown = Signal()

    def __init__(
        self, look: Look, model: PairsModel, thumbnailer: Thumbnailer, loader: PictureLoader
    ) -> None:
        super().__init__()
        self._model = model
        self._loader = loader
        self._pair: DuplicatePair | None = None
        self._had_pairs = False
        self.bar = TopBar(look)
        self.list = PairList(look, model, thumbnailer)
        self.review = Review(look, thumbnailer, loader)
        self._empty = EmptyState(look, "copy")
        self._pairs = QWidget()
        self._stack = QStackedWidget()
        self._lay_out(look)
        self._connect()
        # Else the window could not be made smaller than the list with its words allows.
        self.setMinimumSize(LEAST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Duplicates"))
        self.say_all_looked_at()

    @property
    def pair(self) -> DuplicatePair | None:
        """What is judged now."""
        return self._pair

    def show_details(self, pair: DuplicatePair, details: tuple[ImageDetails, ImageDetails]) -> None:
        """All that is known of the pair that is shown; of another one it comes too late."""
        if pair == self._pair:
            self.review.show_details(*details)

    def set_blurred(self, blurred: bool) -> None:
        """Whether NSFW pictures are only shown when asked for."""
        self.list.set_blurred(blurred)
        self.review.set_blurred(blurred)

    def say_looking(self, done: int, total: int) -> None:
        """Images are being looked at."""
        self.bar.show_progress(done, total)
        words = self.tr("{done} of {total} images looked at. What is alike appears here.")
        locale = self.locale()
        self._empty.set_icon("search")
        self._empty.say(
            self.tr("Looking for duplicates"),
            words.format(done=locale.toString(done), total=locale.toString(total)),
        )

    def say_all_looked_at(self) -> None:
        """Nothing more will be found."""
        self.bar.show_progress(0, 0)
        self._empty.set_icon("copy")
        if self._had_pairs:
            words = self.tr("You have judged every pair. They are not asked about again.")
            self._empty.say(self.tr("No duplicates are left."), words)
        else:
            words = self.tr("No two images are the same file or look alike.")
            self._empty.say(self.tr("No duplicates."), words)

    def _show_row(self, index: QModelIndex) -> None:
        pair = self._model.data(index, PairsModel.PairRole)
        self._pair = pair if isinstance(pair, DuplicatePair) else None
        if self._pair is None:
            return
        self.review.show_images(self._model.images(index.row()))
        self.bar.show_place(index.row() + 1, self._model.rowCount(), self._pair.exact)
        if self.isVisible():
            self._load(index.row())
            self.pair_wanted.emit(self._pair)
            if self.review.active is not None:
                self.review.side_chosen.emit(self.review.active.id)

    def _load(self, row: int) -> None:
        """Have these two pictures decoded, and after them those of the next pair."""
        near = [*self._model.images(row), *self._model.images(row + 1)]
        self._loader.want([image for image in near if image is not None and not image.missing])

    def _take_answer(self) -> None:
        """Stay with the pair, else with its place in the list."""
        count = self._model.rowCount()
        if not count:
            self._pair = None
            self.bar.show_place(0, 0)
            if not self.bar.is_busy:
                self.say_all_looked_at()
            self._stack.setCurrentWidget(self._empty)
            return
        self._had_pairs = True
        self._stack.setCurrentWidget(self._pairs)
        if self.hasFocus() and self.list.isVisible():
            self.list.setFocus()
        row = self._model.row_of(self._pair)
        current = max(0, min(self.list.currentIndex().row(), count - 1))
        index = self._model.index(row if row >= 0 else current)
        if index == self.list.currentIndex():
            self._show_row(index)
        else:
            self.list.setCurrentIndex(index)

    def _lay_out(self, look: Look) -> None:
        columns = QHBoxLayout(self._pairs)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self.list)
        columns.addWidget(Edge(look))
        columns.addWidget(self.review, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._pairs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._model.changed.connect(self._take_answer)
        self.list.selectionModel().currentChanged.connect(self._show_row)
        self.bar.left.connect(self.left)
        self.bar.stop_requested.connect(self.stop_requested)
        self.bar.link.toggled.connect(self._link)

    def _link(self, linked: bool) -> None:
        self.review.linked = linked

    def _step(self, by: int) -> None:
        row = self.list.currentIndex().row() + by
        if 0 <= row < self._model.rowCount():
            self.list.setCurrentIndex(self._model.index(row))

    def event(self, event: QEvent) -> bool:
        keys = OWN_KEYS if self._pair is not None else OWN_KEYS | MARKS
        return claims(event, keys) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._acts().get(Qt.Key(event.key()))
        if act is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() not in JUDGING or not event.isAutoRepeat():
            act()

    def _acts(self) -> dict[Qt.Key, Callable[[], object]]:
        """What the keys do: judge, walk, leave."""
        review = self.review
        walk: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Escape: self.left.emit,
            Qt.Key.Key_Left: review.panes[0].setFocus,
            Qt.Key.Key_Right: review.panes[1].setFocus,
            Qt.Key.Key_Down: lambda: self._step(1),
            Qt.Key.Key_Up: lambda: self._step(-1),
        }
        if self._pair is None:
            return walk
        judge = (lambda: review.keep(0), lambda: review.keep(1), review.kept_both.emit)
        return walk | dict(zip(JUDGING, judge, strict=True))

    def focusInEvent(self, event: QEvent) -> None:
        """The keyboard goes to the list while there is one."""
        if self.list.isVisible():
            self.list.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        self.shown.emit()
        self._take_answer()

    def hideEvent(self, event: QHideEvent) -> None:
        self._loader.want(())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.list.set_narrow(self.width() < WIDE_FROM)
        self.list.setVisible(self.width() >= LIST_FROM)
