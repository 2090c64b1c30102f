"""Links between albums and images: how new ones are put at an album's end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.schema import AlbumImage


def append_links(session: Session, album_id: int, image_ids: Sequence[int], now: datetime) -> tuple[int, ...]:
    """Link images that the album does not hold yet after its last one; returns the ids of the links."""
    if not image_ids:
        return ()
    last = session.scalar(select(func.max(AlbumImage.sort_order)).where(AlbumImage.album_id == album_id))
    start = 0 if last is None else last + 1
    values = [
        {
            "album_id": album_id,
            "image_id": image_id,
            "sort_order": start + place,
            "added_at": now,
            "created_at": now,
        }
        for place, image_id in enumerate(image_ids)
    ]
    return tuple(session.execute(insert(AlbumImage).returning(AlbumImage.id), values).scalars())
