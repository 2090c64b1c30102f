"""A WebP file's chunks, walked without decoding: canvas, frames, EXIF, XMP, and whether the file is whole.

https://developers.google.com/speed/webp/docs/riff_container
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

_MOST_CHUNKS = 100_000
_LARGEST_WORDS = 16 * 1024 * 1024


@dataclass(slots=True)
class WebpFile:
    """What the chunks of one file say; `width` is 0 when no chunk told a size."""

    width: int = 0
    height: int = 0
    frames: int = 0
    whole: bool = False
    lossless_alpha: bool = False
    exif: bytes = b""
    xmp: bytes = b""
    credentials: bytes = b""


def read_webp(stream: BinaryIO, size: int) -> WebpFile:
    """A file of `size` bytes. Never raises for what is in it."""
    webp = WebpFile()
    stream.seek(4)
    stated = int.from_bytes(stream.read(4), "little") + 8
    stream.seek(12)
    for _ in range(_MOST_CHUNKS):
        place = stream.tell()
        head = stream.read(8)
        if len(head) < 8 or place >= stated:
            break
        length = int.from_bytes(head[4:], "little")
        _note_chunk(webp, head[:4], stream.read(min(length, 10)), length)
        if head[:4] in _WORDS and length <= _LARGEST_WORDS:
            stream.seek(place + 8)
            setattr(webp, _WORDS[head[:4]], stream.read(length))
        stream.seek(place + 8 + length + length % 2)
    webp.whole = stated <= size + 1
    webp.frames = max(1, webp.frames)
    return webp


_WORDS = {b"EXIF": "exif", b"XMP ": "xmp", b"C2PA": "credentials"}


def _note_chunk(webp: WebpFile, kind: bytes, start: bytes, length: int) -> None:
    if kind == b"ANMF":
        webp.frames += 1
    note = _CANVASES.get(kind)
    if note is not None and len(start) >= min(length, 10) >= 5:
        note(webp, start)


def _extended(webp: WebpFile, start: bytes) -> None:
    if len(start) >= 10:
        webp.width = int.from_bytes(start[4:7], "little") + 1
        webp.height = int.from_bytes(start[7:10], "little") + 1


def _lossless(webp: WebpFile, start: bytes) -> None:
    if start[0] != 0x2F:
        return
    bits = int.from_bytes(start[1:5], "little")
    webp.lossless_alpha = bool(bits >> 28 & 1)
    if not webp.width:
        webp.width, webp.height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _lossy(webp: WebpFile, start: bytes) -> None:
    if not webp.width and len(start) >= 10 and start[3:6] == b"\x9d\x01\x2a":
        webp.width = int.from_bytes(start[6:8], "little") & 0x3FFF
        webp.height = int.from_bytes(start[8:10], "little") & 0x3FFF


_CANVASES: dict[bytes, Callable[[WebpFile, bytes], None]] = {
    b"VP8X": _extended,
    b"VP8L": _lossless,
    b"VP8 ": _lossy,
}
