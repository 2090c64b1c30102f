"""A restored library put in the place of one that does not open: at any crash the old one or the new one.

Nothing is deleted: the old file and its journals are kept beside it. A marker on the disk says what is
under way, so that the next start can finish it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups.snapshots import hidden_part, sync

JOURNALS = ("-wal", "-journal", "-shm")


class Interrupted(Enum):
    """What became of a restore that did not come to its end."""

    NOTHING = "there was none"
    FINISHED = "the restored library is in its place"
    TAKEN_BACK = "the old library is in its place"


@dataclass(frozen=True, slots=True)
class Marker:
    """The restore under way: the new file's name, and the one under which an old one is kept."""

    incoming: str
    kept: str
    had_old: bool
    sha256: str
    size: int


def swap(new: Path, database: Path, sha256: str) -> Path:
    """Put a finished file, on the library's disk, in its place; returns where the old one is kept.

    Nobody may have either open. Raises CatalogError with the old library in its place.
    """
    place = Path(os.path.realpath(database))
    incoming = _incoming(place)
    marker = Marker(incoming.name, _free_name(place).name, place.exists(), sha256, new.stat().st_size)
    try:
        if marker.had_old:
            shutil.copymode(place, new)
        sync(new)
        new.replace(incoming)
        sync(place.parent)
        _write(marker, place)
        _forward(marker, place)
    except (OSError, CatalogError) as error:
        raise _given_up(marker, place, error) from error
    return place.with_name(marker.kept)


def finish_interrupted_restore(database: Path) -> Interrupted:
    """Bring a restore to its end that was cut off, before anybody opens the library; harmless at any time.

    Raises CatalogError where that cannot be done; nothing is lost then.
    """
    place = Path(os.path.realpath(database))
    marker = _read(place)
    try:
        if marker is None:
            if _is_there(_incoming(place)):
                _incoming(place).unlink(missing_ok=True)
            return Interrupted.NOTHING
        if _is_whole(place.with_name(marker.incoming), marker):
            _forward(marker, place)
            return Interrupted.FINISHED
        if _is_replaced(marker, place):
            _done(place)
            return Interrupted.FINISHED
        _take_back(marker, place)
    except OSError as error:
        raise CatalogError(
            f"A restore of {database} was cut off, and cannot be brought to its end: {error.strerror}. "
            f"Nothing was lost; the files are in {place.parent}. "
            "Check that you may write to that folder, and try again."
        ) from error
    return Interrupted.TAKEN_BACK


def _forward(marker: Marker, place: Path) -> None:
    """The old one aside, journals first, the new one in. Each step may have been done already."""
    kept = place.with_name(marker.kept)
    for end in JOURNALS:
        with suppress(FileNotFoundError):
            Path(f"{place}{end}").rename(_free(Path(f"{kept}{end}")))
    if place.exists() and not kept.exists():
        try:
            kept.hardlink_to(place)  # the library's place is never empty
        except OSError:  # a file system without hard links
            place.rename(kept)
    sync(place.parent)
    place.with_name(marker.incoming).replace(place)
    sync(place.parent)
    _done(place)


def _take_back(marker: Marker, place: Path) -> None:
    """The old one in its place as it was. Each step may have been done already, or never."""
    kept, incoming = place.with_name(marker.kept), place.with_name(marker.incoming)
    if kept.exists():
        kept.replace(place)
        kept.unlink(missing_ok=True)  # two names of one file stay two
    elif _is_replaced(marker, place):
        place.replace(incoming)
    for end in JOURNALS:
        with suppress(FileNotFoundError):
            Path(f"{kept}{end}").rename(f"{place}{end}")
    sync(place.parent)
    _done(place)
    incoming.unlink(missing_ok=True)


def _given_up(marker: Marker, place: Path, error: Exception) -> CatalogError:
    reason = getattr(error, "strerror", None) or str(error)
    try:
        _take_back(marker, place)
    except OSError:
        return CatalogError(
            f"{place} cannot be replaced: {reason}. Nothing was lost; the files are in {place.parent}. "
            "The next start of the program brings it to its end."
        )
    return CatalogError(
        f"{place} cannot be replaced: {reason}. It is as it was. "
        "Check that you may write to it and to its folder, and try again."
    )


def _done(place: Path) -> None:
    _marker_place(place).unlink(missing_ok=True)
    sync(place.parent)


def _is_replaced(marker: Marker, place: Path) -> bool:
    """Whether the file in the library's place is the new one."""
    if not place.exists() or place.with_name(marker.incoming).exists():
        return False
    kept = place.with_name(marker.kept)
    return not marker.had_old or (kept.exists() and not kept.samefile(place))


def _is_whole(incoming: Path, marker: Marker) -> bool:
    if not incoming.is_file() or incoming.stat().st_size != marker.size:
        return False
    with incoming.open("rb") as file:  # nobody has it open: its name is hidden
        return hashlib.file_digest(file, "sha256").hexdigest() == marker.sha256


def _free_name(place: Path) -> Path:
    stem = place.with_name(f"{place.name}.replaced-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    return _free(stem, "", *JOURNALS)


def _free(wanted: Path, *ends: str) -> Path:
    """A name that nothing has, nor with one of the ends after it."""
    free, number = wanted, 1
    while any(Path(f"{free}{end}").exists() for end in ends or ("",)):
        number += 1
        free = wanted.with_name(f"{wanted.name}-{number}")
    return free


def _incoming(place: Path) -> Path:
    return place.with_name(f".{place.name}.imagineer-incoming")


def _marker_place(place: Path) -> Path:
    return place.with_name(f".{place.name}.imagineer-restore.json")


def _write(marker: Marker, place: Path) -> None:
    with hidden_part(_marker_place(place)) as part:
        part.write_text(json.dumps(asdict(marker)), encoding="utf-8")
        sync(part)
        part.replace(_marker_place(place))
        sync(place.parent)


def _read(place: Path) -> Marker | None:
    try:
        told = json.loads(_marker_place(place).read_text(encoding="utf-8"))
        marker = Marker(
            incoming=str(told["incoming"]),
            kept=str(told["kept"]),
            had_old=bool(told["had_old"]),
            sha256=str(told["sha256"]),
            size=int(told["size"]),
        )
    except OSError as error:
        if not _is_there(_marker_place(place)):  # nor can the folder be looked into: opening says why
            return None
        raise _unreadable(place) from error
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(place) from error
    if marker.incoming != _incoming(place).name or not _is_beside(marker.kept, place):
        raise _unreadable(place)
    return marker


def _is_there(place: Path) -> bool:
    try:
        place.lstat()
    except OSError:
        return False
    return True


def _is_beside(kept: str, place: Path) -> bool:
    return kept.startswith(f"{place.name}.replaced-") and Path(kept).name == kept


def _unreadable(place: Path) -> CatalogError:
    return CatalogError(
        f"{_marker_place(place).name} beside {place} says that a restore was cut off, but it cannot be "
        f"understood. Nothing was changed. If {place.name} is the library that you want, remove that file; "
        f"else rename the one called {place.name}.replaced-… to {place.name} first."
    )
