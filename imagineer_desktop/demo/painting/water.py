"""Water: reflections, ripples, the path of light under the sun."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter, ImageOps

from . import noise
from .brush import Brush
from .canvas import HORIZONTAL, Canvas
from .color import Color, between, brighten, ramp
from .palettes import Palette


def reflect(canvas: Canvas, shore: float, palette: Palette, calm: float = 0.7, tint: float = 0.2) -> None:
    """Fill everything below the row `shore` with what stands above it, upside down. `calm` is 1 for a mirror,
    0 for chop; `tint` is how much of the water's own color is in it."""
    top = round(shore)
    deep = canvas.height - top
    span = min(top, round(deep * 1.15))
    mirror = ImageOps.flip(canvas.picture.crop((0, top - span, canvas.width, top)))
    mirror = mirror.resize((canvas.width, deep), Image.Resampling.BICUBIC)
    mirror = Image.blend(mirror, Image.new("RGB", mirror.size, palette.water), tint)
    near = Image.new("RGB", mirror.size, brighten(palette.water, 0.55))
    mirror.paste(near, (0, 0), ramp(mirror.size, deep * 0.35, deep * 1.25, 0, 200))
    mirror = mirror.filter(ImageFilter.BoxBlur(canvas.unit * 0.12))
    for shift in (1.0, -1.6):
        mirror = _rippled(canvas, mirror, shift * (1.0 - calm) * 1.6)
    canvas.picture.paste(mirror, (0, top))
    canvas.flow.paste(HORIZONTAL, (0, top, canvas.width, canvas.height))


def _rippled(canvas: Canvas, mirror: Image.Image, strength: float) -> Image.Image:
    """The mirror, broken by bands in which it is seen moved up or down."""
    far = noise.field(mirror.size, canvas.random, canvas.unit * 0.9, 14.0, 2)
    near = noise.field(mirror.size, canvas.random, canvas.unit * 3.2, 9.0, 2)
    bands = Image.composite(near, far, ramp(mirror.size, 0, mirror.height * 0.9))
    moved = ImageChops.offset(mirror, round(canvas.unit * strength), round(canvas.unit * 5 * strength))
    moved.paste(mirror, (0, 0), ramp(mirror.size, 0, canvas.unit * 6, 255, 0))
    return Image.composite(moved, mirror, noise.window(bands, 0.5, 0.66))


def sea(canvas: Canvas, shore: float, far: Color, near: Color) -> None:
    """Open water from the horizon down, in waves that grow towards the front."""
    size = canvas.size
    deep = canvas.height - shore
    unit = canvas.unit
    waves = Image.composite(
        noise.field(size, canvas.random, unit * 4.5, 5.0, 3),
        noise.field(size, canvas.random, unit * 1.1, 12.0, 3),
        ramp(size, shore, shore + deep * 0.9),
    )
    crests = noise.relief(waves, 0, max(1, round(unit * 0.3)), 1.6)
    below = ramp(size, shore - 1, shore)
    water = between(ramp(size, shore, canvas.height), far, near)
    light = Image.merge("RGB", (crests,) * 3)
    canvas.lay(ImageChops.overlay(water, light), below, HORIZONTAL)


def glitter(canvas: Canvas, x: float, shore: float, light: Color, breadth: float, count: int = 260) -> None:
    """The broken path of light below the sun at `x`; `breadth` (px) is how wide it is at the lower edge."""
    random, deep = canvas.random, canvas.height - shore
    brushes = [
        Brush(random, canvas.unit * length, max(1.5, canvas.unit * 0.22 * length**0.5), 225)
        for length in (0.9, 1.8, 3.2, 5.0)
    ]
    for _ in range(count):
        share = random.random() ** 1.6
        reach = breadth * (0.25 + 0.75 * share)
        place = (x + random.gauss(0, 0.42) * reach, shore + share * deep * 0.97 + 1)
        brush = brushes[min(3, int(share * 3 + random.random() * 1.4))]
        brush.touch(canvas, place, brighten(light, random.uniform(0.86, 1.0)), HORIZONTAL)


def streaks(canvas: Canvas, shore: float, paint: Color, count: int = 60) -> None:
    """Thin level lights on still water."""
    random, deep = canvas.random, canvas.height - shore
    brushes = [Brush(random, canvas.unit * length, max(1.5, canvas.unit * 0.14), 60) for length in (4, 8, 14)]
    for _ in range(count):
        share = random.random() ** 1.4
        place = (random.random() * canvas.width, shore + share * deep)
        brushes[min(2, int(share * 3))].touch(canvas, place, paint, HORIZONTAL + math.sin(share * 40))
