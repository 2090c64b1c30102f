"""Gilding: the frames, rings and emblems of cards."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from . import noise
from .canvas import Canvas
from .color import color, gradient

Point = tuple[float, float]
Line = list[Point]
GOLD = (color("#fff3c4"), color("#e2b65a"), color("#8f5f24"))


def arc(x: float, y: float, radius: float, start: float, end: float, squeeze: float = 1.0) -> Line:
    """Points on an arc; angles in degrees, clockwise from the right."""
    steps = max(6, round(abs(end - start) / 8))
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + math.cos(angle) * radius, y + math.sin(angle) * radius * squeeze) for angle in angles]


GLYPHS: dict[str, list[Line]] = {
    "Aries": [
        [*arc(-0.36, -0.42, 0.34, 130, 360), (0.0, 0.75)],
        [*arc(0.36, -0.42, 0.34, 50, -180), (0.0, 0.75)],
    ],
    "Taurus": [arc(0, 0.3, 0.44, 0, 360), [*arc(0, -0.78, 0.66, 175, 5)]],
    "Gemini": [
        arc(0, -1.35, 0.9, 130, 50),
        arc(0, 1.35, 0.9, 230, 310),
        [(-0.26, -0.48), (-0.26, 0.48)],
        [(0.26, -0.48), (0.26, 0.48)],
    ],
    "Cancer": [
        arc(-0.4, -0.2, 0.22, 0, 360),
        arc(0.0, 0.0, 0.66, 195, 335, 0.75),
        arc(0.4, 0.2, 0.22, 0, 360),
        arc(0.0, 0.0, 0.66, 15, 155, 0.75),
    ],
    "Leo": [
        arc(-0.34, 0.16, 0.22, 0, 360),
        [*arc(0.02, -0.38, 0.4, 150, 380), (0.22, 0.5), *arc(0.42, 0.5, 0.2, 180, 20)],
        [(-0.33, -0.18), (-0.2, 0.02)],
    ],
    "Libra": [
        [(-0.72, 0.5), (0.72, 0.5)],
        [(-0.72, 0.2), (-0.26, 0.2), *arc(0, -0.14, 0.42, 128, 412), (0.26, 0.2), (0.72, 0.2)],
    ],
    "Sagittarius": [
        [(-0.62, 0.62), (0.62, -0.62)],
        [(0.08, -0.62), (0.62, -0.62), (0.62, -0.08)],
        [(-0.46, -0.02), (0.02, 0.46)],
    ],
    "Pisces": [arc(-0.92, 0, 0.66, -68, 68), arc(0.92, 0, 0.66, 112, 248), [(-0.5, 0), (0.5, 0)]],
}
"""The signs as lines in a square from -1 to 1, y down."""


def gild(canvas: Canvas, mask: Image.Image) -> None:
    """Lay gold leaf on the masked part: a shadow below, light from the upper left."""
    unit = canvas.unit
    shadow = ImageChops.offset(mask, round(unit * 0.3), round(unit * 0.4)).filter(
        ImageFilter.GaussianBlur(unit * 0.35)
    )
    canvas.picture.paste(
        (4, 3, 10), (0, 0, *canvas.size), shadow.point([level * 3 // 5 for level in range(256)])
    )
    leaf = gradient(canvas.size, [(0, GOLD[0]), (0.45, GOLD[1]), (0.75, GOLD[2]), (1, GOLD[1])])
    grain = noise.relief(noise.field(canvas.size, canvas.random, unit * 1.6), 1, 1, 1.2)
    edge = noise.relief(mask.filter(ImageFilter.GaussianBlur(unit * 0.22)), -1, -1, 1.5)
    for light in (grain, edge):
        leaf = ImageChops.overlay(leaf, Image.merge("RGB", (light, light, light)))
    canvas.picture.paste(leaf, (0, 0), mask)


def lines(
    canvas: Canvas, shapes: Sequence[Line], center: Point, radius: float, breadth: float
) -> Image.Image:
    """A mask of strokes `breadth` px wide; the shapes' unit is `radius` px."""

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        wide = max(1, round(breadth * scale))
        for shape in shapes:
            points = [((center[0] + x * radius) * scale, (center[1] + y * radius) * scale) for x, y in shape]
            pen.line(points, 255, wide, joint="curve")
            for x, y in (points[0], points[-1]):
                pen.ellipse([x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2], 255)

    return canvas.stencil(draw)


def rays(
    canvas: Canvas, center: Point, inner: float, outer: float, count: int, breadth: float = 0.32
) -> Image.Image:
    """A mask of pointed rays, every second one shorter, from `inner` to `outer` px."""

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        for index in range(count):
            angle, half = index / count * math.tau - math.pi / 2, math.pi / count * breadth * 2
            reach = outer if index % 2 == 0 else inner + (outer - inner) * 0.55
            points = [(angle - half, inner), (angle, reach), (angle + half, inner)]
            pen.polygon(
                [
                    ((center[0] + math.cos(a) * far) * scale, (center[1] + math.sin(a) * far) * scale)
                    for a, far in points
                ],
                255,
            )

    return canvas.stencil(draw)


def ring(canvas: Canvas, center: Point, radius: float, ticks: int) -> Image.Image:
    """A double ring with ticks and studs between its circles."""
    shapes = [arc(0, 0, 1, 0, 360), arc(0, 0, 0.86, 0, 360)]
    for index in range(ticks):
        turn = 360 * index / ticks
        spoke = [arc(0, 0, far, turn, turn + 0.01)[0] for far in (0.88, 0.98)]
        shapes.append(spoke)
        bead = arc(0, 0, 0.93, turn + 180 / ticks, turn + 180 / ticks + 0.01)[0]
        shapes.append([bead, bead])
    return lines(canvas, shapes, center, radius, canvas.unit * 0.42)


def frame(canvas: Canvas, margin: float) -> Image.Image:
    """A border of two lines with round corners and a fan in each corner; `margin` px from the edge."""
    width, height, unit = canvas.width, canvas.height, canvas.unit

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        for inset, wide in ((margin, 0.7), (margin + unit * 1.6, 0.25)):
            box = [part * scale for part in (inset, inset, width - inset, height - inset)]
            pen.rounded_rectangle(box, unit * 3 * scale, None, 255, max(1, round(unit * wide * scale)))
        reach = unit * 7
        for x in (margin, width - margin):
            for y in (margin, height - margin):
                for share in (0.55, 0.75, 1.0):
                    far = reach * share * scale
                    start = (
                        (0 if x < width / 2 else 90) if y < height / 2 else (270 if x < width / 2 else 180)
                    )
                    pen.arc(
                        [x * scale - far, y * scale - far, x * scale + far, y * scale + far],
                        start,
                        start + 90,
                        255,
                        max(1, round(unit * 0.3 * scale)),
                    )

    return canvas.stencil(draw)


def arch(canvas: Canvas, box: tuple[float, float, float, float]) -> Image.Image:
    """A mask of a window with a round top, within `box` (left, top, right, bottom in px)."""
    left, top, right, bottom = box
    radius = (right - left) / 2

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        pen.ellipse([left * scale, top * scale, right * scale, (top + radius * 2) * scale], 255)
        pen.rectangle([left * scale, (top + radius) * scale, right * scale, bottom * scale], 255)

    return canvas.stencil(draw)
