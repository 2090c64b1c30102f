"""Ground that stands up: mountains, ranges in the haze, hills, dunes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from . import noise
from .canvas import Canvas, flow_of
from .color import Color, between, mix, ramp
from .palettes import Palette

Point = tuple[float, float]
LIT, SHADED = 222, 44


@dataclass(frozen=True)
class Peak:
    """A summit at `x`, `y` (shares of the canvas) and half the breadth of its foot (share of the width)."""

    x: float
    y: float
    spread: float


def peaks(canvas: Canvas, count: int, top: float, base: float) -> list[Peak]:
    """A range: one high summit off the middle and lower ones about it, between the shares `top` and `base` of
    the height; far ones first."""
    random = canvas.random
    main = random.choice((0.36, 0.62)) + random.uniform(-0.05, 0.05)
    tall = base - top
    found = [Peak(main, top, tall * random.uniform(1.0, 1.25) * canvas.height / canvas.width)]
    for index in range(1, count):
        x = (index + random.uniform(-0.3, 0.3)) / count * 1.15 - 0.08
        rise = tall * random.uniform(0.42, 0.8) * (1 - 0.25 * (abs(x - main) < 0.12))
        found.append(Peak(x, base - rise, rise * random.uniform(1.1, 1.6) * canvas.height / canvas.width))
    return sorted(found, key=lambda peak: peak.y)


def mountains(
    canvas: Canvas, palette: Palette, range_: Sequence[Peak], base: float, light: int, snow: float = 0.5
) -> None:
    """Peaks that stand on the row `base` (px), lit from the left (`light` -1) or the right (1). `snow` is
    how far down the snow lies (0 none, 1 to the foot)."""
    shape = Image.new("L", canvas.size)
    planes = Image.new("L", canvas.size, SHADED)
    for peak in range_:
        _raise_peak(canvas, peak, base, light, shape, planes)
    rock = noise.field(canvas.size, canvas.random, canvas.unit * 9, 0.8, 5)
    step = max(1, round(canvas.unit * 0.35))
    crags = noise.relief(rock, -light * step, step, 2.4)
    surface = ImageChops.add(planes.filter(ImageFilter.GaussianBlur(canvas.unit * 0.12)), crags, 1, -128)
    top = min(peak.y for peak in range_) * canvas.height
    ground = between(surface, palette.rock_shade, palette.rock_lit)
    white = between(surface, palette.snow_shade, palette.snow_lit)
    ground.paste(white, (0, 0), _snow(canvas, rock, crags, top, base, snow))
    ground.paste(
        palette.haze, (0, 0, *canvas.size), ramp(canvas.size, top + (base - top) * 0.35, base, 0, 170)
    )
    steep = Image.composite(
        Image.new("L", canvas.size, flow_of(-light * 0.95)),
        Image.new("L", canvas.size, flow_of(light * 0.95)),
        planes.point([255 if level > 128 else 0 for level in range(256)]),
    )
    canvas.lay(ground, shape, ImageChops.invert(steep))


def _snow(
    canvas: Canvas, rock: Image.Image, crags: Image.Image, top: float, base: float, snow: float
) -> Image.Image:
    """Where snow lies: everywhere on the summits, further down only where the rock is even."""
    line = top + (base - top) * snow
    altitude = ramp(canvas.size, top, line + (line - top) * 0.9, 255, 0)
    uneven = Image.blend(rock, crags, 0.35)
    return noise.window(Image.blend(altitude, uneven, 0.42), 0.44, 0.56)


def _raise_peak(
    canvas: Canvas, peak: Peak, base: float, light: int, shape: Image.Image, planes: Image.Image
) -> None:
    """Add one peak to the range's silhouette and to its lit and shaded planes."""
    random, width = canvas.random, canvas.width
    summit = (peak.x * width, peak.y * canvas.height)
    tall, half = base - summit[1], peak.spread * width
    left = _slope((summit[0] - half, base), summit, canvas)
    right = _slope(summit, (summit[0] + half * random.uniform(0.9, 1.2), base), canvas)
    spine = _spine(canvas, summit, base, half * 0.35)
    ImageDraw.Draw(shape).polygon([*left, *right], 255)
    pen = ImageDraw.Draw(planes)
    west, east = (LIT, SHADED) if light < 0 else (SHADED, LIT)
    pen.polygon([*left, *spine], west)
    pen.polygon([*right, *reversed(spine)], east)
    for _ in range(7):
        start = spine[random.randrange(len(spine) * 2 // 3)]
        _facet(canvas, pen, start, tall * random.uniform(0.2, 0.5), light)


def _facet(canvas: Canvas, pen: ImageDraw.ImageDraw, start: Point, fall: float, light: int) -> None:
    """A gully in the lit side or a rib that catches light in the shaded one."""
    random = canvas.random
    side, fill = random.choice(((light, SHADED + 30), (light, SHADED + 30), (-light, LIT - 55)))
    reach = fall * random.uniform(0.5, 0.9) * side
    tip = (start[0] + reach, start[1] + fall)
    waist = (start[0] + reach * 0.2, start[1] + fall * random.uniform(0.45, 0.8))
    pen.polygon([start, *_slope(start, tip, canvas)[2:-1:2], tip, waist], fill)


def _slope(start: Point, end: Point, canvas: Canvas) -> list[Point]:
    """A broken line between two places, rougher the longer it is."""
    count = max(4, round(math.dist(start, end) / canvas.unit * 1.6))
    rough = noise.ridge_line(count, canvas.random, 0.6)
    reach = math.dist(start, end) * 0.085
    points = []
    for index, shift in enumerate(rough):
        share = index / (count - 1)
        calm = min(1.0, share * 5, (1 - share) * 5)
        points.append(
            (
                start[0] + (end[0] - start[0]) * share,
                start[1] + (end[1] - start[1]) * share + shift * reach * calm,
            )
        )
    return points


def _spine(canvas: Canvas, summit: Point, base: float, sway: float) -> list[Point]:
    """The crest that falls from a summit to the foot, from left to right and back."""
    random, points = canvas.random, [summit]
    x, y = summit
    side = random.choice((-1, 1))
    step = (base - y) / 7
    while y < base:
        x += side * sway * random.uniform(0.15, 0.5)
        y += step * random.uniform(0.6, 1.3)
        side = -side if random.random() < 0.7 else side
        points.append((x, min(y, base)))
    return points


def hills(
    canvas: Canvas, crest: float, relief: float, paint: Color, foot: Color, depth: float, rough: float = 0.5
) -> None:
    """A range seen as one tone: `paint` at the crest (about the row `crest`, `relief` px high), `foot`
    `depth` px below it."""
    mask = ground_mask(canvas, crest, relief, rough)
    shade = ramp(canvas.size, crest - relief, crest + depth)
    canvas.lay(between(shade, paint, foot), mask, flow_of(0.35 * canvas.random.choice((-1, 1))))


def ground_mask(canvas: Canvas, crest: float, relief: float, rough: float = 0.5) -> Image.Image:
    """Everything below a line that wanders about the row `crest` by `relief` (px)."""
    count = max(8, canvas.width // 3)
    line = noise.ridge_line(count, canvas.random, rough, canvas.random.choice((3, 4, 5)))

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        edge = [
            (index / (count - 1) * canvas.width * scale, (crest - height * 1.5 * relief) * scale)
            for index, height in enumerate(line)
        ]
        pen.polygon([*edge, (canvas.width * scale, canvas.height * scale), (0, canvas.height * scale)], 255)

    return canvas.stencil(draw)


def dune(canvas: Canvas, summit: Point, spread: float, lit: Color, shade: Color, light: int) -> None:
    """A dune that rises to `summit` (px) and runs out `spread` px to either side: bright towards the
    light, its lee in shadow behind a winding crest."""
    random = canvas.random
    foot = summit[1] + spread * random.uniform(0.26, 0.34)
    steps = [step / 24 for step in range(-24, 25)]
    line = [(summit[0] + spread * at, foot - (foot - summit[1]) * _swell(at)) for at in steps]
    sway, phase = spread * random.uniform(0.1, 0.16), random.uniform(-0.3, 0.3)
    crest = []
    for step in range(25):
        share = step / 24
        aside = math.sin(share * 5.2 + phase) - math.sin(phase) - share * 1.6
        crest.append(
            (summit[0] + light * sway * aside, summit[1] + (canvas.height * 1.02 - summit[1]) * share)
        )
    lee = line[24:] if light < 0 else line[24::-1]
    edge = canvas.width * 1.1 if light < 0 else -canvas.width * 0.1

    def body(pen: ImageDraw.ImageDraw, scale: float) -> None:
        below = [
            (canvas.width * 1.1, foot),
            (canvas.width * 1.1, canvas.height),
            (-canvas.width * 0.1, canvas.height),
            (-canvas.width * 0.1, foot),
        ]
        pen.polygon([(x * scale, y * scale) for x, y in (*line, *below)], 255)

    def shadow(pen: ImageDraw.ImageDraw, scale: float) -> None:
        beyond = [(edge, foot), (edge, canvas.height)]
        pen.polygon([(x * scale, y * scale) for x, y in (*lee, *beyond, *reversed(crest))], 255)

    mask = canvas.stencil(body)
    face = between(ramp(canvas.size, summit[1], canvas.height), lit, mix(lit, shade, 0.35))
    dark = ramp(canvas.size, summit[1], canvas.height, 255, 90)
    face.paste(
        shade, (0, 0, *canvas.size), ImageChops.multiply(canvas.stencil(shadow, canvas.unit * 0.15), dark)
    )
    canvas.lay(face, mask, flow_of(-0.3 * light))


def _swell(at: float) -> float:
    """The height (0..1) of a dune's outline, from its left end (-1) over the summit (0) to the right end
    (1)."""
    return math.pow(1 - abs(at), 1.5) * (1 + 0.6 * abs(at))
