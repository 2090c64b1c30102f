"""Links between albums and images: how new ones are put at an album's end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.catalog.errors import GoneError
from imagineer_desktop.catalog.inserting import insert_rows
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.catalog.schema import AlbumImage, Image


def append_links(session: Session, album_id: int, image_ids: Sequence[int], now: datetime) -> tuple[int, ...]:
    """Link images that the album does not hold yet after its last one; returns the ids of the links."""
    if not image_ids:
        return ()
    last = session.scalar(select(func.max(AlbumImage.sort_order)).where(AlbumImage.album_id == album_id))
    start = 0 if last is None else last + 1
    moment = write_timestamp(now)
    columns = ("album_id", "image_id", "sort_order", "added_at", "created_at")
    rows = [(album_id, image_id, start + place, moment, moment) for place, image_id in enumerate(image_ids)]
    return insert_rows(session, "album_images", columns, rows)


def require_images(session: Session, image_ids: Sequence[int]) -> None:
    """Raises GoneError unless the library has all of these images."""
    found = 0
    for page in pages(image_ids):
        found += session.scalar(select(func.count()).select_from(Image).where(Image.id.in_(page))) or 0
    if found != len(image_ids):
        raise GoneError("Some of these images are gone. Nothing was changed.")
