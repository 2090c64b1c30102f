"""How images travel in a drag: their ids, under a mime type that only this process writes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QMimeData

IMAGE_IDS_MIME = f"application/x-imagineer-image-ids-{os.getpid()}"
"""Ids mean something in one library only: a drag out of another running program carries just its files."""


def write_image_ids(mime: QMimeData, image_ids: Iterable[int]) -> None:
    """Put the ids into a drag's data, as a JSON list in the order of the gallery."""
    mime.setData(IMAGE_IDS_MIME, QByteArray(json.dumps(list(image_ids)).encode()))


def carries_images(mime: QMimeData) -> bool:
    """Whether a drag is one of ours; asked at every step of the pointer, so nothing is read yet."""
    return mime.hasFormat(IMAGE_IDS_MIME)


def read_image_ids(mime: QMimeData) -> list[int]:
    """The ids a drag carries; none when it is not ours or is not a list of numbers."""
    if not carries_images(mime):
        return []
    try:
        ids = json.loads(mime.data(IMAGE_IDS_MIME).toStdString())
    except ValueError:
        return []
    if not isinstance(ids, list) or not all(type(image_id) is int for image_id in ids):
        return []
    return ids
