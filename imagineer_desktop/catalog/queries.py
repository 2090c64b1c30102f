"""(session, question) -> ids or frozen rows. Reads only; never commits."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Integer, exists, func, select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.conditions import ids_of, in_source, in_training_source
from imagineer_desktop.catalog.duplicates import number_of_copies
from imagineer_desktop.catalog.rows import (
    ALL_IMAGES,
    CAPTION_TYPES,
    AlbumRow,
    ImageDetails,
    ImageFilter,
    ImageRow,
    LabelRow,
    LibraryCounts,
    Pick,
    Source,
    SourceKind,
)
from imagineer_desktop.catalog.schema import Album, AlbumImage, Image, Label

Value = TypeVar("Value")

PAGE = 500
"""Ids asked for in one statement: below SQLite's oldest limit of 999 variables."""

_ROW_COLUMNS = (
    Image.id,
    Image.filename,
    Image.file_path,
    Image.width,
    Image.height,
    Image.file_size,
    Image.content_hash,
    Image.file_mtime_ns,
    Image.is_nsfw,
    Image.is_public,
    Image.rating,
    Image.pick,
    Image.missing_since,
    Image.trashed_at,
    Image.generated_at,
    Image.trouble,
    exists().where(Label.image_id == Image.id, Label.label_type.in_(CAPTION_TYPES)).label("has_caption"),
    in_training_source().label("in_training_source"),
)


def image_ids(session: Session, question: ImageFilter) -> array[int]:
    """The ids that answer the question, in its order, as a flat array (8 bytes an image)."""
    # Straight from the driver: a million rows take half the time that Result.scalars() needs.
    cursor: Any = session.connection().execute(ids_of(question)).cursor
    return array("q", chain.from_iterable(cursor))


def image_rows(session: Session, ids: Sequence[int]) -> list[ImageRow]:
    """The rows of `ids` in their order; ids that are gone are left out."""
    found: dict[int, ImageRow] = {}
    for page in pages(ids):
        for row in session.execute(select(*_ROW_COLUMNS).where(Image.id.in_(page))).mappings():
            found[row["id"]] = _image_row(row)
    return [found[image_id] for image_id in ids if image_id in found]


def _image_row(row: Mapping[Any, Any]) -> ImageRow:
    return ImageRow(
        id=row["id"],
        filename=row["filename"],
        file_path=row["file_path"],
        width=row["width"],
        height=row["height"],
        file_size=row["file_size"],
        content_hash=row["content_hash"],
        is_nsfw=bool(row["is_nsfw"]),
        is_public=bool(row["is_public"]),
        rating=row["rating"],
        pick=Pick(row["pick"]),
        missing=row["missing_since"] is not None,
        trashed=row["trashed_at"] is not None,
        has_caption=bool(row["has_caption"]),
        in_training_source=bool(row["in_training_source"]),
        generated_at=row["generated_at"],
        file_mtime_ns=row["file_mtime_ns"],
        trouble=row["trouble"],
    )


def image_details(session: Session, image_id: int) -> ImageDetails | None:
    """Everything known of one image, columns of old libraries included; None when it is gone."""
    rows = image_rows(session, [image_id])
    stored = session.connection().exec_driver_sql("SELECT * FROM images WHERE id = ?", (image_id,))
    columns = stored.mappings().one_or_none()
    if not rows or columns is None:
        return None
    seed_text = columns["seed_text"]
    return ImageDetails(
        row=rows[0],
        columns=dict(columns),
        seed=int(seed_text) if seed_text else columns["seed"],
        albums=albums(session, of_image=image_id),
        labels=labels_of(session, [image_id]),
        copies=number_of_copies(session, rows[0].content_hash),
    )


def image_id_at(session: Session, file_path: str) -> int | None:
    """The id of the image whose file is `file_path`."""
    return session.scalar(select(Image.id).where(Image.file_path == file_path))


def labels_of(session: Session, ids: Sequence[int]) -> tuple[LabelRow, ...]:
    """The labels of the images, oldest first."""
    columns = (
        Label.id,
        Label.image_id,
        Label.label_text,
        Label.label_type,
        Label.source_model,
        Label.confidence,
        Label.created_by,
        Label.created_at,
    )
    found = chain.from_iterable(
        session.execute(select(*columns).where(Label.image_id.in_(page)).order_by(Label.id))
        for page in pages(ids)
    )
    return tuple(LabelRow(*row) for row in found)


def albums(session: Session, of_image: int | None = None) -> tuple[AlbumRow, ...]:
    """All albums, or those that hold one image, by name; each with the number of images it shows."""
    shown = (
        select(AlbumImage.album_id, func.count(type_=Integer).label("images"))
        .join(Image, Image.id == AlbumImage.image_id)
        .where(in_source(ALL_IMAGES))
        .group_by(AlbumImage.album_id)
        .subquery()
    )
    statement: Any = (
        select(
            Album.id,
            Album.name,
            Album.description,
            Album.album_type,
            Album.is_public,
            Album.is_training_source,
            Album.image_order,
            Album.created_at,
            func.coalesce(shown.c.images, 0).label("images"),
        )
        .outerjoin(shown, shown.c.album_id == Album.id)
        .order_by(Album.name.collate("NOCASE"), Album.id)
    )
    if of_image is not None:
        statement = statement.where(
            exists().where(AlbumImage.album_id == Album.id, AlbumImage.image_id == of_image)
        )
    return tuple(_album_row(row) for row in session.execute(statement).mappings())


def _album_row(row: Mapping[Any, Any]) -> AlbumRow:
    values = dict(row)
    values["is_public"] = bool(values["is_public"])
    values["is_training_source"] = bool(values["is_training_source"])
    return AlbumRow(**values)


def counts(session: Session) -> LibraryCounts:
    """The numbers of the left panel."""
    fixed: list[SourceKind] = [kind for kind in SourceKind if kind is not SourceKind.ALBUM]
    numbers = {
        kind: session.scalar(select(func.count()).select_from(Image).where(in_source(Source(kind)))) or 0
        for kind in fixed
    }
    return LibraryCounts(sources=numbers, albums=albums(session))


def vocabulary(session: Session, limit: int = 2000) -> tuple[str, ...]:
    """The library's tags and categories, the most used first."""
    statement = (
        select(Label.label_text)
        .where(Label.label_type.not_in(CAPTION_TYPES) | Label.label_type.is_(None))
        .group_by(Label.label_text)
        .order_by(func.count().desc(), Label.label_text)
        .limit(limit)
    )
    return tuple(session.scalars(statement))


def table_counts(session: Session) -> dict[str, int]:
    """Rows in each of the six tables of the guide, as `info` shows them."""
    tables = ("images", "albums", "album_images", "labels", "scrape_jobs", "training_runs")
    connection = session.connection()
    return {
        name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in tables
    }


def revision(session: Session) -> str:
    """The revision of the schema, as the migrations wrote it."""
    asked = session.connection().exec_driver_sql("SELECT version_num FROM alembic_version")
    return str(asked.scalar_one())


def columns_in_order(session: Session, table: str) -> tuple[str, ...]:
    """The columns a table really has, those of other programs included."""
    return tuple(row[1] for row in session.connection().exec_driver_sql(f'PRAGMA table_info("{table}")'))


def pages(values: Iterable[Value], size: int = PAGE) -> Iterable[list[Value]]:
    """The values cut into lists of at most `size`."""
    everything = list(values)
    return (everything[start : start + size] for start in range(0, len(everything), size))
