"""A search as SQL: which images an expression means. Everything typed is a parameter, never SQL."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Text,
    and_,
    case,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
    type_coerce,
)

from imagineer_desktop.catalog.rows import CAPTION_TYPES, Pick
from imagineer_desktop.catalog.schema import Album, AlbumImage, Image, Label
from imagineer_desktop.catalog.search import fulltext, values
from imagineer_desktop.catalog.search.patterns import ESCAPE, bindable, whole
from imagineer_desktop.catalog.search.tree import And, Expression, Field, Not, Op, Or, Phrase, Word

_IMAGES = Image.__table__.c
_LABELS = Label.__table__.c

CATEGORY = "category"
SECONDS = "%Y-%m-%d %H:%M:%S"
"""The part that every stored timestamp begins with, so that text compares as time does."""

MODEL_SUFFIXES = (".safetensors", ".ckpt", ".gguf", ".pt")
"""A model may be stored by the name of its file: the suffix need not be typed."""

_SAME_IN_JSON = re.compile(r"[\w .-]+", re.ASCII)

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
                every = isinstance(expression, And) == wanted
                conditions = [self.of(part, wanted) for part in parts]
                return and_(true(), *conditions) if every else or_(false(), *conditions)
            case Word(text):
                found = fulltext.matches_text(text, indexed=self.indexed)
            case Phrase(text):
                found = fulltext.matches_text(text, is_literal=True, indexed=self.indexed)
            case Field():
                found = self._field(expression)
        # NULL is what is not known: an image without a model is not of that model.
        return found if wanted else not_(func.coalesce(found, false()))

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


def _named(column: ColumnElement[Any], field: Field) -> ColumnElement[bool]:
    """The column is the value from end to end, in any case of letters."""
    if field.quoted or "*" not in field.value:
        spelled = whole(field.value, literal=True)
        if len(spelled) == 1:
            # Not LIKE: an index without regard to case serves only an equality.
            return column.collate("NOCASE") == bindable(field.value)
        return or_(*(column.like(pattern, escape=ESCAPE) for pattern in spelled))
    return or_(*(column.like(pattern, escape=ESCAPE) for pattern in whole(field.value)))


def of_kind(field: str) -> ColumnElement[bool]:
    """The labels that "tag", "category" or "caption" means. What has no known type is a tag."""
    match field:
        case "caption":
            return _LABELS.label_type.in_(sorted(CAPTION_TYPES))
        case "category":
            return _LABELS.label_type == CATEGORY
    return func.coalesce(_LABELS.label_type, "").not_in([*sorted(CAPTION_TYPES), CATEGORY])


def _labeled(field: Field) -> ColumnElement[bool]:
    labels = select(Label.image_id).where(_named(_LABELS.label_text, field), of_kind(field.field))
    return _IMAGES.id.in_(labels)


def _in_album(field: Field) -> ColumnElement[bool]:
    albums = select(Album.id).where(_named(Album.__table__.c.name, field))
    return _IMAGES.id.in_(select(AlbumImage.image_id).where(AlbumImage.album_id.in_(albums)))


def _every_model() -> CTE:
    """Each model once: a jump in the index a name, where DISTINCT would read an entry an image."""
    first = select(func.min(_IMAGES.model).label("model")).cte("every_model", recursive=True)
    later = select(func.min(_IMAGES.model)).where(_IMAGES.model > first.c.model).scalar_subquery()
    return first.union_all(select(later).where(first.c.model.is_not(None)))


EVERY_MODEL = _every_model()


def _of_model(field: Field) -> ColumnElement[bool]:
    name = EVERY_MODEL.c.model
    return _IMAGES.model.in_(select(name).where(_is_file_named(name, field)))


def _with_lora(field: Field) -> ColumnElement[bool]:
    """Its name or path is in the JSON of `lora_config`; where that is no JSON, it is the name itself."""
    inside = func.json_tree(_IMAGES.lora_config).table_valued("key", "value", "type")
    a_name = or_(inside.c.key.in_(("name", "path")), func.typeof(inside.c.key) != "text")
    in_json = exists().where(inside.c.type == "text", a_name, _is_file_named(inside.c.value, field))
    # Taking JSON apart is slow, so only where it holds a piece that no JSON would write otherwise.
    piece = max(_SAME_IN_JSON.findall(field.value), key=len, default="")
    return _IMAGES.lora_config.contains(piece, autoescape=True) & case(
        (func.json_valid(_IMAGES.lora_config) == 1, in_json),
        else_=_is_file_named(_IMAGES.lora_config, field),
    )


def _is_file_named(column: ColumnElement[Any], field: Field) -> ColumnElement[bool]:
    """The value names it whole, or its file with or without the suffix, in whatever folder."""
    path = func.replace("/" + type_coerce(column, Text), "\\", "/")
    names = whole(field.value.replace("\\", "/"), field.quoted)
    return or_(
        *(path.like(f"%/{name}{suffix}", escape=ESCAPE) for name in names for suffix in ("", *MODEL_SUFFIXES))
    )


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
    return lambda field: _named(column, field)


_FIELDS: dict[str, Callable[[Field], ColumnElement[bool]]] = {
    "tag": _labeled,
    "category": _labeled,
    "album": _in_album,
    "model": _of_model,
    "lora": _with_lora,
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
    "is:unfiled": lambda: not_(_in_any_album()),
    "is:training": _in_training_source,
    "is:trashed": lambda: _IMAGES.trashed_at.is_not(None),
    "has:caption": lambda: exists().where(Label.image_id == Image.id, of_kind("caption")),
    "has:label": lambda: exists().where(Label.image_id == Image.id),
    "has:prompt": lambda: func.coalesce(_IMAGES.prompt, "") != "",
    "has:album": _in_any_album,
}
