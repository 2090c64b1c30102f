"""What is meant by its name: labels, albums, models and LoRAs."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import CTE, ColumnElement, Text, case, exists, func, or_, select, type_coerce

from imagineer_desktop.catalog.rows import CAPTION_TYPES
from imagineer_desktop.catalog.schema import Album, AlbumImage, Image, Label
from imagineer_desktop.catalog.search.patterns import ESCAPE, bindable, whole
from imagineer_desktop.catalog.search.tree import Field

_IMAGES = Image.__table__.c
_LABELS = Label.__table__.c

CATEGORY = "category"

MODEL_SUFFIXES = (".safetensors", ".ckpt", ".gguf", ".pt")
"""A model may be stored by the name of its file: the suffix need not be typed."""

_SAME_IN_JSON = re.compile(r"[\w .-]+", re.ASCII)


def named(column: ColumnElement[Any], field: Field) -> ColumnElement[bool]:
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


def labeled(field: Field) -> ColumnElement[bool]:
    """Images with a label of the field's kind by this name."""
    labels = select(Label.image_id).where(named(_LABELS.label_text, field), of_kind(field.field))
    return _IMAGES.id.in_(labels)


def in_album(field: Field) -> ColumnElement[bool]:
    """Images in an album of this name."""
    albums = select(Album.id).where(named(Album.__table__.c.name, field))
    return _IMAGES.id.in_(select(AlbumImage.image_id).where(AlbumImage.album_id.in_(albums)))


def _every_model() -> CTE:
    """Each model once: a jump in the index a name, where DISTINCT would read an entry an image."""
    first = select(func.min(_IMAGES.model).label("model")).cte("every_model", recursive=True)
    later = select(func.min(_IMAGES.model)).where(_IMAGES.model > first.c.model).scalar_subquery()
    return first.union_all(select(later).where(first.c.model.is_not(None)))


EVERY_MODEL = _every_model()


def of_model(field: Field) -> ColumnElement[bool]:
    """Images made by this model."""
    name = EVERY_MODEL.c.model
    return _IMAGES.model.in_(select(name).where(_is_file_named(name, field)))


def with_lora(field: Field) -> ColumnElement[bool]:
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
