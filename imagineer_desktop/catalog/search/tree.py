"""What a search says, as a tree; each node knows the piece of text it came from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Literal

Span = tuple[int, int]
"""Where a piece begins and ends in the text, as Python slices."""

Op = Literal["=", "<", "<=", ">", ">="]

NOWHERE: Span = (0, 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Word:
    """Letters that an image's prompt, file name or labels hold; `*` stands for any letters."""

    text: str
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Phrase:
    """What stood in quotes: looked for letter by letter."""

    text: str
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A named property and its value as typed ("rating", ">=", "3"). In `quoted` values `*` is a letter."""

    field: str
    op: Op
    value: str
    quoted: bool = False
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Not:
    """What its part does not match."""

    part: Expression
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class And:
    """What all parts match. Without parts it is the empty search, which everything matches."""

    parts: tuple[Expression, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Or:
    """What at least one part matches."""

    parts: tuple[Expression, ...]
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


Expression = Word | Phrase | Field | Not | And | Or


def leaves(expression: Expression) -> Iterator[Word | Phrase | Field]:
    """The words, phrases and fields of a search, from left to right."""
    match expression:
        case Not(part):
            yield from leaves(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield expression


def asks_for(expression: Expression, field_name: str, value: str) -> bool:
    """Whether a search says `field_name:value` anywhere: `is:trashed` opens the trash as well."""
    return any(
        isinstance(leaf, Field) and leaf.field == field_name and leaf.value.lower() == value
        for leaf in leaves(expression)
    )
