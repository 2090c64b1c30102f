"""Scenes of space: nebulae and galaxies."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from ..painting import noise, sky
from ..painting.brush import brush_over, varnish
from ..painting.canvas import Canvas
from ..painting.color import Color, Stop, at, between, brighten, color, mix
from ..painting.palettes import Palette

Size = tuple[int, int]
NEBULAE = (
    ("#05030f", "#2a0f4a", "#8a2f8a", "#ff8a7a", "#ffe9c0"),
    ("#02060f", "#0a2a4a", "#1a7a8a", "#6ae0c0", "#f4ffe0"),
    ("#060310", "#3a1020", "#a03a2a", "#f0a040", "#fff0c0"),
    ("#03040f", "#14204f", "#3a4ab0", "#a07af0", "#ffd9f4"),
)


def nebula(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Glowing gas between dark dust, many stars."""
    canvas = Canvas(size, random)
    unit = canvas.unit
    names = random.choice(NEBULAE)
    stops = [(index / 4, color(name)) for index, name in enumerate(names)]
    gas = noise.field(size, random, unit * 36, 1.2, 6)
    swirl = noise.field(size, random, unit * 26, 1.0, 5)
    heart = sky.glow_mask(
        canvas,
        (canvas.width * random.uniform(0.35, 0.65), canvas.height * random.uniform(0.35, 0.6)),
        unit * 75,
    )
    body = ImageChops.multiply(ImageChops.add(gas, heart, 1.7, -14), noise.window(swirl, -0.5, 0.6))
    body = ImageOps.autocontrast(body, cutoff=(2, 0.2))
    canvas.picture = colored(body, stops)
    canvas.flow = swirl
    brush_over(canvas, unit * 3.4, unit * 1.0)
    brush_over(canvas, unit * 1.6, unit * 1.3)
    sky.stars(canvas, canvas.height, 520, 0.05)
    for _ in range(7):
        flare(
            canvas,
            (random.random() * canvas.width, random.random() * canvas.height),
            unit * random.uniform(3, 7),
            stops[4][1],
        )
    return varnish(canvas, 0.16)


def colored(levels: Image.Image, stops: list[Stop]) -> Image.Image:
    """The levels of a mask as the colors of a gradient."""
    table = [at(stops, level / 255) for level in range(256)]
    return Image.merge("RGB", [levels.point([entry[part] for entry in table]) for part in range(3)])


def flare(canvas: Canvas, place: tuple[float, float], reach: float, light: Color) -> None:
    """A bright star with four rays."""
    x, y = place
    sky.glow(canvas, place, reach * 0.8, light)
    sky.glow(canvas, place, reach, brighten(light, 0.9), 0.05)
    tall = max(2, round(reach * 0.05))
    mask = sky.glow_mask(canvas, place, tall, reach / tall)
    canvas.shine(between(mask, (0, 0, 0), brighten(light, 0.9)))
    sky.disc(canvas, (x, y), max(1.0, reach * 0.06), (255, 255, 255))


def galaxy(size: Size, palette: Palette, random: Random) -> Image.Image:
    """A tilted spiral galaxy among stars."""
    canvas = Canvas(size, random)
    unit = canvas.unit
    deep = [
        color(name)
        for name in random.choice((("#03040c", "#0c1330"), ("#08040f", "#22103a"), ("#020809", "#0a2430")))
    ]
    canvas.picture = between(noise.field(size, random, unit * 40, 1.4, 4), deep[0], deep[1])
    brush_over(canvas, unit * 4, unit * 1.6)
    sky.stars(canvas, canvas.height, 380, 0.04)
    center = (canvas.width * 0.5, canvas.height * 0.5)
    arms(canvas, center, unit * 46, random.uniform(-0.5, 0.5), random.uniform(0.42, 0.6))
    sky.glow(canvas, center, unit * 30, color("#a06a50"), 0.6)
    sky.glow(canvas, center, unit * 12, color("#fff0d0"), 0.75)
    for _ in range(4):
        flare(
            canvas,
            (random.random() * canvas.width, random.random() * canvas.height),
            unit * random.uniform(3, 5),
            color("#dfe8ff"),
        )
    return varnish(canvas, 0.16)


def arms(canvas: Canvas, center: tuple[float, float], radius: float, turn: float, tilt: float) -> None:
    """Two arms of dabs along logarithmic spirals: `turn` (radians) in the picture, flattened by `tilt`."""
    random = canvas.random
    light = Image.new("RGB", canvas.size)
    pen = ImageDraw.Draw(light)
    hues = [color(name) for name in ("#ffdca8", "#ff9ab0", "#b48aff", "#6ab0ff", "#4ae0d8")]
    for _ in range(6500):
        share = random.random() ** 0.7
        angle = share * 7.2 + random.choice((0, math.pi)) + random.gauss(0, 0.36 + 0.12 * share)
        far = radius * (0.06 + share**1.1) * random.uniform(0.93, 1.07)
        flat = (math.cos(angle) * far, math.sin(angle) * far * tilt)
        x = center[0] + flat[0] * math.cos(turn) - flat[1] * math.sin(turn)
        y = center[1] + flat[0] * math.sin(turn) + flat[1] * math.cos(turn)
        size = canvas.unit * random.uniform(0.08, 0.4)
        paint = mix(hues[min(4, int(share * 5))], (255, 255, 255), random.random() * 0.4)
        pen.ellipse(
            [x - size, y - size, x + size, y + size],
            brighten(paint, random.uniform(0.25, 0.8) * (1.1 - share * 0.6)),
        )
    soft = light.filter(ImageFilter.GaussianBlur(canvas.unit * 2)).point(
        [min(255, round(level * 2.1)) for level in range(256)] * 3
    )
    canvas.shine(soft)
    canvas.shine(light.filter(ImageFilter.GaussianBlur(canvas.unit * 0.08)))
