"""A search cut into its pieces. It never fails: what is wrong with a piece is the parser's to say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import cast

from imagineer_desktop.catalog.search.fields import FIELDS, MEASURED
from imagineer_desktop.catalog.search.tree import Op, Span

_FIELD = re.compile(r"([a-z]+):", re.IGNORECASE | re.ASCII)
_OP = re.compile(r"[<>]=?|=")
_QUOTED = re.compile(r'"((?:[^"]|"")*)("?)')


class Mark(Enum):
    """What a piece is."""

    WORD = "word"
    PHRASE = "phrase"
    FIELD = "field"
    OPEN = "("
    CLOSE = ")"
    MINUS = "-"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"


KEYWORDS = {mark.value: mark for mark in (Mark.AND, Mark.OR, Mark.NOT)}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: `text` is a word, what stood in quotes, or the value of `field`. `closed` is of a quote."""

    mark: Mark
    text: str
    span: Span
    field: str = ""
    op: Op = "="
    quoted: bool = False
    closed: bool = True


def tokens(text: str) -> Iterator[Token]:
    """The pieces of a search from left to right; together with the blanks between them they are all of it."""
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        token = _token(text, place)
        yield token
        place = token.span[1]


def _token(text: str, start: int) -> Token:
    match text[start]:
        case "(" | ")" as bracket:
            return Token(Mark(bracket), bracket, (start, start + 1))
        case "-" if _negates(text, start):
            return Token(Mark.MINUS, "-", (start, start + 1))
        case '"':
            words, end, closed = _in_quotes(text, start)
            return Token(Mark.PHRASE, words, (start, end), quoted=True, closed=closed)
    if (found := _FIELD.match(text, start)) and found[1].lower() in FIELDS:
        return _field(text, start, found[1].lower(), found.end())
    end = _end_of_word(text, start)
    word = text[start:end]
    return Token(KEYWORDS.get(word, Mark.WORD), word, (start, end))


def _negates(text: str, start: int) -> bool:
    """A minus right before something; in `--ar 16:9`, and alone, it is a letter."""
    following = text[start + 1 : start + 2]
    return bool(following) and not following.isspace() and following not in "-)"


def _field(text: str, start: int, name: str, place: int) -> Token:
    op: Op = "="
    if FIELDS[name] in MEASURED and (found := _OP.match(text, place)):
        op, place = cast(Op, found[0]), found.end()
    if text[place : place + 1] == '"':
        value, end, closed = _in_quotes(text, place)
        return Token(Mark.FIELD, value, (start, end), name, op, quoted=True, closed=closed)
    end = _end_of_word(text, place)
    return Token(Mark.FIELD, text[place:end], (start, end), name, op)


def _in_quotes(text: str, start: int) -> tuple[str, int, bool]:
    """What stands in the quotes (two quotes are one letter), where they end, whether they are closed."""
    found = _QUOTED.match(text, start)
    assert found is not None
    return found[1].replace('""', '"'), found.end(), bool(found[2])


def _end_of_word(text: str, start: int) -> int:
    """Up to a blank, or a closing parenthesis that the word itself has not opened: `artoria_(fate)`."""
    opened = 0
    for place in range(start, len(text)):
        letter = text[place]
        if letter.isspace() or (letter == ")" and not opened):
            return place
        opened += (letter == "(") - (letter == ")")
    return len(text)
