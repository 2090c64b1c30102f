"""Why a backup or a restore was not done, told apart so that the terminal can end with a code of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.plain import spoken


class InUseError(CatalogError):
    """Another program holds the library (exit code 11). Nothing was changed."""


class PostponedError(CatalogError):
    """It was begun and did not get on, so it was given up for now (exit code 12). Nothing was changed."""


class ProblemsFoundError(CatalogError):
    """The library or the backup is not sound (exit code 10). Nothing was changed."""


_KINDS = {
    "SQLITE_BUSY": InUseError,
    "SQLITE_LOCKED": InUseError,
    "SQLITE_CORRUPT": ProblemsFoundError,
    "SQLITE_NOTADB": ProblemsFoundError,
}


@contextmanager
def told_apart(database: Path) -> Iterator[None]:
    """Says SQLite's troubles inside as sentences, locks and damage by the classes of this room."""
    try:
        with spoken(database):
            yield
    except CatalogError as error:
        cause = getattr(error.__cause__, "orig", error.__cause__)
        name = getattr(cause, "sqlite_errorname", "") if isinstance(cause, sqlite3.Error) else ""
        kind = _KINDS.get("_".join(name.split("_")[:2]))
        if kind is None or isinstance(error, kind):
            raise
        raise kind(str(error)) from cause
