"""Buildings with a light in them: a cabin, a lighthouse."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from . import sky
from .brush import brush_over
from .canvas import Canvas
from .color import between, brighten, color
from .objects import Point, polygon
from .palettes import Palette

LAMP = color("#ffcf70")
WALL = color("#7a4c2e")
TOWER_BANDS = 5
TOWER_COLORS = (color("#f3ece0"), color("#c33b33"))


def cabin(canvas: Canvas, foot: Point, tall: float, palette: Palette) -> None:
    """A log cabin under snow with lit windows; `tall` (px) to the ridge, `foot` below its door."""
    x, y = foot
    wide = tall * 0.78
    gable = [(-0.78, 0.0), (-0.78, -0.5), (0.0, -0.95), (0.78, -0.5), (0.78, 0.0)]
    polygon(canvas, _placed(foot, tall, gable), WALL)
    for row in range(9):
        level = y - tall * 0.1 * row
        half = wide if row < 5 else wide * (1.9 - 0.2 * row)
        polygon(canvas, _bar(x - half, level, half * 2, tall * 0.03), brighten(WALL, 0.6))
    chimney = x + wide * 0.5
    polygon(canvas, _bar(chimney, y - tall * 1.08, tall * 0.14, tall * 0.5), brighten(WALL, 0.45))
    polygon(canvas, _bar(chimney - tall * 0.02, y - tall * 1.12, tall * 0.18, tall * 0.06), palette.snow_lit)
    roof = [(-0.95, -0.4), (0.0, -1.06), (0.95, -0.4), (0.9, -0.3), (0.0, -0.86), (-0.9, -0.3)]
    polygon(canvas, _placed((x, y + tall * 0.06), tall, roof), brighten(WALL, 0.4))
    polygon(canvas, _placed(foot, tall, roof), palette.snow_lit)
    polygon(canvas, _placed(foot, tall, [roof[1], roof[2], roof[3], roof[4]]), palette.snow_shade)
    brush_over(canvas, canvas.unit * 0.9, canvas.unit * 0.5, round(y - tall * 1.15), round(y + tall * 0.1))
    _windows(canvas, foot, tall)
    sky.glow(canvas, (x, y - tall * 0.25), tall * 1.9, color("#5c3510"))
    sky.glow(canvas, (x, y + tall * 0.1), tall * 3.4, color("#7a4312"), 0.35)


def _windows(canvas: Canvas, foot: Point, tall: float) -> None:
    """A door, two windows with bars, and a round one under the roof."""
    x, y = foot
    dark, thin = brighten(WALL, 0.35), tall * 0.022
    polygon(canvas, _bar(x - tall * 0.1, y - tall * 0.4, tall * 0.2, tall * 0.4), brighten(WALL, 0.5))
    for left in (-0.54, 0.28):
        start, top = x + left * tall, y - tall * 0.4
        polygon(canvas, _bar(start - thin, top - thin, tall * 0.26 + thin * 2, tall * 0.22 + thin * 2), dark)
        polygon(canvas, _bar(start, top, tall * 0.26, tall * 0.22), LAMP)
        polygon(canvas, _bar(start + tall * 0.13 - thin / 2, top, thin, tall * 0.22), dark)
        polygon(canvas, _bar(start, top + tall * 0.11 - thin / 2, tall * 0.26, thin), dark)
    sky.disc(canvas, (x, y - tall * 0.6), tall * 0.075, LAMP)


def _placed(foot: Point, tall: float, shape: Sequence[Point]) -> list[Point]:
    """A shape in units of `tall`, standing on `foot`."""
    return [(foot[0] + x * tall, foot[1] + y * tall) for x, y in shape]


def _bar(left: float, top: float, breadth: float, high: float) -> list[Point]:
    """An upright rectangle."""
    return [(left, top), (left + breadth, top), (left + breadth, top + high), (left, top + high)]


def lighthouse(canvas: Canvas, foot: Point, tall: float, light: int, beam: bool) -> None:
    """A banded tower; with `beam` its lamp sweeps both ways."""
    x, y = foot
    for band in range(TOWER_BANDS):
        low, high = (0.8 * part / TOWER_BANDS for part in (band, band + 1))
        paint = TOWER_COLORS[band % 2]
        wide = [0.105 - 0.056 * level for level in (low, high)]
        body = [(-wide[0], -low), (wide[0], -low), (wide[1], -high), (-wide[1], -high)]
        polygon(canvas, _placed(foot, tall, body), brighten(paint, 0.92))
        shaded = [
            (-light * breadth * part, level)
            for breadth, part, level in (
                (wide[0], 0.1, -low),
                (wide[0], 1.0, -low),
                (wide[1], 1.0, -high),
                (wide[1], 0.1, -high),
            )
        ]
        polygon(canvas, _placed(foot, tall, shaded), brighten(paint, 0.62))
    top = y - tall * 0.8
    polygon(canvas, _bar(x - tall * 0.085, top - tall * 0.03, tall * 0.17, tall * 0.03), brighten(WALL, 0.4))
    polygon(canvas, _bar(x - tall * 0.045, top - tall * 0.13, tall * 0.09, tall * 0.1), LAMP)
    polygon(canvas, _placed(foot, tall, [(-0.06, -0.93), (0, -1.01), (0.06, -0.93)]), TOWER_COLORS[1])
    if beam:
        _beam(canvas, (x, top - tall * 0.08), tall)


def _beam(canvas: Canvas, lamp: Point, tall: float) -> None:
    """The lamp's light, to both sides."""
    x, y = lamp

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        for side, strength in ((-1, 120), (1, 95)):
            end = x + side * canvas.width
            pen.polygon(
                [
                    (x * scale, y * scale),
                    (end * scale, (y - tall * 0.5) * scale),
                    (end * scale, (y + tall * 0.05) * scale),
                ],
                strength,
            )

    rays = canvas.stencil(draw, canvas.unit * 0.8)
    near = sky.glow_mask(canvas, lamp, tall * 3.4)
    canvas.shine(between(Image.composite(rays, Image.new("L", rays.size), near), (0, 0, 0), LAMP))
    sky.glow(canvas, lamp, tall * 0.7, LAMP)
