"""Edits of images: stars, flags, prompts, and the way into the trash and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.catalog.edits.edit import Edit, images_in_words
from imagineer_desktop.catalog.edits.table_rows import RewriteRows
from imagineer_desktop.catalog.rows import Pick

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class SetImages:
    """Gives one column of images one value. Images that have it already stay untouched."""

    text: str
    image_ids: tuple[int, ...]
    column: str
    value: Value
    membership: bool = True

    def touches(self) -> Changes:
        return Changes(images=frozenset(self.image_ids), membership=self.membership)

    def apply(self, session: Session) -> Edit | None:
        now = write_timestamp(datetime.now(UTC))
        rows = tuple((image_id, self.value, now) for image_id in dict.fromkeys(self.image_ids))
        columns = (self.column, "updated_at")
        return RewriteRows(self.text, self.touches(), "images", columns, rows).apply(session)


def rate(image_ids: tuple[int, ...], stars: int) -> SetImages:
    """Give images 0 to 5 stars."""
    number = images_in_words(len(image_ids))
    stars_in_words = "1 star" if stars == 1 else f"{stars} stars"
    text = f"Give {number} {stars_in_words}" if stars else f"Clear the stars of {number}"
    return SetImages(text, image_ids, "rating", stars)


def flag(image_ids: tuple[int, ...], pick: Pick) -> SetImages:
    """Pick, reject or unflag images."""
    verb = {Pick.PICKED: "Pick", Pick.REJECTED: "Reject", Pick.UNFLAGGED: "Unflag"}[pick]
    return SetImages(f"{verb} {images_in_words(len(image_ids))}", image_ids, "pick", int(pick))


def mark_nsfw(image_ids: tuple[int, ...], nsfw: bool) -> SetImages:
    number = images_in_words(len(image_ids))
    text = f"Mark {number} as NSFW" if nsfw else f"Mark {number} as not NSFW"
    return SetImages(text, image_ids, "is_nsfw", int(nsfw), membership=False)


def mark_public(image_ids: tuple[int, ...], public: bool) -> SetImages:
    number = images_in_words(len(image_ids))
    text = f"Make {number} public" if public else f"Make {number} private"
    return SetImages(text, image_ids, "is_public", int(public), membership=False)


def change_prompt(image_id: int, prompt: str, negative: bool = False) -> SetImages:
    """Correct a prompt in the library; the file keeps what its generator wrote."""
    name, column = ("negative prompt", "negative_prompt") if negative else ("prompt", "prompt")
    return SetImages(f"Change the {name} of 1 image", (image_id,), column, prompt or None)


def move_to_trash(image_ids: tuple[int, ...]) -> SetImages:
    """Move images to the library's trash: albums, order and labels stay, the files are not touched."""
    now = write_timestamp(datetime.now(UTC))
    return SetImages(f"Move {images_in_words(len(image_ids))} to trash", image_ids, "trashed_at", now)


def restore_from_trash(image_ids: tuple[int, ...]) -> SetImages:
    return SetImages(f"Restore {images_in_words(len(image_ids))} from trash", image_ids, "trashed_at", None)
