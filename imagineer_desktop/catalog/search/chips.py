"""The parts of a search as chips: the same query, taken apart and put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from imagineer_desktop.catalog.search.fields import FIELDS, MEASURED, Kind
from imagineer_desktop.catalog.search.lexer import KEYWORDS
from imagineer_desktop.catalog.search.parser import format, in_parentheses, in_quotes, parse
from imagineer_desktop.catalog.search.tree import And, Expression, Field, Not, Or, Span
from imagineer_desktop.catalog.search.words import NO_STARS, TITLES, said, value_in_words

SINGLE = MEASURED | {Kind.SIZE, Kind.SEED}
"""Kinds of which an image has one: a new value takes the place of the old one."""

_BARE = re.compile(r'[^\s"*():-][^\s"*():]*')
"""A value that means itself without quotes."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One part that all images match. `field` is "Tag", or empty where the value says it all."""

    field: str
    value: str
    negated: bool
    span: Span


def chips(text: str) -> list[Chip]:
    """The top parts of a search, from left to right. Raises FilterMistake."""
    return [_chip(part) for part in _parts(parse(text))]


def without(text: str, chip: Chip) -> str:
    """The search without this part; the others stay as they are written. Raises FilterMistake."""
    return _joined(text, [part for part in _parts(parse(text)) if part.span != chip.span])


def with_part(text: str, field: str, value: str) -> str:
    """The search with one more part: "tag" and "red hair", "rating" and ">=3"; "" means words anywhere.

    Names and words are taken by the letter, a `*` too. Nothing changes if the part is there already;
    of a rating, size, date and the like the newest holds. Raises FilterMistake.
    """
    added = part_of(field, value)
    parts = _parts(parse(text))
    if added in parts:
        return text
    if field and FIELDS[field] in SINGLE:
        parts = tuple(part for part in parts if not (isinstance(part, Field) and part.field == field))
    return " ".join(filter(None, (_joined(text, parts), format(added))))


def part_of(field: str, value: str) -> Expression:
    """One part from a field and its value, in quotes only where it needs them. Raises FilterMistake."""
    if field and FIELDS[field] not in {Kind.TEXT, Kind.NAME}:
        return parse(f"{field}:{value}")
    bare = _BARE.fullmatch(value) and (field or value not in KEYWORDS)
    return parse(f"{field}:" * bool(field) + (value if bare else in_quotes(value)))


def _parts(expression: Expression) -> tuple[Expression, ...]:
    return expression.parts if isinstance(expression, And) else (expression,)


def _joined(text: str, parts: Iterable[Expression]) -> str:
    return " ".join(_piece(text, part) for part in parts)


def _piece(text: str, part: Expression) -> str:
    """The part as it is written; OR without parentheses would take in what comes beside it."""
    piece = text[slice(*part.span)]
    is_open = isinstance(part, Or) and part.span[0] == part.parts[0].span[0]
    return in_parentheses(part, piece) if is_open else piece


def _chip(part: Expression) -> Chip:
    match part:
        case Not(inside):
            chip = _chip(inside)
            return Chip(chip.field, chip.value, not chip.negated, part.span)
        case Field():
            value = value_in_words(part)
            star = "★ " if part.field == "rating" and value != NO_STARS else ""
            return Chip(TITLES[part.field], star + value, False, part.span)
        case _:
            return Chip("", said(part), False, part.span)
