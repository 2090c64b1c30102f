"""Scenes of the night: aurora, snow, a city."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from ..painting import buildings, ridges, sky, trees, water
from ..painting.brush import Brush, brush_over, varnish
from ..painting.canvas import Canvas
from ..painting.color import Color, brighten, color, mix
from ..painting.palettes import Palette

Size = tuple[int, int]
AURORAS = (
    (color("#7dffc4"), color("#2fb6d6"), color("#7a4ae0")),
    (color("#b8ff9a"), color("#2fd69a"), color("#2f7ae0")),
    (color("#8ff0ff"), color("#5a7df0"), color("#d05ae0")),
)


def aurora_lake(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Northern lights over dark hills and a lake that mirrors them."""
    canvas = Canvas(size, random)
    unit = canvas.unit
    shore = canvas.height * 0.66
    sky.sky(canvas, palette, shore)
    sky.aurora(canvas, shore * 0.86, random.choice(AURORAS))
    brush_over(canvas, unit * 3, unit * 0.9, 0, round(shore))
    sky.stars(canvas, canvas.height * 0.38, 190)
    far, near = mix(palette.rock_shade, palette.haze, 0.3), palette.wood_shade
    ridges.mountains(canvas, palette, ridges.peaks(canvas, 6, 0.42, 0.66), shore, random.choice((-1, 1)), 0.7)
    brush_over(canvas, unit * 1.4, unit * 0.65, round(canvas.height * 0.38), round(shore))
    trees.forest(canvas, shore - unit * 1.5, unit * 5, mix(far, near, 0.6), near, unit * 1.1, unit * 2)
    water.reflect(canvas, shore, palette, 0.8, 0.12)
    brush_over(canvas, unit * 2.6, unit * 0.8, round(shore + unit * 0.5))
    front_wood(canvas, palette)
    return varnish(canvas)


def front_wood(canvas: Canvas, palette: Palette, share: float = 0.24) -> None:
    """Tall firs at the left and right edges, nearly black."""
    random, standing = canvas.random, []
    for index in range(16):
        away = random.random() ** 1.6 * 0.34
        x = away if index % 2 else 1 - away
        tall = canvas.height * share * (1.25 - 2.2 * away) * random.uniform(0.75, 1.2)
        standing.append(((x * canvas.width, canvas.height + canvas.unit), tall))
    trees.firs(canvas, standing, palette.wood_shade, mix(palette.wood_shade, palette.wood_lit, 0.6), 1)


def snowy_cabin(size: Size, palette: Palette, random: Random) -> Image.Image:
    """A cabin with lit windows in deep snow, firs and stars about it."""
    canvas = Canvas(size, random)
    unit, side = canvas.unit, random.choice((-1, 1))
    ground = canvas.height * 0.68
    sky.sky(canvas, palette, ground)
    if random.random() < 0.5:
        sky.aurora(canvas, ground * 0.72, random.choice(AURORAS), 2)
    brush_over(canvas, unit * 3.2, unit * 1.0, 0, round(ground))
    sky.stars(canvas, canvas.height * 0.25, 200)
    moon = (canvas.width * (0.5 + side * 0.3), canvas.height * 0.17)
    sky.glow(canvas, moon, unit * 22, brighten(palette.haze, 0.9))
    sky.disc(canvas, moon, unit * 3, palette.sun)
    ridges.mountains(canvas, palette, ridges.peaks(canvas, 5, 0.3, 0.62), ground, side, 0.85)
    brush_over(canvas, unit * 1.5, unit * 0.65, round(canvas.height * 0.25), round(ground))
    wood = mix(palette.wood_shade, palette.haze, 0.25)
    trees.forest(canvas, ground - unit, unit * 9, wood, mix(wood, palette.haze, 0.5), unit * 1.8, unit * 2)
    lit, shade = mix(palette.snow_lit, palette.haze, 0.35), palette.snow_shade
    for share in (0.0, 0.4):
        row = ground + unit * 2 + (canvas.height - ground) * share
        ridges.hills(
            canvas, row, unit * 3, mix(lit, shade, share), brighten(shade, 0.8 - share * 0.5), unit * 26, 0.35
        )
    brush_over(canvas, unit * 2.2, unit * 0.9, round(ground - unit * 6))
    place = (canvas.width * (0.5 - side * 0.12), ground + unit * 8)
    buildings.cabin(canvas, place, unit * 15, palette)
    snow_bank(canvas, place, unit * 13, mix(brighten(lit, 0.85), (190, 160, 160), 0.5))
    snow_firs(canvas, palette, ground)
    snowfall(canvas, 260)
    return varnish(canvas)


def snow_firs(canvas: Canvas, palette: Palette, ground: float) -> None:
    """Firs in the foreground with snow on their boughs."""
    random, standing = canvas.random, []
    for x in (0.03, 0.12, 0.2, 0.82, 0.9, 0.98):
        tall = canvas.height * random.uniform(0.26, 0.44)
        standing.append(
            ((x * canvas.width, ground + (canvas.height - ground) * random.uniform(0.35, 0.75)), tall)
        )
    trees.firs(canvas, sorted(standing, key=lambda one: one[0][1]), palette.wood_shade, palette.snow_lit, 1)


