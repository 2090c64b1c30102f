"""Words hidden in the lowest bits of a picture's pixels ("stealth PNG info"), column by column.

120 bits of signature, 32 bits of length in bits (big-endian), then the text, plain or packed with gzip; in
the alpha channel, or in red, green and blue by turns.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO

from PIL import Image

from imagineer_desktop.media.png import LONGEST_TEXT, PngFile

_ALPHA = (b"stealth_pngcomp", b"stealth_pnginfo")
_COLORS = (b"stealth_rgbcomp", b"stealth_rgbinfo")
_SIGNATURE_BITS = 120
_HEAD_BITS = _SIGNATURE_BITS + 32
_LOWEST_BIT = bytes(b"01"[value & 1] for value in range(256))
_CHANNELS = {2: 3, 6: 4}
_PIECE = 1024


def hidden_text(picture: Image.Image) -> str | None:
    """The text hidden in a picture, which is decoded for it; None where there is none."""
    if picture.mode == "RGBA":
        found = _text_in(picture, "A", _ALPHA)
        return _text_in(picture, "RGB", _COLORS) if found is None else found
    return _text_in(picture, "RGB", _COLORS) if picture.mode == "RGB" else None


def may_hide_text(stream: BinaryIO, png: PngFile) -> bool:
    """Whether a PNG's first column begins with a signature, told from its first rows alone.

    In the first column a PNG filter looks at nothing but the row above, so no other pixel has to be rebuilt.
    The first row tells it for nearly all pictures, and of that its first pixel.
    """
    channels = _CHANNELS.get(png.color_type, 0)
    if not channels or png.bit_depth != 8 or png.pixels_at is None:
        return False
    rows = 1 if png.interlaced else min(png.height, _SIGNATURE_BITS)
    stride = 1 + png.width * channels
    for wanted in (1, 2, 8, rows):
        column = _first_column(stream, png.pixels_at, stride, min(wanted, rows), channels)
        alpha, colors = column[3::4] if channels == 4 else b"", column
        if channels == 4:
            colors = bytes(value for place, value in enumerate(column) if place % 4 != 3)
        if not (_may_be(alpha, _ALPHA) or _may_be(colors, _COLORS)):
            return False
    return True


def _may_be(values: bytes, signatures: tuple[bytes, ...]) -> bool:
    bits = values.translate(_LOWEST_BIT)[:_SIGNATURE_BITS]
    return bool(bits) and any(_bits_of(signature).startswith(bits) for signature in signatures)


def _bits_of(signature: bytes) -> bytes:
    return f"{int.from_bytes(signature, 'big'):0{_SIGNATURE_BITS}b}".encode()


def _first_column(stream: BinaryIO, pixels_at: int, stride: int, rows: int, channels: int) -> bytes:
    """The first pixel of each of the first `rows`, fewer where the data is damaged."""
    data = _first_bytes(stream, pixels_at, stride * (rows - 1) + 1 + channels)
    above, column = bytes(channels), bytearray()
    for start in range(0, len(data) - channels, stride):
        filtered = data[start + 1 : start + 1 + channels]
        above = bytes(map(_unfiltered, (data[start],) * channels, filtered, above))
        column += above
    return bytes(column)


def _unfiltered(filter_type: int, value: int, above: int) -> int:
    """A first pixel's value (PNG specification, 9.2): left of it everything is 0, so Paeth means "above"."""
    if filter_type in (2, 4):
        return (value + above) & 0xFF
    return (value + above // 2) & 0xFF if filter_type == 3 else value


def _first_bytes(stream: BinaryIO, pixels_at: int, wanted: int) -> bytes:
    """The first `wanted` bytes of the filtered rows; fewer where the data is damaged."""
    unpacker, rows = zlib.decompressobj(), bytearray()
    stream.seek(pixels_at - 8)
    try:
        while len(rows) < wanted:
            head = stream.read(8)
            left = int.from_bytes(head[:4], "big")
            if head[4:] != b"IDAT":
                break
            while left > 0 and (lacking := wanted - len(rows)) > 0:
                if not (data := stream.read(min(left, max(lacking, _PIECE)))):
                    break
                rows += unpacker.decompress(data, lacking)
                left -= len(data)
            stream.read(4)
    except zlib.error:
        pass
    return bytes(rows)


def _text_in(picture: Image.Image, channels: str, signatures: tuple[bytes, ...]) -> str | None:
    most = picture.width * picture.height * len(channels)
    head = _lowest_bits(picture, channels, _HEAD_BITS)
    signature, length = _bytes(head[:_SIGNATURE_BITS]), int(head[_SIGNATURE_BITS:] or b"0", 2)
    if signature not in signatures or length % 8:
        return None
    if not 0 < length <= min(most - _HEAD_BITS, LONGEST_TEXT * 8):
        return None
    body = _bytes(_lowest_bits(picture, channels, _HEAD_BITS + length)[_HEAD_BITS:])
    return _text(body, packed=signature == signatures[0])


def _lowest_bits(picture: Image.Image, channels: str, wanted: int) -> bytes:
    """The first lowest bits, as digits, from as many columns as they need."""
    across = -(-wanted // (picture.height * len(channels)))
    columns = picture.crop((0, 0, min(across, picture.width), picture.height))
    values = columns.getchannel("A") if channels == "A" else columns.convert("RGB")
    return values.transpose(Image.Transpose.TRANSPOSE).tobytes()[:wanted].translate(_LOWEST_BIT)


def _bytes(digits: bytes) -> bytes:
    return int(digits, 2).to_bytes(len(digits) // 8, "big") if digits else b""


def _text(data: bytes, *, packed: bool) -> str | None:
    try:
        return (zlib.decompressobj(31).decompress(data, LONGEST_TEXT) if packed else data).decode("utf-8")
    except (zlib.error, UnicodeDecodeError):
        return None
