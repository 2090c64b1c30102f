"""A second backup, of the pictures themselves: goes on where it was stopped, and shares what did not change.

Each copy is a folder that stands for itself. A file that an earlier copy has already is the same file under
a second name, where the disk can do that; never is it the original under a second name.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups.backup_originals import (
    Mark,
    SkippedError,
    known_paths,
    marks_of_library,
    opened,
    place_in_copy,
    read_some,
)
from imagineer_desktop.jobs.backups.leftovers import sweep, unfinished
from imagineer_desktop.jobs.backups.picture_manifest import NAME, Picture, PictureManifest, read_pictures
from imagineer_desktop.jobs.backups.snapshots import cannot_write, sync
from imagineer_desktop.jobs.progress import Job, Progress

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
MOST_PROBLEMS = 100


@dataclass(slots=True)
class PictureReport:
    """What a copy of the pictures brought. `failures` are (path, reason) of what could not be copied.

    `copied` were read, `shared` lay in an earlier copy already, `resumed` were done before a stop.
    """

    folder: Path
    copied: int = 0
    shared: int = 0
    resumed: int = 0
    copied_bytes: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PictureVerification:
    """What reading a copy of the pictures to its end said: `count` files were looked at."""

    verified: bool
    count: int
    problems: tuple[str, ...]


def copy_pictures(database: Path, folder: Path) -> Job[PictureReport]:
    """Copy every picture that the library knows into a new folder in `folder/pictures`.

    Originals are only read. Closed, killed or out of space, it goes on from there when it is called
    again. Raises CatalogError when the library cannot be read or nothing can be written.
    """
    place = folder / "pictures"
    partial = place / f".{database.stem}.imagineer-pictures"
    paths = known_paths(database)
    own = marks_of_library(database)
    report = PictureReport(partial)
    with _writing(place):
        partial.mkdir(parents=True, exist_ok=True)
        sweep(partial, "part")
        earlier = _Earlier(picture_copies(database, folder))
        with PictureManifest(partial, database.absolute()) as manifest:
            for done, path in enumerate(paths):
                yield Progress("Copying the pictures", done, len(paths), report)
                try:
                    _bring(path, partial, manifest, earlier, own, report)
                except SkippedError as error:
                    report.failures.append((path, str(error)))
            manifest.save()
        report.folder = _finished(partial, database)
    return report


def picture_copies(database: Path, folder: Path) -> list[Path]:
    """The finished copies of a library's pictures, the newest first."""
    found = (folder / "pictures").glob(f"{database.stem}-*") if folder.is_dir() else ()
    return sorted((one for one in found if (one / NAME).is_file()), key=lambda one: one.name, reverse=True)


def verify_pictures(copy: Path) -> Job[PictureVerification]:
    """Read every file of a copy, and compare it with what it was when it was copied."""
    pictures = list(read_pictures(copy))
    problems = [] if pictures else ["It lists no pictures."]
    for done, picture in enumerate(pictures):
        yield Progress(f"Checking {copy.name}", done, len(pictures))
        try:
            with (copy / picture.stored).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != picture.sha256:
                    problems.append(f"{picture.stored} is not what it was (SHA-256).")
        except OSError as error:
            problems.append(f"{picture.stored} cannot be read: {error.strerror}.")
    return PictureVerification(not problems, len(pictures), tuple(problems[:MOST_PROBLEMS]))


class _Earlier:
    """What the newest finished copy has, by where it was and by what is in it."""

    def __init__(self, copies: list[Path]) -> None:
        self._folder = copies[0] if copies else Path()
        self._by_path = {picture.path: picture for picture in read_pictures(self._folder)} if copies else {}
        self._by_content = {picture.sha256: picture for picture in self._by_path.values()}

    def unchanged(self, path: str, status: os.stat_result) -> tuple[Picture, Path] | None:
        """A copy of this file as it is: by its size and its time of change."""
        known = self._by_path.get(path)
        if known is None or not _is_of(known, status):
            return None
        return known, self._folder / known.stored

    def same(self, sha256: str) -> Path | None:
        known = self._by_content.get(sha256)
        return self._folder / known.stored if known else None


def _bring(
    path: str,
    partial: Path,
    manifest: PictureManifest,
    earlier: _Earlier,
    own: frozenset[Mark],
    report: PictureReport,
) -> None:
    """See that one file is in the copy. SkippedError where that cannot be."""
    stored = place_in_copy(path)
    with opened(path, own) as (file, status):
        known = manifest.pictures.get(path)
        if known and _is_of(known, status) and _has_size(partial / known.stored, known.size):
            report.resumed += 1
            return
        place = partial / stored
        place.parent.mkdir(parents=True, exist_ok=True)
        before = earlier.unchanged(path, status)
        if before and _shared(before[1], place, before[0].size):
            manifest.add(Picture(path, stored, before[0].sha256, status.st_size, status.st_mtime_ns))
            report.shared += 1
            return
        digest = _copied(file, path, status, partial, place, earlier, report)
        manifest.add(Picture(path, stored, digest, status.st_size, status.st_mtime_ns))


def _copied(
    file: BinaryIO,
    path: str,
    status: os.stat_result,
    partial: Path,
    place: Path,
    earlier: _Earlier,
    report: PictureReport,
) -> str:
    part = unfinished(partial / "picture", "part")
    try:
        digest = hashlib.sha256()
        with part.open("xb") as target:
            while chunk := read_some(file):
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        after = os.fstat(file.fileno())
        if (after.st_size, after.st_mtime_ns) != (status.st_size, status.st_mtime_ns):
            raise SkippedError("it was being written to")
        os.utime(part, ns=(status.st_atime_ns, status.st_mtime_ns))
        same = earlier.same(digest.hexdigest())
        if same and _shared(same, place, status.st_size):
            report.shared += 1
        else:
            part.replace(place)
            report.copied += 1
            report.copied_bytes += status.st_size
    finally:
        part.unlink(missing_ok=True)
    return digest.hexdigest()


def _shared(existing: Path, place: Path, size: int) -> bool:
    """Give a file of an earlier copy a second name; False where that is not possible."""
    if not _has_size(existing, size):
        return False
    try:
        place.unlink(missing_ok=True)
        place.hardlink_to(existing)
    except OSError as error:
        if error.errno in _FULL:
            raise
        return False
    return True


def _is_of(known: Picture, status: os.stat_result) -> bool:
    return (known.size, known.mtime_ns) == (status.st_size, status.st_mtime_ns)


def _has_size(place: Path, size: int) -> bool:
    try:
        status = place.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size == size


def _finished(partial: Path, database: Path) -> Path:
    """Give a whole copy its name."""
    place = partial.parent
    stem = f"{database.stem}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    copy, number = place / stem, 1
    while copy.exists():
        number += 1
        copy = place / f"{stem}-{number}"
    for folder, _, _ in os.walk(partial):
        sync(Path(folder))
    partial.rename(copy)
    sync(place)
    return copy


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    try:
        yield
    except CatalogError:
        raise
    except OSError as error:
        raise cannot_write(place, error.strerror or str(error)) from error
