"""Thumbnails of files that are being read: kept for the grid, and not made a second time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from imagineer_desktop.catalog.contents import ReadFile
from imagineer_desktop.catalog.files import KnownFile
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.decoding import CUT_OFF, DAMAGED, TOO_LARGE
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.perceptual import HASHED_SIDE, hash_of_thumbnail
from imagineer_desktop.media.thumbnails import ThumbnailCache

_TOLD_BY_LOOKS = frozenset({CUT_OFF, DAMAGED, TOO_LARGE})
"""What the header of a file can tell against its pixels: only decoding them shows whether it is true."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was read, beside what was known of it; `decoded`: its pixels were looked at too."""

    file: KnownFile
    contents: Contents
    decoded: bool = True

    @property
    def is_another(self) -> bool:
        """Whether it is not the file that was looked at. One with the same content was only touched."""
        file, contents = self.file, self.contents
        if file.content_hash is not None:
            return file.content_hash != contents.content_hash
        return file.size not in (None, contents.file_size) or file.mtime_ns not in (None, contents.mtime_ns)

    @property
    def noted(self) -> ReadFile:
        """What the library is to keep of it."""
        return ReadFile(
            image_id=self.file.image_id,
            path=self.file.path,
            content_hash=self.contents.content_hash,
            file_size=self.contents.file_size,
            mtime_ns=self.contents.mtime_ns,
            perceptual_hash=self.contents.perceptual_hash,
            trouble=self.contents.trouble,
            decoded=self.decoded,
        )


class SmallCopies:
    """The thumbnails that one reading makes; without a cache it makes none."""

    def __init__(self, cache: ThumbnailCache | None) -> None:
        self._cache = cache

    def wanted_of(self, file: KnownFile) -> bool:
        """Whether the file has to be decoded: its thumbnail may have been asked for and made meanwhile.

        One that ended its reader is not; one whose header told a trouble is, cache or not.
        """
        if file.trouble is not None:
            return file.trouble in _TOLD_BY_LOOKS
        if self._cache is None:
            return False
        return not (_names_a_content(file) and self._cache.has(_key(file), HASHED_SIDE))

    def completed(self, read: FileRead) -> FileRead:
        """With what the thumbnail tells that is there already."""
        if self._cache is None or read.decoded or read.contents.trouble or not _names_a_content(read.file):
            return read
        kept = self._cache.get(_key(read.file), HASHED_SIDE)
        if kept is None:
            return read
        try:
            return replace(read, contents=replace(read.contents, perceptual_hash=hash_of_thumbnail(kept)))
        except MediaError:
            return read

    def keep(self, read: FileRead) -> None:
        """Keep the thumbnail under the name that its image has from now on.

        What was kept under its path is of this content only if the file is the one that was looked at.
        """
        if self._cache is None:
            return
        file, contents = read.file, read.contents
        if contents.thumbnail is not None:
            self._cache.put(contents.content_hash, HASHED_SIDE, contents.thumbnail)
        if file.content_hash is not None:
            return
        if read.is_another or not _names_a_content(file):
            self._cache.drop(_key(file))
        else:
            self._cache.rename(_key(file), contents.content_hash)


def _names_a_content(file: KnownFile) -> bool:
    """A thumbnail under a path without a time may be of whatever lay there once."""
    return bool(file.content_hash or file.mtime_ns)


def _key(file: KnownFile) -> str:
    row = ImageRow(file.image_id, "", file.path, content_hash=file.content_hash, file_mtime_ns=file.mtime_ns)
    return row.thumbnail_key
