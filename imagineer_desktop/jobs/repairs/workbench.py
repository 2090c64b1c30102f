"""A hidden folder with copies of a damaged library. The original is only read, by another process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups.leftovers import sweep, unfinished
from imagineer_desktop.jobs.progress import Job
from imagineer_desktop.jobs.repairs.apart import apart

JOURNALS = ("-wal", "-journal")
TRIES = 3


@dataclass(frozen=True, slots=True)
class Originals:
    """Byte for byte copies of a library's file and of the journals beside it, never opened by SQLite."""

    folder: Path
    main: Path
    journals: tuple[str, ...]
    unreadable: int

    def copy(self, name: str, journals: bool) -> Path:
        """A copy to try things on."""
        target = self.folder / name
        shutil.copyfile(self.main, target)
        for suffix in self.journals if journals else ():
            shutil.copyfile(f"{self.main}{suffix}", f"{target}{suffix}")
        return target

    @property
    def wal(self) -> Path | None:
        return Path(f"{self.main}-wal") if "-wal" in self.journals else None


@contextmanager
def workbench(beside: Path) -> Iterator[Path]:
    """A new folder beside a file, gone when the block ends; sweeps away what killed processes left."""
    folder = unfinished(beside, "repair")
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        sweep(beside.parent, "repair")
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise CatalogError(
            f"Nothing can be written in {beside.parent}: {error.strerror}. Nothing was changed. "
            "Free some space, or choose another folder."
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def taken(database: Path, folder: Path) -> Job[Originals]:
    """Copy the library and its journals into the folder, as they are at one moment.

    Raises CatalogError when they cannot be opened, or when somebody goes on writing them.
    """
    for _ in range(TRIES):
        before = _marks(database)
        journals = tuple(suffix for suffix in JOURNALS if Path(f"{database}{suffix}").exists())
        unreadable = 0
        for suffix in ("", *journals):
            target = Path(f"{folder / 'original.db'}{suffix}")
            target.unlink(missing_ok=True)
            told = yield from apart(
                ["copy", Path(f"{database}{suffix}").absolute(), target], f"Copying {database.name}"
            )
            unreadable += sum(length for _, length in told["unreadable"])
        if _marks(database) == before:
            return Originals(folder, folder / "original.db", journals, unreadable)
    raise CatalogError(
        f"{database.name} is being written by another program. Nothing was changed. "
        "Close the other program and try again."
    )


def _marks(database: Path) -> list[tuple[int, int] | None]:
    """By these a file that was written meanwhile is known."""
    return [_mark(Path(f"{database}{suffix}")) for suffix in ("", *JOURNALS)]


def _mark(place: Path) -> tuple[int, int] | None:
    try:
        status = place.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
