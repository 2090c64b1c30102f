"""Noise: the irregular lines and fields that clouds, rock and ripples are cut from."""

from __future__ import annotations

import itertools
import math
from random import Random

from PIL import Image, ImageChops, ImageOps

FIELD_SHRINK = 2
"""Fields are built at half the size: nothing in them is finer than two pixels."""


def field(
    size: tuple[int, int], random: Random, cell: float, stretch: float = 1.0, octaves: int = 4
) -> Image.Image:
    """Fractal noise (mode L, full contrast). `cell` is the height of the largest spots in px, `stretch` their
    width over their height."""
    small = (max(2, size[0] // FIELD_SHRINK), max(2, size[1] // FIELD_SHRINK))
    total: Image.Image | None = None
    for octave in range(octaves):
        spot = max(2.0, cell / FIELD_SHRINK / 2**octave)
        columns = max(2, math.ceil(small[0] / (spot * stretch)) + 1)
        rows = max(2, math.ceil(small[1] / spot) + 1)
        layer = Image.frombytes("L", (columns, rows), random.randbytes(columns * rows))
        layer = layer.resize(small, Image.Resampling.BICUBIC)
        total = layer if total is None else Image.blend(total, layer, 0.5**octave / (2 - 0.5**octave))
    assert total is not None
    return ImageOps.autocontrast(total, cutoff=1).resize(size, Image.Resampling.BICUBIC)


def window(noise: Image.Image, low: float, high: float) -> Image.Image:
    """The noise as a mask: 0 below `low`, 255 above `high` (shares of the range), eased in between."""
    levels = []
    for level in range(256):
        share = max(0.0, min(1.0, (level / 255 - low) / (high - low)))
        levels.append(round(255 * share * share * (3 - 2 * share)))
    return noise.point(levels)


def relief(noise: Image.Image, dx: int, dy: int, gain: float = 3.0) -> Image.Image:
    """The noise as a lit surface: 128 where level, brighter where it rises against the light from (-dx,
    -dy)."""
    return ImageChops.subtract(noise, ImageChops.offset(noise, dx, dy), scale=1 / gain, offset=128)


def ridge_line(points: int, random: Random, roughness: float = 0.55, spans: int = 1) -> list[float]:
    """A line by midpoint displacement: `points` heights, about -1..1. `roughness` is what remains of the
    displacement at each halving; the line starts from `spans` straight pieces."""
    line = [random.uniform(-0.5, 0.5) for _ in range(spans + 1)]
    reach = 1.0 if spans == 1 else 0.6
    while len(line) < points:
        finer: list[float] = []
        for left, right in itertools.pairwise(line):
            finer += [left, (left + right) / 2 + random.uniform(-reach, reach) * 0.5]
        line = [*finer, line[-1]]
        reach *= roughness
    last = len(line) - 1
    return [line[round(index * last / max(1, points - 1))] for index in range(points)]
