"""Scenes in the woods: trunks in fog, birches in autumn."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw

from ..painting import flowers, noise, objects, ridges, sky, trees
from ..painting.brush import Brush, brush_over, varnish
from ..painting.canvas import Canvas
from ..painting.color import Color, between, brighten, color, gradient, mix, ramp
from ..painting.palettes import Palette

Size = tuple[int, int]
BARK = color("#3b2a22")
EARTH = color("#a5602a")
AUTUMN = (
    (color("#8a2f16"), color("#f6b03c")),
    (color("#a3471b"), color("#ffd25a")),
    (color("#7a2020"), color("#e8683a")),
)


def foggy_forest(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Tall trunks that dissolve in fog, light slanting through them, ferns below."""
    canvas = Canvas(size, random)
    unit, light = canvas.unit, random.choice((-1, 1))
    ground = canvas.height * 0.8
    canvas.lay(
        gradient(
            size,
            [
                (0, mix(palette.haze, palette.wood_lit, 0.3)),
                (0.4, palette.sky[-1][1]),
                (0.75, palette.haze),
                (1, mix(palette.wood_lit, palette.wood_shade, 0.5)),
            ],
        )
    )
    canvas.flow = noise.field(size, random, unit * 30, 1, 2)
    sky.glow(
        canvas,
        (canvas.width * (0.5 + light * 0.12), canvas.height * 0.36),
        unit * 55,
        brighten(palette.sun, 0.7),
    )
    brush_over(canvas, unit * 4.5, unit * 1.5)
    for depth in range(4):
        share = depth / 3
        tone = mix(mix(palette.haze, palette.wood_shade, 0.16), palette.wood_shade, share**1.1)
        rim = mix(tone, mix(palette.wood_lit, palette.haze, 0.5), 0.6)
        foot = canvas.height * (0.7 + 0.2 * share)
        trees.trunks(canvas, (11, 8, 5, 3)[depth], foot, unit * (1.5 + 6.5 * share**1.4), tone, rim, light)
        undergrowth(canvas, foot, mix(tone, palette.wood_lit, 0.35), tone, share)
        brush_over(canvas, unit * (1.3 + 0.5 * share), unit * 0.8)
        veil = noise.field(size, random, unit * 20, 2.5, 3).point(
            [level * (110 - 28 * depth) // 255 for level in range(256)]
        )
        canvas.lay(palette.haze, ImageChops.multiply(veil, ramp(size, canvas.height * 0.1, ground, 40, 255)))
    slanting(canvas, palette, light)
    return varnish(canvas)


def undergrowth(canvas: Canvas, row: float, lit: Color, dark: Color, near: float) -> None:
    """Bushes and ferns about the row `row` (px)."""
    random, unit = canvas.random, canvas.unit
    brush = Brush(random, unit * (1.2 + 2.2 * near), unit * (0.5 + 0.7 * near), 225)
    canvas.lay(mix(dark, lit, 0.25), ridges.ground_mask(canvas, row + unit * 2, unit * 2))
    for _ in range(420):
        x = random.random() * canvas.width
        y = row + unit * 2 + random.gauss(0.4, 1) * unit * (1.5 + 2 * near)
        brush.touch(canvas, (x, y), mix(dark, lit, random.random()), random.gauss(0, 40) % 256)


def slanting(canvas: Canvas, palette: Palette, light: int) -> None:
    """Shafts of sunlight between the trunks."""
    random = canvas.random

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        for _ in range(7):
            x = canvas.width * (0.5 + light * random.uniform(-0.2, 0.6))
            wide, lean = canvas.unit * random.uniform(1.5, 5), -light * canvas.height * 0.42
            pen.polygon(
                [
                    ((x - wide) * scale, 0),
                    ((x + wide) * scale, 0),
                    ((x + lean + wide * 2) * scale, canvas.height * scale),
                    ((x + lean - wide * 2) * scale, canvas.height * scale),
                ],
                random.randint(28, 62),
            )

    rays = ImageChops.multiply(
        canvas.stencil(draw, canvas.unit * 1.5),
        ramp(canvas.size, canvas.height * 0.1, canvas.height * 0.9, 255, 0),
    )
    canvas.shine(between(rays, (0, 0, 0), palette.sun))


def birch_path(size: Size, palette: Palette, random: Random) -> Image.Image:
    """A path through white birches with autumn leaves."""
    canvas = Canvas(size, random)
    unit, light = canvas.unit, random.choice((-1, 1))
    far = canvas.height * 0.62
    air = [(0, mix(palette.haze, AUTUMN[0][1], 0.5)), (0.55, mix(palette.sun, AUTUMN[1][1], 0.3)), (1, EARTH)]
    canvas.lay(gradient(size, air))
    sky.glow(canvas, (canvas.width * 0.5, far * 0.8), unit * 50, brighten(palette.sun, 0.75))
    brush_over(canvas, unit * 4, unit * 1.4)
    canvas.lay(brighten(EARTH, 0.88), ridges.ground_mask(canvas, far, unit * 1.5))
    path(canvas, far, color("#e2b67c"))
    brush_over(canvas, unit * 2.4, unit * 0.9, round(far))
    far_crowns(canvas, palette, far, light)
    for share in (0.0, 0.5, 1.0):
        bark = mix(color("#e9e2d2"), palette.haze, 0.5 - 0.5 * share)
        row = far + (canvas.height - far) * (0.05 + 0.5 * share)
        birches(
            canvas, row, unit * (1.4 + 3.2 * share), bark, round(10 - 6 * share), light, 0.08 + 0.24 * share
        )
        canopy(canvas, palette, share, light)
    flowers.scatter(canvas, far + unit, [leaf for pair in AUTUMN for leaf in pair], 1300)
    return varnish(canvas)


def far_crowns(canvas: Canvas, palette: Palette, row: float, light: int) -> None:
    """Hazy autumn trees that close the view above the row `row` (px)."""
    random, unit = canvas.random, canvas.unit
    for share in (0.0, 0.5, 1.0):
        dark = mix(AUTUMN[0][0], palette.haze, 0.75 - 0.25 * share)
        lit = mix(AUTUMN[1][1], palette.haze, 0.5 - 0.3 * share)
        for _ in range(9):
            place = (canvas.width * random.random(), row - unit * random.uniform(2, 16 - 6 * share))
            trees.crown(canvas, place, unit * random.uniform(5, 8), dark, lit, light, 130)


def canopy(canvas: Canvas, palette: Palette, near: float, light: int) -> None:
    """Leaves overhead to both sides of the path; `near` (0..1) is how close they are."""
    random, unit = canvas.random, canvas.unit
    for _ in range(14):
        dark, lit = random.choice(AUTUMN)
        aside = random.choice((-1, 1)) * random.uniform(0.1 + 0.16 * near, 0.56)
        place = (canvas.width * (0.5 + aside), canvas.height * random.uniform(-0.05, 0.42 - 0.12 * near))
        dark, lit = mix(dark, palette.haze, 0.4 * (1 - near)), mix(lit, palette.haze, 0.2 * (1 - near))
        trees.crown(canvas, place, unit * (7 + 7 * near), dark, lit, light, 300)


def path(canvas: Canvas, far: float, paint: Color) -> None:
    """A path that winds from the front to the row `far` (px)."""

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        left, right = [], []
        for step in range(31):
            share = step / 30
            middle = canvas.width * (0.5 + 0.06 * math.sin(share * 4.5))
            half = canvas.width * (0.015 + 0.2 * share**1.5)
            y = far + (canvas.height - far) * share
            left.append(((middle - half) * scale, y * scale))
            right.append(((middle + half) * scale, y * scale))
        pen.polygon([*left, *reversed(right)], 255)

    canvas.lay(paint, canvas.stencil(draw, canvas.unit * 0.6))


def birches(
    canvas: Canvas, foot: float, girth: float, bark: Color, count: int, light: int, gap: float
) -> None:
    """White trunks with dark marks, none in the middle `gap` (share of the width to either side)."""
    random = canvas.random
    for _ in range(count):
        x = canvas.width * (0.5 + random.choice((-1, 1)) * random.uniform(gap, 0.52))
        wide, bottom = girth * random.uniform(0.7, 1.2), foot + random.gauss(0, 1.2) * girth
        lean = random.gauss(0, 0.02) * canvas.height
        objects.polygon(
            canvas,
            [
                (x + lean - wide * 0.35, -2),
                (x + lean + wide * 0.35, -2),
                (x + wide * 0.55, bottom),
                (x - wide * 0.55, bottom),
            ],
            bark,
        )
        objects.polygon(
            canvas,
            [
                (x + lean - light * wide * 0.35, -2),
                (x + lean, -2),
                (x - light * wide * 0.1, bottom),
                (x - light * wide * 0.55, bottom),
            ],
            mix(bark, (90, 80, 100), 0.42),
        )
        for _ in range(16):
            share = random.random()
            y, middle = bottom * share, x + lean * (1 - share)
            start = middle + random.uniform(-0.45, 0.1) * wide
            objects.polygon(
                canvas,
                [(start, y), (start + wide * random.uniform(0.15, 0.5), y + 0.5), (start, y + wide * 0.14)],
                BARK,
            )
