"""Lucide's line icons in any color and size, drawn with lines of one thickness."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_GRID = 24
_LINE, _LINE_IN_SMALL = 1.5, 1.3
_SMALL = 14

_Key = tuple[str, int, int, float, bool]


class Icons:
    """The icons of one folder. Pictures are kept, so that asking again costs a look into a dictionary."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}
        self._pixmaps: dict[_Key, QPixmap] = {}

    def pixmap(self, name: str, size: int, color: QColor, dpr: float, filled: bool = False) -> QPixmap:
        """The icon `name`, `size` logical pixels square. Raises FileNotFoundError for an unknown name."""
        key = (name, size, color.rgba(), dpr, filled)
        known = self._pixmaps.get(key)
        if known is None:
            known = self._pixmaps[key] = self._drawn(name, size, color, dpr, filled)
        return known

    def svg(self, name: str, size: int, color: QColor, filled: bool = False) -> str:
        """The drawing for `size` logical pixels: lines of 1.5 px, or 1.3 px in icons of 14 px and less."""
        line = _LINE_IN_SMALL if size <= _SMALL else _LINE
        fill = color.name() if filled else "none"
        return (
            self._source(name)
            .replace('stroke-width="2"', f'stroke-width="{line * _GRID / size:.4g}"')
            .replace(
                'stroke="currentColor"', f'stroke="{color.name()}" stroke-opacity="{color.alphaF():.3g}"'
            )
            .replace('fill="none"', f'fill="{fill}" fill-opacity="{color.alphaF():.3g}"')
            .replace('fill="currentColor"', f'fill="{color.name()}"')
        )

    def forget(self) -> None:
        """Drop the kept pictures, as after a change of theme."""
        self._pixmaps.clear()

    def _source(self, name: str) -> str:
        source = self._sources.get(name)
        if source is None:
            source = self._sources[name] = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
        return source

    def _drawn(self, name: str, size: int, color: QColor, dpr: float, filled: bool) -> QPixmap:
        renderer = QSvgRenderer(QByteArray(self.svg(name, size, color, filled).encode()))
        side = round(size * dpr)
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        pixmap.setDevicePixelRatio(dpr)
        return pixmap
