"""The scene of a reef under water."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw

from ..painting import noise, objects, ridges, sky
from ..painting.brush import Brush, brush_over, varnish
from ..painting.canvas import Canvas
from ..painting.color import Color, between, brighten, color, gradient, mix, ramp
from ..painting.palettes import Palette

Size = tuple[int, int]


def reef(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Under water: shafts of light, a shoal of fish, corals and kelp on the ground."""
    canvas = Canvas(size, random)
    unit = canvas.unit
    deep, light = brighten(palette.water, 0.6), palette.haze
    canvas.lay(
        gradient(
            size,
            [
                (0, mix(light, (255, 255, 255), 0.35)),
                (0.16, mix(palette.water, light, 0.7)),
                (0.55, palette.water),
                (1, deep),
            ],
        )
    )
    canvas.flow = noise.field(size, random, unit * 30, 2, 2)
    shafts(canvas, light)
    brush_over(canvas, unit * 3.6, unit * 1.2)
    for share in (0.0, 0.5, 1.0):
        tone = mix(mix(palette.water, light, 0.15), brighten(deep, 0.5), 0.25 + 0.7 * share)
        ridges.hills(
            canvas,
            canvas.height * (0.74 + 0.14 * share),
            unit * (11 - 3 * share),
            tone,
            brighten(tone, 0.7),
            unit * 25,
            0.58,
        )
        shoal(canvas, mix(deep, light, 0.2 + 0.2 * share), unit * (1.4 + 1.2 * share), 26)
    brush_over(canvas, unit * 2, unit * 0.9, round(canvas.height * 0.6))
    corals(canvas)
    for paint in (color("#ff9a3c"), color("#ffd84a")):
        shoal(canvas, paint, unit * 4.2, 6)
    bubbles(canvas, mix(light, (255, 255, 255), 0.5))
    return varnish(canvas)


def shafts(canvas: Canvas, light: Color) -> None:
    """Light that falls through the surface."""
    random = canvas.random
    source = canvas.width * random.uniform(0.35, 0.65)

    def draw(pen: ImageDraw.ImageDraw, scale: float) -> None:
        for _ in range(11):
            start = source + random.gauss(0, 0.16) * canvas.width
            lean = (start - source) * 1.6
            wide = canvas.unit * random.uniform(1, 4)
            bottom = canvas.height * random.uniform(0.5, 1.0)
            pen.polygon(
                [
                    ((start - wide) * scale, 0),
                    ((start + wide) * scale, 0),
                    ((start + lean + wide * 2.6) * scale, bottom * scale),
                    ((start + lean - wide * 2.6) * scale, bottom * scale),
                ],
                random.randint(35, 95),
            )

    rays = canvas.stencil(draw, canvas.unit * 1.3)
    rays = ImageChops.multiply(rays, ramp(canvas.size, 0, canvas.height * 0.85, 255, 0))
    canvas.shine(between(rays, (0, 0, 0), light))
    sky.glow(canvas, (source, 0), canvas.unit * 45, brighten(light, 0.8), 0.7)


def shoal(canvas: Canvas, paint: Color, long: float, count: int) -> None:
    """Fish that swim the same way; each about `long` px."""
    random = canvas.random
    x0, y0 = canvas.width * random.uniform(0.25, 0.75), canvas.height * random.uniform(0.25, 0.62)
    way = random.choice((-1, 1))
    for _ in range(count):
        x, y = x0 + random.gauss(0, 0.13) * canvas.width, y0 + random.gauss(0, 0.055) * canvas.height
        body = [
            (-0.5, 0),
            (-0.2, -0.19),
            (0.2, -0.14),
            (0.42, 0),
            (0.66, -0.2),
            (0.6, 0),
            (0.66, 0.2),
            (0.42, 0),
            (0.2, 0.14),
            (-0.2, 0.19),
        ]
        objects.polygon(
            canvas,
            [(x + dx * long * -way, y + dy * long) for dx, dy in body],
            brighten(paint, random.uniform(0.8, 1.25)),
        )


def corals(canvas: Canvas) -> None:
    """Corals and kelp along the lower edge."""
    random, unit = canvas.random, canvas.unit
    reds = [color(name) for name in ("#e0596a", "#f08b54", "#c75aa6", "#e9b44c", "#8a5ac8")]
    brush = Brush(random, unit * 1.7, unit * 0.9, 230)
    for y in sorted(canvas.height * random.uniform(0.84, 1.03) for _ in range(26)):
        x = random.random() * canvas.width
        paint, reach = random.choice(reds), unit * random.uniform(3.5, 9)
        for _ in range(110):
            angle, far = random.uniform(0.1, math.pi - 0.1), random.random() ** 0.6 * reach
            lit = 0.35 + 0.55 * far / reach * random.uniform(0.7, 1.15)
            brush.touch(
                canvas,
                (x + math.cos(angle) * far, y - math.sin(angle) * far),
                brighten(paint, lit),
                (angle / math.pi + 0.5) % 1 * -255 % 255,
            )
    kelp = Brush(random, unit * 2.4, unit * 0.8, 230)
    for _ in range(9):
        x = canvas.width * random.choice((random.uniform(0, 0.2), random.uniform(0.8, 1.0)))
        tall, phase = unit * random.uniform(20, 48), random.random() * 6
        for step in range(60):
            y = canvas.height - tall * step / 60
            place = (x + math.sin(phase + step * 0.16) * unit * 1.6 + random.gauss(0, 0.4) * unit, y)
            kelp.touch(
                canvas,
                place,
                mix(color("#0d3a34"), color("#5f9a4c"), random.random() * step / 60),
                60 if step % 2 else 196,
            )


def bubbles(canvas: Canvas, paint: Color) -> None:
    """Strings of rising bubbles."""
    random, unit = canvas.random, canvas.unit
    for _ in range(5):
        x, y = random.uniform(0.1, 0.9) * canvas.width, random.uniform(0.4, 0.95) * canvas.height
        for _ in range(9):
            radius = unit * random.uniform(0.15, 0.55)
            box = [x - radius, y - radius, x + radius, y + radius]
            ImageDraw.Draw(canvas.picture).ellipse(box, None, paint)
            x, y = x + random.gauss(0, 1) * unit, y - unit * random.uniform(1.5, 4)
