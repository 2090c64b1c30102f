"""The grammar of a search: `parse` reads it into a tree, `format` writes a tree down again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from imagineer_desktop.catalog.search.fields import needs
from imagineer_desktop.catalog.search.lexer import Mark, Token, tokens
from imagineer_desktop.catalog.search.mistakes import FilterMistake, quoted
from imagineer_desktop.catalog.search.tree import And, Expression, Field, Not, Or, Phrase, Span, Word, leaves

LONGEST = 10_000
"""Characters a search may have."""

MOST_PARTS = 300
"""Words, phrases and fields a search may have: SQLite takes no expression deeper than 1,000."""

DEEPEST = 16
"""Parentheses and NOTs inside each other: SQLite reads a little more than twenty."""


def parse(text: str) -> Expression:
    """The tree of a search; an empty one is `And()`. Raises FilterMistake, which says where."""
    if len(text) > LONGEST:
        raise FilterMistake(f"A search may have {LONGEST:,} characters, and this one is longer", LONGEST + 1)
    return _Reading(text).expression()


class _Reading:
    """One search while it is read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(tokens(text))
        self._place = 0
        self._depth = 0
        self._parts = 0

    def expression(self) -> Expression:
        if not self._tokens:
            return And((), (0, len(self._text)))
        found = self._alternatives()
        if (left := self._next) is not None:
            raise _mistake(left, f"{quoted(left.text)} closes nothing. Put it in quotes to look for it")
        return found

    @property
    def _next(self) -> Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _take(self) -> Token:
        token = self._tokens[self._place]
        self._place += 1
        return token

    def _alternatives(self) -> Expression:
        parts = [self._together()]
        while (token := self._next) is not None and token.mark is Mark.OR:
            self._take()
            self._need_part(token, "something to look for after it")
            parts.append(self._together())
        return parts[0] if len(parts) == 1 else Or(tuple(parts), _over(parts))

    def _together(self) -> Expression:
        parts = [self._part()]
        while (token := self._next) is not None and token.mark not in {Mark.OR, Mark.CLOSE}:
            if token.mark is Mark.AND:
                self._take()
                self._need_part(token, "something to look for after it")
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else And(tuple(parts), _over(parts))

    def _part(self) -> Expression:
        token = self._take()
        match token.mark:
            case Mark.NOT | Mark.MINUS:
                self._need_part(token, "something to leave out after it")
                part = self._deeper(token, self._part)
                return Not(part, (token.span[0], part.span[1]))
            case Mark.OPEN:
                return self._group(token)
            case Mark.AND | Mark.OR:
                raise _mistake(token, f"{quoted(token.text)} needs something to look for before it")
            case Mark.CLOSE:
                raise _mistake(token, f"{quoted(token.text)} closes nothing. Put it in quotes to look for it")
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise _mistake(token, f"A search may have {MOST_PARTS} parts, and this one has more")
        return _leaf(token, self._text)

    def _group(self, opening: Token) -> Expression:
        if self._next is None:
            raise _mistake(opening, "“(” needs a closing “)”")
        if self._next.mark is Mark.CLOSE:
            raise _mistake(opening, "There is nothing between “(” and “)”")
        inside = self._deeper(opening, self._alternatives)
        if self._next is None:
            raise _mistake(opening, "“(” needs a closing “)”")
        return replace(inside, span=(opening.span[0], self._take().span[1]))

    def _deeper(self, token: Token, read: Callable[[], Expression]) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _mistake(token, f"A search may be {DEEPEST} levels deep, and this one is deeper")
        found = read()
        self._depth -= 1
        return found

    def _need_part(self, before: Token, what: str) -> None:
        """What follows AND, OR, NOT and a minus must be something to look for."""
        token = self._next
        if token is None or token.mark in {Mark.AND, Mark.OR, Mark.CLOSE} or _minus_keyword(before, token):
            raise _mistake(before, f"{quoted(before.text)} needs {what}")


def _minus_keyword(before: Token, token: Token) -> bool:
    return before.mark is Mark.MINUS and token.mark is Mark.NOT


def _leaf(token: Token, text: str) -> Word | Phrase | Field:
    if not token.closed:
        raise FilterMistake(
            f"{quoted(text[slice(*token.span)])} needs a closing quote",
            token.span[0] + 1,
        )
    match token.mark:
        case Mark.WORD:
            return Word(token.text, token.span)
        case Mark.PHRASE:
            if not token.text.strip():
                raise _mistake(token, "There is nothing between the quotes")
            return Phrase(token.text, token.span)
    if (what := needs(token.field, token.text)) is not None:
        raise _mistake(token, f"{quoted(text[slice(*token.span)])} needs {what}")
    if token.op != "=" and ".." in token.text:
        raise _mistake(token, f"{quoted(text[slice(*token.span)])} needs either “{token.op}” or “..”")
    return Field(token.field, token.op, token.text, token.quoted, token.span)


def _mistake(token: Token, what: str) -> FilterMistake:
    return FilterMistake(what, token.span[0] + 1)


def _over(parts: list[Expression]) -> Span:
    return parts[0].span[0], parts[-1].span[1]


def format(expression: Expression) -> str:
    """The search as text that `parse` reads into an equal tree."""
    match expression:
        case Word(text):
            return text
        case Phrase(text):
            return in_quotes(text)
        case Field(field, op, value, is_quoted):
            return f"{field}:{'' if op == '=' else op}{in_quotes(value) if is_quoted else value}"
        case Not(part):
            inside = _nested(part)
            return f"NOT {inside}" if isinstance(part, Not) or inside.startswith("-") else f"-{inside}"
        case And(parts):
            return " ".join(_nested(part) for part in parts)
        case Or(parts):
            return " OR ".join(format(part) if isinstance(part, And) else _nested(part) for part in parts)


def _nested(part: Expression) -> str:
    return in_parentheses(part, format(part)) if isinstance(part, And | Or) else format(part)


def in_parentheses(expression: Expression, text: str) -> str:
    """The text of an expression in parentheses; a word that opens one itself is kept apart from the end."""
    match list(leaves(expression))[-1:]:
        case [Word(last) | Field(value=last, quoted=False)] if last.count("(") > last.count(")"):
            return f"({text} )"
    return f"({text})"


def in_quotes(text: str) -> str:
    """A text in quotes as the language writes it; a quote inside is written twice."""
    return '"' + text.replace('"', '""') + '"'
