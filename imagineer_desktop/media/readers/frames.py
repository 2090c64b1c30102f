"""The messages between us and a child: JSON, and the bytes it speaks of. Nothing in them can be executed."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from typing import Any, BinaryIO

LARGEST_TEXT = 128 * 1024 * 1024
LARGEST_BLOB = 2 * 1024**3
_HEAD = struct.Struct(">IQ")

Message = dict[str, Any]


class GarbledError(Exception):
    """What arrived is no message of ours."""


class TooLongError(Exception):
    """A message too long to be taken; nothing of it was sent."""


def write_frame(stream: BinaryIO, message: Message, blob: Iterable[bytes] = (), length: int = 0) -> None:
    """Send a message, and with it the bytes of `blob`, which are `length` together. Does not flush.

    TooLongError for a message that `read_frame` would not take.
    """
    text = json.dumps(message, separators=(",", ":")).encode("ascii")
    if len(text) > LARGEST_TEXT:
        raise TooLongError
    stream.write(_HEAD.pack(len(text), length) + text)
    for part in blob:
        stream.write(part)


def read_frame(stream: BinaryIO, largest_blob: int = LARGEST_BLOB) -> tuple[Message, bytearray]:
    """The next message and its bytes. EOFError at the end, GarbledError for what is no message."""
    length, blob_length = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if length > LARGEST_TEXT or blob_length > largest_blob:
        raise GarbledError(f"{length} and {blob_length} bytes are too many.")
    try:
        message = json.loads(_exactly(stream, length))
    except (ValueError, RecursionError) as error:
        raise GarbledError(str(error)) from error
    if not isinstance(message, dict):
        raise GarbledError("The message is no object.")
    return message, _exactly(stream, blob_length)


def _exactly(stream: BinaryIO, length: int) -> bytearray:
    found = bytearray(length)
    view = memoryview(found)
    while view:
        read = stream.readinto(view)  # type: ignore[attr-defined]
        if not read:
            raise EOFError
        view = view[read:]
    return found
