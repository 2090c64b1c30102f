"""A JPEG file's segments before its pixels: size, words, and whether the file has its end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END, _COMMENT, _APP1, _APP2, _APP11 = 0xDA, 0xD9, 0xFE, 0xE1, 0xE2, 0xEB
_FOR_THE_DECODER = frozenset({0xDB, 0xC4, 0xCC, 0xDD, 0xE0, 0xEE}) | _FRAMES
_MOST_SEGMENTS = 20_000
_MOST_STRAYS = 64 * 1024
_TAIL = 16 * 1024
_LONGEST_SCAN = 64 * 1024 * 1024
_LARGEST_WORDS = 16 * 1024 * 1024


@dataclass(slots=True)
class JpegFile:
    """What the segments of one file say: `width` 0 if none told it, `scan_at` where the pixels begin."""

    width: int = 0
    height: int = 0
    scan_at: int | None = None
    whole: bool = False
    exif: bytes = b""
    xmp: bytes = b""
    comment: bytes = b""
    credentials: bytes = b""


def read_jpeg(stream: BinaryIO, size: int | None = None) -> JpegFile:
    """A file of `size` bytes; without a size, `whole` is not looked into. Its content never raises."""
    jpeg = JpegFile()
    for marker, data, place in _segments(stream):
        if marker == _SCAN:
            jpeg.scan_at = place
            jpeg.whole = size is not None and _has_end_mark(stream, place, size)
        elif marker in _FRAMES and len(data) >= 5 and not jpeg.width:
            jpeg.height, jpeg.width = int.from_bytes(data[1:3], "big"), int.from_bytes(data[3:5], "big")
        elif len(jpeg.exif) + len(jpeg.credentials) <= _LARGEST_WORDS:
            _note_words(jpeg, marker, data)
    return jpeg


def without_texts(stream: BinaryIO) -> io.BytesIO:
    """The same picture for a decoder: only the segments that pixels and colors need."""
    picture = io.BytesIO()
    picture.write(b"\xff\xd8")
    for marker, data, place in _segments(stream):
        if marker == _SCAN:
            stream.seek(place)
            picture.write(b"\xff\xda" + stream.read())
        elif marker in _FOR_THE_DECODER or (marker == _APP2 and data.startswith(b"ICC_PROFILE\0")):
            picture.write(bytes((0xFF, marker)) + (len(data) + 2).to_bytes(2, "big") + data)
    picture.seek(0)
    return picture


def _segments(stream: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    """(marker, data, where its data begins) up to the first scan, whose data is not read."""
    stream.seek(2)
    strays = iter(range(_MOST_STRAYS))
    for _ in range(_MOST_SEGMENTS):
        marker = _next_marker(stream, strays)
        place = stream.tell()
        if marker is None or marker == _END:
            return
        if marker == _SCAN:
            yield marker, b"", place
            return
        length = int.from_bytes(stream.read(2), "big")
        data = stream.read(max(0, length - 2))
        if length < 2 or len(data) < length - 2:
            return
        yield marker, data, place + 2


def _next_marker(stream: BinaryIO, strays: Iterator[int]) -> int | None:
    """The next marker with data after it. Stray bytes are skipped as long as there are `strays`."""
    byte = stream.read(1)
    while byte:
        last, byte = byte, stream.read(1)
        if last == b"\xff" and byte not in (b"\xff", b"") and byte[0] > 1 and not 0xD0 <= byte[0] <= 0xD8:
            return byte[0]
        if next(strays, None) is None:
            return None
    return None


def _note_words(jpeg: JpegFile, marker: int, data: bytes) -> None:
    if marker == _APP1 and data.startswith(_EXIF):
        jpeg.exif += data[len(_EXIF) :]
    elif marker == _APP1 and data.startswith(_XMP):
        jpeg.xmp = jpeg.xmp or data[len(_XMP) :]
    elif marker == _APP11:
        jpeg.credentials += _box_part(data)
    elif marker == _COMMENT:
        jpeg.comment = jpeg.comment or data


def _box_part(data: bytes) -> bytes:
    """What a segment adds to its box: each repeats the head of the box (ISO/IEC 19566-5, D.2)."""
    if data[:2] != b"JP":
        return data
    return data[8:] if data[4:8] == b"\0\0\0\1" else data[16:]


def _has_end_mark(stream: BinaryIO, scan_at: int, size: int) -> bool:
    """Whether an end-of-image mark follows. Among pixels it cannot occur: there a 0 follows every 255.

    It stands at the end; programs that add a video or zeros after it are looked for only then.
    """
    stream.seek(max(scan_at, size - _TAIL))
    if b"\xff\xd9" in stream.read(_TAIL):
        return True
    stream.seek(scan_at)
    last, left = b"", min(size - scan_at, _LONGEST_SCAN)
    while left > 0 and (block := stream.read(min(left, 1024 * 1024))):
        if b"\xff\xd9" in last + block:
            return True
        last, left = block[-1:], left - len(block)
    return False
