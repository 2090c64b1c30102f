"""Scenes of fields and deserts."""

from __future__ import annotations

from random import Random

from PIL import Image

from ..painting import flowers, objects, ridges, sky, trees
from ..painting.brush import Brush, brush_over, varnish
from ..painting.canvas import Canvas
from ..painting.color import color, mix
from ..painting.palettes import Palette

Size = tuple[int, int]
LAVENDER = tuple(color(name) for name in ("#33235e", "#523a8e", "#7a5bb8", "#a587d8", "#c9b0ee"))
LEAVES = (color("#1f4a24"), color("#a4cc52"))
BLOSSOM = (color("#9a4a78"), color("#ffd7e4"))
BARK = color("#3b2a22")


def _open_country(canvas: Canvas, palette: Palette, horizon: float, cover: float) -> None:
    """Sky, clouds and two hazy ranges above the row `horizon`."""
    unit = canvas.unit
    sky.sky(canvas, palette, horizon)
    sky.clouds(canvas, palette, horizon, cover)
    brush_over(canvas, unit * 4, unit * 1.25, 0, round(horizon))
    for share in (0.0, 1.0):
        tone = mix(palette.haze, palette.rock_shade, 0.3 + 0.25 * share)
        ridges.hills(
            canvas,
            horizon - unit * (5 - 4 * share),
            unit * 4,
            tone,
            mix(tone, palette.haze, 0.6),
            unit * 9,
            0.45,
        )
    brush_over(canvas, unit * 2, unit * 0.9, round(horizon - unit * 14), round(horizon + unit * 2))


