"""Scenes of open and still water."""

from __future__ import annotations

import math
from random import Random

from PIL import Image

from ..painting import noise, objects, ridges, sky, water
from ..painting.brush import Brush, brush_over, varnish
from ..painting.canvas import Canvas
from ..painting.color import brighten, color, mix
from ..painting.palettes import Palette

Size = tuple[int, int]


def sunset_sea(size: Size, palette: Palette, random: Random) -> Image.Image:
    """The sun just above the sea, its path on the water, dark islands, a sail."""
    canvas = Canvas(size, random)
    unit, side = canvas.unit, random.choice((-1, 1))
    shore = canvas.height * random.uniform(0.54, 0.6)
    sky.sky(canvas, palette, shore)
    sky.clouds(canvas, palette, shore, 0.55)
    place = (canvas.width * (0.5 + side * 0.12), shore - unit * random.uniform(5, 9))
    sky.sun(canvas, palette, place, unit * 3)
    brush_over(canvas, unit * 4, unit * 1.25, 0, round(shore))
    sky.disc(canvas, place, unit * 3, palette.sun)
    sky.glow(canvas, place, unit * 16, brighten(palette.sun, 0.5))
    islands(canvas, palette, shore)
    water.reflect(canvas, shore, palette, 0.4, 0.25)
    brush_over(canvas, unit * 2.6, unit * 0.8, round(shore + 1))
    water.glitter(canvas, place[0], shore, palette.sun, canvas.width * 0.14)
    boat = (canvas.width * (0.5 - side * 0.2), shore + (canvas.height - shore) * 0.3)
    objects.sailboat(
        canvas, boat, unit * 11, mix(palette.wood_shade, palette.cloud_lit, 0.35), palette.wood_shade
    )
    rocks(canvas, palette, -side)
    return varnish(canvas)


def islands(canvas: Canvas, palette: Palette, shore: float) -> None:
    """Islands on the horizon, hazy ones behind darker ones."""
    random, unit = canvas.random, canvas.unit
    for depth in (0.3, 0.55, 0.8):
        center, half = random.choice((0.08, 0.25, 0.8, 0.95)), random.uniform(0.12, 0.28)
        high = unit * random.uniform(3, 9) * (1.2 - depth)
        line = noise.ridge_line(40, random, 0.5)
        points = [
            (
                (center + half * (index / 19.5 - 1)) * canvas.width,
                shore - high * math.sin(index / 39 * math.pi) * (1 + 0.7 * line[index]),
            )
            for index in range(40)
        ]
        objects.polygon(
            canvas,
            [*points, (points[-1][0], shore), (points[0][0], shore)],
            mix(palette.haze, palette.wood_shade, depth),
        )


def rocks(canvas: Canvas, palette: Palette, side: int) -> None:
    """A dark headland in one lower corner."""
    random, unit = canvas.random, canvas.unit
    line = noise.ridge_line(40, random, 0.6)
    points = []
    for index, shift in enumerate(line):
        share = index / 39
        x = share * 0.55 if side < 0 else 1 - share * 0.55
        points.append(
            (
                x * canvas.width,
                canvas.height - unit * 22 * (1 - share) ** 1.4 * (1 + 0.35 * shift) + unit * 1.5,
            )
        )
    corner = (0.0 if side < 0 else float(canvas.width), float(canvas.height))
    objects.polygon(canvas, [*points, (points[-1][0], float(canvas.height)), corner], palette.wood_shade)
    brush = Brush(random, unit * 2, unit * 0.9, 190)
    for x, y in points[:-4]:
        for _ in range(3):
            place = (x + random.gauss(0, 1) * unit, y + random.random() * unit * 4)
            brush.touch(
                canvas,
                place,
                mix(palette.wood_shade, palette.wood_lit, random.random() * 0.8),
                150 if side < 0 else 106,
            )


def torii_lake(size: Size, palette: Palette, random: Random) -> Image.Image:
    """A red gate in still water, mountains in the haze behind."""
    canvas = Canvas(size, random)
    unit = canvas.unit
    shore = canvas.height * 0.62
    sky.sky(canvas, palette, shore)
    sky.clouds(canvas, palette, shore, 0.42)
    center = (canvas.width * 0.5, shore - unit * 20)
    sky.sun(canvas, palette, center, unit * 8)
    brush_over(canvas, unit * 4, unit * 1.25, 0, round(shore))
    sky.disc(canvas, center, unit * 9, mix(palette.sun, (255, 120, 70), 0.22))
    for share in (0.0, 0.5, 1.0):
        tone = mix(palette.haze, palette.wood_shade, 0.2 + 0.45 * share)
        ridges.hills(
            canvas,
            shore - unit * (13 - 9 * share),
            unit * (9 - 4 * share),
            tone,
            palette.haze,
            unit * 15,
            0.55,
        )
    brush_over(canvas, unit * 2, unit * 0.9, round(shore - unit * 26), round(shore))
    objects.gate(
        canvas, (canvas.width * 0.5, shore + unit * 0.5), unit * 34, color("#b8322c"), color("#4a1a22")
    )
    water.reflect(canvas, shore, palette, 0.7, 0.15)
    brush_over(canvas, unit * 2.4, unit * 0.75, round(shore + unit))
    water.glitter(
        canvas, center[0], shore + unit * 8, mix(palette.sun, palette.haze, 0.4), canvas.width * 0.16, 60
    )
    return varnish(canvas)