def snow_bank(canvas: Canvas, foot: tuple[float, float], half: float, paint: Color) -> None:
    """Drifted snow in front of a wall, `half` px to either side."""
    random, unit = canvas.random, canvas.unit
    brush = Brush(random, unit * 1.6, unit * 0.8, 200)
    for _ in range(150):
        aside = random.uniform(-1, 1)
        place = (foot[0] + aside * half, foot[1] + unit * (random.random() * 1.6 - 0.5 * abs(aside)))
        warm = mix(paint, (255, 206, 140), 0.45 * (1 - abs(aside)) * random.random())
        brush.touch(canvas, place, warm, random.gauss(128, 12))


def snowfall(canvas: Canvas, count: int) -> None:
    """Flakes in the air."""
    random = canvas.random
    light = Image.new("RGB", canvas.size)
    pen = ImageDraw.Draw(light)
    for _ in range(count):
        x, y = random.random() * canvas.width, random.random() * canvas.height
        radius = canvas.unit * random.uniform(0.06, 0.24)
        pen.ellipse([x - radius, y - radius, x + radius, y + radius], (150, 165, 190))
    canvas.shine(light.filter(ImageFilter.GaussianBlur(canvas.unit * 0.07)))


def skyline(size: Size, palette: Palette, random: Random) -> Image.Image:
    """A city at night across the water, thousands of windows, their light on the waves."""
    canvas = Canvas(size, random)
    unit = canvas.unit
    shore = canvas.height * 0.68
    sky.sky(canvas, palette, shore)
    sky.clouds(canvas, palette, shore, 0.4)
    glow = mix(palette.haze, (255, 170, 110), 0.4)
    sky.glow(canvas, (canvas.width * 0.5, shore), canvas.width * 0.75, brighten(glow, 0.95), 0.62)
    brush_over(canvas, unit * 3.6, unit * 1.2, 0, round(shore))
    moon = (canvas.width * random.choice((0.2, 0.78)), canvas.height * 0.18)
    sky.glow(canvas, moon, unit * 18, brighten(palette.haze, 0.8))
    sky.disc(canvas, moon, unit * 3.2, palette.sun)
    for depth in (0.0, 0.5, 1.0):
        tone = mix(
            mix(palette.haze, palette.sky[0][1], 0.45),
            mix(palette.wood_shade, palette.sky[1][1], 0.25),
            0.2 + 0.75 * depth,
        )
        towers(canvas, shore, shore * (0.8 - 0.22 * depth), tone, depth)
    windows_glow = canvas.picture.filter(ImageFilter.GaussianBlur(unit * 0.8)).point(
        [level * 2 // 5 for level in range(256)] * 3
    )
    canvas.shine(windows_glow)
    water.reflect(canvas, shore, palette, 0.3, 0.15)
    smeared = canvas.picture.crop((0, round(shore), canvas.width, canvas.height))
    streaked = smeared.resize((canvas.width, max(2, smeared.height // 14))).resize(
        smeared.size, Image.Resampling.BICUBIC
    )
    canvas.picture.paste(ImageChops.lighter(smeared, streaked), (0, round(shore)))
    brush_over(canvas, unit * 2.2, unit * 0.75, round(shore + 1))
    return varnish(canvas)


def towers(canvas: Canvas, shore: float, tall: float, tone: Color, near: float) -> None:
    """A row of towers with lit windows; the near ones are lower, darker and brighter lit."""
    random, unit = canvas.random, canvas.unit
    pen = ImageDraw.Draw(canvas.picture)
    x = -unit * 2
    while x < canvas.width:
        wide = unit * random.uniform(4.2, 8.5) * (0.75 + 0.35 * near)
        middle = 1 - abs(x / canvas.width - 0.5) * 1.1
        high = tall * random.uniform(0.35, 1.0) * (0.45 + 0.6 * middle)
        top = shore - high
        pen.rectangle([x, top, x + wide, shore], brighten(tone, random.uniform(0.85, 1.15)))
        crown_kind = random.random()
        if crown_kind < 0.12:
            pen.polygon(
                [(x + wide * 0.1, top), (x + wide / 2, top - wide * 0.9), (x + wide * 0.9, top)], tone
            )
        elif crown_kind < 0.5:
            pen.rectangle([x + wide * 0.25, top - unit * 2, x + wide * 0.75, top], tone)
            pen.line([x + wide / 2, top - unit * 6, x + wide / 2, top], tone, max(1, round(unit * 0.15)))
        lit_windows(canvas, pen, (x, top, x + wide, shore), 0.34 + 0.22 * near)
        x += wide * random.uniform(0.75, 1.25)


def lit_windows(
    canvas: Canvas, pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float], share: float
) -> None:
    """Windows in a grid; `share` of them are lit."""
    random, unit = canvas.random, canvas.unit
    step, side = unit * 0.95, unit * 0.42
    lamps = [color(name) for name in ("#ffd58a", "#ffe9bf", "#ffb763", "#bfe3ff")]
    lamp = random.choice(lamps)
    y = box[1] + step
    while y < box[3] - step:
        x = box[0] + step * 0.6
        while x < box[2] - side:
            if random.random() < share:
                pen.rectangle([x, y, x + side, y + side * 1.1], brighten(lamp, random.uniform(0.65, 1.0)))
            x += step
        y += step * 1.15
