"""Trees: conifers, forests in the distance, trunks in the mist, crowns built from dabs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from . import sky
from .brush import Brush
from .canvas import Canvas, flow_of
from .color import Color, between, brighten, mix, ramp

Point = tuple[float, float]
FIR_BREADTH = 0.19
"""Half the breadth of a fir at its foot, as a share of its height."""


def firs(canvas: Canvas, places: Sequence[tuple[Point, float]], dark: Color, lit: Color, light: int) -> None:
    """Firs, each given by its foot and its height (px): dark shapes, then drooping strokes, brighter
    towards the light."""

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        for foot, tall in places:
            tiers = max(6, round(tall / canvas.unit * 0.55))
            pen.polygon([(x * scale, y * scale) for x, y in _outline(canvas, foot, tall, tiers)], 255)

    canvas.lay(dark, canvas.stencil(draw), 20)
    for foot, tall in places:
        _boughs(canvas, foot, tall, dark, lit, light)


def _boughs(canvas: Canvas, foot: Point, tall: float, dark: Color, lit: Color, light: int) -> None:
    """The drooping strokes of one fir."""
    random = canvas.random
    brush = Brush(random, max(4.0, tall * 0.085), max(2.0, tall * 0.028), 210)
    x, y = foot
    tiers = max(7, round(tall / canvas.unit * 1.0))
    for tier in range(1, tiers):
        share = (tier + 0.5) / tiers
        level = y - tall + tall * share * 0.97
        reach = tall * FIR_BREADTH * share * random.uniform(0.7, 1.1)
        for _ in range(1 + round(share * 5)):
            aside = random.uniform(-1, 1)
            paint = mix(dark, lit, max(0.0, 0.3 + aside * light * 0.6) * random.uniform(0.2, 1.0))
            droop = flow_of(math.copysign(0.45 + 0.3 * random.random(), aside))
            brush.touch(canvas, (x + aside * reach * 0.8, level + abs(aside) * tall * 0.03), paint, droop)


def forest(
    canvas: Canvas, crest: float, tall: float, top: Color, foot: Color, step: float, sway: float = 0.0
) -> None:
    """A row of firs seen together, standing about the row `crest` (px) and covering all below it; `step` px
    apart."""
    random = canvas.random
    trees = []
    x = -step
    phase = random.random() * math.tau
    while x < canvas.width + step:
        swell = (
            math.sin(phase + x / canvas.width * 5) * 0.5 + math.sin(phase * 3 + x / canvas.width * 13) * 0.3
        )
        high = tall * max(0.25, 0.7 + 0.4 * swell + random.gauss(0, 0.22))
        trees.append((x, crest + sway * swell, high))
        x += step * random.choice((0.3, 0.5, 0.8, 1.0, 1.7))

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        line = [(x * scale, y * scale) for x, y, _ in trees]
        pen.polygon([*line, (canvas.width * scale, canvas.height * scale), (0, canvas.height * scale)], 255)
        for x, y, high in trees:
            pen.polygon([(px * scale, py * scale) for px, py in _outline(canvas, (x, y), high)], 255)

    shade = ramp(canvas.size, crest - tall, crest + tall * 0.6)
    canvas.lay(between(shade, top, foot), canvas.stencil(draw), 20)


def _outline(canvas: Canvas, foot: Point, tall: float, tiers: int = 6) -> list[Point]:
    """The jagged outline of a small fir."""
    random = canvas.random
    x, y = foot
    left: list[Point] = []
    right: list[Point] = []
    for tier in range(1, tiers + 1):
        share = tier / tiers
        level = y - tall * (1 - share)
        for side in (left, right):
            reach = tall * FIR_BREADTH * share * random.uniform(0.65, 1.2) * (-1 if side is left else 1)
            side += [(x + reach, level), (x + reach * 0.55, level - tall * 0.12 / tiers)]
    return [
        (x, y - tall),
        *right,
        (x + tall * 0.02, y + tall * 0.03),
        (x - tall * 0.02, y + tall * 0.03),
        *reversed(left),
    ]


def crown(
    canvas: Canvas, center: Point, radius: float, dark: Color, lit: Color, light: int, dabs: int = 1100
) -> None:
    """The round crown of a broad-leaved tree: dark dabs behind, lit ones on the side of the light."""
    random = canvas.random
    brush = Brush(random, radius * 0.115, radius * 0.065)
    lobes = [(0.0, 0.0, 0.8)]
    for index in range(7):
        angle = index / 7 * math.tau + random.uniform(-0.3, 0.3)
        lobes.append((math.cos(angle) * 0.55, math.sin(angle) * 0.4, random.uniform(0.38, 0.55)))
    for index in range(dabs):
        lobe_x, lobe_y, size = random.choice(lobes)
        angle, far = random.random() * math.tau, math.sqrt(random.random()) * size
        dx, dy = lobe_x + math.cos(angle) * far, lobe_y + math.sin(angle) * far * 0.9
        toward = (math.cos(angle) * light - math.sin(angle) * 1.2) * far / size * 0.35 + (
            dx * light - dy
        ) * 0.3
        late = index / dabs
        share = max(0.0, min(1.0, 0.28 + toward + late * 0.25 + random.uniform(-0.18, 0.18)))
        paint = mix(dark, lit, share * (0.35 + 0.65 * late))
        brush.touch(canvas, (center[0] + dx * radius, center[1] + dy * radius), paint, random.randrange(256))


def broad_tree(
    canvas: Canvas, foot: Point, tall: float, leaves: tuple[Color, Color], bark: Color, light: int
) -> None:
    """A lone tree with its shadow on the ground; `leaves` are the shaded and the lit color."""
    x, y = foot
    radius = tall * 0.36
    shadow = sky.glow_mask(canvas, (x - light * tall * 0.3, y + tall * 0.02), tall * 0.75, 0.2)
    canvas.lay(brighten(leaves[0], 0.3), shadow.point([min(150, level) for level in range(256)]))

    def trunk(pen: ImageDraw.ImageDraw, scale: float) -> None:
        half = tall * 0.035
        pen.polygon(
            [
                (px * scale, py * scale)
                for px, py in (
                    (x - half * 1.7, y),
                    (x - half * 0.7, y - tall * 0.2),
                    (x - half * 0.6, y - tall * 0.5),
                    (x + half * 0.6, y - tall * 0.5),
                    (x + half * 0.7, y - tall * 0.2),
                    (x + half * 1.9, y),
                )
            ],
            255,
        )
        for side in (-1, 1):
            pen.line(
                [
                    (x * scale, (y - tall * 0.34) * scale),
                    ((x + side * radius * 0.6) * scale, (y - tall * 0.6) * scale),
                ],
                255,
                max(1, round(half * scale)),
            )

    canvas.lay(bark, canvas.stencil(trunk))
    crown(canvas, (x, y - tall * 0.64), radius, leaves[0], leaves[1], light)


def trunks(
    canvas: Canvas, count: int, foot: float, girth: float, paint: Color, lit: Color, light: int
) -> None:
    """Straight trunks that run out of the picture at the top and stand about the row `foot`; `girth` in
    px."""
    random = canvas.random
    rim = Image.new("L", (6, 1))
    rim.putdata([0, 10, 40, 95, 190, 255] if light > 0 else [255, 190, 95, 40, 10, 0])
    side = Image.new("L", canvas.size)
    shapes: list[list[Point]] = []
    for index in range(count):
        x = (index + random.uniform(-0.15, 1.15)) / count * canvas.width
        broad = girth * random.uniform(0.55, 1.3)
        shapes += _trunk(canvas, x, broad, foot + random.uniform(-1, 1) * girth * 1.2)
        bark = rim.resize((max(2, round(broad)), canvas.height), Image.Resampling.BICUBIC)
        side.paste(bark, (round(x - broad / 2), 0))

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        for shape in shapes:
            pen.polygon([(x * scale, y * scale) for x, y in shape], 255)

    canvas.lay(between(side, paint, lit), canvas.stencil(draw), 0)


def _trunk(canvas: Canvas, x: float, broad: float, bottom: float) -> list[list[Point]]:
    """The outlines of a trunk with its roots and of a few dead branches."""
    random, half = canvas.random, broad / 2
    body = [
        (x - half * 0.8, 0.0),
        (x + half * 0.8, 0.0),
        (x + half, bottom - broad),
        (x + half * 1.9, bottom + broad * 0.3),
        (x - half * 1.9, bottom + broad * 0.3),
        (x - half, bottom - broad),
    ]
    shapes = [body]
    for _ in range(2):
        y, side = bottom * random.uniform(0.05, 0.6), random.choice((-1, 1))
        reach, thick = side * broad * random.uniform(1.2, 2.6), broad * 0.2
        shapes.append([(x, y - thick), (x + reach, y - abs(reach) * 0.35), (x, y + thick)])
    return shapes
