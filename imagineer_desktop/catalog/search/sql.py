"""A search as SQL: which images an expression means. Everything typed is a parameter, never SQL."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
    type_coerce,
)

from imagineer_desktop.catalog.rows import Pick
from imagineer_desktop.catalog.schema import Album, AlbumImage, Image, Label
from imagineer_desktop.catalog.search import fulltext, values
from imagineer_desktop.catalog.search.names import in_album, labeled, named, of_kind, of_model, with_lora
from imagineer_desktop.catalog.search.tree import And, Expression, Field, Not, Op, Or, Phrase, Word

_IMAGES = Image.__table__.c

SECONDS = "%Y-%m-%d %H:%M:%S"
"""The part that every stored timestamp begins with, so that text compares as time does."""

_COMPARE: dict[Op, Callable[[Any, Any], ColumnElement[bool]]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def condition(expression: Expression, now: datetime, indexed: bool = False) -> ColumnElement[bool]:
    """The images that the expression means, whether in the trash or not.

    Days are days where the user is: in the zone of `now`, or in the computer's own if it has none.
    `indexed`: the full-text index is there (`fulltext.is_there`).
    """
    return _Meaning(now, indexed).of(expression)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a search means at a place and with or without an index."""

    now: datetime
    indexed: bool

    def of(self, expression: Expression, wanted: bool = True) -> ColumnElement[bool]:
        """What matches the expression, or, if not wanted, what does not.

        NOT is carried down to the leaves: SQLite reads only so many parentheses inside each other.
        """
        match expression:
            case Not(part):
                return self.of(part, not wanted)
            case And(parts) | Or(parts):
                if isinstance(expression, And) and wanted:
                    return and_(true(), *(one.of(part) for one, part in self._shared(parts)))
                found_parts = [self.of(part, wanted) for part in parts]
                every = isinstance(expression, And) == wanted
                return and_(true(), *found_parts) if every else or_(false(), *found_parts)
            case Word(text):
                found = fulltext.matches_text(text, indexed=self.indexed)
            case Phrase(text):
                found = fulltext.matches_text(text, is_literal=True, indexed=self.indexed)
            case Field():
                found = self._field(expression)
        # NULL is what is not known: an image without a model is not of that model.
        return found if wanted else not_(func.coalesce(found, false()))

    def _shared(self, parts: Sequence[Expression]) -> list[tuple[_Meaning, Expression]]:
        """Who says what each of the parts means that must all match: only the longest text asks the index.

        The few images it leaves are looked through for the others sooner than a common word is listed.
        """
        texts = [part for part in parts if isinstance(part, Word | Phrase)]
        longest = max(texts, key=lambda part: len(part.text), default=None)
        plain = replace(self, indexed=False)
        return [(plain if part in texts and part is not longest else self, part) for part in parts]

    def _field(self, field: Field) -> ColumnElement[bool]:
        match field.field:
            case "prompt":
                return fulltext.image_holds((_IMAGES.prompt,), field.value, field.quoted, self.indexed)
            case "name":
                return fulltext.image_holds((_IMAGES.filename,), field.value, field.quoted, self.indexed)
            case "path":
                return fulltext.image_holds((_IMAGES.file_path,), field.value, field.quoted)
            case "caption":
                return fulltext.label_holds(field.value, field.quoted, self.indexed, of_kind("caption"))
            case "date":
                days = values.days(field.op, field.value)
                generated = type_coerce(_IMAGES.generated_at, Text)
                return and_(*(_COMPARE[op](generated, self._moment(day)) for op, day in days))
            case "is" | "has":
                return _STATES[f"{field.field}:{field.value.lower()}"]()
        return _FIELDS[field.field](field)

    def _moment(self, day: date) -> str:
        """The beginning of a day here, as the library writes moments (UTC)."""
        return datetime.combine(day, time(), self.now.tzinfo).astimezone(UTC).strftime(SECONDS)


def _with_seed(field: Field) -> ColumnElement[bool]:
    seed = values.seed(field.value)
    assert seed is not None
    in_text = _IMAGES.seed_text == str(seed)
    # SQLite's numbers end at 2**63 - 1; larger seeds are kept as text.
    return or_(_IMAGES.seed == seed, in_text) if seed < 2**63 else in_text


def _sized(field: Field) -> ColumnElement[bool]:
    width, height = values.size(field.value) or (0, 0)
    return and_(_IMAGES.width == width, _IMAGES.height == height)


def _whole(column: ColumnElement[Any]) -> Callable[[Field], ColumnElement[bool]]:
    return lambda field: and_(
        *(_COMPARE[op](column, number) for op, number in values.whole_bounds(field.op, field.value))
    )


def _decimal(column: ColumnElement[Any]) -> Callable[[Field], ColumnElement[bool]]:
    return lambda field: and_(
        *(_COMPARE[op](column, number) for op, number in values.decimal_bounds(field.op, field.value))
    )


def _name(column: ColumnElement[Any]) -> Callable[[Field], ColumnElement[bool]]:
    return lambda field: named(column, field)


_FIELDS: dict[str, Callable[[Field], ColumnElement[bool]]] = {
    "tag": labeled,
    "category": labeled,
    "album": in_album,
    "model": of_model,
    "lora": with_lora,
    "sampler": _name(_IMAGES.sampler),
    "generator": _name(_IMAGES.generator),
    "seed": _with_seed,
    "steps": _whole(_IMAGES.steps),
    "cfg": _decimal(_IMAGES.guidance_scale),
    "rating": _whole(_IMAGES.rating),
    "size": _sized,
    "width": _whole(_IMAGES.width),
    "height": _whole(_IMAGES.height),
}


def _in_any_album() -> ColumnElement[bool]:
    return exists().where(AlbumImage.image_id == Image.id)


def _in_training_source() -> ColumnElement[bool]:
    return exists().where(
        AlbumImage.image_id == Image.id, AlbumImage.album_id == Album.id, Album.is_training_source.is_(True)
    )


_STATES: dict[str, Callable[[], ColumnElement[bool]]] = {
    "is:nsfw": lambda: _IMAGES.is_nsfw.is_(True),
    "is:public": lambda: _IMAGES.is_public.is_(True),
    "is:picked": lambda: _IMAGES.pick == Pick.PICKED.value,
    "is:rejected": lambda: _IMAGES.pick == Pick.REJECTED.value,
    "is:unflagged": lambda: _IMAGES.pick == Pick.UNFLAGGED.value,
    "is:missing": lambda: _IMAGES.missing_since.is_not(None),
    "is:damaged": lambda: _IMAGES.trouble.is_not(None),
    "is:unfiled": lambda: not_(_in_any_album()),
    "is:training": _in_training_source,
    "is:trashed": lambda: _IMAGES.trashed_at.is_not(None),
    # As sets, which SQLite lists once; asking for every image took three times as long.
    "has:caption": lambda: _IMAGES.id.in_(select(Label.image_id).where(of_kind("caption"))),
    "has:label": lambda: _IMAGES.id.in_(select(Label.image_id)),
    "has:prompt": lambda: func.coalesce(_IMAGES.prompt, "") != "",
    "has:album": _in_any_album,
}
