"""Small pictures for the grid and whole ones for the large view, made from files that stay as they are."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from imagineer_desktop.media.pixels import decoding, in_srgb, orientation_of, plain, upright
from imagineer_desktop.media.thumbnail_cache import ThumbnailCache

__all__ = ["ThumbnailCache", "make_thumbnail", "open_picture"]

_QUALITY = 85
_BEHIND_ALPHA = (128, 128, 128)


def make_thumbnail(path: Path, side: int = 256) -> bytes:
    """The first frame as a JPEG in sRGB that fits a square of `side` pixels, never larger than the picture.

    What is transparent becomes neutral gray. Raises MediaError.
    """
    with decoding(path) as picture:
        orientation, profile = orientation_of(picture), picture.info.get("icc_profile")
        picture.draft("RGB", (side * 2, side * 2))
        small = plain(picture)
        small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        flat = _flattened(in_srgb(upright(small, orientation), profile))
        packed = io.BytesIO()
        flat.save(packed, "JPEG", quality=_QUALITY)
    return packed.getvalue()


def open_picture(path: Path, max_pixels: int) -> Image.Image:
    """The first frame in RGB or RGBA, upright, in sRGB. MediaError, also for more than `max_pixels`."""
    with decoding(path, max_pixels) as picture:
        orientation, profile = orientation_of(picture), picture.info.get("icc_profile")
        whole = upright(plain(picture), orientation)
        whole.load()
        return in_srgb(whole, profile).copy()


def _flattened(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, _BEHIND_ALPHA)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground
