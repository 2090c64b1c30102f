"""The messages between us and a child: JSON, and the bytes it speaks of. Nothing in them can be executed."""

from __future__ import annotations

import json
import mmap
import re
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

LARGEST_TEXT = 16 * 1024 * 1024
"""Bytes of the longest message; a picture's own words and those beside it seldom fill a hundredth."""
_MOST_MARKS = 1024 * 1024
"""Bytes of a message outside of its strings. Each empty list takes two and becomes eighty in memory."""
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_LARGE = 1024 * 1024
"""Bytes from which on the system itself is asked for memory."""
_HEAD = struct.Struct(">IQ")
_written = json.JSONEncoder(separators=(",", ":")).encode
_read = json.JSONDecoder().decode

Message = dict[str, Any]
Blob = bytearray | mmap.mmap


class GarbledError(Exception):
    """What arrived is no message of ours."""


class TooLongError(Exception):
    """A message too long to be taken; nothing of it was sent."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many bytes an answer may have: `text` its JSON, `blob` what comes with it."""

    text: int = 64 * 1024
    blob: int = 0


_BRIEF = Bounds()


def write_frame(stream: BinaryIO, message: Message, blob: Iterable[bytes] = (), length: int = 0) -> None:
    """Send a message, and with it the bytes of `blob`, which are `length` together. Does not flush.

    TooLongError for a message that `read_frame` would never take.
    """
    text = _written(message).encode("ascii")
    if len(text) > LARGEST_TEXT:
        raise TooLongError
    stream.write(_HEAD.pack(len(text), length) + text)
    for part in blob:
        stream.write(part)


def read_frame(stream: BinaryIO, bounds: Bounds = _BRIEF) -> tuple[Message, Blob]:
    """The next message and its bytes. EOFError at the end, GarbledError for what is no message."""
    length, blob_length = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if length > bounds.text or blob_length > bounds.blob:
        raise GarbledError(f"{length} and {blob_length} bytes are too many.")
    text = bytes(_exactly(stream, length))
    if length > _MOST_MARKS and len(_STRING.sub(b"", text)) > _MOST_MARKS:
        raise GarbledError("The message has too many parts.")
    try:
        message = _read(text.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise GarbledError(str(error)) from error
    if not isinstance(message, dict):
        raise GarbledError("The message is no object.")
    return message, _exactly(stream, blob_length)


def _exactly(stream: BinaryIO, length: int) -> Blob:
    found = bytearray(length) if length < _LARGE else _room(length)
    with memoryview(found) as view:
        done = 0
        while done < length:
            read = stream.readinto(view[done:])  # type: ignore[attr-defined]
            if not read:
                raise EOFError
            done += read
    return found


def _room(length: int) -> mmap.mmap:
    """Memory that is cleared page by page as it fills, by the system: Python's own takes its lock for that.

    The window stands still for 1.5 ms while 12 megapixels arrive, for 28 ms with a bytearray.
    """
    try:
        if sys.platform == "win32":
            return mmap.mmap(-1, length)
        room = mmap.mmap(-1, length, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except OSError as error:
        raise MemoryError(str(error)) from error
    if sys.platform == "linux":
        with suppress(OSError):  # a system without huge pages fills small ones, at a third of the speed
            room.madvise(mmap.MADV_HUGEPAGE)
    return room
