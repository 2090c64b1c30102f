"""Which part of a picture is seen, and how large: the arithmetic of zoom and pan."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF

MARGIN = 20
"""Bare canvas around a picture that is fitted, in logical pixels."""
LARGEST = 32.0
SMALLEST = 0.05
STEPS = (0.05, 0.1, 0.167, 0.25, 0.333, 0.5, 0.667, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0)
"""Where zooming by key stops. 1.0 is 100 %: one pixel of the picture on one pixel of the screen."""


@dataclass(frozen=True, slots=True)
class Framing:
    """A picture (in its own pixels) seen through a view (in logical pixels).

    `zoom` is screen pixels per picture pixel; `center` is the point of the picture in the middle of
    the view. A `fitted` framing follows the size of the view.
    """

    picture: QSize
    view: QSizeF
    dpr: float = 1.0
    zoom: float = 1.0
    center: QPointF = field(default_factory=QPointF)
    fitted: bool = True

    @property
    def fit_zoom(self) -> float:
        """The zoom at which the whole picture is seen; a small picture is never enlarged above 100 %."""
        width = max(1.0, self.view.width() - 2 * MARGIN) * self.dpr
        height = max(1.0, self.view.height() - 2 * MARGIN) * self.dpr
        if self.picture.isEmpty():
            return 1.0
        return min(1.0, width / self.picture.width(), height / self.picture.height())

    @property
    def scale(self) -> float:
        """Logical pixels per picture pixel."""
        return self.zoom / self.dpr

    @property
    def target(self) -> QRectF:
        """Where the whole picture lies in the view, on whole pixels of the screen."""
        left = self.view.width() / 2 - self.center.x() * self.scale
        top = self.view.height() / 2 - self.center.y() * self.scale
        corner = QPointF(round(left * self.dpr) / self.dpr, round(top * self.dpr) / self.dpr)
        width = max(1, round(self.picture.width() * self.zoom)) / self.dpr
        height = max(1, round(self.picture.height() * self.zoom)) / self.dpr
        return QRectF(corner, QSizeF(width, height))

    @property
    def movable(self) -> bool:
        """Whether some of the picture is outside the view."""
        target = self.target
        return target.width() > self.view.width() or target.height() > self.view.height()

    def fit(self) -> Framing:
        """The whole picture in the middle of the view."""
        middle = QPointF(self.picture.width() / 2, self.picture.height() / 2)
        return replace(self, zoom=self.fit_zoom, center=middle, fitted=True)

    def seen_through(self, view: QSizeF, dpr: float) -> Framing:
        """The same picture after the view has changed its size or screen."""
        changed = replace(self, view=view, dpr=dpr)
        return changed.fit() if self.fitted else changed._bounded()

    def of(self, picture: QSize) -> Framing:
        """Another picture at the same zoom and the same relative place, so that details can be compared."""
        if self.fitted or self.picture.isEmpty():
            return replace(self, picture=picture).fit()
        x = self.center.x() / self.picture.width() * picture.width()
        y = self.center.y() / self.picture.height() * picture.height()
        return replace(self, picture=picture, center=QPointF(x, y))._bounded()

    def at(self, place: QPointF) -> QPointF:
        """The point of the picture under a place of the view; it may lie outside the picture."""
        offset = place - QPointF(self.view.width() / 2, self.view.height() / 2)
        return self.center + offset / self.scale

    def zoomed(self, zoom: float, place: QPointF) -> Framing:
        """At another zoom, with what is under `place` staying there as far as the edges allow."""
        lowest = min(self.fit_zoom, SMALLEST * 2)
        zoom = min(LARGEST, max(lowest, zoom))
        held = self.at(place)
        offset = place - QPointF(self.view.width() / 2, self.view.height() / 2)
        center = held - offset / (zoom / self.dpr)
        return replace(self, zoom=zoom, center=center, fitted=False)._bounded()

    def moved(self, by: QPointF) -> Framing:
        """After dragging the picture by logical pixels."""
        return replace(self, center=self.center - by / self.scale)._bounded()

    def toward(self, goal: Framing, progress: float) -> Framing:
        """A framing on the way to `goal`, `progress` 0 to 1: what is under the cursor stays there."""
        if progress >= 1:
            return goal
        zoom = self.zoom * (goal.zoom / self.zoom) ** progress
        share = progress
        if goal.zoom != self.zoom:
            share = (1 / zoom - 1 / self.zoom) / (1 / goal.zoom - 1 / self.zoom)
        return replace(
            goal, zoom=zoom, center=self.center + (goal.center - self.center) * share, fitted=False
        )

    def step(self, up: bool) -> float:
        """The next zoom in that direction among the usual ones."""
        if up:
            return next((step for step in STEPS if step > self.zoom * 1.001), LARGEST)
        return next((step for step in reversed(STEPS) if step < self.zoom * 0.999), SMALLEST)

    def _bounded(self) -> Framing:
        """Without bare canvas on one side while picture is cut off on the other."""
        x = _held(self.center.x(), self.picture.width(), self.view.width() / self.scale)
        y = _held(self.center.y(), self.picture.height(), self.view.height() / self.scale)
        return replace(self, center=QPointF(x, y))


def _held(center: float, whole: float, seen: float) -> float:
    if whole <= seen:
        return whole / 2
    return min(whole - seen / 2, max(seen / 2, center))
