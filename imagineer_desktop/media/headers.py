"""A picture's size as displayed, its frames and its words, format by format, without decoding pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from imagineer_desktop.media import exif
from imagineer_desktop.media.decoding import CUT_OFF, DAMAGED, TROUBLES, decodable, header, in_words
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.generation.embedded import Embedded, exif_texts
from imagineer_desktop.media.generation.stealth import hidden_text, may_hide_text
from imagineer_desktop.media.jpeg import read_jpeg
from imagineer_desktop.media.png import PngFile, decoded, read_png
from imagineer_desktop.media.webp import read_webp

_TURNED_SIDEWAYS = frozenset({5, 6, 7, 8})
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
_TELLING = frozenset(
    {"parameters", "prompt", "workflow", "Comment", "invokeai_metadata", "sd-metadata", "Dream"}
)
_LARGEST_SEARCHED = 64_000_000
_LARGEST_TIFF_READ = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says before its pixels. `whole` is False when it ends before its end."""

    width: int
    height: int
    frames: int
    embedded: Embedded
    whole: bool = True
    trouble: str | None = None


def read_header(stream: BinaryIO, kind: str) -> Header:
    """The header of a file of the format `kind`. Raises MediaError when not even its size can be read."""
    found = _READERS.get(kind, _from_pillow)(stream, kind)
    if found.width < 1 or found.height < 1:
        raise MediaError("The picture has no pixels: it is 0 wide or 0 high.")
    return found


def _from_png(stream: BinaryIO, kind: str) -> Header:
    png = read_png(stream)
    if png is None or png.pixels_at is None:
        raise MediaError(CUT_OFF)
    tags = exif_texts(png.exif) if png.exif else _profile_exif(png.texts)
    width, height = _displayed(png.width, png.height, exif.orientation(png.exif))
    words = Embedded(
        texts=png.texts,
        exif=tags,
        xmp=png.texts.get("XML:com.adobe.xmp"),
        hidden=_hidden_in_png(stream, png),
        credentials=png.credentials,
        notes=tuple(png.notes),
    )
    sound = png.sound and png.bit_depth in _DEPTHS.get(png.color_type, ())
    return Header(width, height, png.frames, words, png.whole, None if sound else DAMAGED)


def _hidden_in_png(stream: BinaryIO, png: PngFile) -> str | None:
    if not _TELLING.isdisjoint(png.texts) or not may_hide_text(stream, png):
        return None
    return _hidden(stream, "PNG")


def _hidden(stream: BinaryIO, kind: str) -> str | None:
    """Words in the alpha channel, for which the pixels are decoded. What cannot be decoded hides nothing."""
    try:
        return hidden_text(decodable(stream, kind, _LARGEST_SEARCHED))
    except (*TROUBLES, MediaError):
        return None


def _profile_exif(texts: dict[str, str]) -> dict[str, str]:
    """EXIF that ImageMagick wrote as hexadecimal text, after a line with its name and one with its length."""
    profile = texts.get("Raw profile type exif", "")
    try:
        return exif_texts(bytes.fromhex("".join(profile.split("\n")[3:])))
    except ValueError:
        return {}


def _from_webp(stream: BinaryIO, kind: str) -> Header:
    webp = read_webp(stream)
    if not webp.width:
        raise MediaError(CUT_OFF if not webp.whole else DAMAGED)
    width, height = _displayed(webp.width, webp.height, exif.orientation(webp.exif))
    tags = exif_texts(webp.exif)
    words = Embedded(
        exif=tags,
        xmp=decoded(webp.xmp) if webp.xmp else None,
        hidden=_hidden(stream, kind) if webp.lossless_alpha and webp.whole and not tags else None,
        credentials=webp.credentials,
    )
    return Header(width, height, webp.frames, words, webp.whole)


def _from_jpeg(stream: BinaryIO, kind: str) -> Header:
    jpeg = read_jpeg(stream)
    if not jpeg.width or jpeg.scan_at is None:
        raise MediaError(CUT_OFF)
    width, height = _displayed(jpeg.width, jpeg.height, exif.orientation(jpeg.exif))
    words = Embedded(
        texts={"comment": decoded(jpeg.comment)} if jpeg.comment else {},
        exif=exif_texts(jpeg.exif),
        xmp=decoded(jpeg.xmp) if jpeg.xmp else None,
        credentials=jpeg.credentials,
    )
    return Header(width, height, 1, words, jpeg.whole)


def _from_pillow(stream: BinaryIO, kind: str) -> Header:
    """GIF, AVIF, BMP and TIFF, whose headers Pillow reads without a pixel."""
    try:
        picture = header(stream, kind)
        block = _exif_block(stream, picture)
    except TROUBLES as error:
        raise MediaError(in_words(error)) from error
    frames, trouble = 1, None
    try:
        frames = int(getattr(picture, "n_frames", 1))
    except TROUBLES as error:
        trouble = in_words(error)
    xmp, comment = picture.info.get("xmp"), picture.info.get("comment")
    words = Embedded(
        texts={"comment": decoded(comment)} if isinstance(comment, bytes) else {},
        exif=exif_texts(block),
        xmp=decoded(xmp) if isinstance(xmp, bytes) else None,
    )
    turned = 1 if kind == "TIFF" else exif.orientation(block)
    return Header(*_displayed(picture.width, picture.height, turned), frames, words, trouble=trouble)


def _exif_block(stream: BinaryIO, picture: Image.Image) -> bytes:
    """The EXIF of a picture that Pillow opened; a TIFF is built like EXIF itself."""
    if picture.format == "TIFF":
        stream.seek(0)
        return stream.read(_LARGEST_TIFF_READ)
    block = picture.info.get("exif")
    return block if isinstance(block, bytes) else b""


def _displayed(width: int, height: int, orientation: object) -> tuple[int, int]:
    return (height, width) if orientation in _TURNED_SIDEWAYS else (width, height)


_READERS = {"PNG": _from_png, "WEBP": _from_webp, "JPEG": _from_jpeg}
