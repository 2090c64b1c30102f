"""Frozen rows that leave the library, and the question a gallery asks of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, IntEnum

RATINGS = range(6)
"""Stars, 0 (none) to 5."""


class Pick(IntEnum):
    """The culling flag as stored in `images.pick`."""

    REJECTED = -1
    UNFLAGGED = 0
    PICKED = 1


@dataclass(frozen=True, slots=True)
class ImageRow:
    """What one cell of the grid shows. `width` and `height` are pixels as displayed, None if unknown.

    `trouble` says why the file cannot be shown, where that is known.
    """

    id: int
    filename: str
    file_path: str
    width: int | None = None
    height: int | None = None
    file_size: int | None = None
    content_hash: str | None = None
    is_nsfw: bool = False
    is_public: bool = True
    rating: int = 0
    pick: Pick = Pick.UNFLAGGED
    missing: bool = False
    trashed: bool = False
    has_caption: bool = False
    in_training_source: bool = False
    generated_at: datetime | None = None
    file_mtime_ns: int | None = None
    trouble: str | None = None

    @property
    def thumbnail_key(self) -> str:
        """The name of its thumbnail: by content, so that a moved file keeps it; else by path and time."""
        if self.content_hash:
            return self.content_hash
        # Names of files need not be text; old libraries hold such.
        return f"path:{self.file_path.encode('utf-8', 'surrogateescape').hex()}:{self.file_mtime_ns or 0}"


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One label of one image; `source_model` names the machine that wrote it, if one did."""

    id: int
    image_id: int
    label_text: str
    label_type: str | None
    source_model: str | None
    confidence: float | None
    created_by: str | None = None
    created_at: datetime | None = None

    @property
    def is_caption(self) -> bool:
        return (self.label_type or "") in CAPTION_TYPES

    @property
    def by_machine(self) -> bool:
        return bool(self.source_model) and self.source_model not in HAND_SOURCES


CAPTION_TYPES = frozenset({"caption", "scrape_caption"})
BY_HAND = "manual"
"""`labels.source_model` of what a person typed, as the web application writes it."""

HAND_SOURCES = frozenset({BY_HAND, "sidecar", "xmp", "scraper"})
"""Values of `labels.source_model` that name no machine: typed, read beside the picture, from a web page."""


@dataclass(frozen=True, slots=True)
class AlbumRow:
    """One album; `images` counts the pictures it shows (trashed ones are not counted)."""

    id: int
    name: str
    description: str | None = None
    album_type: str | None = "manual"
    is_public: bool = True
    is_training_source: bool = False
    image_order: str = "manual"
    created_at: datetime | None = None
    images: int = 0


@dataclass(frozen=True, slots=True)
class AlbumDraft:
    """What the album dialog gives out. `image_order` is "manual", "name" or "date"."""

    name: str
    album_type: str | None = "manual"
    description: str | None = None
    is_public: bool = True
    is_training_source: bool = False
    image_order: str = "manual"


@dataclass(frozen=True, slots=True)
class ImageDetails:
    """Everything known of one picture, for the inspector and `show`.

    `columns` maps every column of the images table (unknown ones of old libraries too) to its value as
    stored; `row` is its grid row; `seed` is exact up to 2**64 - 1; `copies` counts the images outside
    the trash whose files have this content.
    """

    row: ImageRow
    columns: dict[str, object]
    seed: int | None
    albums: tuple[AlbumRow, ...] = ()
    labels: tuple[LabelRow, ...] = ()
    copies: int = 1


class SourceKind(Enum):
    """The fixed places of the left panel."""

    ALL = "all"
    UNFILED = "unfiled"
    TRAINING = "training"
    REJECTED = "rejected"
    MISSING = "missing"
    TRASH = "trash"
    ALBUM = "album"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a gallery looks: a fixed place, or one album."""

    kind: SourceKind = SourceKind.ALL
    album_id: int | None = None


ALL_IMAGES = Source()


class SortKey(Enum):
    """What a gallery is ordered by; ties always fall back to the id."""

    DATE = "date"
    NAME = "name"
    RATING = "rating"
    FILE_SIZE = "file_size"
    ALBUM = "album"


@dataclass(frozen=True, slots=True)
class ImageFilter:
    """The question a gallery asks: a source, words that must all match, and an order."""

    source: Source = ALL_IMAGES
    words: str = ""
    sort: SortKey = SortKey.DATE
    descending: bool = True


@dataclass(frozen=True, slots=True)
class LabelCount:
    """One label on a selection: on how many images, by whom. `label_ids` are the rows it stands for."""

    label_text: str
    label_type: str | None
    source_model: str | None
    confidence: float | None
    images: int
    label_ids: tuple[int, ...]

    @property
    def by_machine(self) -> bool:
        return bool(self.source_model) and self.source_model not in HAND_SOURCES

    @property
    def is_caption(self) -> bool:
        return (self.label_type or "") in CAPTION_TYPES


@dataclass(frozen=True, slots=True)
class SelectionSummary:
    """What several selected images have in common: counts of each rating and flag, labels, albums."""

    image_ids: tuple[int, ...]
    ratings: dict[int, int] = field(default_factory=dict)
    picks: dict[Pick, int] = field(default_factory=dict)
    nsfw: int = 0
    public: int = 0
    file_size: int = 0
    captions: tuple[LabelCount, ...] = ()
    with_caption: int = 0
    labels: tuple[LabelCount, ...] = ()
    albums: tuple[tuple[AlbumRow, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """The numbers in the left panel."""

    sources: dict[SourceKind, int] = field(default_factory=dict)
    albums: tuple[AlbumRow, ...] = ()
