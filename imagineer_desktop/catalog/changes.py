"""What a write touched, told to the listeners after its commit."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """Which rooms of the library a write touched.

    `images` are the ids whose rows, labels or album memberships changed (the grid repaints these);
    `membership` says that the answer to some question may have changed (images came, went to the
    trash, moved between albums or changed their rating), so galleries ask again.
    """

    images: frozenset[int] = field(default_factory=frozenset)
    membership: bool = False
    albums: bool = False
    labels: bool = False

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            images=self.images | other.images,
            membership=self.membership or other.membership,
            albums=self.albums or other.albums,
            labels=self.labels or other.labels,
        )

    def __bool__(self) -> bool:
        return bool(self.images or self.membership or self.albums or self.labels)


NOTHING = Changes()
EVERYTHING = Changes(membership=True, albums=True, labels=True)
