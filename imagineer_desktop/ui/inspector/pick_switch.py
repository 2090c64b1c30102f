"""Pick, unflagged or reject: three joined buttons, of which one is down unless images differ."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from imagineer_desktop.catalog.rows import Pick
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip
from imagineer_desktop.ui.widgets.plate import Plate

ICON = 16
HEIGHT = 28
RADIUS = 5
_ORDER = (Pick.PICKED, Pick.UNFLAGGED, Pick.REJECTED)
_ICONS = {Pick.PICKED: "flag", Pick.UNFLAGGED: "flag-off", Pick.REJECTED: "x"}
_COLORS = {Pick.PICKED: "pick", Pick.UNFLAGGED: "text", Pick.REJECTED: "reject"}
_KEYS = {Pick.PICKED: "P", Pick.UNFLAGGED: "U", Pick.REJECTED: "X"}


class PickSwitch(QWidget):
    """The culling flag of one image, or of several with their numbers."""

    chosen = Signal(object)
    """A Pick."""

    def __init__(self, look: Look, wide: bool = False, parent: QWidget | None = None) -> None:
        """`wide` shares the whole width among the three."""
        super().__init__(parent)
        self._look = look
        self._pick: Pick | None = None
        self._buttons = {pick: self._button(pick, wide) for pick in _ORDER}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        for button in self._buttons.values():
            layout.addWidget(button)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(
            QSizePolicy.Policy.Preferred if wide else QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed
        )
        self.setAccessibleName(self.tr("Flag"))
        look.changed.connect(self._restyle)
        self.show_pick(Pick.UNFLAGGED)

    def show_pick(self, pick: Pick | None, counts: Mapping[Pick, int] | None = None) -> None:
        """One flag, or with `counts` how many images have which; then none is down unless all agree."""
        self._pick = pick
        words = self._hints() if counts is None else self._words()
        for one, button in self._buttons.items():
            number = "" if counts is None else f" {self.locale().toString(counts.get(one, 0))}"
            # The space is the air between icon and word that Qt leaves out.
            button.setText(f" {words[one]}{number}")
            button.setChecked(one is pick)
            button.setAccessibleName(words[one] + number)
        self._restyle()

    def set_compact(self, compact: bool) -> None:
        """Only icons, where words have no room."""
        style = Qt.ToolButtonStyle
        for button in self._buttons.values():
            button.setToolButtonStyle(style.ToolButtonIconOnly if compact else style.ToolButtonTextBesideIcon)

    def _words(self) -> dict[Pick, str]:
        return {
            Pick.PICKED: self.tr("Pick"),
            Pick.UNFLAGGED: self.tr("Unflagged"),
            Pick.REJECTED: self.tr("Reject"),
        }

    def _button(self, pick: Pick, wide: bool) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(ICON, ICON))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setFixedHeight(HEIGHT - 4)
        if wide:
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setToolTip(plain_tooltip(f"{self._hints()[pick]} ({_KEYS[pick]})"))
        button.clicked.connect(self._choose)
        return button

    def _hints(self) -> dict[Pick, str]:
        return {
            Pick.PICKED: self.tr("Pick"),
            Pick.UNFLAGGED: self.tr("Unflag"),
            Pick.REJECTED: self.tr("Reject"),
        }

    def _choose(self) -> None:
        sender = self.sender()
        for pick, button in self._buttons.items():
            # What is down is told from outside, when the library says so.
            button.setChecked(pick is self._pick)
            if button is sender:
                self.chosen.emit(pick)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._plate.paint(QPainter(self), self.rect())

    def _restyle(self) -> None:
        self._plate = Plate(None, self._look.tokens.border, RADIUS)
        for pick, button in self._buttons.items():
            down = pick is self._pick
            color = _COLORS[pick] if down else "text2"
            button.setIcon(self._look.icon(_ICONS[pick], ICON, color, down and pick is Pick.PICKED))
            button.setFont(self._look.fonts.small_medium if down else self._look.fonts.small)
        self.update()
