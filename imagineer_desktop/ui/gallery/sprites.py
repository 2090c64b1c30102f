"""Everything that cells are put together from, drawn once per theme and device pixel ratio."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from imagineer_desktop.ui.gallery.cell_layout import BADGE, CROSS, FLAG, PILL_HEIGHT, STARS
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.stars import StarStrips

RADIUS = 4
PILL_GROUND, PILL_TEXT = QColor(20, 20, 20, 204), QColor(0xE4, 0xE4, 0xE4)
PILL_NSFW = QColor(0xD5, 0x8C, 0xE8)
PILL_ICON, PILL_PADDING, PILL_GAP = 14, 8, 4
ALERT = 20
RING, QUIET_RING = 2, 1


class Sprites:
    """Pixmaps in device pixels: their device pixel ratio is 1 whatever the screen's is."""

    def __init__(self, look: Look, strips: StarStrips, dpr: float, words: tuple[str, str]) -> None:
        """`words` stand on the pills of NSFW and of missing images."""
        self._dpr = dpr
        self._tokens = look.tokens
        self.stars = [_plain(strips.strip(number, dpr)) for number in range(STARS + 1)]
        self.outlined_stars = [_plain(strips.strip(number, dpr, True)) for number in range(STARS + 1)]
        self.picked = _plain(look.pixmap("flag", FLAG, "pick", dpr, True))
        self.rejected = _plain(look.pixmap("x", CROSS, "reject", dpr))
        self.caption = _plain(look.pixmap("text-align-start", BADGE, "text2", dpr))
        self.training = _plain(look.pixmap("graduation-cap", BADGE, "text2", dpr))
        self.alert = _plain(look.pixmap("circle-alert", ALERT, "text2", dpr))
        nsfw, missing = words
        self.nsfw_pill = self._pill(look, "eye-off", PILL_NSFW, nsfw)
        self.missing_pill = self._pill(look, "unplug", PILL_TEXT, missing)
        self.small_nsfw_pill = self._pill(look, "eye-off", PILL_NSFW, "")
        self.small_missing_pill = self._pill(look, "unplug", PILL_TEXT, "")
        self._plates: dict[tuple[str, int, int], QPixmap] = {}

    def plate(self, token: str, size: QSize) -> QPixmap:
        """The rounded ground of a cell."""
        return self._rounded("plate " + token, size, self._tokens.named(token), None, 0)

    def ring(self, token: str, size: QSize) -> QPixmap:
        """The ring of the current cell: thick in the color of focus, thin otherwise."""
        width = RING if token == "accent" else QUIET_RING
        return self._rounded("ring " + token, size, None, self._tokens.named(token), width)

    def _rounded(
        self, kind: str, size: QSize, ground: QColor | None, edge: QColor | None, width: int
    ) -> QPixmap:
        key = (kind, size.width(), size.height())
        known = self._plates.get(key)
        if known is None:
            if len(self._plates) > 64:
                self._plates.clear()
            known = self._plates[key] = self._drawn(size, ground, edge, max(1, round(width * self._dpr)))
        return known

    def _drawn(self, size: QSize, ground: QColor | None, edge: QColor | None, width: int) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge, width) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(ground or Qt.BrushStyle.NoBrush)
        inset = width / 2 if edge else 0.0
        radius = RADIUS * self._dpr - inset
        area = QRectF(0, 0, size.width(), size.height()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(area, radius, radius)
        painter.end()
        return pixmap

    def _pill(self, look: Look, icon: str, color: QColor, word: str) -> QPixmap:
        font = look.fonts.small_medium
        metrics = QFontMetricsF(font)
        text_width = metrics.horizontalAdvance(word) + PILL_GAP if word else 0
        width = round(2 * PILL_PADDING + PILL_ICON + text_width) if word else PILL_HEIGHT
        pixmap = QPixmap(QSize(width, PILL_HEIGHT) * self._dpr)
        pixmap.setDevicePixelRatio(self._dpr)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PILL_GROUND)
        painter.drawRoundedRect(QRectF(0, 0, width, PILL_HEIGHT), RADIUS, RADIUS)
        left = PILL_PADDING if word else (width - PILL_ICON) / 2
        painter.drawPixmap(
            QPointF(left, (PILL_HEIGHT - PILL_ICON) / 2), _tinted(look, icon, color, self._dpr)
        )
        painter.setFont(font)
        painter.setPen(PILL_TEXT)
        text = QRectF(left + PILL_ICON + PILL_GAP, 0, text_width, PILL_HEIGHT)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)
        painter.end()
        return _plain(pixmap)


def _tinted(look: Look, icon: str, color: QColor, dpr: float) -> QPixmap:
    """The icon in a color that is the same in both themes, as the pills' ground is."""
    pixmap = QPixmap(look.pixmap(icon, PILL_ICON, "text", dpr))
    painter = QPainter(pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRectF(0, 0, PILL_ICON, PILL_ICON), color)
    painter.end()
    return pixmap


def _plain(pixmap: QPixmap) -> QPixmap:
    plain = QPixmap(pixmap)
    plain.setDevicePixelRatio(1)
    return plain
