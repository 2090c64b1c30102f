"""Questions about the files behind the images: which are where, which are missing, which have a content."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.catalog.schema import Image


@dataclass(frozen=True, slots=True)
class KnownFile:
    """The file of one image as the library knows it; `size` in bytes, `mtime_ns` since 1970.

    `trouble` says why its pixels cannot be shown, as far as that is known.
    """

    image_id: int
    path: str
    size: int | None = None
    content_hash: str | None = None
    mtime_ns: int | None = None
    missing: bool = False
    trashed: bool = False
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class KnownFolder:
    """A folder with images of the library directly or further below it; `missing` of them are not there."""

    path: str
    images: int
    missing: int = 0


_FILE: tuple[Any, ...] = (
    Image.id,
    Image.file_path,
    Image.file_size,
    Image.content_hash,
    Image.file_mtime_ns,
    Image.missing_since.is_not(None),
    Image.trashed_at.is_not(None),
    Image.trouble,
)


def files_after(session: Session, image_id: int, limit: int) -> list[KnownFile]:
    """The next files by the ids of their images, at most `limit`: the library in pages, whatever its size."""
    return _found(session, select(*_FILE).where(Image.id > image_id).order_by(Image.id).limit(limit))


def file_of(session: Session, image_id: int) -> KnownFile | None:
    """The file of one image; None when the image is gone."""
    return next(iter(_found(session, select(*_FILE).where(Image.id == image_id))), None)


def files_of(session: Session, image_ids: Iterable[int]) -> list[KnownFile]:
    """The files of these images in their order; images that are gone are left out."""
    found: dict[int, KnownFile] = {}
    wanted = list(image_ids)
    for page in pages(wanted):
        rows = _found(session, select(*_FILE).where(Image.id.in_(page)))
        found.update((file.image_id, file) for file in rows)
    return [found[image_id] for image_id in wanted if image_id in found]


def missing_files(session: Session) -> list[KnownFile]:
    """The files that were not there when they were looked for last, by id."""
    return _found(session, select(*_FILE).where(Image.missing_since.is_not(None)).order_by(Image.id))


def missing_without_content(session: Session) -> list[KnownFile]:
    """The missing files of whose content nothing is known, as libraries of the web application have them."""
    unknown = Image.missing_since.is_not(None) & Image.content_hash.is_(None)
    return _found(session, select(*_FILE).where(unknown).order_by(Image.id))


def files_with(session: Session, content_hashes: Iterable[str]) -> list[KnownFile]:
    """The files of these contents (SHA-256 in hex), by id."""
    found: list[KnownFile] = []
    for page in pages(set(content_hashes)):
        found += _found(session, select(*_FILE).where(Image.content_hash.in_(page)))
    return sorted(found, key=lambda file: file.image_id)


def files_of_size(session: Session, sizes: Iterable[int]) -> list[KnownFile]:
    """The files of these sizes in bytes, by id."""
    found: list[KnownFile] = []
    for page in pages(set(sizes)):
        found += _found(session, select(*_FILE).where(Image.file_size.in_(page)))
    return sorted(found, key=lambda file: file.image_id)


def unread_files_like(session: Session, marks: Iterable[tuple[int, int]]) -> list[KnownFile]:
    """The files that nobody has read to their end, of these (size in bytes, time of change), by id."""
    wanted = set(marks)
    found: list[KnownFile] = []
    for page in pages(wanted):
        # By both apart: pairs would be compared one by one where many files have one size.
        size = Image.file_size.in_({size for size, _ in page})
        time_of_change = Image.file_mtime_ns.in_({mtime_ns for _, mtime_ns in page})
        found += _found(session, select(*_FILE).where(Image.content_hash.is_(None), size, time_of_change))
    known = {file.image_id: file for file in found if (file.size, file.mtime_ns) in wanted}
    return [known[image_id] for image_id in sorted(known)]


def files_at(session: Session, paths: Iterable[str]) -> dict[str, KnownFile]:
    """Those of `paths` that are files of the library."""
    found: dict[str, KnownFile] = {}
    for page in pages(paths):
        rows = _found(session, select(*_FILE).where(Image.file_path.in_(page)))
        found.update((file.path, file) for file in rows)
    return found


def files_under(session: Session, folder: str) -> list[KnownFile]:
    """The files in a folder and in the folders below it, by path."""
    return _found(session, select(*_FILE).where(is_under(folder)).order_by(Image.file_path))


def is_under(folder: str) -> ColumnElement[bool]:
    """A file lies in a folder or below it. As a stretch of the index of paths: no other row is read."""
    start = inside(folder)
    return Image.file_path.between(start, start[:-1] + chr(ord(start[-1]) + 1)) & (
        func.substr(Image.file_path, 1, len(start)) == start
    )


def inside(folder: str) -> str:
    """How every path in a folder begins."""
    return folder if folder.endswith(os.sep) else folder + os.sep


def folders(session: Session) -> tuple[KnownFolder, ...]:
    """Every folder that holds an image directly, by path. What is in the trash is not counted."""
    images: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    asked = select(Image.file_path, Image.missing_since.is_not(None)).where(Image.trashed_at.is_(None))
    # Straight from the driver, as a million paths may come.
    cursor: Any = session.connection().execute(asked).cursor
    for path, is_missing in cursor:
        folder = path.rpartition(os.sep)[0] or os.sep
        images[folder] += 1
        missing[folder] += is_missing
    return tuple(KnownFolder(folder, images[folder], missing[folder]) for folder in sorted(images))


def _found(session: Session, statement: Select[Any]) -> list[KnownFile]:
    cursor: Any = session.connection().execute(statement).cursor
    return [
        KnownFile(image_id, path, size, content, mtime_ns, bool(missing), bool(trashed), trouble)
        for image_id, path, size, content, mtime_ns, missing, trashed, trouble in cursor
    ]
