"""The sky: light, clouds, stars, the moon, the aurora."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from . import noise
from .canvas import HORIZONTAL, Canvas
from .color import Color, between, brighten, gradient, mix, ramp
from .palettes import Palette

FALLOFF = 2.2
"""How fast a glow fades from its center."""


def sky(canvas: Canvas, palette: Palette, horizon: float) -> None:
    """The bare sky, down to `horizon` (px), brushed in slow waves."""
    stops = [(place * horizon / canvas.height, paint) for place, paint in palette.sky]
    waves = noise.field(canvas.size, canvas.random, canvas.unit * 40, 2.0, 2)
    canvas.lay(gradient(canvas.size, stops))
    canvas.flow = waves.point([HORIZONTAL - 26 + level * 52 // 255 for level in range(256)])


def glow_mask(
    canvas: Canvas, center: tuple[float, float], radius: float, squeeze: float = 1.0
) -> Image.Image:
    """A soft light around `center` that ends at `radius` (px); `squeeze` flattens it."""
    disc = Image.radial_gradient("L").point(
        [round(255 * max(0.0, 1 - level / 181 * 1.0) ** FALLOFF) for level in range(256)]
    )
    box = (max(2, round(radius * 2)), max(2, round(radius * 2 * squeeze)))
    mask = Image.new("L", canvas.size)
    mask.paste(
        disc.resize(box, Image.Resampling.BICUBIC),
        (round(center[0] - box[0] / 2), round(center[1] - box[1] / 2)),
    )
    return mask


def glow(
    canvas: Canvas, center: tuple[float, float], radius: float, light: Color, squeeze: float = 1.0
) -> None:
    """Add a soft light."""
    canvas.shine(between(glow_mask(canvas, center, radius, squeeze), (0, 0, 0), light))


def disc(canvas: Canvas, center: tuple[float, float], radius: float, paint: Color) -> None:
    """The sun or the moon: a disc with a barely soft rim."""
    x, y = center

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        pen.ellipse(
            [(x - radius) * scale, (y - radius) * scale, (x + radius) * scale, (y + radius) * scale], 255
        )

    canvas.lay(paint, canvas.stencil(draw, canvas.unit * 0.08))


def sun(canvas: Canvas, palette: Palette, center: tuple[float, float], radius: float) -> None:
    """The sun and the light around it."""
    glow(canvas, center, radius * 14, brighten(palette.haze, 0.75), 0.8)
    glow(canvas, center, radius * 5, brighten(palette.sun, 0.8))
    disc(canvas, center, radius, palette.sun)


def clouds(canvas: Canvas, palette: Palette, horizon: float, cover: float = 0.4) -> None:
    """Long clouds, smaller and flatter towards the horizon. `cover` is the share of the sky they take."""
    unit, random = canvas.unit, canvas.random
    high = noise.field(canvas.size, random, unit * 22, 2.6, 5)
    low = noise.field(canvas.size, random, unit * 7, 6.0, 4)
    body = Image.composite(low, high, ramp(canvas.size, horizon * 0.35, horizon * 0.8))
    edge = 1 - cover
    mask = noise.window(body, edge - 0.08, edge + 0.26)
    mask = ImageChops.multiply(mask, ramp(canvas.size, horizon * 0.9, horizon, 235, 0))
    light = noise.relief(body.filter(ImageFilter.GaussianBlur(unit * 0.5)), 0, round(-unit * 1.4), 2.6)
    canvas.lay(between(light, palette.cloud_shade, palette.cloud_lit), mask)


def stars(canvas: Canvas, bottom: float, count: int, bright: float = 0.06) -> None:
    """Stars above `bottom` (px); the share `bright` of them is large enough to glow."""
    random, unit = canvas.random, canvas.unit
    light = Image.new("RGB", canvas.size)
    pen = ImageDraw.Draw(light)
    for _ in range(count):
        x, y = random.random() * canvas.width, random.random() ** 1.25 * bottom
        level = 0.3 + 0.7 * random.random() ** 2
        tint = brighten(mix((190, 210, 255), (255, 236, 214), random.random()), level)
        reach = unit * (0.16 if random.random() < bright else 0.05)
        pen.ellipse([x - reach, y - reach, x + reach, y + reach], tint)
    halo = light.filter(ImageFilter.GaussianBlur(unit * 0.45)).point(
        [min(255, level * 3) for level in range(256)] * 3
    )
    canvas.shine(ImageChops.screen(light, halo))


def aurora(canvas: Canvas, base: float, colors: tuple[Color, Color, Color], curtains: int = 3) -> None:
    """Curtains of light, bright at the foot (about the row `base`), fading upwards from the first to the
    third color."""
    random = canvas.random
    light = Image.new("RGB", canvas.size)
    for index in range(curtains):
        foot = base * (0.62 + 0.38 * (index + 1) / curtains)
        curtain = _curtain(canvas, foot, base * random.uniform(0.55, 0.85), colors)
        light = ImageChops.screen(light, curtain)
    light = light.filter(ImageFilter.GaussianBlur(canvas.unit * 0.35))
    canvas.shine(light)
    bright = light.convert("L").point([255 if level > 70 else 0 for level in range(256)])
    canvas.flow.paste(0, (0, 0, *canvas.size), bright)


def _curtain(canvas: Canvas, foot: float, tall: float, colors: tuple[Color, Color, Color]) -> Image.Image:
    """One folded curtain; its foot wanders about the row `foot`, its rays are about `tall` px high."""
    random = canvas.random
    black = (0, 0, 0)
    ray = gradient(
        (1, 256),
        [
            (0, black),
            (0.35, brighten(colors[2], 0.35)),
            (0.65, brighten(colors[1], 0.75)),
            (0.9, colors[0]),
            (0.95, brighten(colors[0], 0.8)),
            (1, black),
        ],
    )
    folds = noise.ridge_line(canvas.width // 2 + 1, random, 0.42)
    rays = noise.ridge_line(canvas.width // 2 + 1, random, 0.72)
    curtain = Image.new("RGB", canvas.size)
    phase = random.random() * math.tau
    for step in range(canvas.width // 2 + 1):
        sway = math.sin(phase + step * 2 / canvas.width * 5) * 0.10 + folds[step] * 0.16
        bottom = foot * (1 + sway)
        strength = max(0.0, min(1.0, 0.55 + rays[step] * 0.6))
        high = max(4, round(tall * (0.75 + 0.35 * rays[step])))
        column = ray.resize((2, high)).point([round(level * strength) for level in range(256)] * 3)
        curtain.paste(column, (step * 2, round(bottom - high)))
    return curtain


def mist(canvas: Canvas, row: float, breadth: float, paint: Color, strength: float = 0.85) -> None:
    """A bank of mist about the row `row`, fading within `breadth` px to either side."""
    band = ImageChops.multiply(
        ramp(canvas.size, row - breadth, row, 0, 255),
        ramp(canvas.size, row, row + breadth, round(255 * strength), 0),
    )
    wisps = noise.window(noise.field(canvas.size, canvas.random, canvas.unit * 5, 6.0, 3), 0.15, 0.9)
    canvas.lay(paint, ImageChops.multiply(band, wisps))
