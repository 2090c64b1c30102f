"""Where a copied picture goes: a template like `{date:%Y}/{model}/{name}`, and what it makes of a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path, PurePath

from imagineer_desktop.jobs.copies.safe_names import FORBIDDEN, LONGEST, UNKNOWN, safe_name, safe_value

DEFAULT = "{date:%Y}/{date:%Y-%m}/{batch}/{name}"

FIELDS = ("date", "model", "generator", "batch", "seed", "name", "number")

_OWN = frozenset({"name", "number", "seed"})
"""Fields in which images of one folder differ, as a rule."""

_DAY = "%Y-%m-%d"
_DATE_SIGNS = frozenset("YymdHIMSpjbBaAUWVGu%")
"""What strftime means the same by on every system."""

_LONGEST_NAME = LONGEST - len(".swarm.json")
"""So that there is room for the name of what lies beside a picture."""

_WIDTH = re.compile(r"0?[1-9]")
_SEPARATORS = "/\\"


class TemplateError(ValueError):
    """A mistake in a template: where, as a column counted from 1, and what."""

    def __init__(self, column: int, reason: str) -> None:
        super().__init__(f"Column {column}: {reason}")
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Facts:
    """What a picture says of itself, as far as a path may want to know; `suffix` with its dot.

    A `moment` without a time zone means UTC; in the path it is that of the clock on the wall.
    """

    name: str
    suffix: str
    moment: datetime
    batch: str = ""
    model: str | None = None
    generator: str | None = None
    seed: int | None = None
    number: int = 1


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    form: str

    def value(self, facts: Facts) -> str:
        match self.name:
            case "date":
                return _written(facts.moment, self.form or _DAY)
            case "number":
                return f"{facts.number:{self.form or '1'}}"
            case "seed":
                return UNKNOWN if facts.seed is None else str(facts.seed)
            case _:
                return safe_value(getattr(facts, self.name) or "")


class PathTemplate:
    """A template that was read without a mistake. Raises TemplateError for one that has some.

    Fields: {date} with a form of strftime ({date:%Y-%m}), {model}, {generator}, {batch} (the name of the
    folder it comes from), {seed}, {name} (without its suffix), {number} ({number:04}). `/` and `\\` separate
    folders, `{{` and `}}` are braces. The suffix is added and always that of the picture.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._parts = _read(text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PathTemplate) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    @property
    def tells_apart(self) -> bool:
        """Whether images of one folder get names of their own, as a rule."""
        fields = {piece.name for part in self._parts for piece in part if isinstance(piece, _Field)}
        return not fields.isdisjoint(_OWN)

    def place(self, facts: Facts, copy: int = 1) -> PurePath:
        """The path below the library's folder. `copy` 2 and up marks it " (2)" where the first is taken."""
        *folders, name = ("".join(_said(piece, facts) for piece in part) for part in self._parts)
        mark = f" ({copy})" if copy > 1 else ""
        return PurePath(*map(safe_name, folders), safe_name(name, mark + facts.suffix, _LONGEST_NAME))

    def places(self, several: Sequence[Facts]) -> list[PurePath]:
        """The paths of images that come one after the other, marked where one is taken by those before."""
        taken: dict[PurePath, int] = {}
        found: list[PurePath] = []
        for facts in several:
            first = self.place(facts)
            taken[first] = taken.get(first, 0) + 1
            found.append(self.place(facts, taken[first]))
        return found


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """The folder that a library's own pictures lie in, and how they are sorted into it."""

    folder: Path
    template: PathTemplate


_Piece = str | _Field
_Part = list[_Piece]


def _said(piece: _Piece, facts: Facts) -> str:
    return piece if isinstance(piece, str) else piece.value(facts)


def _written(moment: datetime, form: str) -> str:
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    with suppress(OverflowError, OSError, ValueError):  # the calendar's first and last day stay as they are
        known = known.astimezone()
    return safe_value(known.strftime(form))


def _read(text: str) -> list[_Part]:
    """The parts of the path, each with its pieces."""
    if not text.strip():
        raise TemplateError(1, "The template is empty. With {name} every image keeps its name.")
    parts: list[_Part] = [[]]
    begun = 1
    for piece, column in _pieces(text):
        if piece != "/":
            parts[-1].append(piece)
            continue
        _check(parts[-1], begun)
        parts.append([])
        begun = column + 1
    if not parts[-1]:
        raise TemplateError(len(text), "After the last / the name of the file is missing, as {name}.")
    _check(parts[-1], begun)
    return parts


def _check(part: _Part, column: int) -> None:
    if not part:
        raise TemplateError(column, "A folder has no name here. The path begins below the library folder.")
    if all(isinstance(piece, str) for piece in part):
        name = "".join(map(str, part))
        if not name.strip(" ."):
            raise TemplateError(column, f'"{name}" is no name. Files stay below the library folder.')


def _pieces(text: str) -> Iterator[tuple[_Piece, int]]:
    """Signs as they stand, fields, and "/" between parts; each with its column."""
    at = 0
    while at < len(text):
        sign, column = text[at], at + 1
        if text[at : at + 2] in ("{{", "}}"):
            yield sign, column
            at += 2
        elif sign == "{":
            end = text.find("}", at)
            if end < 0:
                raise TemplateError(column, "This { is never closed. A field is written like {name}.")
            yield from _fields(text[at + 1 : end], column)
            at = end + 1
        else:
            yield _plain(sign, column), column
            at += 1


def _plain(sign: str, column: int) -> str:
    if sign == "}":
        raise TemplateError(column, "This } closes nothing. A field is written like {name}.")
    if sign in _SEPARATORS:
        return "/"
    if sign in FORBIDDEN or not sign.isprintable():
        raise TemplateError(column, f"{sign if sign.isprintable() else 'This sign'} cannot be in a name.")
    return sign


def _fields(inside: str, column: int) -> Iterator[tuple[_Piece, int]]:
    """A field; a date whose form has a / is several, in folders of their own."""
    name, colon, form = inside.partition(":")
    form_column = column + 1 + len(name) + 1
    if name not in FIELDS:
        raise TemplateError(column, _unknown(name))
    if colon and not form:
        raise TemplateError(form_column, f"After the : the form is missing. Write {{{name}}} without it.")
    if name == "date":
        yield from _dates(form, form_column)
        return
    if form and (name != "number" or not _WIDTH.fullmatch(form)):
        reason = "A number has a form like 04, for 0001." if name == "number" else f"{{{name}}} has no form."
        raise TemplateError(form_column, reason)
    yield _Field(name, form), column


def _dates(form: str, column: int) -> Iterator[tuple[_Piece, int]]:
    at = 0
    while (at := form.find("%", at)) >= 0:
        if form[at + 1 : at + 2] not in _DATE_SIGNS or at + 1 == len(form):
            reason = f"{form[at : at + 2]} means no part of a date. %Y is the year, %m the month, %d the day."
            raise TemplateError(column + at, reason)
        at += 2
    begun = column
    for place, one in enumerate(re.split(r"[/\\]", form)):
        if place:
            yield "/", begun - 1
        if one or not form:
            yield _Field("date", one), begun
        begun += len(one) + 1


def _unknown(name: str) -> str:
    near = get_close_matches(name.strip().lower(), FIELDS, 1)
    if near:
        return f"There is no field {{{name}}}. Did you mean {{{near[0]}}}?"
    known = ", ".join(f"{{{field}}}" for field in FIELDS)
    return f"There is no field {{{name}}}. There are {known}."
