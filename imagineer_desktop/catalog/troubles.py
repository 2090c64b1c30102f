"""SQLite's troubles in words: which of them a person can do something about, and what."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from imagineer_desktop.catalog.errors import BusyError, CatalogError, FullError

_SENTENCES = {
    "SQLITE_BUSY": (
        "{name} is being used by another program. Nothing was changed. "
        "Close the other program, or wait until it has finished, and try again."
    ),
    "SQLITE_LOCKED": ("{name} is busy with another change. Nothing was changed. Try again in a moment."),
    "SQLITE_FULL": (
        "The disk that holds {name} is full. Nothing was changed. Free some space and try again."
    ),
    "SQLITE_READONLY": (
        "{name} cannot be written to. Nothing was changed. "
        "Check that you may write to the file and to the folder {folder}."
    ),
    "SQLITE_CANTOPEN": (
        "{name} cannot be opened. Check that the folder {folder} exists and that you may read and write it."
    ),
    "SQLITE_IOERR": (
        "The disk that holds {name} did not answer as it should. Nothing was changed. "
        "Check the drive or its connection and try again."
    ),
    "SQLITE_CORRUPT": (
        "Part of {name} cannot be read. Nothing was changed. "
        "Make a copy of the file before anything else, then restore the newest backup."
    ),
    "SQLITE_NOTADB": "{name} is not an Imagineer library. The file was not changed.",
}

_KINDS = {"SQLITE_BUSY": BusyError, "SQLITE_LOCKED": BusyError, "SQLITE_FULL": FullError}


def explained(error: sqlite3.Error, path: Path) -> CatalogError | None:
    """The sentence for a trouble of the world around us; None when the fault is our own.

    Decides by SQLite's own name of the error (`sqlite_errorname`, with its extended forms such as
    SQLITE_BUSY_SNAPSHOT), never by the message, which one and the same cause words differently.
    """
    name = getattr(error, "sqlite_errorname", "")
    for prefix, sentence in _SENTENCES.items():
        if name == prefix or name.startswith(prefix + "_"):
            kind = _KINDS.get(prefix, CatalogError)
            return kind(sentence.format(name=path.name, folder=path.parent))
    return None
