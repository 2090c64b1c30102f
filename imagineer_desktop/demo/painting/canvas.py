"""The canvas: what is painted so far, which way the brush moves there, and how thick the paint lies."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .color import Color

HORIZONTAL = 128
"""The flow value of a level stroke; 0 and 255 are both upright."""
STENCIL_SCALE = 2


def flow_of(angle: float) -> int:
    """The flow value of a stroke at `angle` (radians, 0 is level, positive falls to the right)."""
    half_turns = (angle / math.pi + 0.5) % 1.0
    return round(half_turns * 255)


class Canvas:
    """A picture in the making. All places are px from the top left corner."""

    def __init__(self, size: tuple[int, int], random: Random) -> None:
        self.random = random
        self.picture = Image.new("RGB", size)
        self.flow = Image.new("L", size, HORIZONTAL)
        self.thickness = Image.new("L", size, 128)

    @property
    def size(self) -> tuple[int, int]:
        return self.picture.size

    @property
    def width(self) -> int:
        return self.picture.width

    @property
    def height(self) -> int:
        return self.picture.height

    @property
    def unit(self) -> float:
        """One hundredth of the side of a square as large as this canvas (px)."""
        return math.sqrt(self.width * self.height) / 100

    def lay(
        self,
        paint: Color | Image.Image,
        mask: Image.Image | None = None,
        flow: int | Image.Image | None = None,
    ) -> None:
        """Cover the masked part with a color or a picture of the canvas's size, brushed along `flow`."""
        self.picture.paste(paint, (0, 0, *self.size), mask)
        if flow is not None:
            solid = mask.point([255 if level > 100 else 0 for level in range(256)]) if mask else None
            self.flow.paste(flow, (0, 0, *self.size), solid)

    def shine(self, light: Image.Image) -> None:
        """Add light: black changes nothing."""
        self.picture = ImageChops.screen(self.picture, light)

    def stencil(self, draw: Callable[[ImageDraw.ImageDraw, float], None], soften: float = 0.0) -> Image.Image:
        """A mask with smooth edges. `draw` gets a larger drawing and the factor to multiply its places
        with."""
        scale = STENCIL_SCALE
        large = Image.new("L", (self.width * scale, self.height * scale))
        draw(ImageDraw.Draw(large), scale)
        mask = large.reduce(scale)
        return mask.filter(ImageFilter.GaussianBlur(soften)) if soften else mask
