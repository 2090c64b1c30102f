"""What stands in the left panel: the library's places and its albums by kind, as plain values in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication, QLocale

from imagineer_desktop.catalog.rows import AlbumRow, LibraryCounts, Source, SourceKind


class LineKind(Enum):
    """What one line of the left panel is."""

    SECTION = "section"
    PLACE = "place"
    GROUP = "group"
    ALBUM = "album"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `key` names it for as long as it lives; `count` is of images, or of a group's albums."""

    key: Hashable
    kind: LineKind
    text: str
    icon: str = ""
    count: int | None = None
    source: Source | None = None
    album: AlbumRow | None = None
    starts_open: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """A line with the branches below it."""

    line: Line
    branches: tuple[Branch, ...] = ()


LIBRARY, ALBUMS = "library", "albums"
"""The keys of the sections."""

STARTS_OPEN = frozenset({"collection", "training"})
"""Groups of albums made by hand are open until closed; imported ones would bury them."""

translate = QCoreApplication.translate

ONE_KIND = {"": "collection", "manual": "collection", "scrape": "scraped"}
"""Kinds of album that old libraries and ours write differently and people do not tell apart."""


def source_tree(counts: LibraryCounts) -> tuple[Branch, ...]:
    """The whole panel for these counts, from top to bottom."""
    library = Line(LIBRARY, LineKind.SECTION, translate("Sources", "Library"), starts_open=True)
    albums = Line(ALBUMS, LineKind.SECTION, translate("Sources", "Albums"), starts_open=True)
    return (
        Branch(library, tuple(_places(counts))),
        Branch(albums, tuple(_groups(counts.albums)) or (Branch(_albums_hint()),)),
    )


def album_key(album_id: int) -> Hashable:
    """The key of an album's line."""
    return SourceKind.ALBUM, album_id


def spoken(line: Line, is_target: bool) -> str:
    """A line as a screen reader says it: "Atlas, 4,031 images, target album"."""
    words = [line.text]
    if line.count is not None:
        words.append(_counted(line.count, albums=line.kind is LineKind.GROUP))
    if line.album is not None and line.album.is_training_source:
        words.append(translate("Sources", "training source"))
    if is_target:
        words.append(translate("Sources", "target album"))
    return ", ".join(words)


def _counted(count: int, albums: bool) -> str:
    if count == 1:
        return translate("Sources", "1 album") if albums else translate("Sources", "1 image")
    text = translate("Sources", "{0} albums") if albums else translate("Sources", "{0} images")
    return text.format(QLocale().toString(count))


def _places(counts: LibraryCounts) -> Iterator[Branch]:
    places = (
        (SourceKind.ALL, "images", translate("Sources", "All images")),
        (SourceKind.UNFILED, "inbox", translate("Sources", "Unfiled")),
        (SourceKind.TRAINING, "graduation-cap", translate("Sources", "Training sources")),
        (SourceKind.REJECTED, "circle-x", translate("Sources", "Rejected")),
        (SourceKind.MISSING, "unplug", translate("Sources", "Missing")),
        (SourceKind.TRASH, "trash-2", translate("Sources", "Trash")),
    )
    for kind, icon, text in places:
        yield Branch(Line(kind, LineKind.PLACE, text, icon, counts.sources.get(kind, 0), Source(kind)))


def _known_groups() -> dict[str, str]:
    """The groups everybody knows, in their order; any other kind follows under its own name."""
    return {
        "collection": translate("Sources", "Collections"),
        "set": translate("Sources", "Sets"),
        "training": translate("Sources", "Training"),
        "batch": translate("Sources", "Batches"),
        "scraped": translate("Sources", "Scraped"),
    }


def _groups(albums: tuple[AlbumRow, ...]) -> Iterator[Branch]:
    members: dict[str, list[AlbumRow]] = defaultdict(list)
    for album in albums:
        members[_group_of(album)].append(album)
    known = _known_groups()
    for name in [*(name for name in known if name in members), *sorted(members.keys() - known.keys())]:
        rows = sorted(members[name], key=lambda album: (album.name.casefold(), album.id))
        text = known.get(name) or _own_name(name)
        line = Line(("group", name), LineKind.GROUP, text, count=len(rows), starts_open=name in STARTS_OPEN)
        yield Branch(line, tuple(Branch(_album_line(album)) for album in rows))


def _group_of(album: AlbumRow) -> str:
    if album.is_training_source:
        return "training"
    kind = (album.album_type or "").strip().casefold()
    return ONE_KIND.get(kind, kind)


def _own_name(kind: str) -> str:
    words = kind.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def _album_line(album: AlbumRow) -> Line:
    icon = "graduation-cap" if album.is_training_source else "folder"
    source = Source(SourceKind.ALBUM, album.id)
    return Line(album_key(album.id), LineKind.ALBUM, album.name, icon, album.images, source, album)


def _albums_hint() -> Line:
    return Line("albums hint", LineKind.HINT, translate("Sources", "Albums you make appear here."))
