"""What a child can be asked, and how its answers are understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.perceptual import HASHED_SIDE
from imagineer_desktop.media.readers.frames import LARGEST_TEXT, Blob, Bounds, GarbledError, Message
from imagineer_desktop.media.readers.ranges import text
from imagineer_desktop.media.readers.wire import from_wire

_LONGEST_REASON = 1000
"""Characters of the sentence that says why a file was refused."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A whole picture, upright and in sRGB.

    `data` are `height` rows of `width` x 4 bytes: blue, green, red, alpha (not premultiplied). Without alpha
    the fourth byte means nothing.
    """

    width: int
    height: int
    has_alpha: bool
    data: Blob


@dataclass(frozen=True, slots=True)
class _PictureHead:
    width: int
    height: int
    has_alpha: bool


def about_looks(files: Sequence[tuple[Path, Sequence[str] | None]]) -> Message:
    return {"do": "look", "files": [[str(path), beside and list(beside)] for path, beside in files]}


def about_contents(path: Path, with_thumbnail: bool) -> Message:
    return {"do": "contents", "path": str(path), "with_thumbnail": with_thumbnail}


def about_thumbnail(path: Path, side: int) -> Message:
    return {"do": "thumbnail", "path": str(path), "side": side}


def about_picture(path: Path, max_pixels: int) -> Message:
    return {"do": "picture", "path": str(path), "max_pixels": max_pixels}


def jpeg_of(side: int) -> Bounds:
    """What an answer with a JPEG may take; a noisy one has a byte for each pixel, and a head."""
    return Bounds(blob=64 * 1024 + side * side * 4)


LOOK = Bounds(text=LARGEST_TEXT)
CONTENTS = jpeg_of(HASHED_SIDE)


def pixels_of(max_pixels: int) -> Bounds:
    return Bounds(blob=max_pixels * 4)


def told(message: Message) -> Any:
    """What is told of the file. MediaError when the file was refused."""
    refusal = message.get("refused")
    if isinstance(refusal, str):
        raise MediaError(text(refusal)[:_LONGEST_REASON])
    if "told" not in message:
        raise GarbledError("The answer tells nothing.")
    return message["told"]


def as_look(message: Message, blob: Blob) -> Look:
    return from_wire(Look, told(message))


def as_contents(message: Message, blob: Blob) -> Contents:
    contents = from_wire(Contents, told(message))
    return replace(contents, thumbnail=bytes(blob)) if blob else contents


def as_thumbnail(message: Message, blob: Blob) -> bytes:
    told(message)
    return bytes(blob)


def as_pixels(message: Message, blob: Blob) -> Pixels:
    head = from_wire(_PictureHead, told(message))
    if min(head.width, head.height) < 1 or len(blob) != head.width * head.height * 4:
        raise GarbledError("The pixels are not as many as they should be.")
    return Pixels(head.width, head.height, head.has_alpha, blob)
