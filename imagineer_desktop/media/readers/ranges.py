"""What the parts of an answer may be: what the library can keep, and what a calendar knows.

What an honest file may say beyond that is made fit; for the rest there is GarbledError.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.generation import Generation
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.readers.frames import GarbledError

Decode = Callable[[Any], Any]

_STORED = range(-(2**63), 2**63)
_SEEDS = range(-(2**63), 2**64)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_DIGEST = re.compile("[0-9a-f]{64}")


def of_kind(kind: type, value: Any) -> Any:
    """The value, which is a `kind` and not one of its subclasses."""
    if type(value) is not kind:
        raise GarbledError(f"{type(value).__name__} where {kind.__name__} was expected.")
    return value


def text(value: Any) -> str:
    """Any text. Halves of characters, which names of files may hold and no store takes, are replaced."""
    if type(value) is not str:
        of_kind(str, value)
    return value if value.isascii() else _LONE_SURROGATE.sub("\ufffd", value)


def whole(allowed: range) -> Decode:
    """An integer within a range."""
    least, most = allowed[0], allowed[-1]

    def decode(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise GarbledError("A number is not what it should be.")
        return value

    return decode


def number(value: Any) -> float:
    """A finite number."""
    if type(value) not in (int, float):
        of_kind(float, value)
    try:
        found = float(value)
    except OverflowError as error:
        raise GarbledError(str(error)) from error
    if not math.isfinite(found):
        raise GarbledError("A number is not finite.")
    return found


def moment(value: Any) -> datetime:
    """A moment in UTC, from ISO 8601 with a zone."""
    try:
        found = datetime.fromisoformat(of_kind(str, value))
        if found.tzinfo is UTC:
            return found
        if found.tzinfo is None:
            raise GarbledError("A time has no zone.")
        return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise GarbledError(str(error)) from error


def digest(value: Any) -> str:
    """A SHA-256 in hex."""
    if not _DIGEST.fullmatch(of_kind(str, value)):
        raise GarbledError("A hash is none.")
    return str(value)


def _clock(value: Any) -> int:
    """A file's clock may say anything; the ends of what can be kept stand for what lies beyond."""
    return int(min(max(of_kind(int, value), _STORED[0]), _STORED[-1]))


def _steps(value: Any) -> int | None:
    """A picture's words may say any number; nobody took so many steps."""
    return value if of_kind(int, value) in _STORED else None


_side, _size = whole(range(2**32)), whole(range(2**63))
any_whole = whole(_SEEDS)
"""Of no field in particular: what `values.whole_number` takes."""

OF_FIELDS: Mapping[tuple[type, str], Decode] = {
    (Look, "width"): _side,
    (Look, "height"): _side,
    (Look, "frames"): _side,
    (Look, "file_size"): _size,
    (Look, "mtime_ns"): _clock,
    (Generation, "steps"): _steps,
    (Contents, "content_hash"): digest,
    (Contents, "file_size"): _size,
    (Contents, "mtime_ns"): _clock,
    (Contents, "perceptual_hash"): whole(range(2**64)),
}
"""Of fields that may be less than their type says."""
