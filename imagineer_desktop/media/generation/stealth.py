"""Words hidden in the lowest bits of the alpha channel ("stealth PNG info"), column by column.

120 bits of signature, 32 bits of length in bits (big-endian), then the text, plain or packed with gzip.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO

from PIL import Image

from imagineer_desktop.media.png import LONGEST_TEXT, PngFile

PACKED, PLAIN = b"stealth_pngcomp", b"stealth_pnginfo"
_SIGNATURE_BITS = len(PACKED) * 8
_LOWEST_BIT = bytes(b"01"[value & 1] for value in range(256))


def hidden_text(picture: Image.Image) -> str | None:
    """The text hidden in a decoded picture; None where there is none."""
    if picture.mode != "RGBA":
        return None
    columns = picture.getchannel("A").transpose(Image.Transpose.TRANSPOSE).tobytes()
    signature = _bytes(columns[:_SIGNATURE_BITS])
    if signature not in (PACKED, PLAIN):
        return None
    start = _SIGNATURE_BITS + 32
    length = int.from_bytes(_bytes(columns[_SIGNATURE_BITS:start]), "big")
    if length % 8 or not 0 < length <= min(len(columns) - start, LONGEST_TEXT * 8):
        return None
    return _text(_bytes(columns[start : start + length]), packed=signature == PACKED)


def may_hide_text(stream: BinaryIO, png: PngFile) -> bool:
    """Whether a PNG's first column begins with a signature, told from its first 120 rows alone.

    In the first column a PNG filter looks at nothing but the row above, so no other pixel has to be rebuilt.
    """
    if png.color_type != 6 or png.bit_depth != 8 or png.pixels_at is None:
        return False
    if png.interlaced or png.height < _SIGNATURE_BITS:
        return True
    stride = 1 + png.width * 4
    rows = _first_rows(stream, png.pixels_at, stride * _SIGNATURE_BITS)
    if len(rows) < stride * _SIGNATURE_BITS:
        return False
    alpha, bits = 0, bytearray()
    for start in range(0, len(rows), stride):
        alpha = _unfiltered(rows[start], rows[start + 4], alpha)
        bits.append(alpha)
    return _bytes(bytes(bits)) in (PACKED, PLAIN)


def _unfiltered(filter_type: int, value: int, above: int) -> int:
    """A first pixel's value (PNG specification, 9.2): left of it everything is 0, so Paeth means "above"."""
    if filter_type in (2, 4):
        return (value + above) & 0xFF
    return (value + above // 2) & 0xFF if filter_type == 3 else value


def _first_rows(stream: BinaryIO, pixels_at: int, wanted: int) -> bytes:
    """The first `wanted` bytes of the filtered rows; fewer where the data is damaged."""
    unpacker, rows = zlib.decompressobj(), bytearray()
    stream.seek(pixels_at - 8)
    try:
        while len(rows) < wanted:
            head = stream.read(8)
            if head[4:] != b"IDAT":
                break
            data = stream.read(min(int.from_bytes(head[:4], "big"), LONGEST_TEXT))
            rows += unpacker.decompress(data, wanted - len(rows))
            stream.read(4)
    except zlib.error:
        pass
    return bytes(rows)


def _bytes(values: bytes) -> bytes:
    digits = values.translate(_LOWEST_BIT)
    return int(digits, 2).to_bytes(len(digits) // 8, "big") if digits else b""


def _text(data: bytes, *, packed: bool) -> str | None:
    try:
        return (zlib.decompressobj(31).decompress(data, LONGEST_TEXT) if packed else data).decode("utf-8")
    except (zlib.error, UnicodeDecodeError):
        return None
