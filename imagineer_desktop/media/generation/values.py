"""Values from foreign text: JSON within limits, numbers that are numbers, words that can be stored."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import Any

DEEPEST = 64
"""Levels of nesting that JSON may have."""
_SMALLEST, _LARGEST = -(2**63), 2**64 - 1
_WHOLE = re.compile(r"\s*[+-]?\d{1,20}\s*", re.ASCII)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class UnreadableError(Exception):
    """JSON or XML that is broken or too deep; its text is the reason, in words for a person."""


def read_json(text: str) -> Any:
    """JSON as generators write it: with NaN, endless integers, NULs at its end. Raises UnreadableError."""
    try:
        value = json.loads(
            text.strip("\0 \t\r\n\ufeff"), parse_constant=_no_number, parse_int=_integer, strict=False
        )
    except RecursionError as error:
        raise UnreadableError("it is nested too deeply") from error
    except ValueError as error:
        raise UnreadableError("it is not valid JSON") from error
    if _deeper_than(value, DEEPEST):
        raise UnreadableError("it is nested too deeply")
    return value


def json_object(text: str | None) -> dict[str, Any] | None:
    """The JSON object in `text`; None if there is none."""
    if not text or "{" not in text:
        return None
    try:
        value = read_json(text)
    except UnreadableError:
        return None
    return value if isinstance(value, dict) else None


def words(value: object) -> str | None:
    """Text as it can be stored and shown: without NULs and halves of characters. None for all else."""
    if not isinstance(value, str):
        return None
    plain = value.replace("\0", "")
    return plain if plain.isascii() else _LONE_SURROGATE.sub("\ufffd", plain)


def name(value: object) -> str | None:
    """Like `words`, for names: without white space at the ends; None if nothing is left."""
    return (words(value) or "").strip() or None


def whole_number(value: object) -> int | None:
    """An exact integer, also from "123" or a float without fraction; None beyond -2**63 .. 2**64 - 1."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = int(value) if _WHOLE.fullmatch(value) else number(value)
    if isinstance(value, float):
        value = int(value) if math.isfinite(value) and value.is_integer() else None
    return value if isinstance(value, int) and _SMALLEST <= value <= _LARGEST else None


def number(value: object) -> float | None:
    """A finite number, also from text ("7.5")."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def size_of(width: object, height: object) -> tuple[int, int] | None:
    """(width, height) in pixels where both are told."""
    across, down = whole_number(width), whole_number(height)
    return (across, down) if across and down and across > 0 and down > 0 else None


def size_from_text(value: object) -> tuple[int, int] | None:
    """ "1024x768", "1024 x 768" or "(1024, 768)" as (width, height)."""
    found = re.search(r"(\d{1,6})\s*[x×,]\s*(\d{1,6})", value) if isinstance(value, str) else None
    return size_of(found[1], found[2]) if found else None


def moment(value: object) -> datetime | None:
    """A time in UTC from ISO 8601 text; text without a time zone is taken as UTC."""
    try:
        found = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        return (
            None if found is None else (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        )
    except (ValueError, OverflowError):
        return None


def _no_number(_: str) -> None:
    return None


def _integer(digits: str) -> int | str:
    """Python refuses to read integers of more than 4300 digits; no field has one, so it stays text."""
    return int(digits) if len(digits) <= 100 else digits


def _deeper_than(value: object, levels: int) -> bool:
    layer = [value]
    for _ in range(levels + 1):
        layer = [child for item in layer for child in _children(item)]
        if not layer:
            return False
    return True


def _children(item: object) -> list[object]:
    if isinstance(item, dict):
        return [child for child in item.values() if isinstance(child, dict | list)]
    return [child for child in item if isinstance(child, dict | list)] if isinstance(item, list) else []
