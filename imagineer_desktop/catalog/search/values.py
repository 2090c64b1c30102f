"""What stands behind a field, read: numbers, sizes, days and seeds. What cannot be read is None or empty."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from imagineer_desktop.catalog.search.tree import Op

Number = TypeVar("Number", int, float)

LARGEST_SEED = 2**64 - 1
"""Seeds of ComfyUI are unsigned numbers of 64 bits."""

# ASCII digits only, and few enough for SQLite's numbers.
_WHOLE = re.compile(r"\d{1,15}", re.ASCII)
_DECIMAL = re.compile(r"\d{1,9}(\.\d{1,9})?|\.\d{1,9}", re.ASCII)
_SEED = re.compile(r"-?\d{1,20}", re.ASCII)
_SIZE = re.compile(r"(\d{1,7})[x×*](\d{1,7})", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", re.ASCII)
_YEARS = range(1971, 3000)
"""Years in which every system knows its time zones."""


def whole_bounds(op: Op, text: str) -> list[tuple[Op, int]]:
    """What `op` and "30", "20..30", "20.." or "..30" ask of a whole number; empty if it is none."""
    return _bounds(op, text, lambda one: int(one) if _WHOLE.fullmatch(one) else None)


def decimal_bounds(op: Op, text: str) -> list[tuple[Op, float]]:
    """What `op` and "7.5" or "5..7.5" ask of a number; empty if it is none."""
    return _bounds(op, text, lambda one: float(one) if _DECIMAL.fullmatch(one) else None)


def _bounds(op: Op, text: str, read: Callable[[str], Number | None]) -> list[tuple[Op, Number]]:
    low, dots, high = text.partition("..")
    ends = [(end, read(end)) for end in ((low, high) if dots else (low,)) if end or not dots]
    numbers = [number for _, number in ends if number is not None]
    if not numbers or len(numbers) < len(ends):
        return []
    if not dots:
        return [(op, numbers[0])]
    asked: list[tuple[Op, Number]] = []
    if low:
        asked.append((">=", numbers[0]))
    if high:
        asked.append(("<=", numbers[-1]))
    return asked if op == "=" else []


def seed(text: str) -> int | None:
    """A seed: a whole number up to 2**64 - 1."""
    if not _SEED.fullmatch(text):
        return None
    number = int(text)
    return number if -(2**63) <= number <= LARGEST_SEED else None


def size(text: str) -> tuple[int, int] | None:
    """Width and height of "1024x768"."""
    found = _SIZE.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def days(op: Op, text: str) -> list[tuple[Op, date]]:
    """What `op` and a year, month, day or range of them ask of a date, as ">=" and "<" of whole days."""
    low, dots, high = text.partition("..")
    if not dots:
        return _days(op, text)
    if op != "=" or not (low or high):
        return []
    first, last = _days(">=", low) if low else [], _days("<=", high) if high else []
    return [] if (low and not first) or (high and not last) else [*first, *last]


def _days(op: Op, text: str) -> list[tuple[Op, date]]:
    period = _period(text)
    if period is None:
        return []
    first, after = period
    asked: dict[Op, list[tuple[Op, date]]] = {
        "=": [(">=", first), ("<", after)],
        "<": [("<", first)],
        "<=": [("<", after)],
        ">": [(">=", after)],
        ">=": [(">=", first)],
    }
    return asked[op]


def _period(text: str) -> tuple[date, date] | None:
    """The first day of a year, month or day, and the first one after it."""
    found = _DAY.fullmatch(text)
    if found is None or int(found[1]) not in _YEARS:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first + timedelta(days=1)
    if month:
        return first, date(year + month // 12, month % 12 + 1, 1)
    return first, date(year + 1, 1, 1)
