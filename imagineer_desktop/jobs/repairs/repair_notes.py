"""What a repair says for itself: how much came back, what was set aside, what the backup would be worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from imagineer_desktop.jobs.backups.last_backup import GoodBackup
from imagineer_desktop.jobs.repairs.refilling import Refill

RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Recovered:
    """Rows of one table. `expected` is what the newest good backup had, None without one.

    `lost` is how many of those are missing now; `suspicious` were found and set aside.
    """

    found: int
    expected: int | None = None
    lost: int | None = None
    suspicious: int = 0


def recovered(
    counts: Mapping[str, int], set_aside: Mapping[str, int], backup: GoodBackup | None
) -> dict[str, Recovered]:
    """What came back, table by table."""
    expected = backup.counts if backup else {}
    return {
        name: Recovered(
            counts.get(name, 0),
            expected.get(name),
            max(expected[name] - counts.get(name, 0), 0) if name in expected else None,
            set_aside.get(name, 0),
        )
        for name in sorted({*counts, *expected, *set_aside})
    }


def backup_note(backup: GoodBackup | None) -> str:
    if backup is None:
        return "There is no good backup to compare it with, so nobody can say what is lost."
    return (
        f"The newest good backup is of {backup.created_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC "
        f"and holds {backup.counts.get('images', 0):,} images. You can also start from it "
        "and add only what is newer in the damaged library."
    )


def carving_notes(path: Path, refilled: Refill, unreadable: int) -> tuple[str, ...]:
    return tuple(_carving_notes(path, refilled, unreadable))


def _carving_notes(path: Path, refilled: Refill, unreadable: int) -> Iterator[str]:
    for table, count in refilled.set_aside.items():
        yield (
            f"{count:,} rows of {table} are doubtful: deleted before, it seems, or in contradiction to other "
            "rows, or with a damaged id. They were not put into the library; they are kept beside it."
        )
    for table, count in refilled.uncertain.items():
        yield (
            f"{count:,} rows of {table} come from pages that nothing leads to any more. "
            "Some that were deleted before may be among them."
        )
    for table, count in refilled.cut.items():
        yield f"{count:,} rows of {table} lost the end of a long text."
    if refilled.misfits:
        yield f"{refilled.misfits:,} rows are damaged so much that no table could have held them."
    if refilled.longer:
        yield f"{refilled.longer:,} rows had more values than is known of their table. Those were left out."
    for table in refilled.left_out:
        yield f"Rows of a table {table} were found, but not what the table was like. They were left out."
    if unreadable:
        yield (
            f"{unreadable:,} bytes of {path.name} could not be read from the disk. "
            "Copy what matters to another disk and have this one checked."
        )
    elif _damaged_before(path):
        yield "This library was damaged before, not long ago. Have the disk and the memory checked."


def _damaged_before(path: Path) -> bool:
    since = (datetime.now(UTC) - RECENT).timestamp()
    return any(kept.stat().st_mtime > since for kept in path.parent.glob(f"{path.name}.damaged-*"))
