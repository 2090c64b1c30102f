"""The question of a gallery as SQL: which images a filter means, and in what order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, literal_column, select

from imagineer_desktop.catalog.rows import ALL_IMAGES, ImageFilter, Pick, SortKey, Source, SourceKind
from imagineer_desktop.catalog.schema import Album, AlbumImage, Image
from imagineer_desktop.catalog.search.parser import parse
from imagineer_desktop.catalog.search.sql import condition
from imagineer_desktop.catalog.search.tree import asks_for

_ORDERS: dict[SortKey, ColumnElement[Any]] = {
    SortKey.DATE: Image.__table__.c.generated_at,
    SortKey.NAME: Image.__table__.c.filename.collate("NOCASE"),
    SortKey.RATING: Image.__table__.c.rating,
    SortKey.FILE_SIZE: Image.__table__.c.file_size,
}


def ids_of(question: ImageFilter) -> Select[int]:
    """SELECT of the ids that answer the question, in its order; ties go by id, so the order is stable.

    Raises FilterMistake when its words are no search (see `catalog.search`).
    """
    meant = parse(question.words) if question.words.strip() else None
    if question.source.kind is SourceKind.ALL and question.sort is SortKey.DATE and meant is None:
        return _by_date(question.descending)
    statement = select(Image.id)
    if meant is not None:
        statement = statement.where(condition(meant, datetime.now()))
    # Whoever asks for what is in the trash means the whole library, the trash as well.
    if meant is None or question.source != ALL_IMAGES or not asks_for(meant, "is", "trashed"):
        statement = statement.where(in_source(question.source))
    by_album = question.sort is SortKey.ALBUM and question.source.kind is SourceKind.ALBUM
    if question.source.kind is SourceKind.ALBUM:
        statement = statement.join(AlbumImage, AlbumImage.image_id == Image.id).where(
            AlbumImage.album_id == question.source.album_id
        )
    columns: tuple[ColumnElement[Any], ...]
    if by_album:
        columns = (AlbumImage.__table__.c.sort_order, AlbumImage.__table__.c.id)
    else:
        columns = (_ORDERS.get(question.sort, _ORDERS[SortKey.DATE]), Image.__table__.c.id)
    return statement.order_by(*(c.desc() if question.descending else c.asc() for c in columns))


def _by_date(descending: bool) -> Select[int]:
    """The question asked most, answered from one index without a look at the table."""
    columns = (Image.__table__.c.generated_at, Image.__table__.c.id)
    order = (column.desc() if descending else column.asc() for column in columns)
    return select(Image.id).where(Image.trashed_at.is_(None)).order_by(*order)


def in_source(source: Source) -> ColumnElement[bool]:
    """What belongs to a source; only the trash shows what is in the trash. Albums also need their join."""
    if source.kind is SourceKind.TRASH:
        return Image.trashed_at.is_not(None)
    # The plus keeps SQLite from walking the index on this column, which nearly all images share: it
    # would read a million rows in the order of their dates instead of that of the file.
    present = literal_column("+images.trashed_at").is_(None)
    match source.kind:
        case SourceKind.UNFILED:
            return present & ~exists().where(AlbumImage.image_id == Image.id)
        case SourceKind.TRAINING:
            return present & in_training_source()
        case SourceKind.REJECTED:
            return present & (Image.pick == Pick.REJECTED.value)
        case SourceKind.MISSING:
            return present & Image.missing_since.is_not(None)
        case _:
            return present


def in_training_source() -> ColumnElement[bool]:
    """An image that lies in at least one album marked as a training source."""
    return exists().where(
        AlbumImage.image_id == Image.id, AlbumImage.album_id == Album.id, Album.is_training_source.is_(True)
    )
