"""Small pictures for the grid and whole ones for the large view, made from files that stay as they are."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from imagineer_desktop.media.decoding import picture_format, told_in_words
from imagineer_desktop.media.files import opened
from imagineer_desktop.media.pixels import decoding, in_srgb, orientation_of, plain, upright
from imagineer_desktop.media.shrinking import shrunk
from imagineer_desktop.media.thumbnail_cache import ThumbnailCache

__all__ = ["ThumbnailCache", "as_jpeg", "make_thumbnail", "open_picture"]

_QUALITY = 85


def make_thumbnail(path: Path, side: int = 256) -> bytes:
    """The first frame as a JPEG in sRGB that fits a square of `side` pixels, never larger than the picture.

    What is transparent becomes neutral gray. Raises MediaError.
    """
    with opened(path) as (stream, _):
        return as_jpeg(shrunk(stream, side).picture)


def as_jpeg(picture: Image.Image) -> bytes:
    """A small picture in RGB as thumbnails are kept."""
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=_QUALITY)
    return packed.getvalue()


def open_picture(path: Path, max_pixels: int) -> Image.Image:
    """The first frame in RGB or RGBA, upright, in sRGB. MediaError, also for more than `max_pixels`."""
    with (
        opened(path) as (stream, _),
        told_in_words(),
        decoding(stream, picture_format(stream), max_pixels) as picture,
    ):
        orientation, profile = orientation_of(picture), picture.info.get("icc_profile")
        whole = upright(plain(picture), orientation)
        whole.load()
        converted = in_srgb(whole, profile)
        return converted.copy() if converted is picture else converted
