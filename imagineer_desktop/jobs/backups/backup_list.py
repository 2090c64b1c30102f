"""The backups that lie in a folder: which they are, whether they are good, and which are to stay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups.backup_check import FileFacts, look_at
from imagineer_desktop.jobs.backups.backup_facts import Facts
from imagineer_desktop.jobs.backups.backup_manifest import Manifest, read_manifest, rewrite_manifest
from imagineer_desktop.jobs.progress import Job

_NAME = re.compile(r"(?P<stem>.+)-(?P<moment>\d{8}-\d{6})-[a-z0-9-]+\.db")


@dataclass(frozen=True, slots=True)
class BackupEntry:
    """One backup as its manifest tells it; nothing is read to its end for this.

    `verified`: it was good when it was looked at last, and has its size still. Without a manifest
    `manifest` and `counts` are None, and the date is taken from its name.
    """

    path: Path
    created_at: datetime
    size: int
    reason: str
    verified: bool
    manifest: Manifest | None = None

    @property
    def counts(self) -> dict[str, int] | None:
        return self.manifest.facts.counts if self.manifest else None

    @property
    def newest(self) -> str | None:
        """When the newest image in it came, as the library stores it (UTC)."""
        return self.manifest.facts.newest if self.manifest else None

    @property
    def revision(self) -> str | None:
        return self.manifest.facts.revision if self.manifest else None

    @property
    def pinned(self) -> bool:
        return self.manifest is not None and self.manifest.pinned

    @property
    def order(self) -> tuple[int, datetime]:
        """By this backups come one after the other, whatever the clock said."""
        return (self.manifest.number if self.manifest else 0), self.created_at


@dataclass(frozen=True, slots=True)
class Verification:
    """What a look at every byte of a backup said.

    `verified`: nothing is wrong, and it is what its manifest says. `is_sound`: it is a whole database
    by itself, so it can be restored though its manifest is lost.
    """

    path: Path
    verified: bool
    is_sound: bool
    problems: tuple[str, ...]
    sha256: str
    facts: Facts | None


def backups_of(library: Path, folder: Path) -> list[BackupEntry]:
    """The backups of a library that lie in the folder, the newest first; none where there is no folder.

    A library that was moved is known by its name if nothing lies at its old place. CatalogError when
    the folder cannot be read.
    """
    try:
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        entries = [_entry(file) for file in files if file.suffix == ".db" and file.name[0] != "."]
    except OSError as error:
        raise CatalogError(
            f"The backups in {folder} cannot be looked at: {error.strerror}. Nothing was changed. "
            "Check the drive and that you may read the folder."
        ) from error
    found = [entry for entry in entries if entry and _is_of(entry, library.absolute())]
    return sorted(found, key=lambda entry: entry.order, reverse=True)


def verify_backup(file: Path) -> Job[Verification]:
    """Read a backup to its end: its bytes, every page, its rows, its foreign keys, against its manifest.

    The result is noted in the manifest. Damage is in the answer; raises CatalogError when the file
    cannot be read at all.
    """
    found = yield from look_at(file, f"Checking {file.name}")
    manifest = read_manifest(file)
    problems = tuple(_problems(file, found, manifest))
    if manifest is not None and not _notes_result(file, problems):
        problems = (*problems, f"{file.parent} cannot be written to, so this could not be noted.")
    verified = found.is_sound and manifest is not None and not _problems(file, found, manifest)
    return Verification(file, verified, found.is_sound, problems, found.sha256, found.facts)


def pin(file: Path) -> None:
    """Let a backup stay whatever comes. CatalogError without a manifest."""
    rewrite_manifest(file, pinned=True)


def unpin(file: Path) -> None:
    """Let a backup be removed as others are when its time comes. CatalogError without a manifest."""
    rewrite_manifest(file, pinned=False)


def _entry(file: Path) -> BackupEntry | None:
    """None for a file that is neither described by a manifest of ours nor named as ours are."""
    if file.is_symlink() or not file.is_file():
        return None
    size = file.stat().st_size
    manifest = read_manifest(file)
    if manifest is not None:
        good = not manifest.problems and manifest.size == size and not manifest.is_going
        return BackupEntry(file, manifest.created_at, size, manifest.reason, good, manifest)
    named = _NAME.fullmatch(file.name)
    if named is None:
        return None
    try:
        moment = datetime.strptime(named["moment"], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return BackupEntry(file, moment, size, "", verified=False)


def _is_of(entry: BackupEntry, library: Path) -> bool:
    if entry.manifest is None:
        named = _NAME.fullmatch(entry.path.name)
        return named is not None and named["stem"] == library.stem
    made_of = entry.manifest.library
    return made_of == library or (made_of.name == library.name and not made_of.exists())


def _problems(file: Path, found: FileFacts, manifest: Manifest | None) -> list[str]:
    problems = [f"SQLite says: {line}" for line in found.integrity]
    problems += [f"{file.name}{end} lies beside it and may hold newer rows." for end in found.journals]
    if manifest is None:
        return [*problems, "It has no manifest, so nobody can say whether it is as it was made."]
    if manifest.size != found.size:
        problems.append(f"It has {found.size:,} bytes; it was made with {manifest.size:,}.")
    elif manifest.sha256 != found.sha256:
        problems.append("Its bytes are not those that it was made with (SHA-256).")
    if found.facts is None:
        return problems
    for table in sorted({*manifest.facts.counts, *found.facts.counts}):
        made, now = manifest.facts.counts.get(table, 0), found.facts.counts.get(table, 0)
        if made != now:
            problems.append(f"{table} has {now:,} rows; it was made with {made:,}.")
    if manifest.facts.violations not in (None, found.facts.violations):
        problems.append(f"{found.facts.violations} rows refer to a row that is not there.")
    return problems


def _notes_result(file: Path, problems: tuple[str, ...]) -> bool:
    """False where a backup lies on a disk that cannot be written to: it is checked all the same."""
    try:
        rewrite_manifest(file, problems=problems, checked_at=datetime.now(UTC))
    except CatalogError:
        return False
    return True
