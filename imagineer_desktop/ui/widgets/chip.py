"""Small framed words: what is filtered by, and which labels an image carries."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.cross_button import CROSS_ROOM, CrossButton
from imagineer_desktop.ui.widgets.plate import Plate

_HEIGHT = 24
_PADDING = 8
_GAP = 6
_ICON = 14
_WIDEST_PIECE = 220


@dataclass(frozen=True)
class Words:
    """A piece of a chip's text: the words, the font step and the color token they are written in."""

    text: str
    font: str = "small"
    color: str = "text"


@dataclass(frozen=True)
class ChipFace:
    """What a chip shows. `kind` is "solid", "outlined" or "dashed"; without `removable` it has no ×."""

    words: tuple[Words, ...]
    kind: str = "solid"
    icon: str = ""
    icon_color: str = "text2"
    removable: bool = True


class Chip(CrossButton):
    """A button of a few words. × and Delete send `removed`; the chip does not vanish by itself."""

    removed = Signal()

    def __init__(self, look: Look, face: ChipFace, name: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._face = face
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_name(name, self.tr("Remove {name} (Del)").format(name=name) if face.removable else "")
        self.crossed.connect(self.removed)
        look.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(round(self._left() + self._words_width() + self._right()), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 3 * _HEIGHT), self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_ground(painter)
        if self._face.icon:
            self._paint_icon(painter, self._face.icon, self._face.icon_color, _PADDING, _ICON)
        self._paint_words(painter)
        self._paint_cross_and_ring(painter)

    def _paint_words(self, painter: QPainter) -> None:
        left = float(self._left())
        widths = self._fitted(self.width() - self._left() - self._right())
        for words, metrics, width in zip(self._face.words, self._metrics, widths, strict=True):
            painter.setFont(getattr(self._look.fonts, words.font))
            painter.setPen(self._look.tokens.named(words.color if self.isEnabled() else "off"))
            shown = metrics.elidedText(words.text, Qt.TextElideMode.ElideRight, width + 0.5)
            baseline = (self.height() - metrics.height()) / 2 + metrics.ascent()
            painter.drawText(QPointF(left, round(baseline)), shown)
            left += width + _GAP

    def _fitted(self, room: float) -> list[float]:
        """The width of each piece, so that all fit into `room`. Only the longest gives way."""
        widths = list(self._widths)
        over = self._words_width() - room
        longest = widths.index(max(widths))
        widths[longest] = max(min(widths[longest], _WIDEST_PIECE) - max(over, 0), 0)
        return widths

    def _words_width(self) -> float:
        longest = max(self._widths)
        rest = sum(self._widths) - longest
        return min(longest, _WIDEST_PIECE) + rest + _GAP * (len(self._widths) - 1)

    def _left(self) -> int:
        return _PADDING + (_ICON + 4 if self._face.icon else 0)

    def _right(self) -> int:
        return CROSS_ROOM + 2 if self._face.removable else _PADDING

    def _restyle(self) -> None:
        tokens, dashed = self._look.tokens, self._face.kind == "dashed"
        ground = tokens.raised if self._face.kind == "solid" else None
        edge = tokens.border_strong if dashed else tokens.border
        self._metrics = [QFontMetricsF(getattr(self._look.fonts, words.font)) for words in self._face.words]
        self._widths = [
            metrics.horizontalAdvance(words.text)
            for words, metrics in zip(self._face.words, self._metrics, strict=True)
        ]
        self._height = max(_HEIGHT, round(self._metrics[0].height()) + 8)
        self._set_plates(Plate(ground, edge, dashed=dashed), Plate(tokens.press, edge, dashed=dashed))
        self.updateGeometry()


class FilterChip(Chip):
    """One condition of the filter: the field and its value, as in "Rating 3 or more". A click edits it."""

    def __init__(self, look: Look, field: str, value: str, parent: QWidget | None = None) -> None:
        face = ChipFace((Words(field, color="text2"), Words(value, font="small_medium")))
        super().__init__(look, face, f"{field} {value}", parent)


class LabelChip(Chip):
    """A label given by hand to every image shown; with `spread` ("3 of 7"), to some of the selected ones."""

    def __init__(self, look: Look, label: str, spread: str = "", parent: QWidget | None = None) -> None:
        if spread:
            face = ChipFace((Words(label), Words(spread, color="text2")), "outlined")
        else:
            face = ChipFace((Words(label),))
        super().__init__(look, face, f"{label}, {spread}" if spread else label, parent)


class MachineChip(Chip):
    """A label a model proposes, with its `confidence` ("0.97"). A click keeps it, Delete dismisses it."""

    def __init__(self, look: Look, label: str, confidence: str = "", parent: QWidget | None = None) -> None:
        words = [Words(label), Words(confidence, color="machine")] if confidence else [Words(label)]
        face = ChipFace(tuple(words), "dashed", icon="bot", icon_color="machine", removable=False)
        super().__init__(look, face, label, parent)
        if confidence:
            told = self.tr("Keep {label}, proposed by a model with confidence {confidence}")
        else:
            told = self.tr("Keep {label}, proposed by a model")
        self.set_name(told.format(label=label, confidence=confidence))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)
