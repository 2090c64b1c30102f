"""Pixels as they are meant to be seen: first frame, upright, in sRGB with 8 bits a channel."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from PIL import Image, ImageCms

from imagineer_desktop.media import exif
from imagineer_desktop.media.decoding import LARGEST, TROUBLES, decodable, told_in_words

_COLOR_SPACES = {"RGB ": ("RGB", "RGBA"), "GRAY": ("L",), "CMYK": ("CMYK",)}
_LARGEST_PROFILE = 4 * 1024 * 1024
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@contextmanager
def decoding(stream: BinaryIO, kind: str, most_pixels: int = LARGEST) -> Iterator[Image.Image]:
    """The picture of the format `kind` with its header read. What goes wrong leaves as MediaError."""
    with told_in_words(), decodable(stream, kind, most_pixels) as picture:
        yield picture


def orientation_of(picture: Image.Image) -> int:
    """The EXIF orientation, 1 to 8. Of a TIFF always 1: Pillow turns it by itself."""
    return 1 if picture.format == "TIFF" else exif.orientation(picture.info.get("exif"))


def upright(picture: Image.Image, orientation: int) -> Image.Image:
    """The picture turned as the EXIF orientation of its file says."""
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def plain(picture: Image.Image) -> Image.Image:
    """The picture in RGB, RGBA, L or CMYK with 8 bits a channel, its values still of its own profile."""
    if picture.mode in ("RGB", "RGBA", "CMYK", "L") and "transparency" not in picture.info:
        return picture
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("I", "F"):
        return _stretched(picture)
    see_through = picture.mode in ("LA", "La", "PA", "RGBa") or "transparency" in picture.info
    return picture.convert("RGBA" if see_through else "RGB")


def in_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """RGB or RGBA in sRGB, from the file's ICC profile; without a sound one the values are taken as sRGB."""
    wanted = "RGBA" if picture.mode == "RGBA" else "RGB"
    if isinstance(profile, bytes) and 128 <= len(profile) <= _LARGEST_PROFILE:
        converted = _converted(picture, profile, wanted)
        if converted is not None:
            return converted
    return picture if picture.mode == wanted else picture.convert(wanted)


def _converted(picture: Image.Image, data: bytes, wanted: str) -> Image.Image | None:
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        if picture.mode not in _COLOR_SPACES.get(profile.profile.xcolor_space, ()):
            return None
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, profile, srgb, outputMode=wanted)
    except (ImageCms.PyCMSError, *TROUBLES):
        return None


def _stretched(picture: Image.Image) -> Image.Image:
    """32 bits and floats have no agreed range, so the darkest value becomes black and the lightest white."""
    extremes = picture.getextrema()
    low, high = (float(value) for value in extremes if isinstance(value, int | float))
    spread = high - low or 1.0
    return picture.point(lambda value: value * (255 / spread) - low * 255 / spread).convert("L")
