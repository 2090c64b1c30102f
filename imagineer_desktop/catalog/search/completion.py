"""What the piece being typed may become, from what the library holds, the most used first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from json import loads
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.schema import Album, AlbumImage, Image, Label
from imagineer_desktop.catalog.search.chips import part_of
from imagineer_desktop.catalog.search.fields import FIELDS, STATES
from imagineer_desktop.catalog.search.lexer import Mark, Token, tokens
from imagineer_desktop.catalog.search.names import EVERY_MODEL, of_kind
from imagineer_desktop.catalog.search.parser import format
from imagineer_desktop.catalog.search.patterns import ESCAPE, anywhere, bindable
from imagineer_desktop.catalog.search.tree import Span

MOST = 12
"""Completions offered at once."""

LONGEST_NAME = 200
"""Letters of a name that is still offered; longer ones are texts in the wrong place."""

NEWEST = 5_000
"""Images looked through for names that no index holds."""

LAST_LETTER = "\U0010ffff"

FIELD = "field"

Found = tuple[str, int | None]
"""A name and the number of images; None where counting them all would be slow."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A text that may stand for the piece at `span`. `kind` is "field" or the name of a field."""

    text: str
    kind: str
    count: int | None
    span: Span


def completions(session: Session, text: str, cursor: int) -> list[Completion]:
    """What may stand where the cursor (a place between characters, from 0) is; nothing for nothing typed."""
    token = _typed(text[:cursor])
    if token is None:
        return []
    span = (token.span[0], cursor)
    if token.mark is Mark.FIELD:
        return [_completion(token.field, found, span) for found in _values(session, token.field, token.text)]
    fields = [f"{name}:" for name in FIELDS if name.startswith(token.text.lower())]
    offered = [Completion(name, FIELD, None, span) for name in fields]
    named = [
        _completion(kind, found, span)
        for kind in ("tag", "album", "model")
        for found in _values(session, kind, token.text)
    ]
    named.sort(key=lambda one: -(one.count or 0))
    return [*offered, *named][:MOST]


def completed(text: str, chosen: Completion) -> tuple[str, int]:
    """The text with the completion in its place, and where the cursor goes."""
    start, end = chosen.span
    blank = "" if chosen.kind == FIELD or text[end : end + 1].isspace() else " "
    return f"{text[:start]}{chosen.text}{blank}{text[end:]}", start + len(chosen.text) + len(blank)


def _typed(before: str) -> Token | None:
    """The piece that ends at the cursor, if it can be completed."""
    last = next(iter(list(tokens(before))[-1:]), None)
    if last is None or last.span[1] != len(before):
        return None
    unfinished = last.mark is Mark.PHRASE and not last.closed
    return last if last.mark in {Mark.WORD, Mark.FIELD} or unfinished else None


def _completion(field: str, found: Found, span: Span) -> Completion:
    name, count = found
    return Completion(format(part_of(field, name)), field, count, span)


def _values(session: Session, field: str, typed: str) -> Iterable[Found]:
    if field in STATES:
        return [(state, None) for state in STATES[field] if state.startswith(typed.lower())]
    source = _SOURCES.get(field)
    found = source(session, typed) if source else []
    return [(name, count) for name, count in found if len(name) <= LONGEST_NAME]


def _labels(kind: str) -> Callable[[Session, str], Iterable[Found]]:
    def labels(session: Session, typed: str) -> Iterable[Found]:
        label = Label.__table__.c
        images = func.count(label.image_id.distinct())
        statement = (
            select(label.label_text, images)
            .where(_begins(label.label_text, typed), of_kind(kind), func.trim(label.label_text) != "")
            .group_by(label.label_text.collate("NOCASE"))
            .order_by(images.desc(), label.label_text)
            .limit(MOST)
        )
        return [(name, count) for name, count in session.execute(statement)]

    return labels


def _albums(session: Session, typed: str) -> Iterable[Found]:
    album = Album.__table__.c
    images = func.count(AlbumImage.image_id.distinct())
    statement = (
        select(album.name, images)
        .outerjoin(AlbumImage, AlbumImage.album_id == album.id)
        .where(_holds(album.name, typed), func.trim(album.name) != "")
        .group_by(album.name.collate("NOCASE"))
        .order_by(images.desc(), album.name)
        .limit(MOST)
    )
    return [(name, count) for name, count in session.execute(statement)]


def _models(session: Session, typed: str) -> Iterable[Found]:
    name = EVERY_MODEL.c.model
    images = select(func.count()).where(Image.model == name).scalar_subquery()
    statement = (
        select(name, images.label("images"))
        .where(_holds(name, typed), func.trim(name) != "")
        .order_by(images.desc(), name)
        .limit(MOST)
    )
    return [(model, count) for model, count in session.execute(statement)]


def _newest(
    column: ColumnElement[Any], names: Callable[[str], Iterable[str]]
) -> Callable[[Session, str], Iterable[Found]]:
    def newest(session: Session, typed: str) -> Iterable[Found]:
        statement = select(column).where(column.is_not(None)).order_by(Image.id.desc()).limit(NEWEST)
        stored = session.scalars(statement).all()
        counted = Counter(chain.from_iterable(set(names(str(one))) for one in stored))
        wanted = typed.lower()
        matching = [one for one in counted.items() if one[0].strip() and wanted in one[0].lower()]
        matching.sort(key=lambda one: (-one[1], one[0]))
        return [(name, count if len(stored) < NEWEST else None) for name, count in matching[:MOST]]

    return newest


def _loras(stored: str) -> Iterable[str]:
    """The names in `lora_config`, as the field `lora:` finds them."""
    try:
        config = loads(stored)
    except (ValueError, RecursionError):
        return [stored]
    return (_lora(one) for one in (config if isinstance(config, list) else [config]) if one)


def _lora(one: object) -> str:
    name = (one.get("name") or one.get("path") or "") if isinstance(one, dict) else one
    return str(name).replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".safetensors")


def _begins(column: ColumnElement[Any], typed: str) -> ColumnElement[bool]:
    """As a range and not as LIKE, so that an index without regard to case can serve it."""
    folded = column.collate("NOCASE")
    start = bindable(typed)
    return (folded >= start) & (folded < start + LAST_LETTER) if start else column.is_not(None)


def _holds(column: ColumnElement[Any], typed: str) -> ColumnElement[bool]:
    return column.like(anywhere(typed, literal=True)[0], escape=ESCAPE)


_SOURCES: dict[str, Callable[[Session, str], Iterable[Found]]] = {
    "tag": _labels("tag"),
    "category": _labels("category"),
    "album": _albums,
    "model": _models,
    "lora": _newest(Image.__table__.c.lora_config, _loras),
    "sampler": _newest(Image.__table__.c.sampler, lambda name: (name,)),
    "generator": _newest(Image.__table__.c.generator, lambda name: (name,)),
}
