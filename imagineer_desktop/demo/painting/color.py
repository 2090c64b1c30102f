"""Colors and the small arithmetic on them."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageColor

Color = tuple[int, int, int]
Stop = tuple[float, Color]


def color(name: str) -> Color:
    """The color of a `#rrggbb` string."""
    red, green, blue = ImageColor.getrgb(name)[:3]
    return red, green, blue


def mix(first: Color, second: Color, share: float) -> Color:
    """`share` (0..1) of the second color in the first."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def brighten(base: Color, factor: float) -> Color:
    """The color times `factor`, kept within 0..255."""
    red, green, blue = (max(0, min(255, round(part * factor))) for part in base)
    return red, green, blue


def at(stops: Sequence[Stop], place: float) -> Color:
    """The color of a gradient at `place`; stops are (place, color) in rising order."""
    previous = stops[0]
    for stop in stops:
        if place <= stop[0]:
            span = stop[0] - previous[0]
            return mix(previous[1], stop[1], (place - previous[0]) / span) if span else stop[1]
        previous = stop
    return previous[1]


def gradient(size: tuple[int, int], stops: Sequence[Stop]) -> Image.Image:
    """A gradient from the top (place 0) to the bottom (place 1) of an RGB picture."""
    rows = 256
    column = Image.new("RGB", (1, rows))
    column.putdata([at(stops, row / (rows - 1)) for row in range(rows)])
    return column.resize(size, Image.Resampling.BICUBIC)


def ramp(size: tuple[int, int], top: float, bottom: float, low: int = 0, high: int = 255) -> Image.Image:
    """A mask that is `low` above `top` and `high` below `bottom` (px), easing in between."""
    column = Image.new("L", (1, size[1]))
    values = []
    for row in range(size[1]):
        share = max(0.0, min(1.0, (row - top) / ((bottom - top) or 1.0)))
        eased = share * share * (3 - 2 * share)
        values.append(round(low + (high - low) * eased))
    column.putdata(values)
    return column.resize(size, Image.Resampling.NEAREST)


def between(mask: Image.Image, first: Color, second: Color) -> Image.Image:
    """An RGB picture that is `first` where the mask is 0 and `second` where it is 255."""
    channels = [
        mask.point([round(a + (b - a) * level / 255) for level in range(256)])
        for a, b in zip(first, second, strict=True)
    ]
    return Image.merge("RGB", channels)
