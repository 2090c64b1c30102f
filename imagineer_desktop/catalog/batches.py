"""The albums of batch folders: found again whatever they are called by now, made where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.catalog.inserting import insert_rows
from imagineer_desktop.catalog.memberships import append_links
from imagineer_desktop.catalog.schema import Album, AlbumImage, Image

_COLUMNS = (
    "name",
    "description",
    "album_type",
    "is_public",
    "is_training_source",
    "source_folder",
    "created_at",
    "updated_at",
)
# Straight to the driver, as there may be a folder for every few images.
_OF_FOLDER = "SELECT id FROM albums WHERE source_folder = ?"
_WITH_NAME = "SELECT id FROM albums WHERE name = ? LIMIT 1"
_WITHOUT_FOLDER = "SELECT id FROM albums WHERE source_folder IS NULL AND description = ? LIMIT 1"


def file_into_batch(session: Session, folder: str, image_ids: Sequence[int], now: datetime) -> bool:
    """Append images to the album of a batch folder, made if there is none; True when it was made."""
    album_id = album_of_folder(session, folder)
    made = album_id is None
    if album_id is None:
        moment, described = write_timestamp(now), _description(batch_name(folder))
        name = _name_of_its_own(session, folder)
        row = (name, described, "batch", True, False, folder, moment, moment)
        (album_id,) = insert_rows(session, "albums", _COLUMNS, [row])
    append_links(session, album_id, image_ids, now)
    return made


def album_of_folder(session: Session, folder: str) -> int | None:
    """The album of a batch folder: ours by its folder, the web application's by the words it put there.

    The web application noted no folder. Its album is the one with its description that holds images of
    this folder; or, where none does, one with no image that lies elsewhere, which is then empty or all
    its files are gone. It is ours from then on.
    """
    connection = session.connection()
    described = _description(batch_name(folder))
    album_id: int | None = connection.exec_driver_sql(_OF_FOLDER, (folder,)).scalar()
    if album_id is not None or connection.exec_driver_sql(_WITHOUT_FOLDER, (described,)).scalar() is None:
        return album_id
    start = str(Path(folder, "_"))[:-1]
    inside = func.substr(Image.file_path, 1, len(start)) == start
    here = func.count(Image.id).filter(inside)
    elsewhere = func.count(Image.id).filter(~inside, Image.missing_since.is_(None))
    album_id = session.scalar(
        select(Album.id)
        .outerjoin(AlbumImage, AlbumImage.album_id == Album.id)
        .outerjoin(Image, Image.id == AlbumImage.image_id)
        .where(Album.source_folder.is_(None), Album.description == described)
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


def _name_of_its_own(session: Session, folder: str) -> str:
    """The batch's name; where an album has it already, after the folder that tells the two apart.

    Several generators name their folders by the day: "forge / 2025-11-01" beside "2025-11-01".
    """
    name = batch_name(folder)
    above = Path(folder).parents[1:] if Path(folder).name != name else Path(folder).parents
    for parent in ("", *(parent.name for parent in above)):
        named = f"{parent} / {name}" if parent else name
        if session.connection().exec_driver_sql(_WITH_NAME, (named,)).scalar() is None:
            return named
    return name


def _description(name: str) -> str:
    return f"Imported batch from {name}"
