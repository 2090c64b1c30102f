"""The manifest beside a backup: what it is a copy of, what it holds, and what is known of it since."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups.backup_facts import Facts
from imagineer_desktop.jobs.backups.leftovers import is_dead
from imagineer_desktop.jobs.backups.snapshots import hidden_part, show, sync

MOST_BYTES = 1 << 20
_FORMATS = (1, 2)

Marks = tuple[tuple[int, int, int] | None, ...]
"""Inode, size and time of change (ns) of a library's file and of its write-ahead log, None without one."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of one backup.

    `number` counts the backups of a folder, whatever the clock says. `marks` are the library's own
    when it was copied, None if they may not be trusted. `problems` are what its last check found,
    `checked_at` is when that was; at `equal_at` the library was still byte for byte the same. `part`
    is the hidden file that it was made in. `is_going` means that it is being removed. `awaits_answer`
    belongs to a copy made before a restore that nobody has called right or wrong yet.
    """

    file: str
    library: Path
    reason: str
    created_at: datetime
    sha256: str
    size: int
    facts: Facts
    program: str = ""
    number: int = 0
    marks: Marks | None = None
    part: str = ""
    pinned: bool = False
    problems: tuple[str, ...] = ()
    checked_at: datetime | None = None
    equal_at: datetime | None = None
    is_going: bool = False
    awaits_answer: bool = False

    def as_json(self) -> dict[str, object]:
        return {
            "format": 2,
            "program": self.program,
            "file": self.file,
            "library": str(self.library),
            "number": self.number,
            "reason": self.reason,
            "created_at": self.created_at.isoformat(),
            "revision": self.facts.revision,
            "counts": self.facts.counts,
            "newest": self.facts.newest,
            "violations": self.facts.violations,
            "page_size": self.facts.page_size,
            "programs": self.facts.programs,
            "size": self.size,
            "sha256": self.sha256,
            "marks": self.marks,
            "part": self.part,
            "pinned": self.pinned,
            "problems": self.problems,
            "checked_at": self.checked_at.isoformat() if self.checked_at else None,
            "equal_at": self.equal_at.isoformat() if self.equal_at else None,
            "is_going": self.is_going,
            "awaits_answer": self.awaits_answer,
        }


def manifest_place(backup: Path) -> Path:
    """Where the manifest of a backup lies: the same name with `.json`."""
    return backup.with_suffix(".json") if backup.suffix == ".db" else backup.with_name(f"{backup.name}.json")


def read_manifest(backup: Path) -> Manifest | None:
    """The manifest of a backup; None where there is none, it cannot be read or it is not one of ours."""
    place = manifest_place(backup)
    try:
        if not place.is_file() or place.stat().st_size > MOST_BYTES:
            return None
        return _manifest(json.loads(place.read_text(encoding="utf-8")), backup.name)
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def write_manifest(manifest: Manifest, backup: Path) -> None:
    """Write a new manifest, on disk before anybody sees it. NameTakenError if there is one."""
    with _written(manifest, backup) as part:
        show(part, manifest_place(backup))


def rewrite_manifest(backup: Path, **changes: object) -> Manifest:
    """Change what is noted about a backup, all of it or nothing. CatalogError without a manifest of ours."""
    found = read_manifest(backup)
    if found is None:
        raise CatalogError(
            f"{backup.name} has no manifest, so nothing can be noted about it. Nothing was changed; "
            "a file without a manifest is never removed by the program."
        )
    changed = replace(found, **changes)  # type: ignore[arg-type]
    if changed == found:
        return found
    place = manifest_place(backup)
    with _written(changed, backup) as part:
        sync(part)
        part.replace(place)
        sync(place.parent)
    return changed


def sweep_backups(folder: Path) -> None:
    """Take away what killed processes left of unfinished backups, and of backups that were being removed.

    Only files whose manifest, which is ours, says so. What cannot be removed now stays for another day.
    """
    for place in folder.glob("*.json"):
        backup = place.with_suffix(".db")
        manifest = read_manifest(backup)
        if manifest is None or manifest.file != backup.name or backup.exists():
            continue
        part = folder / Path(manifest.part).name
        if manifest.is_going or (manifest.part and part.is_file() and is_dead(part)):
            place.unlink(missing_ok=True)


@contextmanager
def _written(manifest: Manifest, backup: Path) -> Iterator[Path]:
    sweep_backups(backup.parent)  # before the unfinished files go that the manifests name
    with hidden_part(manifest_place(backup)) as part:
        text = json.dumps(manifest.as_json(), indent=2)
        part.write_text(f"{text}\n", encoding="utf-8")
        yield part


def _manifest(told: object, name: str) -> Manifest:
    """ValueError, KeyError or TypeError for what is not a manifest of ours."""
    if not isinstance(told, Mapping) or told["format"] not in _FORMATS:
        raise ValueError("not a manifest")
    facts = {"newest": None, "page_size": 0, **told}
    marks = told.get("marks")
    return Manifest(
        file=str(told.get("file", name)),
        library=Path(str(told["library"])),
        reason=str(told["reason"]),
        created_at=_moment(told["created_at"]),
        sha256=str(told["sha256"]),
        size=int(told["size"]),
        facts=Facts.from_json(facts),
        program=str(told.get("program", "")),
        number=int(told.get("number", 0)),
        marks=None if marks is None else tuple(_mark(mark) for mark in marks),
        part=str(told.get("part", "")),
        pinned=bool(told.get("pinned", False)),
        problems=tuple(map(str, told.get("problems", ()))),
        checked_at=_moment(told["checked_at"]) if told.get("checked_at") else None,
        equal_at=_moment(told["equal_at"]) if told.get("equal_at") else None,
        is_going=bool(told.get("is_going", False)),
        awaits_answer=bool(told.get("awaits_answer", False)),
    )


def _mark(mark: object) -> tuple[int, int, int] | None:
    if mark is None:
        return None
    if not isinstance(mark, list):
        raise TypeError("not a mark")
    inode, size, changed = map(int, mark)
    return inode, size, changed


def _moment(text: object) -> datetime:
    moment = datetime.fromisoformat(str(text))
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
