"""Edits of labels: captions, tags and categories, on one or many images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.catalog.edits.edit import Edit, images_in_words
from imagineer_desktop.catalog.edits.stored_rows import read_rows
from imagineer_desktop.catalog.edits.table_rows import RemoveRows, RewriteRows
from imagineer_desktop.catalog.errors import CatalogError, GoneError
from imagineer_desktop.catalog.inserting import insert_rows
from imagineer_desktop.catalog.memberships import require_images
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.catalog.rows import BY_HAND, CAPTION_TYPES, HAND_SOURCES
from imagineer_desktop.catalog.schema import Label


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
    """Takes labels off their images. The step is named after what they were found to be."""

    label_ids: tuple[int, ...]
    image_ids: tuple[int, ...]
    label_text: str = ""

    @property
    def text(self) -> str:
        noun = f"label “{_short(self.label_text)}”" if self.label_text else "labels"
        return f"Remove {noun} from {_at_most(self.label_ids, self.image_ids)}"

    def touches(self) -> Changes:
        return _touched(self.image_ids)

    def apply(self, session: Session) -> Edit | None:
        labels = _found(session, self.label_ids)
        text = f"Remove {_noun(labels)} from {_images_of(labels)}"
        return RemoveRows(text, self.touches(), "labels", self.label_ids).apply(session)


@dataclass(frozen=True, slots=True)
class ChangeLabels:
    """Rewords labels and keeps their types. What a machine wrote and a person changed is by hand.

    Labels that read so already stay whose they are.
    """

    label_ids: tuple[int, ...]
    image_ids: tuple[int, ...]
    label_text: str

    @property
    def text(self) -> str:
        return self._text(_at_most(self.label_ids, self.image_ids))

    def touches(self) -> Changes:
        return _touched(self.image_ids)

    def apply(self, session: Session) -> Edit | None:
        words = _written(self.label_text)
        labels = _found(session, self.label_ids)
        if not labels:
            raise GoneError("This label is gone. Nothing was changed.")
        other = [label for label in labels if label.label_text.strip() != words]
        columns = ("label_text", "source_model", "confidence")
        rows = tuple((label.id, words, BY_HAND, None) for label in other)
        return RewriteRows(self._text(_images_of(other)), self.touches(), "labels", columns, rows).apply(
            session
        )

    def _text(self, images: str) -> str:
        return f"Change label to “{_short(self.label_text.strip())}” on {images}"


@dataclass(frozen=True, slots=True)
class KeepLabels:
    """A person agrees with what a machine wrote: from now on the labels count as written by hand."""

    label_ids: tuple[int, ...]
    image_ids: tuple[int, ...]

    @property
    def text(self) -> str:
        return self._text(len(self.label_ids))

    def touches(self) -> Changes:
        return _touched(self.image_ids)

    def apply(self, session: Session) -> Edit | None:
        labels = _found(session, self.label_ids)
        if self.label_ids and not labels:
            raise GoneError("These labels are gone. Nothing was changed.")
        rows = tuple((label.id, BY_HAND, None) for label in labels if not _is_by_hand(label.source_model))
        columns = ("source_model", "confidence")
        return RewriteRows(self._text(len(rows)), self.touches(), "labels", columns, rows).apply(session)

    def _text(self, number: int) -> str:
        return "Keep 1 label" if number == 1 else f"Keep {number:,} labels"


@dataclass(frozen=True, slots=True)
class SetCaption:
    """Makes a text the caption of an image, in place of the caption it was typed over.

    `label_id` is that caption; without one, or when it is gone, the first one by hand is meant: what
    was typed a moment ago may not have been seen yet. A model's words are not written over unasked.
    An empty text takes the caption away.
    """

    image_id: int
    label_id: int | None
    caption: str

    @property
    def text(self) -> str:
        if not self.caption.strip():
            return "Remove caption from 1 image"
        return "Add caption to 1 image" if self.label_id is None else "Change caption of 1 image"

    def touches(self) -> Changes:
        return _touched((self.image_id,))

    def apply(self, session: Session) -> Edit | None:
        words = self.caption.strip()
        old = self._old(session)
        if old is None:
            return AddLabel((self.image_id,), words, "caption").apply(session) if words else None
        if not words:
            return RemoveLabels((old.id,), (self.image_id,)).apply(session)
        if old.label_text.strip() == words:
            return None
        columns = ("label_text", "source_model", "confidence")
        rows = ((old.id, words, BY_HAND, None),)
        text = "Change caption of 1 image"
        return RewriteRows(text, self.touches(), "labels", columns, rows).apply(session)

    def _old(self, session: Session) -> _Found | None:
        ids = session.scalars(select(Label.id).where(Label.image_id == self.image_id))
        captions = [label for label in _found(session, tuple(ids)) if label.label_type in CAPTION_TYPES]
        shown = (label for label in captions if label.id == self.label_id)
        by_hand = (label for label in captions if _is_by_hand(label.source_model))
        return next(chain(shown, by_hand), None)


def _found(session: Session, label_ids: tuple[int, ...]) -> list[_Found]:
    """Those of the labels that exist, by id."""
    columns = ("id", "image_id", "label_text", "label_type", "source_model")
    return [_Found(*row) for row in read_rows(session, "labels", label_ids, columns)]


class _Found(NamedTuple):
    """What is asked about a label before it is edited."""

    id: int
    image_id: int
    label_text: str
    label_type: str | None
    source_model: str | None


def _noun(labels: Sequence[_Found]) -> str:
    """What these labels are called together: by their words if all have the same."""
    captions = sum(label.label_type in CAPTION_TYPES for label in labels)
    if captions == len(labels):
        return "caption" if captions == 1 else "captions"
    words = {label.label_text for label in labels}
    return f"label “{_short(words.pop())}”" if len(words) == 1 else "labels"


def _images_of(labels: Sequence[_Found]) -> str:
    return images_in_words(len({label.image_id for label in labels}))


def _at_most(label_ids: tuple[int, ...], image_ids: tuple[int, ...]) -> str:
    """How many images, as far as is known before the labels are read."""
    return images_in_words(min(len(label_ids), len(image_ids)))


def _is_by_hand(source_model: str | None) -> bool:
    return not source_model or source_model in HAND_SOURCES


def _touched(image_ids: tuple[int, ...]) -> Changes:
    return Changes(images=frozenset(image_ids), membership=True, labels=True)


def _written(label_text: str) -> str:
    words = label_text.strip()
    if not words:
        raise CatalogError("A label needs some text. Nothing was changed.")
    return words


def _short(label_text: str, length: int = 40) -> str:
    return label_text if len(label_text) <= length else label_text[: length - 1] + "…"
