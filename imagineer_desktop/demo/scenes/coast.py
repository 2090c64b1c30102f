"""The scene of a lighthouse on a cliff."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageDraw

from ..painting import buildings, noise, sky, water
from ..painting.brush import Brush, brush_over, varnish
from ..painting.canvas import HORIZONTAL, Canvas
from ..painting.color import between, brighten, mix
from ..painting.palettes import Palette

Size = tuple[int, int]
Point = tuple[float, float]


def lighthouse_coast(size: Size, palette: Palette, random: Random) -> Image.Image:
    """A lighthouse on a headland over a moving sea."""
    canvas = Canvas(size, random)
    unit, side = canvas.unit, random.choice((-1, 1))
    night = sum(palette.sky[0][1]) < 160
    shore = canvas.height * 0.62
    sky.sky(canvas, palette, shore)
    sky.clouds(canvas, palette, shore, 0.5)
    if night:
        sky.stars(canvas, shore * 0.8, 160)
    glow = (canvas.width * (0.5 - side * 0.22), shore - unit * (22 if night else 6))
    sky.sun(canvas, palette, glow, unit * 2.6)
    brush_over(canvas, unit * 3.6, unit * 1.2, 0, round(shore))
    sky.disc(canvas, glow, unit * 2.6, palette.sun)
    water.sea(canvas, shore, mix(palette.haze, palette.water, 0.4), brighten(palette.water, 0.7))
    brush_over(canvas, unit * 2.4, unit * 0.8, round(shore))
    water.glitter(canvas, glow[0], shore, palette.sun, canvas.width * 0.12, 180)
    outline = cliff(canvas, palette, side, shore)
    foot = (canvas.width * (0.5 + side * 0.27), shore - unit * 5.5)
    buildings.lighthouse(canvas, foot, unit * 30, -side, night)
    turf(canvas, palette, outline[:36])
    surf(canvas, palette, side, shore)
    return varnish(canvas)


def cliff(canvas: Canvas, palette: Palette, side: int, shore: float) -> list[Point]:
    """A headland that falls from one edge to the sea; returns its outline from that edge on."""
    random, unit = canvas.random, canvas.unit
    line = noise.ridge_line(50, random, 0.6)
    outline = []
    for index, shift in enumerate(line):
        share = index / 49
        drop = math.pow(max(0.0, share - 0.45), 1.5) * 120 + (4 * math.sin(share * 16) if share > 0.4 else 0)
        y = shore + unit * (drop - 8 + 2 * shift + 4 * share)
        outline.append((_reach(canvas, share, side), y))
    corner = (0.0 if side < 0 else float(canvas.width), canvas.height + 1.0)
    shape = [*outline, (outline[-1][0], canvas.height + 1.0), corner]

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        pen.polygon([(x * scale, y * scale) for x, y in shape], 255)

    grain = noise.field(canvas.size, random, unit * 7, 0.6)
    rock = noise.relief(grain, round(unit * 0.4), round(unit * 0.3), 3)
    lit = mix(palette.rock_lit, palette.rock_shade, 0.35)
    canvas.lay(between(rock, palette.rock_shade, lit), canvas.stencil(draw), 30)
    brush_over(canvas, unit * 2, unit * 0.9, round(shore - unit * 9))
    return outline


def _reach(canvas: Canvas, share: float, side: int) -> float:
    """The column (px) that is `share` of the way along the headland."""
    return canvas.width * (share * 0.62 if side < 0 else 1 - share * 0.62)


def turf(canvas: Canvas, palette: Palette, outline: Sequence[Point]) -> None:
    """Grass along the top of the headland."""
    random, unit = canvas.random, canvas.unit
    brush = Brush(random, unit * 1.8, unit * 0.8, 220)
    for x, y in outline:
        for _ in range(9):
            place = (x + random.gauss(0, 1.2) * unit, y + random.random() ** 1.6 * unit * 5)
            paint = mix(palette.wood_shade, palette.wood_lit, random.uniform(0.2, 1.0))
            brush.touch(canvas, place, paint, random.gauss(10, 25) % 256)


def surf(canvas: Canvas, palette: Palette, side: int, shore: float) -> None:
    """Foam where the sea meets the rock."""
    random, unit = canvas.random, canvas.unit
    foam = Brush(random, unit * 2.2, unit * 0.5, 200)
    for _ in range(90):
        x = _reach(canvas, random.uniform(0.86, 1.04), side) + random.gauss(0, 2) * unit
        y = canvas.height - random.random() ** 2 * (canvas.height - shore) * 0.75
        foam.touch(canvas, (x, y), mix(palette.cloud_lit, palette.water, random.random() * 0.5), HORIZONTAL)
