"""Edits that judge two images that look alike: one is kept, or both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.catalog.edits.albums import AddToAlbum
from imagineer_desktop.catalog.edits.edit import Edit
from imagineer_desktop.catalog.edits.images import move_to_trash
from imagineer_desktop.catalog.edits.table_rows import RemoveRows, Row, Several
from imagineer_desktop.catalog.inserting import insert_rows
from imagineer_desktop.catalog.memberships import require_images
from imagineer_desktop.catalog.rows import CAPTION_TYPES
from imagineer_desktop.catalog.schema import AlbumImage, DuplicateDecision

KEEP_A, KEEP_B, KEEP_BOTH = "keep_a", "keep_b", "keep_both"
"""Values of `duplicate_decisions.decision`; a is the image with the lower id."""

_COPIED = (
    "label_text",
    "confidence",
    "label_type",
    "source_model",
    "source_prompt",
    "created_by",
    "created_at",
)


@dataclass(frozen=True, slots=True)
class KeepOne:
    """Keeps one of two images and moves the other to the trash.

    With `take_over` the kept one is put into the other's albums and gets its labels first.
    """

    kept: int
    dropped: int
    take_over: bool = True
    kept_name: str = ""

    @property
    def text(self) -> str:
        name = f"“{_short(self.kept_name)}”" if self.kept_name else "1"
        return f"Keep {name} of 2 duplicates"

    def touches(self) -> Changes:
        images = frozenset((self.kept, self.dropped))
        return Changes(images=images, membership=True, albums=True, labels=True)

    def apply(self, session: Session) -> Edit | None:
        require_images(session, (self.kept, self.dropped))
        decision = KEEP_A if self.kept < self.dropped else KEEP_B
        taken_over = self._taken_over(session) if self.take_over else ()
        edits = (*taken_over, _Decide(self.kept, self.dropped, decision), move_to_trash((self.dropped,)))
        return Several(self.text, edits).apply(session)

    def _taken_over(self, session: Session) -> tuple[Edit, ...]:
        albums = session.scalars(
            select(AlbumImage.album_id)
            .where(AlbumImage.image_id == self.dropped)
            .order_by(AlbumImage.album_id)
        )
        added = [AddToAlbum(album_id, (self.kept,)) for album_id in albums]
        return (*added, _CopyLabels(self.dropped, self.kept))


@dataclass(frozen=True, slots=True)
class KeepBoth:
    """Says of two images that both are wanted: they are not asked about again."""

    image_a: int
    image_b: int
    names: tuple[str, str] = ("", "")

    @property
    def text(self) -> str:
        one, other = map(_short, self.names)
        return f"Keep both “{one}” and “{other}”" if one and other else "Keep both of 2 duplicates"

    def touches(self) -> Changes:
        return Changes(images=frozenset((self.image_a, self.image_b)))

    def apply(self, session: Session) -> Edit | None:
        require_images(session, (self.image_a, self.image_b))
        inverse = _Decide(self.image_a, self.image_b, KEEP_BOTH).apply(session)
        return None if inverse is None else Several(self.text, (inverse,))


@dataclass(frozen=True, slots=True)
class _Decide:
    """Remembers what was decided about two images, in place of what was decided before."""

    one: int
    other: int
    decision: str

    @property
    def text(self) -> str:
        return "Keep a decision about 2 duplicates"

    def touches(self) -> Changes:
        return Changes(images=frozenset((self.one, self.other)))

    def apply(self, session: Session) -> Edit | None:
        a, b = sorted((self.one, self.other))
        before = session.execute(
            select(DuplicateDecision.id, DuplicateDecision.decision).where(
                DuplicateDecision.image_a == a, DuplicateDecision.image_b == b
            )
        ).all()
        if [row.decision for row in before] == [self.decision]:
            return None
        old = RemoveRows(self.text, self.touches(), "duplicate_decisions", tuple(row.id for row in before))
        put_back = old.apply(session)
        columns = ("image_a", "image_b", "decision", "decided_at")
        row = (a, b, self.decision, write_timestamp(datetime.now(UTC)))
        made = insert_rows(session, "duplicate_decisions", columns, [row])
        remove: Edit = RemoveRows(self.text, self.touches(), "duplicate_decisions", made)
        return Several(self.text, (remove, put_back)) if put_back else remove


@dataclass(frozen=True, slots=True)
class _CopyLabels:
    """Gives an image the labels of another that it has not got; a caption only if it has none."""

    source: int
    target: int

    @property
    def text(self) -> str:
        return "Add the labels of a duplicate to 1 image"

    def touches(self) -> Changes:
        return Changes(images=frozenset((self.target,)), membership=True, labels=True)

    def apply(self, session: Session) -> Edit | None:
        had = self._labels(session, self.target)
        known = {(row[1], row[3]) for row in had}
        captioned = any(row[3] in CAPTION_TYPES for row in had)
        new = [
            row
            for row in self._labels(session, self.source)
            if (row[1], row[3]) not in known and not (captioned and row[3] in CAPTION_TYPES)
        ]
        if not new:
            return None
        rows = [(self.target, *row[1:]) for row in new]
        added = insert_rows(session, "labels", ("image_id", *_COPIED), rows)
        return RemoveRows(self.text, self.touches(), "labels", added)

    def _labels(self, session: Session, image_id: int) -> list[Row]:
        """Each with its id and the copied columns, as stored."""
        names = ", ".join(f'"{column}"' for column in ("id", *_COPIED))
        asked = session.connection().exec_driver_sql(
            f'SELECT {names} FROM "labels" WHERE image_id = ? ORDER BY id', (image_id,)
        )
        return [tuple(row) for row in asked]


def _short(name: str, length: int = 32) -> str:
    """A file name without its middle: the beginning and the end tell it."""
    kept = length // 2
    return name if len(name) <= length else f"{name[:kept]}…{name[-kept + 1 :]}"
