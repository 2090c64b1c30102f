"""Edits of labels: captions, tags and categories, on one or many images."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.edits.edit import Edit, images_in_words
from imagineer_desktop.catalog.edits.table_rows import RemoveRows, RewriteRows
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.inserting import insert_rows
from imagineer_desktop.catalog.memberships import require_images
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.catalog.rows import CAPTION_TYPES
from imagineer_desktop.catalog.schema import Label, write_timestamp

BY_HAND = "manual"
"""`labels.source_model` of what a person typed, as the web application writes it."""


@dataclass(frozen=True, slots=True)
class AddLabel:
    """Puts a label typed by hand on images; images that have it already are left as they are."""

    image_ids: tuple[int, ...]
    label_text: str
    label_type: str = "tag"

    @property
    def text(self) -> str:
        noun = "caption" if self.label_type in CAPTION_TYPES else f"label “{_short(self.label_text)}”"
        return f"Add {noun} to {images_in_words(len(self.image_ids))}"

    def touches(self) -> Changes:
        return _touched(self.image_ids)

    def apply(self, session: Session) -> Edit | None:
        words = _written(self.label_text)
        have = self._having(session, words)
        new = [image_id for image_id in dict.fromkeys(self.image_ids) if image_id not in have]
        if not new:
            return None
        require_images(session, new)
        now = write_timestamp(datetime.now(UTC))
        columns = ("image_id", "label_text", "label_type", "source_model", "created_at")
        rows = [(image_id, words, self.label_type, BY_HAND, now) for image_id in new]
        added = insert_rows(session, "labels", columns, rows)
        return RemoveRows(self.text, self.touches(), "labels", added)

    def _having(self, session: Session, words: str) -> set[int]:
        found: set[int] = set()
        for page in pages(self.image_ids):
            # The type is compared here: asked for it, SQLite may walk all tags of the library.
            rows = session.execute(
                select(Label.image_id, Label.label_type).where(
                    Label.image_id.in_(page), Label.label_text == words
                )
            )
            found |= {image_id for image_id, label_type in rows if label_type == self.label_type}
        return found


@dataclass(frozen=True, slots=True)
class RemoveLabels:
    """Takes labels off their images."""

    label_ids: tuple[int, ...]
    image_ids: tuple[int, ...]
    label_text: str = ""

    @property
    def text(self) -> str:
        noun = f"label “{_short(self.label_text)}”" if self.label_text else "labels"
        return f"Remove {noun} from {images_in_words(len(self.label_ids))}"

    def touches(self) -> Changes:
        return _touched(self.image_ids)

    def apply(self, session: Session) -> Edit | None:
        return RemoveRows(self.text, self.touches(), "labels", self.label_ids).apply(session)


@dataclass(frozen=True, slots=True)
class ChangeLabels:
    """Rewords labels and keeps their types. What a machine wrote and a person changed is by hand."""

    label_ids: tuple[int, ...]
    image_ids: tuple[int, ...]
    label_text: str

    @property
    def text(self) -> str:
        return f"Change label to “{_short(self.label_text)}” on {images_in_words(len(self.label_ids))}"

    def touches(self) -> Changes:
        return _touched(self.image_ids)

    def apply(self, session: Session) -> Edit | None:
        words = _written(self.label_text)
        columns = ("label_text", "source_model", "confidence")
        rows = tuple((label_id, words, BY_HAND, None) for label_id in self.label_ids)
        return RewriteRows(self.text, self.touches(), "labels", columns, rows).apply(session)


@dataclass(frozen=True, slots=True)
class KeepLabels:
    """A person agrees with what a machine wrote: from now on the labels count as written by hand."""

    label_ids: tuple[int, ...]
    image_ids: tuple[int, ...]

    @property
    def text(self) -> str:
        number = len(self.label_ids)
        return "Keep 1 label" if number == 1 else f"Keep {number:,} labels"

    def touches(self) -> Changes:
        return _touched(self.image_ids)

    def apply(self, session: Session) -> Edit | None:
        rows = tuple((label_id, BY_HAND, None) for label_id in self.label_ids)
        columns = ("source_model", "confidence")
        return RewriteRows(self.text, self.touches(), "labels", columns, rows).apply(session)


def _touched(image_ids: tuple[int, ...]) -> Changes:
    return Changes(images=frozenset(image_ids), membership=True, labels=True)


def _written(label_text: str) -> str:
    words = label_text.strip()
    if not words:
        raise CatalogError("A label needs some text. Nothing was changed.")
    return words


def _short(label_text: str, length: int = 40) -> str:
    return label_text if len(label_text) <= length else label_text[: length - 1] + "…"
