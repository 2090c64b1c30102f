"""Cards: signs of the zodiac on the night sky, tarot cards with a painted window."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageFilter

from ..painting import noise, ornament, sky
from ..painting.brush import brush_over, varnish
from ..painting.canvas import Canvas
from ..painting.color import between, brighten, color, mix
from ..painting.palettes import Palette
from . import coast, deep_sky, fields, mountains, nights, waters

Size = tuple[int, int]
Scene = Callable[[Size, Palette, Random], Image.Image]
WINDOWS: dict[str, Scene] = {
    "Sun": fields.poppies,
    "Moon": nights.aurora_lake,
    "Star": mountains.mountain_lake,
    "Tower": coast.lighthouse_coast,
    "Hermit": nights.snowy_cabin,
    "World": deep_sky.galaxy,
    "Temperance": waters.torii_lake,
    "Wheel": fields.dunes,
}


def zodiac(sign: str) -> Scene:
    """The scene of a sign: its glyph in gold within a ring on a painted night sky."""

    def scene(size: Size, palette: Palette, random: Random) -> Image.Image:
        canvas = Canvas(size, random)
        unit, center = canvas.unit, (canvas.width / 2, canvas.height / 2)
        dust = noise.field(size, random, unit * 30, 1.2, 5)
        deep = brighten(palette.sky[0][1], 0.28)
        canvas.picture = between(dust, deep, brighten(mix(palette.sky[0][1], palette.sky[1][1], 0.6), 0.62))
        canvas.flow = noise.field(size, random, unit * 24, 1.0, 2)
        sky.glow(canvas, center, unit * 52, brighten(palette.haze, 0.45))
        brush_over(canvas, unit * 3.2, unit * 1.0)
        sky.stars(canvas, canvas.height, 260, 0.08)
        ornament.gild(canvas, ornament.rays(canvas, center, unit * 36.5, unit * 46, 48, 0.3))
        ornament.gild(canvas, ornament.ring(canvas, center, unit * 36, 12))
        ornament.gild(canvas, ornament.frame(canvas, unit * 2.4))
        glyph = ornament.lines(canvas, ornament.GLYPHS[sign], center, unit * 22, unit * 3.4)
        halo = glyph.filter(ImageFilter.GaussianBlur(unit * 3))
        canvas.shine(between(halo, (0, 0, 0), brighten(palette.sun, 0.6)))
        ornament.gild(canvas, glyph)
        return varnish(canvas, 0.16)

    return scene


def tarot(name: str) -> Scene:
    """The scene of a tarot card: a painted window in a gilded frame, its emblem above."""

    def scene(size: Size, palette: Palette, random: Random) -> Image.Image:
        canvas = Canvas(size, random)
        unit = canvas.unit
        ground = noise.field(size, random, unit * 12, 1.0, 5)
        night = mix(palette.sky[0][1], (10, 8, 20), 0.72)
        canvas.picture = between(ground, night, mix(night, palette.sky[1][1], 0.3))
        brush_over(canvas, unit * 2.4, unit * 0.9)
        box = (unit * 9.5, unit * 10, canvas.width - unit * 9.5, canvas.height - unit * 19)
        window = ornament.arch(canvas, box)
        inside = (round(box[2] - box[0]), round(box[3] - box[1]))
        painted = WINDOWS[name](inside, palette, random)
        layer = Image.new("RGB", size)
        layer.paste(painted, (round(box[0]), round(box[1])))
        canvas.picture.paste(layer, (0, 0), window)
        rim = ImageChops.subtract(window.filter(ImageFilter.MaxFilter(_odd(unit * 1.4))), window)
        ornament.gild(canvas, rim)
        ornament.gild(canvas, ornament.frame(canvas, unit * 2.4))
        medal(canvas, (canvas.width / 2, canvas.height - unit * 11), name, palette)
        return varnish(canvas, 0.14)

    return scene


def _odd(length: float) -> int:
    """The odd number of pixels nearest to a length."""
    return max(3, round(length) // 2 * 2 + 1)


def medal(canvas: Canvas, center: tuple[float, float], name: str, palette: Palette) -> None:
    """The emblem of a card in a small medal, scrolls at its sides."""
    unit = canvas.unit
    reach = 8 + 8 * (len(name) % 3)
    ornament.gild(canvas, ornament.rays(canvas, center, unit * 3.2, unit * 7, reach))
    sky.disc(canvas, center, unit * 4, mix(palette.sky[0][1], color("#0c0a18"), 0.5))
    ornament.gild(
        canvas, ornament.lines(canvas, [ornament.arc(0, 0, 1, 0, 360)], center, unit * 4, unit * 0.6)
    )
    ornament.gild(
        canvas, ornament.rays(canvas, center, unit * 0.9, unit * 3.1, 8 if len(name) % 2 else 12, 0.5)
    )
    scrolls = []
    for side in (-1, 1):
        scrolls += [
            [(x * side, y) for x, y in line]
            for line in (
                [(2.2, 0.0), (4.2, 0.0)],
                ornament.arc(4.6, 0, 0.4, 180, 500),
                [(2.6, 0.35), (3.8, 0.35)],
                [(2.6, -0.35), (3.8, -0.35)],
            )
        ]
    ornament.gild(canvas, ornament.lines(canvas, scrolls, center, unit * 4.6, unit * 0.4))