def lavender(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Rows of lavender that run to the horizon and a lone tree."""
    canvas = Canvas(size, random)
    unit, light = canvas.unit, random.choice((-1, 1))
    horizon = canvas.height * 0.52
    _open_country(canvas, palette, horizon, 0.45)
    base = ridges.ground_mask(canvas, horizon + unit, unit * 0.6, 0.4)
    canvas.lay(mix(LAVENDER[1], palette.haze, 0.3), base)
    flowers.rows(canvas, horizon + unit, canvas.width * (0.5 - light * 0.16), LAVENDER, color("#4d4a3a"))
    foot = (canvas.width * (0.5 + light * 0.17), horizon + unit * 9)
    trees.broad_tree(canvas, foot, unit * 40, LEAVES, BARK, -light)
    return varnish(canvas)


def poppies(size: Size, palette: Palette, random: Random) -> Image.Image:
    """A meadow of poppies under a wide sky, one tree."""
    canvas = Canvas(size, random)
    unit, light = canvas.unit, random.choice((-1, 1))
    horizon = canvas.height * 0.56
    _open_country(canvas, palette, horizon, 0.5)
    green = mix(color("#8fae4a"), palette.sun, 0.15)
    for share in (0.0, 0.5, 1.0):
        crest = horizon + (canvas.height - horizon) * share * 0.45
        ridges.hills(
            canvas,
            crest,
            unit * 2.4,
            mix(green, palette.haze, 0.35 * (1 - share)),
            mix(green, color("#2f5a24"), 0.5 + 0.3 * share),
            unit * 30,
            0.35,
        )
    brush_over(canvas, unit * 1.8, unit * 0.8, round(horizon))
    flowers.grass(canvas, horizon + unit * 8, color("#27501f"), color("#b7cc62"), 3200)
    foot = (canvas.width * (0.5 + light * 0.16), horizon + unit * 6)
    trees.broad_tree(canvas, foot, unit * 38, LEAVES, BARK, -light)
    flowers.scatter(canvas, horizon + unit * 6, flowers.POPPIES, 3000)
    return varnish(canvas)


def blossom_hill(size: Size, palette: Palette, random: Random) -> Image.Image:
    """A cherry tree in bloom on a hill, petals in the wind."""
    canvas = Canvas(size, random)
    unit, light = canvas.unit, random.choice((-1, 1))
    horizon = canvas.height * 0.68
    _open_country(canvas, palette, horizon, 0.4)
    ridges.hills(
        canvas,
        horizon + unit * 2,
        unit * 5,
        mix(palette.wood_lit, palette.haze, 0.35),
        mix(palette.wood_shade, palette.wood_lit, 0.4),
        unit * 36,
        0.3,
    )
    brush_over(canvas, unit * 1.9, unit * 0.8, round(horizon - unit * 8))
    flowers.grass(
        canvas, horizon + unit * 8, palette.wood_shade, mix(palette.wood_lit, palette.haze, 0.4), 1500
    )
    foot = (canvas.width * (0.5 - light * 0.07), horizon + unit * 10)
    trees.broad_tree(canvas, foot, min(canvas.height * 0.72, unit * 74), BLOSSOM, BARK, light)
    petal = Brush(random, unit * 1.1, unit * 0.7, 235)
    for _ in range(170):
        place = (random.random() * canvas.width, canvas.height * random.uniform(0.3, 1.0))
        petal.touch(canvas, place, mix(BLOSSOM[1], BLOSSOM[0], random.random() * 0.4), random.randrange(256))
    return varnish(canvas)


def dunes(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Dunes with sharp crests, long shadows, a caravan far away."""
    canvas = Canvas(size, random)
    unit, light = canvas.unit, random.choice((-1, 1))
    horizon = canvas.height * 0.48
    sky.sky(canvas, palette, horizon)
    sky.clouds(canvas, palette, horizon, 0.3)
    sky.sun(canvas, palette, (canvas.width * (0.5 + light * 0.3), horizon * 0.68), unit * 2.8)
    brush_over(canvas, unit * 4, unit * 1.25, 0, round(horizon + unit * 4))
    lit, shade = mix(palette.rock_lit, palette.sun, 0.42), mix(palette.rock_shade, palette.rock_lit, 0.25)
    side = random.choice((-1, 1))
    for index in range(4):
        share = index / 3
        row = horizon + (canvas.height - horizon) * (0.02 + 0.5 * share**1.4)
        far = 0.6 * (1 - share)
        summit = (canvas.width * (0.5 + side * (0.26 + 0.06 * share) * (-1) ** index), row)
        ridges.dune(
            canvas,
            summit,
            canvas.width * (0.6 + 0.45 * share),
            mix(lit, palette.haze, far),
            mix(shade, palette.haze, far),
            light,
        )
    brush_over(canvas, unit * 1.8, unit * 0.85, round(horizon - unit * 2))
    return varnish(canvas)


def mesas(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Table mountains in a red desert."""
    canvas = Canvas(size, random)
    unit, light = canvas.unit, random.choice((-1, 1))
    horizon = canvas.height * 0.66
    sky.sky(canvas, palette, horizon)
    sky.clouds(canvas, palette, horizon, 0.48)
    brush_over(canvas, unit * 4, unit * 1.25, 0, round(horizon))
    for x, tall, wide, far in (
        (0.12, 14, 13, 0.6),
        (0.55, 17, 10, 0.55),
        (0.9, 13, 16, 0.6),
        (0.3, 27, 9, 0.2),
        (0.78, 34, 11, 0.0),
    ):
        mesa(
            canvas,
            palette,
            (canvas.width * (x + random.uniform(-0.05, 0.05)), horizon + unit * (4 - 5 * far)),
            (unit * wide, unit * tall * random.uniform(0.85, 1.1)),
            light,
            far,
        )
    brush_over(canvas, unit * 1.1, unit * 0.55, round(canvas.height * 0.2), round(horizon))
    for share in (0.0, 0.5, 1.0):
        sand = mix(mix(palette.rock_lit, palette.sun, 0.2), palette.rock_shade, 0.5 * share)
        ridges.hills(
            canvas,
            horizon + (canvas.height - horizon) * 0.6 * share,
            unit * 2,
            sand,
            mix(sand, palette.rock_shade, 0.35),
            unit * 16,
            0.45,
        )
    brush_over(canvas, unit * 1.9, unit * 0.8, round(horizon))
    flowers.grass(canvas, horizon + unit * 10, palette.wood_shade, palette.rock_lit, 90)
    return varnish(canvas)


def mesa(
    canvas: Canvas,
    palette: Palette,
    foot: tuple[float, float],
    size: tuple[float, float],
    light: int,
    far: float,
) -> None:
    """One table mountain: upright walls on a slope of rubble; `size` is half its breadth and its height
    (px)."""
    random = canvas.random
    x, y = foot
    half, tall = size
    lit, shade = mix(palette.rock_lit, palette.haze, far), mix(palette.rock_shade, palette.haze, far)
    objects.polygon(
        canvas,
        [(x - half * 1.9, y), (x - half, y - tall * 0.4), (x + half, y - tall * 0.4), (x + half * 1.9, y)],
        mix(lit, shade, 0.45),
    )
    steps = 13
    for index in range(steps):
        left = x - half + 2 * half * index / steps
        right = left + 2 * half / steps + 1
        top = y - tall * (1 - 0.03 * random.random() - 0.1 * (index in (0, steps - 1)))
        bottom = y - tall * (0.4 - 0.06 * random.random())
        toward = (index / (steps - 1) * 2 - 1) * light
        paint = mix(shade, lit, max(0.0, min(1.0, 0.5 + toward * 0.55 + random.uniform(-0.25, 0.25))))
        objects.polygon(canvas, [(left, bottom), (left, top), (right, top), (right, bottom)], paint)
    for level in (0.58, 0.74, 0.86):
        band, left = y - tall * level, x + half * random.uniform(-0.9, 0.2)
        right = left + half * 0.7
        objects.polygon(
            canvas,
            [(left, band), (right, band), (right, band + tall * 0.015), (left, band + tall * 0.02)],
            mix(shade, lit, 0.3),
        )
