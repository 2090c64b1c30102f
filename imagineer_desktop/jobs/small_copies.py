"""Thumbnails of files that are being read: kept for the grid, and not made a second time."""

from __future__ import annotations

from dataclasses import replace

from imagineer_desktop.catalog.files import KnownFile
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.perceptual import HASHED_SIDE, hash_of_thumbnail
from imagineer_desktop.media.thumbnails import ThumbnailCache


class SmallCopies:
    """The thumbnails that one reading makes; without a cache it makes none."""

    def __init__(self, cache: ThumbnailCache | None) -> None:
        self._cache = cache

    def wanted_of(self, file: KnownFile) -> bool:
        """Whether the file has to be decoded: its thumbnail may have been asked for and made meanwhile."""
        return self._cache is not None and not self._cache.has(_key(file), HASHED_SIDE)

    def completed(self, file: KnownFile, contents: Contents) -> Contents:
        """With what the thumbnail tells that is there already."""
        if self._cache is None or contents.thumbnail is not None or contents.trouble is not None:
            return contents
        kept = self._cache.get(_key(file), HASHED_SIDE)
        if kept is None:
            return contents
        try:
            return replace(contents, perceptual_hash=hash_of_thumbnail(kept))
        except MediaError:
            return contents

    def keep(self, file: KnownFile, contents: Contents) -> None:
        """Keep the thumbnail under the name that its image has from now on."""
        if self._cache is None:
            return
        if contents.thumbnail is not None:
            self._cache.put(contents.content_hash, HASHED_SIDE, contents.thumbnail)
        if file.content_hash != contents.content_hash:
            self._cache.rename(_key(file), contents.content_hash)


def _key(file: KnownFile) -> str:
    row = ImageRow(file.image_id, "", file.path, content_hash=file.content_hash, file_mtime_ns=file.mtime_ns)
    return row.thumbnail_key
