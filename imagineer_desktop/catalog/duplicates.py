"""Which images are copies of one another or look alike, and which of them a person has not judged yet."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.banding import neighbors
from imagineer_desktop.catalog.columns import signed

_UNSIGNED = (1 << 64) - 1

Ids = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two images to be judged, `a` the one with the lower id.

    `distance` is the number of bits in which their perceptual hashes differ; None for two files that
    are the same byte for byte.
    """

    a: int
    b: int
    distance: int | None

    @property
    def exact(self) -> bool:
        return self.distance is None


@dataclass(frozen=True, slots=True)
class Likenesses:
    """What is alike in a whole library, the trash included: the slow part of the question.

    `copies` have one content hash, `twins` one perceptual hash; each of `near` is the images of two
    perceptual hashes and the distance between them.
    """

    copies: tuple[Ids, ...] = ()
    twins: tuple[Ids, ...] = ()
    near: tuple[tuple[Ids, Ids, int], ...] = ()

    def pairs(self, shown: set[int]) -> Iterator[DuplicatePair]:
        """Pairs that link all images of each group, the surest first; only images in `shown` take part."""
        for groups, distance in ((self.copies, None), (self.twins, 0)):
            for group in groups:
                members = [image_id for image_id in group if image_id in shown]
                for other in members[1:]:
                    yield _pair(members[0], other, distance)
        for left, right, apart in self.near:
            for one in _first(left, shown):
                for other in _first(right, shown):
                    yield _pair(one, other, apart)

    @property
    def image_ids(self) -> set[int]:
        """Every image that is like another."""
        groups = [*self.copies, *self.twins, *(group for near in self.near for group in near[:2])]
        return {image_id for group in groups for image_id in group}


def likenesses(session: Session) -> Likenesses:
    """Compare all images: of 100,000 with hashes in about half a second."""
    by_hash: dict[int, Ids] = {}
    asked = _rows(
        session,
        "SELECT perceptual_hash, id FROM images WHERE perceptual_hash IS NOT NULL AND perceptual_hash <> 0 "
        "ORDER BY perceptual_hash, id",
    )
    for value, rows in groupby(asked, itemgetter(0)):
        by_hash[value & _UNSIGNED] = tuple(row[1] for row in rows)
    near = sorted(neighbors(list(by_hash)), key=lambda found: (found[2], by_hash[found[0]]))
    return Likenesses(
        copies=_copies(session),
        twins=tuple(sorted(group for group in by_hash.values() if len(group) > 1)),
        near=tuple((by_hash[one], by_hash[other], apart) for one, other, apart in near),
    )


def open_pairs(session: Session, alike: Likenesses) -> tuple[DuplicatePair, ...]:
    """The pairs still to be judged, exact copies first, then the most alike.

    A group of n images is n - 1 questions, not one for each pair in it: two images that were both
    kept beside a third are not asked about again. What is in the trash is not asked about.
    """
    shown = _shown(session, alike.image_ids)
    groups = _Groups()
    for a, b in _rows(session, "SELECT image_a, image_b FROM duplicate_decisions"):
        if a in shown and b in shown:
            groups.unite(a, b)
    return tuple(pair for pair in alike.pairs(shown) if groups.unite(pair.a, pair.b))


def number_of_copies(session: Session, content_hash: str | None) -> int:
    """How many images outside the trash have this content."""
    statement = "SELECT count(*) FROM images WHERE content_hash = ? AND +trashed_at IS NULL"
    return int(next(_rows(session, statement, (content_hash,)))[0])


def unhashed(session: Session) -> array[int]:
    """The images outside the trash that have no perceptual hash yet."""
    statement = "SELECT id FROM images WHERE perceptual_hash IS NULL AND +trashed_at IS NULL ORDER BY id"
    return array("q", (row[0] for row in _rows(session, statement)))


def store_hashes(session: Session, hashes: Sequence[tuple[int, str | None, int]]) -> None:
    """Keep perceptual hashes: (image id, the content hash of what was hashed, 0 to 2**64 - 1).

    An image whose file has been replaced meanwhile is left for another time.
    """
    rows = [(signed(value), image_id, content_hash) for image_id, content_hash, value in hashes]
    if rows:
        session.connection().exec_driver_sql(
            "UPDATE images SET perceptual_hash = ? WHERE id = ? AND content_hash IS ?", rows
        )


class _Groups:
    """Images that belong together (a disjoint-set forest)."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def unite(self, one: int, other: int) -> bool:
        """Put the groups of two images together; False if they were one before."""
        top, bottom = self._top(one), self._top(other)
        self._above[bottom] = top
        return top != bottom

    def _top(self, image_id: int) -> int:
        while (above := self._above.get(image_id, image_id)) != image_id:
            self._above[image_id] = self._above.get(above, above)
            image_id = above
        return image_id


def _copies(session: Session) -> tuple[Ids, ...]:
    asked = _rows(
        session,
        "SELECT content_hash, id FROM images WHERE content_hash IN "
        "(SELECT content_hash FROM images GROUP BY content_hash HAVING count(*) > 1) ORDER BY 1, 2",
    )
    return tuple(sorted(tuple(row[1] for row in rows) for _, rows in groupby(asked, itemgetter(0))))


def _shown(session: Session, image_ids: Iterable[int]) -> set[int]:
    """Those that are still in the library and not in its trash."""
    statement = "SELECT id FROM images WHERE id IN (SELECT value FROM json_each(?)) AND +trashed_at IS NULL"
    return {row[0] for row in _rows(session, statement, (json.dumps(list(image_ids)),))}


def _rows(session: Session, statement: str, values: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
    # Straight from the driver: a million rows take half the time that SQLAlchemy's own need.
    cursor: Any = session.connection().exec_driver_sql(statement, values).cursor
    return iter(cursor)


def _first(group: Ids, shown: set[int]) -> Ids:
    """The first of a group that is shown; empty when none is."""
    return next(((image_id,) for image_id in group if image_id in shown), ())


def _pair(one: int, other: int, distance: int | None) -> DuplicatePair:
    return DuplicatePair(min(one, other), max(one, other), distance)
