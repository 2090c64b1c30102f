"""Scenes of mountains and lakes."""

from __future__ import annotations

from random import Random

from PIL import Image

from ..painting import flowers, objects, ridges, sky, trees, water
from ..painting.brush import brush_over, varnish
from ..painting.canvas import Canvas
from ..painting.color import brighten, mix
from ..painting.palettes import Palette

Size = tuple[int, int]
FLEET = (
    (0.2, 0.2, 7),
    (0.46, 0.34, 5),
    (0.86, 0.3, 8),
    (0.34, 0.55, 3.4),
    (0.66, 0.5, 4.4),
    (0.57, 0.14, 3.6),
    (0.08, 0.47, 4.2),
    (0.76, 0.66, 3),
)
"""Balloons: place (shares of the canvas) and height."""
LOW_SUN = 0.45
"""How often the sun itself stands over a lake."""


def mountain_lake(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Snow peaks over a still lake that mirrors them, firs in front."""
    canvas = Canvas(size, random)
    unit, light = canvas.unit, random.choice((-1, 1))
    shore = canvas.height * random.uniform(0.58, 0.64)
    lake_sky(canvas, palette, shore, light)
    summits = ridges.peaks(canvas, random.choice((4, 5, 6, 7)), random.uniform(0.12, 0.27), 0.6)
    ridges.mountains(canvas, palette, summits, shore, light, 0.72)
    brush_over(canvas, unit * 1.5, unit * 0.6, round(canvas.height * 0.1), round(shore))
    shore_woods(canvas, palette, shore)
    water.reflect(canvas, shore, palette, 0.82)
    brush_over(canvas, unit * 2.6, unit * 0.8, round(shore + unit * 0.5))
    sky.mist(canvas, shore + unit * 0.5, unit * 2.2, palette.haze, 0.75)
    water.streaks(canvas, shore, mix(palette.cloud_lit, palette.haze, 0.5), 70)
    front_firs(canvas, palette, light)
    return varnish(canvas)


def lake_sky(canvas: Canvas, palette: Palette, shore: float, light: int) -> None:
    """The sky above the row `shore` (px), bright on the side of the light, and a range far away."""
    random, unit = canvas.random, canvas.unit
    sky.sky(canvas, palette, shore)
    bright = (canvas.width * (0.5 + light * 0.3), shore * 0.72)
    sky.glow(canvas, bright, unit * 60, brighten(palette.haze, 0.7))
    sky.clouds(canvas, palette, shore, random.uniform(0.42, 0.55))
    if random.random() < LOW_SUN:
        place = (canvas.width * (0.5 + light * 0.34), shore * random.uniform(0.3, 0.55))
        sky.sun(canvas, palette, place, unit * 2.4)
    far = mix(palette.rock_lit, palette.haze, 0.7)
    ridges.hills(canvas, shore * 0.72, shore * 0.16, far, palette.haze, shore * 0.3, 0.6)
    brush_over(canvas, unit * 4.2, unit * 1.3, 0, round(shore))


def shore_woods(canvas: Canvas, palette: Palette, shore: float) -> None:
    """Two rows of firs on the far shore, mist between them and the mountains."""
    unit = canvas.unit
    sky.mist(canvas, shore - unit * 7, unit * 7, palette.haze)
    far = mix(palette.wood_shade, palette.haze, 0.45)
    trees.forest(canvas, shore - unit * 3, unit * 6, far, mix(far, palette.haze, 0.5), unit * 1.2, unit * 2)
    near = mix(palette.wood_shade, palette.haze, 0.12)
    lit = mix(near, palette.wood_lit, 0.5)
    trees.forest(canvas, shore - unit * 0.4, unit * 7.5, lit, near, unit * 1.6, unit * 0.5)
    brush_over(canvas, unit * 1.4, unit * 0.8, round(shore - unit * 12), round(shore))


def front_firs(canvas: Canvas, palette: Palette, light: int, share: float = 0.2) -> None:
    """Firs along the lower edge, high at one side, low in the middle."""
    random, unit = canvas.random, canvas.unit
    side = random.choice((-1, 1))
    bank = ridges.ground_mask(canvas, canvas.height - unit * 2.5, unit * 3)
    canvas.lay(palette.wood_shade, bank, 20)
    count = round(canvas.width / unit / 4.2)
    places = [(index + random.uniform(0.1, 0.9)) / count for index in range(count)]
    random.shuffle(places)
    standing = []
    for x in places:
        away = abs(x - 0.5 - side * 0.12) * 2
        tall = canvas.height * share * (0.32 + 0.75 * away**1.5) * random.uniform(0.7, 1.25)
        foot = (x * canvas.width, canvas.height - unit * random.uniform(-1.5, 2))
        standing.append((foot, tall))
    trees.firs(canvas, standing, palette.wood_shade, palette.wood_lit, light)


def alpine_meadow(size: Size, palette: Palette, random: Random) -> Image.Image:
    """A green valley full of flowers below snow peaks, a path of firs on either side."""
    canvas = Canvas(size, random)
    unit, light = canvas.unit, random.choice((-1, 1))
    foot = canvas.height * 0.6
    sky.sky(canvas, palette, foot)
    sky.clouds(canvas, palette, foot, 0.5)
    brush_over(canvas, unit * 4.2, unit * 1.3, 0, round(foot))
    ridges.mountains(canvas, palette, ridges.peaks(canvas, 6, 0.14, 0.58), foot, light, 0.75)
    brush_over(canvas, unit * 1.5, unit * 0.6, round(canvas.height * 0.08), round(foot))
    green, dark = palette.wood_lit, palette.wood_shade
    for index in range(4):
        share = index / 3
        crest = foot - unit * 4 + (canvas.height - foot) * 0.62 * share**1.3
        bright = mix(mix(green, palette.haze, 0.5 - 0.45 * share), palette.sun, 0.18)
        ridges.hills(
            canvas,
            crest,
            unit * (3 + 5 * share),
            bright,
            mix(green, dark, 0.25 + 0.35 * share),
            unit * 22,
            0.4,
        )
        if index < 3:
            slope_woods(canvas, palette, crest + unit * (1 + 3 * share), unit * (5 + 6 * share), light, share)
    brush_over(canvas, unit * 1.6, unit * 0.75, round(foot))
    flowers.grass(canvas, foot + (canvas.height - foot) * 0.5, dark, mix(green, palette.sun, 0.3), 1500)
    flowers.scatter(canvas, foot + (canvas.height - foot) * 0.45, flowers.MEADOW, 1300)
    return varnish(canvas)


def slope_woods(canvas: Canvas, palette: Palette, row: float, tall: float, light: int, near: float) -> None:
    """Groups of firs along a row, thinning out towards the middle; `near` (0..1) is how little haze is
    between."""
    random, standing = canvas.random, []
    for _ in range(26):
        aside = random.random() ** 0.7 * random.choice((-1, 1))
        x = canvas.width * (0.5 + 0.55 * aside)
        if abs(aside) > 0.3:
            standing.append(
                ((x, row + random.uniform(-0.6, 0.9) * canvas.unit * 2), tall * random.uniform(0.55, 1.2))
            )
    haze = 0.45 * (1 - near)
    shade, lit = mix(palette.wood_shade, palette.haze, haze), mix(palette.wood_lit, palette.haze, haze)
    trees.firs(canvas, standing, shade, lit, light)


def misty_ridges(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Ridge behind ridge in morning mist, the sun low between them."""
    canvas = Canvas(size, random)
    unit = canvas.unit
    horizon = canvas.height * 0.5
    sky.sky(canvas, palette, canvas.height * 0.66)
    sky.clouds(canvas, palette, horizon, 0.36)
    center = (canvas.width * random.uniform(0.35, 0.65), horizon * random.uniform(0.66, 0.8))
    sky.sun(canvas, palette, center, unit * 3.2)
    brush_over(canvas, unit * 4.2, unit * 1.3)
    sky.disc(canvas, center, unit * 3.2, palette.sun)
    layers = 7
    for index in range(layers):
        share = index / (layers - 1)
        crest = horizon * 0.86 + (canvas.height * 0.97 - horizon * 0.86) * share**1.15
        tone = mix(palette.haze, palette.wood_shade, 0.12 + 0.85 * share**0.9)
        mist = mix(palette.haze, tone, 0.25 + 0.5 * share)
        ridges.hills(
            canvas, crest, canvas.height * 0.085 * (1.1 - 0.5 * share), tone, mist, canvas.height * 0.14, 0.55
        )
        if index > 2:
            trees.forest(
                canvas,
                crest + unit * 3,
                unit * (2.2 + 5.5 * share),
                tone,
                mist,
                unit * (0.7 + share),
                unit * 4,
            )
        brush_over(
            canvas,
            unit * 1.5,
            unit * 1.0,
            round(crest - unit * 10),
            min(canvas.height, round(crest + canvas.height * 0.15)),
        )
    return varnish(canvas)


def balloons(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Hot-air balloons over hills in the morning haze."""
    canvas = Canvas(size, random)
    unit, light = canvas.unit, random.choice((-1, 1))
    horizon = canvas.height * 0.66
    sky.sky(canvas, palette, canvas.height * 0.75)
    sky.clouds(canvas, palette, horizon, 0.4)
    sky.sun(canvas, palette, (canvas.width * (0.5 + 0.3 * light), horizon * 0.9), unit * 2.4)
    brush_over(canvas, unit * 4.2, unit * 1.3)
    for index in range(5):
        share = index / 4
        crest = horizon + (canvas.height - horizon) * share * 0.8
        tone = mix(mix(palette.haze, palette.rock_lit, 0.3 + 0.5 * share), palette.rock_shade, 0.6 * share)
        ridges.hills(
            canvas,
            crest,
            unit * (7 + share * 2),
            tone,
            mix(tone, palette.haze, 0.55 - 0.4 * share),
            unit * 12,
            0.5,
        )
    brush_over(canvas, unit * 1.7, unit * 0.8, round(horizon - unit * 8))
    for x, y, tall in FLEET:
        place = (
            canvas.width * (x + random.uniform(-0.04, 0.04)),
            canvas.height * (y + random.uniform(-0.03, 0.03)),
        )
        objects.balloon(canvas, place, unit * tall * 1.9, palette, light)
    big = (canvas.width * (0.5 + 0.13 * -light), canvas.height * 0.42)
    objects.balloon(canvas, big, unit * 25, palette, light)
    return varnish(canvas)
