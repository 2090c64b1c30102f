"""Places that are away as a whole: a drive that is not plugged in, a folder that was moved."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from imagineer_desktop.jobs.progress import Job, Progress

MOUNTS = ("/run/media/*", "/media/*", "/media", "/mnt", "/Volumes")
"""Where systems show drives, each under its name; `*` is the name of the person."""


@dataclass(frozen=True, slots=True)
class AwayPlace:
    """A folder that is not there with everything in it: how many images, and the drive's or folder's name."""

    path: str
    name: str
    images: int
    is_drive: bool = False


def away_places(images: Mapping[str, int], mounts: Sequence[str] = MOUNTS) -> tuple[AwayPlace, ...]:
    """The places behind folders (folder -> images), the largest first.

    A folder that is there is no such place, unless it is where a drive was: systems leave that behind empty.
    """
    found: Counter[tuple[str, bool]] = Counter()
    tops: dict[str, str] = {}
    for folder, number in images.items():
        place, is_drive = _place(_top(folder, tops), mounts)
        if is_drive or not os.path.isdir(place):  # noqa: PTH112 - a path of an old library need not be one
            found[place, is_drive] += number
    return tuple(
        AwayPlace(path, _name(path), number, is_drive)
        for (path, is_drive), number in sorted(found.items(), key=lambda one: (-one[1], one[0]))
    )


def _top(folder: str, known: dict[str, str]) -> str:
    """The outermost folder of a path that is not there."""
    if folder in known:
        return known[folder]
    parent = os.path.dirname(folder)  # noqa: PTH120 - a path of an old library need not be one for Path
    outermost = parent in ("", folder) or os.path.isdir(parent) or os.path.isdir(folder)  # noqa: PTH112
    known[folder] = folder if outermost else _top(parent, known)
    return known[folder]


def _place(top: str, mounts: Sequence[str]) -> tuple[str, bool]:
    """The drive, if it is the whole drive that is away, else the folder."""
    letter = os.path.splitdrive(top)[0]
    if letter and not os.path.isdir(letter + os.sep):  # noqa: PTH112
        return letter + os.sep, True
    parts = top.split("/")
    for mount in mounts:
        pattern = mount.split("/")
        drive = "/".join(parts[: len(pattern) + 1])
        fits = all(want in ("*", part) for want, part in zip(pattern, parts, strict=False))
        if len(parts) > len(pattern) and fits and _is_bare(drive):
            return drive, True
    return top, False


def _is_bare(drive: str) -> bool:
    """Nothing is in the place of a drive, if it is there at all."""
    try:
        with os.scandir(drive) as entries:
            return next(entries, None) is None
    except PermissionError:
        return False
    except OSError:
        return True


def _name(path: str) -> str:
    return os.path.basename(path.rstrip(os.sep)) or path  # noqa: PTH119


def still_away(places: Sequence[AwayPlace]) -> Job[tuple[AwayPlace, ...]]:
    """Those of the drives that are still not there; a look at a few folders."""
    yield Progress("Looking for drives", 0, len(places))
    return tuple(place for place in places if _is_bare(place.path))
