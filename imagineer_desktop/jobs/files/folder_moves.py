"""A folder of the library that lies somewhere else now: what would be found there, before it is changed."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.files import KnownFile, KnownFolder, files_at, files_under, folders, inside
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.files.folder_listings import FolderListings
from imagineer_desktop.jobs.files.old_roots import Files, longest_match, taken_apart
from imagineer_desktop.jobs.progress import Job, Progress

SAMPLE = 200
"""Files that are tried one by one to find the folders that belong together."""


@dataclass(frozen=True, slots=True)
class FolderMove:
    """What relocating `old` to `new` would do: `moving` images get a new path, `found` of them lie there.

    `absent` (ids) would lie in neither folder; `staying` (ids) keep their path.
    """

    old: str
    new: str
    moving: int = 0
    found: int = 0
    absent: tuple[int, ...] = ()
    staying: tuple[int, ...] = ()


def plan_folder_move(library: Library, old: str, new: str) -> Job[FolderMove]:
    """Look what of a folder lies in another one. Nothing is changed.

    Where nothing does, the two may be different steps of one path (a whole drive, and the outputs folder
    that was on it): the plan is then for the folders that belong together.

    An image keeps its path when its file is still in the old folder and not in the new one, or when the
    new path is that of another image. Raises CatalogError when the new folder is none.
    """
    old, new = os.path.normpath(old), os.path.abspath(new)  # noqa: PTH100 - resolve() would follow links
    if not Path(new).is_dir():
        raise CatalogError(f"There is no folder {new}. Nothing was changed. Choose the folder as it is now.")
    with library.reading() as session:
        files = files_under(session, old)
    yield Progress("Looking at the folder", 0, len(files))
    plan = yield from _planned(library, old, new, files)
    if plan.found or not files:
        return plan
    other_old, other_new = _belonging_together(files, old, new)
    if (other_old, other_new) == (old, new):
        return plan
    start = inside(other_old)
    files = [file for file in files if file.path.startswith(start)]
    return (yield from _planned(library, other_old, other_new, files))


def _belonging_together(files: Sequence[KnownFile], old: str, new: str) -> tuple[str, str]:
    """A folder below one of the two that is the other one, told by files that exist; else the two."""
    looked_at, depth = Files(), len(taken_apart(old))
    votes: Counter[tuple[str, str]] = Counter()
    for file in files[:: max(1, len(files) // SAMPLE)]:
        parts = taken_apart(file.path)
        begin = longest_match(parts, new, looked_at)
        if begin > depth:
            up = len(parts) - begin
            votes[str(Path(file.path).parents[up - 1]), new] += 1
        elif begin:
            votes[old, str(Path(new, *parts[begin:depth]))] += 1
    return votes.most_common(1)[0][0] if votes else (old, new)


def _planned(library: Library, old: str, new: str, files: Sequence[KnownFile]) -> Job[FolderMove]:
    targets = [inside(new) + file.path[len(inside(old)) :] for file in files]
    with library.reading() as session:
        taken = files_at(session, targets)
    listings = FolderListings()
    found, absent, staying = 0, [], []
    for place, (file, target) in enumerate(zip(files, targets, strict=True)):
        if place % 1000 == 0:
            yield Progress("Looking at the folder", place, len(files))
        there = listings.holds(target)
        if target in taken or (not there and listings.holds(file.path)):
            staying.append(file.image_id)
        elif there:
            found += 1
        else:
            absent.append(file.image_id)
    yield Progress("Looking at the folder", len(files), len(files))
    return FolderMove(old, new, len(files) - len(staying), found, tuple(absent), tuple(staying))


def folders_to_relocate(known: Sequence[KnownFolder], besides: str = "") -> tuple[KnownFolder, ...]:
    """The folders to choose from: those with images, and those above where they branch; by path.

    `besides` is one more folder to offer. Numbers are of all images in a folder and below it.
    """
    images: Counter[Path] = Counter()
    missing: Counter[Path] = Counter()
    branches: dict[Path, set[Path]] = defaultdict(set)
    direct = {Path(folder.path): folder for folder in known}
    for path, folder in direct.items():
        way = (path, *path.parents)
        for below, above in pairwise(way):
            branches[above].add(below)
        for one in way:
            images[one] += folder.images
            missing[one] += folder.missing
    offered = {*direct, Path(besides)}
    chosen = [path for path in images if path in offered or len(branches[path]) > 1]
    return tuple(
        KnownFolder(str(path), images[path], missing[path]) for path in sorted(chosen) if path != path.parent
    )


def known_folders(library: Library, besides: str = "") -> Job[tuple[KnownFolder, ...]]:
    """The same, asked of a library."""
    yield Progress("Looking at the library")
    with library.reading() as session:
        known = folders(session)
    return folders_to_relocate(known, besides)
