"""Bristle brushes, and painting a picture over again with them."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from .canvas import HORIZONTAL, Canvas
from .color import Color

ANGLES = 24
CLOSEST = 2.0
"""Strokes lie no closer than this (px): small pictures need fewer."""
SHAPES = 3
JITTER = 9
"""How far the levels of one stroke may differ from the picture under it."""


class Brush:
    """A flat bristle brush, cut once for every angle it can be held at."""

    def __init__(self, random: Random, length: float, breadth: float, opacity: int = 235) -> None:
        self._marks = [
            [
                _mark(random, length, breadth, opacity).rotate(
                    -180.0 * step / ANGLES, Image.Resampling.BICUBIC, expand=True
                )
                for _ in range(SHAPES)
            ]
            for step in range(ANGLES)
        ]

    def mark(self, flow: float, random: Random) -> Image.Image:
        """A stroke's mask, held along a flow value."""
        step = round((flow - HORIZONTAL) / 255 * ANGLES) % ANGLES
        return self._marks[step][int(random.random() * SHAPES)]

    def touch(self, canvas: Canvas, place: tuple[float, float], paint: Color, flow: float) -> None:
        """One stroke, centered on `place`."""
        mark = self.mark(flow, canvas.random)
        corner = (round(place[0] - mark.width / 2), round(place[1] - mark.height / 2))
        canvas.picture.paste(paint, corner, mark)
        canvas.thickness.paste(90 + int(canvas.random.random() * 80), corner, mark)


def _mark(random: Random, length: float, breadth: float, opacity: int) -> Image.Image:
    """A level stroke: a rounded body, streaked by its bristles, thinner where it ends."""
    size = (max(3, round(length)), max(3, round(breadth)))
    body = Image.new("L", (size[0] * 2 + 4, size[1] * 2 + 4))
    box = (2, 2, size[0] * 2 + 1, size[1] * 2 + 1)
    ImageDraw.Draw(body).rounded_rectangle(box, radius=size[1] * 0.9, fill=opacity)
    bristles = Image.frombytes("L", (3, size[1] + 1), random.randbytes(3 * (size[1] + 1)))
    bristles = bristles.resize(body.size, Image.Resampling.BICUBIC).point(
        [150 + level * 105 // 255 for level in range(256)]
    )
    return ImageChops.multiply(body, bristles).reduce(2)


def brush_over(
    canvas: Canvas, length: float, spacing: float, top: int = 0, bottom: int | None = None
) -> None:
    """Paint what is there again with strokes of `length` (px), one about every `spacing` px, along the flow.
    Only strokes centered between the rows `top` and `bottom` are made."""
    random, spacing = canvas.random, max(spacing, CLOSEST)
    brush = Brush(random, length, length * 0.36)
    colors, flows = canvas.picture.copy().load(), canvas.flow.load()
    assert colors is not None
    assert flows is not None
    places = _scattered(canvas.width, top, bottom or canvas.height, spacing, random)
    for x, y in places:
        shift = random.randint(-JITTER, JITTER)
        red, green, blue = colors[x, y]  # type: ignore[misc]
        flow = flows[x, y] + random.gauss(0, 12)  # type: ignore[operator]
        brush.touch(canvas, (x, y), (red + shift, green + shift, blue + shift), flow)


def _scattered(width: int, top: int, bottom: int, spacing: float, random: Random) -> list[tuple[int, int]]:
    """Places about `spacing` px apart, in no order."""
    places = []
    for row in range(math.ceil((bottom - top) / spacing)):
        for column in range(math.ceil(width / spacing)):
            x = int((column + random.random()) * spacing)
            y = int(top + (row + random.random()) * spacing)
            if x < width and y < bottom:
                places.append((x, y))
    random.shuffle(places)
    return places


def varnish(
    canvas: Canvas, depth: float = 0.22, contrast: float = 1.06, saturation: float = 1.08
) -> Image.Image:
    """The finished picture: light falls on the ridges of the paint, the corners are a little darker."""
    ridges = canvas.thickness.filter(ImageFilter.GaussianBlur(0.6))
    lit = ImageChops.subtract(ridges, ImageChops.offset(ridges, 1, 1), scale=1 / depth, offset=128)
    picture = ImageChops.overlay(canvas.picture, Image.merge("RGB", (lit, lit, lit)))
    picture = ImageEnhance.Contrast(picture).enhance(contrast)
    picture = ImageEnhance.Color(picture).enhance(saturation)
    corners = Image.radial_gradient("L").point([max(0, level - 150) * 5 // 9 for level in range(256)])
    picture.paste((8, 8, 16), (0, 0, *canvas.size), corners.resize(canvas.size, Image.Resampling.BICUBIC))
    return picture
