"""The fields a search may name, and what each takes."""

from __future__ import annotations

from enum import Enum

from imagineer_desktop.catalog.search import values


class Kind(Enum):
    """What a field takes. A NAME is meant whole; a TEXT is found anywhere in what is stored."""

    TEXT = "text"
    NAME = "name"
    SEED = "seed"
    WHOLE = "whole number"
    STARS = "stars"
    DECIMAL = "decimal number"
    SIZE = "size"
    DATE = "date"
    STATE = "state"


FIELDS: dict[str, Kind] = {
    "prompt": Kind.TEXT,
    "tag": Kind.NAME,
    "caption": Kind.TEXT,
    "category": Kind.NAME,
    "name": Kind.TEXT,
    "path": Kind.TEXT,
    "album": Kind.NAME,
    "model": Kind.NAME,
    "lora": Kind.NAME,
    "sampler": Kind.NAME,
    "generator": Kind.NAME,
    "seed": Kind.SEED,
    "steps": Kind.WHOLE,
    "cfg": Kind.DECIMAL,
    "rating": Kind.STARS,
    "size": Kind.SIZE,
    "width": Kind.WHOLE,
    "height": Kind.WHOLE,
    "date": Kind.DATE,
    "is": Kind.STATE,
    "has": Kind.STATE,
}

STATES: dict[str, tuple[str, ...]] = {
    "is": (
        "nsfw",
        "public",
        "picked",
        "rejected",
        "unflagged",
        "missing",
        "damaged",
        "unfiled",
        "training",
        "trashed",
    ),
    "has": ("caption", "label", "prompt", "album"),
}

MEASURED = frozenset({Kind.WHOLE, Kind.DECIMAL, Kind.STARS, Kind.DATE})
"""Kinds that have an order, so that `>=` and `..` say something."""

_NEEDS = {
    Kind.TEXT: "a text",
    Kind.NAME: "a name",
    Kind.SEED: "one whole number",
    Kind.WHOLE: "a number",
    Kind.DECIMAL: "a number",
    Kind.STARS: "a number",
    Kind.SIZE: "a width and a height such as 1024x1024",
    Kind.DATE: "a date such as 2025-10 or 2025-10-31",
}


def needs(field: str, value: str) -> str | None:
    """What a field needs instead of `value` ("a number"), or None when the value will do."""
    kind = FIELDS[field]
    if kind is Kind.STATE:
        listed = ", ".join(STATES[field][:-1])
        return None if value.lower() in STATES[field] else f"one of {listed} or {STATES[field][-1]}"
    if kind is Kind.STARS and values.whole_bounds("=", value) and not _are_stars(value):
        return "a number from 0 to 5"
    return None if _is_sound(kind, value) else _NEEDS[kind]


def _is_sound(kind: Kind, value: str) -> bool:
    match kind:
        case Kind.WHOLE | Kind.STARS:
            return bool(values.whole_bounds("=", value))
        case Kind.DECIMAL:
            return bool(values.decimal_bounds("=", value))
        case Kind.SEED:
            return values.seed(value) is not None
        case Kind.SIZE:
            return values.size(value) is not None
        case Kind.DATE:
            return bool(values.days("=", value))
        case _:
            return bool(value)


def _are_stars(value: str) -> bool:
    return all(0 <= number <= 5 for _, number in values.whole_bounds("=", value))
