"""Stars, flag, NSFW and public of what is selected, each with its spread where images differ."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from imagineer_desktop.catalog.rows import ImageRow, Pick, SelectionSummary
from imagineer_desktop.ui.inspector.pick_switch import PickSwitch
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.stars import Stars

STARS_MARGIN = 4
"""The stars have a margin for their focus ring; everything else stands in by as much."""


class Toggle(QCheckBox):
    """Yes, no, or on some. It shows what the library says; a click asks for yes unless all say so already."""

    chosen = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._name = name
        self.show_share(0, 1)

    def show_share(self, on: int, of: int) -> None:
        """On `on` of `of` images."""
        some = 0 < on < of
        self._wanted = on < of
        state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        self.setCheckState(Qt.CheckState.PartiallyChecked if some else state)
        spread = self.tr("{on} of {of}").format(on=self.locale().toString(on), of=self.locale().toString(of))
        self.setText(f"{self._name} {spread}" if some else self._name)

    def nextCheckState(self) -> None:
        self.chosen.emit(self._wanted)


class SpreadStars(Stars):
    """Stars of several images. Where they differ, the lowest is shown, and a click on it gives it to all."""

    differ = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.differ and event.button() == Qt.MouseButton.LeftButton:
            self.rated.emit(self._star_at(event.position().x()))
        else:
            super().mousePressEvent(event)


class Marks(QWidget):
    """The judgment of one image or several. A control asks by a signal and changes when the library did."""

    rating_chosen = Signal(int)
    pick_chosen = Signal(object)
    nsfw_chosen = Signal(bool)
    public_chosen = Signal(bool)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stars = SpreadStars(look)
        self._spread = PlainLabel(look, "", "small", "text2")
        self._flags = PickSwitch(look, wide=True)
        self._nsfw = Toggle(self.tr("NSFW"))
        self._public = Toggle(self.tr("Public"))
        self._nsfw.setToolTip(self.tr("Not safe for work: blurred until shown (N)"))
        self._public.setToolTip(self.tr("May be shown to others"))
        stars = QHBoxLayout()
        stars.setContentsMargins(0, 0, 0, 0)
        stars.setSpacing(0)
        stars.addWidget(self._stars)
        stars.addSpacing(8)
        stars.addWidget(self._spread)
        stars.addStretch(1)
        flags = QHBoxLayout()
        flags.setContentsMargins(STARS_MARGIN, 0, 0, 0)
        flags.addWidget(self._flags)
        toggles = QHBoxLayout()
        toggles.setContentsMargins(STARS_MARGIN, 0, 0, 0)
        toggles.setSpacing(20)
        toggles.addWidget(self._nsfw)
        toggles.addWidget(self._public)
        toggles.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(stars)
        layout.addLayout(flags)
        layout.addLayout(toggles)
        self._stars.rated.connect(self.rating_chosen)
        self._flags.chosen.connect(self.pick_chosen)
        self._nsfw.chosen.connect(self.nsfw_chosen)
        self._public.chosen.connect(self.public_chosen)

    def show_image(self, image: ImageRow) -> None:
        """The marks of one image."""
        self._stars.differ = False
        self._stars.set_stars(image.rating)
        self._spread.setText("")
        self._flags.show_pick(image.pick)
        self._nsfw.show_share(int(image.is_nsfw), 1)
        self._public.show_share(int(image.is_public), 1)

    def show_selection(self, summary: SelectionSummary) -> None:
        """The marks of several images."""
        number = len(summary.image_ids)
        given = [stars for stars, images in summary.ratings.items() if images]
        self._stars.differ = len(given) > 1
        self._stars.set_stars(min(given, default=0))
        self._spread.setText(self._stars_in_words(given))
        self._flags.show_pick(_agreed(summary.picks), summary.picks)
        self._nsfw.show_share(summary.nsfw, number)
        self._public.show_share(summary.public, number)

    def _stars_in_words(self, given: list[int]) -> str:
        """ "3 to 5 stars"; nothing where all agree, which the stars show."""
        lowest, highest = min(given, default=0), max(given, default=0)
        if lowest == highest:
            return ""
        if lowest == 0 and highest == 1:
            return self.tr("none to 1 star")
        low = self.tr("none") if lowest == 0 else str(lowest)
        return self.tr("{lowest} to {highest} stars").format(lowest=low, highest=highest)


def _agreed(picks: Mapping[Pick, int]) -> Pick | None:
    given = [pick for pick, images in picks.items() if images]
    return given[0] if len(given) == 1 else None
