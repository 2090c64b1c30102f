"""Fields: rows of lavender, poppies in the grass."""

from __future__ import annotations

from collections.abc import Sequence

from . import noise
from .brush import Brush
from .canvas import Canvas, flow_of
from .color import Color, brighten, color, mix

MEADOW = tuple(color(name) for name in ("#f7f3e4", "#f2c53d", "#d9546a", "#b57ad6", "#f08a3c"))
POPPIES = tuple(color(name) for name in ("#d8301f", "#e9482c", "#b81f1b", "#f06a3f"))
SIZES = (0.25, 0.38, 0.55, 0.75)


def scatter(canvas: Canvas, top: float, colors: Sequence[Color], count: int) -> None:
    """Blossoms from the row `top` (px) down, larger towards the front."""
    random, unit = canvas.random, canvas.unit
    brushes = [Brush(random, unit * size * 1.3, unit * size, 245) for size in SIZES]
    deep = canvas.height - top
    shares = sorted(random.random() ** 1.3 for _ in range(count))
    patches = noise.field(canvas.size, random, unit * 9, 3.0, 2).load()
    assert patches is not None
    for share in shares:
        place = (random.random() * canvas.width, top + share * deep)
        patch = patches[int(place[0]), int(place[1])]
        if not isinstance(patch, int) or patch < 90:
            continue
        paint = brighten(colors[(patch // 7 + random.randrange(2)) % len(colors)], random.uniform(0.8, 1.1))
        brushes[min(3, int(share * 4))].touch(canvas, place, paint, random.randrange(256))


def grass(canvas: Canvas, top: float, dark: Color, lit: Color, count: int) -> None:
    """Upright strokes of grass from the row `top` (px) down."""
    random, unit = canvas.random, canvas.unit
    brushes = [Brush(random, unit * size * 4, unit * size * 0.55, 200) for size in SIZES]
    deep = canvas.height - top
    for share in sorted(random.random() for _ in range(count)):
        place = (random.random() * canvas.width, top + share * deep)
        paint = mix(dark, lit, random.random() * (1 - 0.45 * share))
        brushes[min(3, int(share * 4))].touch(canvas, place, paint, flow_of(1.57 + random.gauss(0, 0.25)))


def rows(canvas: Canvas, top: float, vanishing: float, colors: Sequence[Color], soil: Color) -> None:
    """Planted rows that meet at the column `vanishing` (px) on the row `top`: dabs of `colors` (dark to
    lit) on the ridges, `soil` between."""
    random, unit = canvas.random, canvas.unit
    brushes = [Brush(random, unit * size * 2.1, unit * size * 1.2, 235) for size in SIZES]
    deep = canvas.height - top
    spread = canvas.width * 0.16
    for share in sorted(random.random() ** 0.62 for _ in range(11500)):
        y = top + share * deep
        column = random.uniform(-1, 1) * canvas.width * 0.8 / (spread * (0.08 + share))
        x = vanishing + column * spread * (0.08 + share)
        across = abs((column + 100) % 1.0 - 0.5) * 2
        if across > 0.8:
            paint = mix(soil, colors[0], random.random() * 0.5)
        else:
            lit = (1 - across / 0.8) * random.uniform(0.5, 1.0) + random.uniform(-0.1, 0.2)
            paint = colors[max(0, min(len(colors) - 1, int(lit * len(colors))))]
        lean = flow_of(1.57 - (x - vanishing) / canvas.width * 0.9 + random.gauss(0, 0.2))
        brushes[min(3, int(share * 4))].touch(
            canvas, (x, y), brighten(paint, 0.82 + 0.25 * (1 - share)), lean
        )
