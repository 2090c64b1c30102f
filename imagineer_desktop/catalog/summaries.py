"""What several selected images have in common, for the inspector."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.queries import albums
from imagineer_desktop.catalog.rows import CAPTION_TYPES, LabelCount, Pick, SelectionSummary
from imagineer_desktop.catalog.schema import AlbumImage, Image, Label


def summary(session: Session, ids: Sequence[int]) -> SelectionSummary:
    """Counts of ratings, flags, labels and albums over `ids`, in five statements however many they are."""
    chosen = _among(ids)
    ratings = _tally(
        session, select(Image.rating, func.count()).where(Image.id.in_(chosen)).group_by(Image.rating)
    )
    picks = _tally(session, select(Image.pick, func.count()).where(Image.id.in_(chosen)).group_by(Image.pick))
    nsfw, public, file_size = session.execute(
        select(
            _number_with(Image.is_nsfw),
            _number_with(Image.is_public),
            func.coalesce(func.sum(Image.file_size), 0),
        ).where(Image.id.in_(chosen))
    ).one()
    labels = _labels(session, chosen)
    with_caption = session.scalar(
        select(func.count(func.distinct(Label.image_id))).where(
            Label.image_id.in_(chosen), Label.label_type.in_(CAPTION_TYPES)
        )
    )
    return SelectionSummary(
        image_ids=tuple(ids),
        ratings=ratings,
        picks={Pick(value): number for value, number in picks.items()},
        nsfw=nsfw,
        public=public,
        file_size=file_size or 0,
        captions=tuple(label for label in labels if label.is_caption),
        with_caption=with_caption or 0,
        labels=tuple(label for label in labels if not label.is_caption),
        albums=_albums(session, chosen),
    )


def _among(ids: Sequence[int]) -> Select[int]:
    """A list of any length as one bound value: SQLite's json_each has no limit of variables."""
    values: Any = func.json_each(json.dumps(list(ids))).table_valued("value", name="chosen")
    return select(values.c.value)


def _number_with(flag: Any) -> ColumnElement[int]:
    return func.count(case((flag.is_(True), 1)))


def _tally(session: Session, statement: Any) -> dict[int, int]:
    return dict(tuple(row) for row in session.execute(statement))


def _labels(session: Session, chosen: Select[int]) -> list[LabelCount]:
    kind: ColumnElement[Any] = func.count(func.distinct(Label.image_id)).label("images")
    statement = (
        select(
            Label.label_text,
            Label.label_type,
            Label.source_model,
            func.max(Label.confidence),
            kind,
            func.json_group_array(Label.id),
        )
        .where(Label.image_id.in_(chosen))
        .group_by(Label.label_text, Label.label_type, Label.source_model)
        .order_by(kind.desc(), func.min(Label.id))
    )
    return [
        LabelCount(text, label_type, model, confidence, images, tuple(json.loads(label_ids)))
        for text, label_type, model, confidence, images, label_ids in session.execute(statement)
    ]


def _albums(session: Session, chosen: Select[int]) -> tuple[Any, ...]:
    statement = (
        select(AlbumImage.album_id, func.count())
        .where(AlbumImage.image_id.in_(chosen))
        .group_by(AlbumImage.album_id)
    )
    numbers = _tally(session, statement)
    return tuple((album, numbers[album.id]) for album in albums(session) if album.id in numbers)


def count_marked(session: Session, ids: Sequence[int], column: str) -> int:
    """How many of the images have a flag (`is_nsfw`, `is_public`) set."""
    flag = Image.__table__.c[column]
    statement = select(func.count()).select_from(Image).where(Image.id.in_(_among(ids)), flag.is_(True))
    return session.scalar(statement) or 0
