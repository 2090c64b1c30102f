"""A look at a watched folder: is it there, which folders does it hold, does its drive tell changes?"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from imagineer_desktop.jobs.files.away import MOUNTS, away_places
from imagineer_desktop.jobs.imports.import_rules import Ignored, ImportRules
from imagineer_desktop.jobs.progress import Job, Progress

BREATH = 200
"""Folders between two breaths of a look."""

_MOUNT_TABLE = Path("/proc/self/mounts")
_SILENT = ("nfs", "cifs", "smb", "fuse.", "9p", "afs", "ceph", "davfs", "glusterfs", "virtiofs", "vboxsf")
"""How the names of file systems begin whose changes, made by another machine, nobody is told about."""


@dataclass(frozen=True, slots=True)
class Tree:
    """What a look found. `identity` tells a drive that was plugged in again; None while it is away.

    `folders` are those to listen to that were not known before, in a whole look with the folder itself.
    `tells` is False on a drive whose changes may go untold.
    """

    identity: tuple[int, int] | None = None
    folders: tuple[str, ...] = ()
    tells: bool = True


def look_over(
    root: str,
    rules: ImportRules,
    known: Collection[str] = (),
    stirred: Collection[str] | None = None,
    mounts: Sequence[str] = MOUNTS,
) -> Job[Tree]:
    """Look for the folders under `root`; in the `stirred` ones only for new ones, if any are given.

    What is `known` already is not named again. Hidden folders, links to folders and what the rules ignore
    are passed over, as by the import. A folder that may not be looked into is no trouble here: the import
    says so.
    """
    yield Progress("Looking at a watched folder")
    identity = None if away_places({root: 0}, mounts) else _identity(root)
    if identity is None:
        return Tree()
    tells = tells_changes(root)
    if not rules.recursive:
        return Tree(identity, () if root in known else (root,), tells)
    found = [] if root in known else [root]
    left = list(stirred) if stirred is not None else [root]
    ignored, looked = Ignored(rules.ignored), 0
    while left:
        for path in _folders_in(left.pop(), root, ignored):
            if stirred is None or path not in known:
                left.append(path)
            if path not in known:
                found.append(path)
        looked += 1
        if looked % BREATH == 0:
            yield Progress("Looking at a watched folder", looked)
    return Tree(identity, tuple(found), tells)


def tells_changes(folder: str, table: Path = _MOUNT_TABLE) -> bool:
    """Whether changes below a folder are told by the system, whoever makes them.

    Not on drives of other machines: there only what this machine writes is told. Linux has their kinds
    in /proc/self/mounts (man 5 proc); on Windows they are named `\\\\machine\\share`.
    """
    if sys.platform == "win32":
        return not folder.startswith("\\\\")
    try:
        lines = table.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return True
    place = os.path.realpath(folder)
    longest, kind = "", ""
    for line in lines:
        _, mount, name, *_ = line.split(" ")
        mount = _without_escapes(mount)
        if len(mount) >= len(longest) and _is_in(place, mount):
            longest, kind = mount, name
    return not kind.startswith(_SILENT)


def _is_in(place: str, folder: str) -> bool:
    return place == folder or place.startswith(folder.rstrip(os.sep) + os.sep)


def _without_escapes(mount: str) -> str:
    for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        mount = mount.replace(code, sign)
    return mount


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        status = os.stat(folder)  # noqa: PTH116 - a path of a library is a text
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _folders_in(folder: str, root: str, ignored: Ignored) -> list[str]:
    below = os.path.relpath(folder, root).replace(os.sep, "/") if folder != root else ""
    try:
        with os.scandir(folder) as entries:
            return [
                entry.path
                for entry in entries
                if entry.name[0] != "."
                and entry.is_dir(follow_symlinks=False)
                and _is_text(entry.name)
                and not ignored.covers(entry.name, below)
            ]
    except OSError:
        return []


def _is_text(name: str) -> bool:
    """Qt cannot listen to a folder whose name is no text; its images cannot come in anyway."""
    return name.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in name)
