"""The albums of batch folders: found again whatever they are called by now, made where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.memberships import append_links
from imagineer_desktop.catalog.schema import Album, AlbumImage, Image


def file_into_batch(session: Session, folder: str, image_ids: Sequence[int], now: datetime) -> bool:
    """Append images to the album of a batch folder, made if there is none; True when it was made."""
    album_id = album_of_folder(session, folder)
    made = album_id is None
    if album_id is None:
        name = batch_name(folder)
        album_id = session.execute(
            insert(Album)
            .values(
                name=name,
                description=_description(name),
                album_type="batch",
                is_public=True,
                is_training_source=False,
                source_folder=folder,
                created_at=now,
                updated_at=now,
            )
            .returning(Album.id)
        ).scalar_one()
    append_links(session, album_id, image_ids, now)
    return made


def album_of_folder(session: Session, folder: str) -> int | None:
    """The album of a batch folder: ours by its folder, the web application's by the words it put there.

    The web application noted no folder. Its album is the one with its description that holds images of
    this folder; or, where none does, one with no image that lies elsewhere, which is then empty or all
    its files are gone. It is ours from then on.
    """
    album_id = session.scalar(select(Album.id).where(Album.source_folder == folder))
    if album_id is not None:
        return album_id
    start = str(Path(folder, "_"))[:-1]
    inside = func.substr(Image.file_path, 1, len(start)) == start
    here = func.count(Image.id).filter(inside)
    elsewhere = func.count(Image.id).filter(~inside, Image.missing_since.is_(None))
    album_id = session.scalar(
        select(Album.id)
        .outerjoin(AlbumImage, AlbumImage.album_id == Album.id)
        .outerjoin(Image, Image.id == AlbumImage.image_id)
        .where(Album.source_folder.is_(None), Album.description == _description(batch_name(folder)))
        .group_by(Album.id)
        .having(or_(here > 0, elsewhere == 0))
        .order_by(here.desc(), Album.id)
        .limit(1)
    )
    if album_id is not None:
        session.execute(update(Album).where(Album.id == album_id).values(source_folder=folder))
    return album_id


def batch_name(folder: str) -> str:
    """An album is named after its folder; `scraped/job_1/images` after the job, for "images" says nothing."""
    path = Path(folder)
    return path.parent.name if path.name.lower() == "images" and path.parent.name else path.name


def _description(name: str) -> str:
    return f"Imported batch from {name}"
