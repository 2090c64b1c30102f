"""The bar over the page: the way back, how many pairs there are, how far the looking is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from imagineer_desktop.ui.bar import Bar
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_button import IconButton
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

HEIGHT = 40


class TopBar(Bar):
    """Title, place in the list, progress."""

    left = Signal()
    stop_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, HEIGHT, Qt.Edge.BottomEdge, parent)
        self._back = IconButton(look, "chevron-left", self.tr("Back to the grid"), self.tr("Esc"))
        self._place = PlainLabel(look, "", "body", "text2")
        self._progress = ElidedLabel(look, "body", "text2")
        self.link = IconButton(look, "link-2", self.tr("Zoom and pan together"))
        self.link.setCheckable(True)
        self.link.setChecked(True)
        self._stop = LinkButton(self.tr("Stop"))
        self._stop.setToolTip(self.tr("What was looked at is kept; the rest is done another time"))
        for button in (self._back, self.link):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 1)
        row.setSpacing(8)
        row.addWidget(self._back)
        row.addSpacing(4)
        row.addWidget(PlainLabel(look, self.tr("Duplicates"), "title"))
        row.addWidget(self._place)
        row.addStretch(1)
        row.addWidget(self._progress)
        row.addWidget(self._stop)
        row.addSpacing(4)
        row.addWidget(self.link)
        self._back.clicked.connect(self.left)
        self._stop.clicked.connect(self.stop_requested)
        self.show_place(0, 0)
        self.show_progress(0, 0)

    @property
    def is_busy(self) -> bool:
        """Images are being looked at."""
        return not self._stop.isHidden()

    def show_place(self, place: int, count: int, exact: bool = False) -> None:
        """Pair `place` (from 1) of `count`, whose files may be the same; 0 of 0 for none."""
        words = self.tr("Pair {place} of {count}").format(
            place=self.locale().toString(place), count=self.locale().toString(count)
        )
        kind = self.tr("identical files") if exact else self.tr("look alike")
        self.link.setVisible(count > 0)
        self._place.setText(f"{words} · {kind}" if count else "")

    def show_progress(self, done: int, total: int) -> None:
        """Images looked at; 0 of 0 when that is over."""
        words = self.tr("{done} of {total} images looked at").format(
            done=self.locale().toString(done), total=self.locale().toString(total)
        )
        self._progress.setText(words if total else "")
        self._stop.setVisible(total > 0)
