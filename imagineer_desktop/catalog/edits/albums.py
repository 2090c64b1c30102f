"""Edits of albums: make, describe, delete, fill, empty and put in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.catalog.edits.edit import Edit, images_in_words
from imagineer_desktop.catalog.edits.table_rows import RemoveRows, RewriteRows, Several
from imagineer_desktop.catalog.errors import CatalogError, GoneError
from imagineer_desktop.catalog.memberships import append_links, require_images
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.catalog.rows import AlbumDraft
from imagineer_desktop.catalog.schema import Album, AlbumImage

_DRAFT_COLUMNS = ("name", "description", "album_type", "is_public", "is_training_source", "image_order")


@dataclass(frozen=True, slots=True)
class CreateAlbum:
    """Makes an album and puts images into it, in their order."""

    draft: AlbumDraft
    image_ids: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        return f"Create album “{self.draft.name}”"

    def touches(self) -> Changes:
        return Changes(images=frozenset(self.image_ids), membership=bool(self.image_ids), albums=True)

    def apply(self, session: Session) -> Edit | None:
        if not self.draft.name.strip():
            raise CatalogError("An album needs a name.")
        values = dict(zip(_DRAFT_COLUMNS, _stored(self.draft), strict=True))
        now = datetime.now(UTC)
        album_id = session.execute(
            insert(Album).values(**values, created_at=now, updated_at=now).returning(Album.id)
        ).scalar_one()
        _append(session, album_id, self.image_ids)
        return RemoveRows(self.text, self.touches(), "albums", (album_id,))


@dataclass(frozen=True, slots=True)
class ChangeAlbum:
    """Gives an album a new name, description, kind, order and flags."""

    album_id: int
    draft: AlbumDraft

    @property
    def text(self) -> str:
        return f"Change album “{self.draft.name}”"

    def touches(self) -> Changes:
        return Changes(membership=True, albums=True)

    def apply(self, session: Session) -> Edit | None:
        if not self.draft.name.strip():
            raise CatalogError("An album needs a name.")
        columns = (*_DRAFT_COLUMNS, "updated_at")
        values = (*_stored(self.draft), write_timestamp(datetime.now(UTC)))
        rows = ((self.album_id, *values),)
        return RewriteRows(self.text, self.touches(), "albums", columns, rows).apply(session)


@dataclass(frozen=True, slots=True)
class RenameAlbum:
    """Gives an album a new name and leaves the rest."""

    album_id: int
    name: str

    @property
    def text(self) -> str:
        return f"Rename album to “{self.name}”"

    def touches(self) -> Changes:
        return Changes(albums=True)

    def apply(self, session: Session) -> Edit | None:
        if not self.name.strip():
            raise CatalogError("An album needs a name.")
        rows = ((self.album_id, self.name.strip(), write_timestamp(datetime.now(UTC))),)
        return RewriteRows(self.text, self.touches(), "albums", ("name", "updated_at"), rows).apply(session)


@dataclass(frozen=True, slots=True)
class DeleteAlbum:
    """Removes an album and its memberships; its images stay in the library."""

    album_id: int

    @property
    def text(self) -> str:
        return "Delete album"

    def touches(self) -> Changes:
        return Changes(membership=True, albums=True)

    def apply(self, session: Session) -> Edit | None:
        text = f"Delete album “{_album_name(session, self.album_id)}”"
        return RemoveRows(text, self.touches(), "albums", (self.album_id,)).apply(session)


@dataclass(frozen=True, slots=True)
class AddToAlbum:
    """Puts images at the end of an album; those it holds already stay where they are."""

    album_id: int
    image_ids: tuple[int, ...]
    album_name: str = ""

    @property
    def text(self) -> str:
        return f"Add {images_in_words(len(self.image_ids))} to {_quoted(self.album_name)}"

    def touches(self) -> Changes:
        return Changes(images=frozenset(self.image_ids), membership=True, albums=True)

    def apply(self, session: Session) -> Edit | None:
        _album_name(session, self.album_id)
        links = _append(session, self.album_id, self.image_ids)
        return RemoveRows(self.text, self.touches(), "album_images", links) if links else None


@dataclass(frozen=True, slots=True)
class RemoveFromAlbum:
    """Takes images out of an album; they stay in the library and in their other albums."""

    album_id: int
    image_ids: tuple[int, ...]
    album_name: str = ""

    @property
    def text(self) -> str:
        return f"Remove {images_in_words(len(self.image_ids))} from {_quoted(self.album_name)}"

    def touches(self) -> Changes:
        return Changes(images=frozenset(self.image_ids), membership=True, albums=True)

    def apply(self, session: Session) -> Edit | None:
        links: list[int] = []
        for page in pages(self.image_ids):
            links += session.scalars(
                select(AlbumImage.id).where(
                    AlbumImage.album_id == self.album_id, AlbumImage.image_id.in_(page)
                )
            )
        return RemoveRows(self.text, self.touches(), "album_images", tuple(links)).apply(session)


def move_to_album(from_album: int, to_album: int, image_ids: tuple[int, ...], to_name: str = "") -> Several:
    """Take images from one album into another, in one step; where they are already, nothing happens."""
    text = f"Move {images_in_words(len(image_ids))} to {_quoted(to_name)}"
    if from_album == to_album:
        return Several(text, ())
    return Several(text, (AddToAlbum(to_album, image_ids, to_name), RemoveFromAlbum(from_album, image_ids)))


@dataclass(frozen=True, slots=True)
class ReorderAlbum:
    """Moves images of an album, in their order, before another of its images or to its end (None).

    An image that has left the album meanwhile has no place to move before: they go to the end.
    """

    album_id: int
    image_ids: tuple[int, ...]
    before: int | None

    @property
    def text(self) -> str:
        return f"Reorder {images_in_words(len(self.image_ids))}"

    def touches(self) -> Changes:
        return Changes(membership=True)

    def apply(self, session: Session) -> Edit | None:
        links = session.execute(
            select(AlbumImage.id, AlbumImage.image_id, AlbumImage.sort_order)
            .where(AlbumImage.album_id == self.album_id)
            .order_by(AlbumImage.sort_order, AlbumImage.id)
        ).all()
        moving = set(self.image_ids)
        anchor = self._anchor([link.image_id for link in links], moving)
        moved = [link for link in links if link.image_id in moving]
        staying = [link for link in links if link.image_id not in moving]
        place = next(
            (at for at, link in enumerate(staying) if link.image_id == anchor),
            len(staying),
        )
        ordered = staying[:place] + moved + staying[place:]
        if ordered == links:
            return None
        rows = tuple((link.id, at) for at, link in enumerate(ordered) if link.sort_order != at)
        return RewriteRows(self.text, self.touches(), "album_images", ("sort_order",), rows).apply(session)

    def _anchor(self, order: list[int], moving: set[int]) -> int | None:
        """The first image at or after `before` that is not itself moving."""
        if self.before not in moving or self.before not in order:
            return self.before
        rest = order[order.index(self.before) :]
        return next((image_id for image_id in rest if image_id not in moving), None)


def _stored(draft: AlbumDraft) -> tuple[object, ...]:
    return (
        draft.name.strip(),
        draft.description or None,
        draft.album_type,
        int(draft.is_public),
        int(draft.is_training_source),
        draft.image_order,
    )


def _album_name(session: Session, album_id: int) -> str:
    name = session.scalar(select(Album.name).where(Album.id == album_id))
    if name is None:
        raise GoneError("This album is gone. Nothing was changed.")
    return name


def _append(session: Session, album_id: int, image_ids: tuple[int, ...]) -> tuple[int, ...]:
    """Link images at the album's end; returns the ids of the new links."""
    held = set(session.scalars(select(AlbumImage.image_id).where(AlbumImage.album_id == album_id)))
    new = [image_id for image_id in dict.fromkeys(image_ids) if image_id not in held]
    require_images(session, new)
    return append_links(session, album_id, new, datetime.now(UTC))


def _quoted(name: str) -> str:
    return f"“{name}”" if name else "album"
