"""A repaired library put in the place of the damaged one, which is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.plain import spoken
from imagineer_desktop.jobs.backups.snapshots import sync


def install(repaired: Path, damaged: Path) -> Path:
    """Put a repaired library in the place of the damaged one; returns where that is kept, with its journals.

    Nobody may have either open. At every moment a library lies at the path. CatalogError if the new one
    is not sound.
    """
    require_sound(repaired)
    stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    kept = damaged.with_name(f"{damaged.name}.damaged-{stamp}")
    number = 1
    while kept.exists():
        number += 1
        kept = damaged.with_name(f"{damaged.name}.damaged-{stamp}-{number}")
    try:
        _keep(damaged, kept)
        for suffix in ("-wal", "-journal", "-shm"):
            journal = Path(f"{damaged}{suffix}")
            if journal.exists():
                journal.rename(f"{kept}{suffix}")
        repaired.replace(damaged)
    except OSError as error:
        raise CatalogError(
            f"{damaged} cannot be replaced: {error.strerror}. Nothing was lost: "
            f"the repaired library is {repaired}, the damaged one is kept at {kept}."
        ) from error
    sync(damaged.parent)
    return kept


def _keep(damaged: Path, kept: Path) -> None:
    """A second name for the damaged file, so that its first one is never without a library."""
    if not damaged.exists():
        return
    try:
        kept.hardlink_to(damaged)
    except OSError:  # a file system without hard links
        damaged.rename(kept)


def require_sound(database: Path) -> None:
    """CatalogError when a repaired library does not pass a full check."""
    with spoken(database), closing(sqlite3.connect(database)) as connection:
        line = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if line != "ok":
        raise CatalogError(
            f"The repaired library {database.name} is not sound, so it was not used. Nothing was changed. "
            f"(SQLite says: {line}.)"
        )
