"""The newest good backup of a library: what a repair measures itself by."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imagineer_desktop.catalog.plain import read_only
from imagineer_desktop.jobs.backups import backup_folder


@dataclass(frozen=True, slots=True)
class GoodBackup:
    """A backup whose bytes are those of its manifest and that passes a full check just now."""

    path: Path
    created_at: datetime
    counts: dict[str, int]


def newest_backup(database: Path, folder: Path | None = None) -> GoodBackup | None:
    """The newest backup of this library that is good, or None. One that is not is passed over."""
    places = sorted(_manifests(folder or backup_folder(database)), key=lambda one: one[0], reverse=True)
    for created_at, manifest, facts in places:
        copy = manifest.with_suffix(".db")
        if Path(str(facts.get("library"))) == database.absolute() and _is_good(copy, facts):
            return GoodBackup(copy, created_at, {str(name): int(n) for name, n in facts["counts"].items()})
    return None


def _manifests(folder: Path) -> Iterator[tuple[datetime, Path, dict[str, Any]]]:
    for manifest in folder.glob("*.json") if folder.is_dir() else ():
        try:
            facts = json.loads(manifest.read_text(encoding="utf-8"))
            created_at = datetime.fromisoformat(facts["created_at"])
            {str(name): int(count) for name, count in facts["counts"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):  # not a manifest of ours
            continue
        yield created_at if created_at.tzinfo else created_at.replace(tzinfo=UTC), manifest, facts


def _is_good(copy: Path, facts: dict[str, Any]) -> bool:
    try:
        with copy.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != facts.get("sha256"):
                return False
        with closing(read_only(copy)) as connection:
            return bool(connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except (OSError, sqlite3.DatabaseError):
        return False
