"""Things people put into landscapes: balloons, boats, gates."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from .canvas import Canvas
from .color import Color, brighten, color, mix
from .palettes import Palette

Point = tuple[float, float]
STRIPES = tuple(color(name) for name in ("#d8453a", "#f2a93b", "#f4ead2", "#2f7f93", "#7a4a9c"))


def polygon(canvas: Canvas, points: Sequence[Point], paint: Color | Image.Image) -> None:
    """A filled shape with smooth edges, cut from the smallest stencil that holds it."""
    left, top = math.floor(min(x for x, _ in points)), math.floor(min(y for _, y in points))
    right, bottom = math.ceil(max(x for x, _ in points)) + 1, math.ceil(max(y for _, y in points)) + 1
    scale = 4
    large = Image.new("L", ((right - left) * scale, (bottom - top) * scale))
    ImageDraw.Draw(large).polygon([((x - left) * scale, (y - top) * scale) for x, y in points], 255)
    mask = large.reduce(scale)
    canvas.picture.paste(paint if isinstance(paint, tuple) else paint.resize(mask.size), (left, top), mask)


def balloon(canvas: Canvas, center: Point, tall: float, palette: Palette, light: int) -> None:
    """A striped balloon with its basket; `tall` (px) from the top to the basket."""
    random = canvas.random
    first, second = random.sample(STRIPES, 2)
    far = max(0.0, 0.55 - tall / canvas.unit / 18)
    x, y = center
    radius = tall * 0.36
    gores = 9
    for gore in range(gores):
        edges = [math.sin((gore + part) / gores * math.pi - math.pi / 2) for part in (0, 1)]
        paint = brighten((first, second)[gore % 2], 0.72 + 0.42 * (0.5 + light * (edges[0] + edges[1]) / 4))
        outline = [
            (x + edges[0] * _girth(step) * radius, y - tall / 2 + step * tall * 0.8) for step in _STEPS
        ]
        outline += [
            (x + edges[1] * _girth(step) * radius, y - tall / 2 + step * tall * 0.8)
            for step in reversed(_STEPS)
        ]
        polygon(canvas, outline, mix(paint, palette.haze, far))
    dark = mix(palette.wood_shade, palette.haze, far)
    half, top = tall * 0.05, y + tall * 0.4
    for side in (-1, 1):
        rope = x + side * half
        polygon(
            canvas,
            [
                (rope - 0.4, y + tall * 0.28),
                (rope + 0.5, y + tall * 0.28),
                (rope + 0.5, top),
                (rope - 0.4, top),
            ],
            dark,
        )
    polygon(
        canvas,
        [
            (x - half, top),
            (x + half, top),
            (x + half * 0.85, top + tall * 0.09),
            (x - half * 0.85, top + tall * 0.09),
        ],
        dark,
    )


_STEPS = tuple(step / 14 for step in range(15))


def _girth(share: float) -> float:
    """The breadth of a balloon's skin, `share` of the way from its top to its mouth."""
    return (
        math.sqrt(max(0.0, 1 - ((share - 0.42) / 0.42) ** 2))
        if share < 0.42
        else math.cos((share - 0.42) / 0.58 * 1.38) ** 0.8
    )


def sailboat(canvas: Canvas, foot: Point, tall: float, sail: Color, hull: Color) -> None:
    """A small boat; `foot` is the water line in the middle of the hull."""
    x, y = foot
    polygon(
        canvas,
        [(x + tall * 0.03, y - tall), (x + tall * 0.42, y - tall * 0.16), (x + tall * 0.03, y - tall * 0.14)],
        sail,
    )
    polygon(
        canvas,
        [
            (x - tall * 0.02, y - tall * 0.9),
            (x - tall * 0.02, y - tall * 0.14),
            (x - tall * 0.28, y - tall * 0.17),
        ],
        brighten(sail, 0.82),
    )
    polygon(
        canvas,
        [
            (x - tall * 0.34, y - tall * 0.1),
            (x + tall * 0.44, y - tall * 0.1),
            (x + tall * 0.3, y + tall * 0.03),
            (x - tall * 0.24, y + tall * 0.03),
        ],
        hull,
    )
    polygon(
        canvas,
        [
            (x - tall * 0.012, y - tall * 1.04),
            (x + tall * 0.016, y - tall * 1.04),
            (x + tall * 0.016, y - tall * 0.1),
            (x - tall * 0.012, y - tall * 0.1),
        ],
        hull,
    )


def gate(canvas: Canvas, foot: Point, tall: float, paint: Color, shade: Color) -> None:
    """A torii: two leaning posts, a tie beam and a curved lintel."""
    x, y = foot
    half = tall * 0.46
    for side in (-1, 1):
        post = x + side * half
        polygon(
            canvas,
            [
                (post - tall * 0.045, y),
                (post + tall * 0.045, y),
                (post + tall * 0.035 - side * tall * 0.05, y - tall * 0.95),
                (post - tall * 0.035 - side * tall * 0.05, y - tall * 0.95),
            ],
            paint if side > 0 else mix(paint, shade, 0.35),
        )
    polygon(
        canvas,
        [
            (x - tall * 0.56, y - tall * 0.7),
            (x + tall * 0.56, y - tall * 0.7),
            (x + tall * 0.56, y - tall * 0.63),
            (x - tall * 0.56, y - tall * 0.63),
        ],
        mix(paint, shade, 0.2),
    )
    curve = [
        (x + tall * 0.72 * step / 8, y - tall * (0.93 + 0.07 * (step / 8) ** 2)) for step in range(-8, 9)
    ]
    polygon(canvas, [*curve, *((px, py + tall * 0.085) for px, py in reversed(curve))], paint)
    roof = [(px * 1.0, py - tall * 0.05) for px, py in curve]
    polygon(canvas, [*roof, *((px, py + tall * 0.06) for px, py in reversed(roof))], shade)
