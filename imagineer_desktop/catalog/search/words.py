"""A search said in words: "tagged landscape, 3 stars or more, model juggernaut*"."""

from __future__ import annotations

from datetime import date

from imagineer_desktop.catalog.search import values
from imagineer_desktop.catalog.search.fields import FIELDS, Kind
from imagineer_desktop.catalog.search.tree import And, Expression, Field, Not, Op, Or, Phrase, Word

TITLES = {
    "prompt": "Prompt",
    "tag": "Tag",
    "caption": "Caption",
    "category": "Category",
    "name": "File name",
    "path": "Path",
    "album": "Album",
    "model": "Model",
    "lora": "LoRA",
    "sampler": "Sampler",
    "generator": "Generator",
    "seed": "Seed",
    "steps": "Steps",
    "cfg": "CFG",
    "rating": "Rating",
    "size": "Size",
    "width": "Width",
    "height": "Height",
    "date": "Date",
    "is": "",
    "has": "Has",
}
"""What a chip calls a field; what something is needs no name before it."""

_SAID = {
    "prompt": "prompt with {}",
    "tag": "tagged {}",
    "caption": "caption with {}",
    "category": "category {}",
    "name": "file name with {}",
    "path": "path with {}",
    "album": "in album {}",
    "model": "model {}",
    "lora": "LoRA {}",
    "sampler": "sampler {}",
    "generator": "made by {}",
    "seed": "seed {}",
    "steps": "{} steps",
    "cfg": "CFG {}",
    "rating": "{}",
    "size": "{}",
    "width": "width {}",
    "height": "height {}",
    "date": "{}",
    "is": "{}",
    "has": "with {}",
}

_STATES = {
    "nsfw": "NSFW",
    "unfiled": "in no album",
    "training": "in a training source",
    "trashed": "in the trash",
    "caption": "a caption",
    "label": "a label",
    "prompt": "a prompt",
    "album": "an album",
}

NO_STARS = "no stars"

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def in_words(expression: Expression) -> str:
    """The search as a person says it; empty for the empty one."""
    if isinstance(expression, And):
        return ", ".join(_inside(part) for part in expression.parts)
    return said(expression)


def said(expression: Expression) -> str:
    """One part of a search in words, with its own parts joined by \"and\" or \"or\"."""
    match expression:
        case Word(text) | Phrase(text):
            return f"“{text}”"
        case Field():
            return _SAID[expression.field].format(value_in_words(expression, stars=" stars"))
        case Not(part):
            return f"not {_inside(part)}"
        case And(parts):
            return " and ".join(_inside(part) for part in parts)
        case Or(parts):
            return " or ".join(_inside(part) for part in parts)


def _inside(part: Expression) -> str:
    return f"({said(part)})" if isinstance(part, And | Or) else said(part)


def value_in_words(field: Field, stars: str = "") -> str:
    """The value of a field as a person says it: "3 or more", "October 2025". `stars` follows a rating."""
    match FIELDS[field.field]:
        case Kind.STATE:
            return _STATES.get(field.value.lower(), field.value.lower())
        case Kind.STARS:
            return _stars(field, stars)
        case Kind.WHOLE:
            return _measured([(op, str(number)) for op, number in values.whole_bounds(field.op, field.value)])
        case Kind.DECIMAL:
            bounds = values.decimal_bounds(field.op, field.value)
            return _measured([(op, f"{number:g}") for op, number in bounds])
        case Kind.SIZE:
            width, height = values.size(field.value) or (0, 0)
            return f"{width} × {height}"
        case Kind.DATE:
            return _dated(field.op, field.value)
        case _:
            return field.value


def _stars(field: Field, word: str) -> str:
    bounds = values.whole_bounds(field.op, field.value)
    if bounds == [("=", 0)]:
        return NO_STARS
    unit = word.removesuffix("s") if bounds[-1][1] == 1 else word
    return _measured([(op, str(number)) for op, number in bounds], unit)


def _measured(bounds: list[tuple[Op, str]], unit: str = "") -> str:
    if len(bounds) == 2:
        return f"{bounds[0][1]} to {bounds[1][1]}{unit}"
    op, number = bounds[0]
    return {
        "=": f"{number}{unit}",
        "<": f"less than {number}{unit}",
        "<=": f"{number}{unit} or less",
        ">": f"more than {number}{unit}",
        ">=": f"{number}{unit} or more",
    }[op]


def _dated(op: Op, value: str) -> str:
    low, dots, high = value.partition("..")
    if dots:
        ends = (
            [("since ", low)] if not high else [("until ", high)] if not low else [("", low), ("to ", high)]
        )
        return " ".join(f"{word}{_period(end)}" for word, end in ends)
    before = {"=": "", "<": "before ", "<=": "until ", ">": "after ", ">=": "since "}[op]
    return before + _period(value)


def _period(text: str) -> str:
    """A year, month or day in words: "2025", "October 2025", "October 31, 2025"."""
    parts = [int(part) for part in text.split("-")]
    match parts:
        case [year, month]:
            return f"{_MONTHS[month - 1]} {year}"
        case [year, month, day]:
            found = date(year, month, day)
            return f"{_MONTHS[found.month - 1]} {found.day}, {found.year}"
        case _:
            return text
