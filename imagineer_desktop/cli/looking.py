"""The commands that only look: info, show, albums."""

from __future__ import annotations

import os
import re

from imagineer_desktop.arguments import Choices
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.queries import albums, image_details, image_id_at, revision, table_counts
from imagineer_desktop.catalog.rows import ImageDetails
from imagineer_desktop.cli.answers import Answer, plain
from imagineer_desktop.cli.libraries import opened

_FLAGS = ("is_nsfw", "is_public", "is_training_source")
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Stands for a byte of a file name that is no text, which no library holds."""

_ID_DIGITS = 18
"""Longer numbers are no ids: a library would have to be filled for ages."""


def info(choices: Choices) -> Answer:
    with opened(choices) as library, library.reading() as session:
        numbers: dict[str, object] = {"revision": revision(session), **table_counts(session)}
    return {"database": str(library.path), **numbers}


def show(choices: Choices) -> Answer:
    with opened(choices) as library, library.reading() as session:
        details = None
        if choices.image.isdecimal() and len(choices.image) <= _ID_DIGITS:
            details = image_details(session, int(choices.image))
        for path in _spellings(choices.image):
            image_id = image_id_at(session, path) if details is None else None
            details = details if image_id is None else image_details(session, image_id)
    if details is None:
        asked = os.fsencode(choices.image).decode("utf-8", "backslashreplace")
        raise CatalogError(f"The library has no image {asked}.")
    return _described(details)


def _spellings(image: str) -> list[str]:
    """The paths under which an image may be stored: as it is found from here, links followed, as written."""
    paths = (os.path.abspath(image), os.path.realpath(image), image)  # noqa: PTH100 - links are kept
    return [path for path in dict.fromkeys(paths) if not _SURROGATE.search(path)]


def _described(details: ImageDetails) -> Answer:
    shown: Answer = {column: plain(value) for column, value in details.columns.items()}
    for flag in _FLAGS:
        if shown.get(flag) is not None:
            shown[flag] = bool(shown[flag])
    shown["seed"] = details.seed
    shown["albums"] = [album.name for album in details.albums]
    shown["labels"] = [
        {
            "label_text": label.label_text,
            "label_type": label.label_type,
            "source_model": label.source_model,
            "confidence": label.confidence,
        }
        for label in details.labels
    ]
    return shown


def list_albums(choices: Choices) -> Answer:
    with opened(choices) as library, library.reading() as session:
        found = albums(session)
    columns = ("id", "name", "album_type", "is_training_source", "is_public", "images")
    return {"albums": [{column: getattr(album, column) for column in columns} for album in found]}
