"""One file read once from its first byte to its last: its hash, its thumbnail, and whether it decodes."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from imagineer_desktop.media.decoding import DAMAGED
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.files import opened
from imagineer_desktop.media.perceptual import HASHED_SIDE, hash_of_thumbnail
from imagineer_desktop.media.shrinking import shrunk
from imagineer_desktop.media.thumbnails import as_jpeg

_IN_MEMORY = 64 * 1024 * 1024
"""Bytes of the largest file that is read at one go; larger ones pass by once for the hash, once to decode."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds, of one moment: `content_hash` is SHA-256 in hex.

    `thumbnail` (a JPEG) and `perceptual_hash` are None where it does not decode; `trouble` says why. A
    picture with a thumbnail can have a trouble still: pixels that decode against their own checksums.
    """

    content_hash: str
    file_size: int
    mtime_ns: int
    thumbnail: bytes | None = None
    perceptual_hash: int | None = None
    trouble: str | None = None


def read_contents(path: Path, with_thumbnail: bool = True) -> Contents:
    """Read a file to its end. Raises MediaError when that cannot be done.

    Without thumbnail nothing is decoded, so that even a file that kills a decoder has a hash.
    """
    with opened(path) as (stream, state):
        source: BinaryIO = stream
        size = state.st_size
        try:
            if size <= _IN_MEMORY:
                data = stream.read()
                source, size = io.BytesIO(data), len(data)
                digest = hashlib.sha256(data).hexdigest()
            else:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                stream.seek(0)
        except OSError as error:
            raise MediaError("The file could not be read to its end.") from error
        seen = _seen(source) if with_thumbnail else (None, None, None)
    return Contents(digest, size, state.st_mtime_ns, *seen)


def _seen(stream: BinaryIO) -> tuple[bytes | None, int | None, str | None]:
    """The thumbnail, the perceptual hash and the trouble of a picture."""
    try:
        small = shrunk(stream, HASHED_SIDE)
        thumbnail = as_jpeg(small.picture)
        return thumbnail, hash_of_thumbnail(thumbnail), None if small.sound else DAMAGED
    except MediaError as trouble:
        return None, None, str(trouble)
