"""Pictures copied into one folder, with what lies beside them: where each goes, and whether it is there."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from imagineer_desktop.catalog.files import files_of_size, inside, is_under
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.schema import Image
from imagineer_desktop.jobs.copies.faithful_copy import Draft, drafted, hashed, keep_names, make_folder, name
from imagineer_desktop.jobs.copies.path_template import CopyPlan, Facts
from imagineer_desktop.jobs.imports.found import FoundFile
from imagineer_desktop.media.errors import MediaError

BESIDE = (".json", ".swarm.json", ".txt", ".caption", ".xmp")
"""What may lie beside a picture and tell about it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a picture lies in the folder; `copied` are the bytes that were written, 0 where it lay there."""

    path: Path
    copied: int = 0


class PictureCopies:
    """The folder of a plan, as pictures come into it one after the other."""

    def __init__(self, library: Library, plan: CopyPlan) -> None:
        self._library = library
        self._plan = plan
        self._folder = Path(os.path.abspath(plan.folder))  # noqa: PTH100 - links are kept
        self._real = Path(os.path.realpath(plan.folder))
        self._sizes: set[int] | None = None
        self._taken: dict[Path, int] = {}
        self._new: dict[int, list[tuple[str | None, Path]]] = {}

    def holds(self, file: FoundFile) -> bool:
        """Whether a picture lies in the folder already: then it stays where it is."""
        return file.path.is_relative_to(self._folder) or file.place.is_relative_to(self._real)

    def needs(self, file: FoundFile) -> int:
        """Bytes that a picture will take, unless one of the same size, likely itself, is there already."""
        if self._sizes is None:
            self._sizes = _sizes_in(self._library, self._folder)
        try:
            size = file.path.stat().st_size
        except (OSError, ValueError):
            return 0
        return 0 if size in self._sizes or self.holds(file) else size

    def place(self, picture: Path, beside: Sequence[str], facts: Facts) -> Generator[None, None, Placed]:
        """Copy a picture and the files `beside` it, unless its content is in the folder; breathes meanwhile.

        Raises MediaError for trouble with the files, OSError for trouble with the folder. Either way
        nothing half is there.
        """
        size = _size(picture)
        known = yield from self._known(picture, size)
        if known is not None:
            return Placed(known)
        first = self._folder / self._plan.template.place(facts)
        for number in count(self._taken.get(first, 1)):
            path = self._folder / self._plan.template.place(facts, number)
            if os.path.lexists(path):
                if (yield from _equal(picture, path)):
                    return Placed(path)
                continue
            names = _beside(picture, beside, path)
            if (yield from _may_have(names, path)):
                draft = yield from _copied(picture, names, path)
                self._taken[first] = number
                self._new.setdefault(draft.size, []).append((draft.content_hash, path))
                return Placed(path, draft.size)
        raise AssertionError("count() has no end")

    def settle(self) -> None:
        """See that what was copied so far outlasts a loss of power, before the library says it is there."""
        folders = {path.parent for copies in self._new.values() for _, path in copies}
        self._new.clear()
        for folder in folders:
            keep_names(folder)

    def _known(self, picture: Path, size: int) -> Generator[None, None, Path | None]:
        """The file with the same content that the library has in the folder, if it is there."""
        with self._library.reading() as session:
            known = files_of_size(session, [size])
        here = [(one.content_hash, Path(one.path)) for one in known if _is_inside(one.path, self._folder)]
        here += self._new.get(size, [])
        content = (yield from hashed(picture)) if here else ""
        for known_content, path in here:
            if known_content in (None, content) and (yield from _equal(picture, path)):
                return path
        return None


def _copied(picture: Path, beside: dict[Path, Path], path: Path) -> Generator[None, None, Draft]:
    """Everything is copied first; the picture gets its name last, so that it never stands there without."""
    make_folder(path.parent)
    drafts: list[tuple[Draft, Path]] = []
    named: list[Path] = []
    try:
        for source, target in [*beside.items(), (picture, path)]:
            if not os.path.lexists(target):
                drafts.append(((yield from drafted(source, path.parent)), target))
        for draft, target in drafts:
            name(draft, target)
            named.append(target)
    except FileExistsError as error:
        _take_back(named)
        raise MediaError("Another program wrote there at the same moment. Try again.") from error
    except BaseException:
        _take_back(named)
        raise
    finally:
        for draft, _ in drafts:
            draft.discard()
    return drafts[-1][0]


def _take_back(named: Sequence[Path]) -> None:
    for path in named:
        path.unlink(missing_ok=True)


def _beside(picture: Path, names: Sequence[str], path: Path) -> dict[Path, Path]:
    """Where the files beside a picture go: their names follow that of the picture."""
    found: dict[Path, Path] = {}
    for one in names:
        source = picture.with_name(one)
        whole = one.startswith(picture.name)
        end = one[len(picture.name if whole else picture.stem) :]
        if source.is_file():
            found[source] = path.with_name((path.name if whole else path.stem) + end)
    return found


def _may_have(beside: dict[Path, Path], path: Path) -> Generator[None, None, bool]:
    """Whether nothing under the names beside a picture would tell about it what is not meant for it."""
    for source, target in beside.items():
        if os.path.lexists(target) and not (yield from _equal(source, target)):
            return False
    ours = set(beside.values())
    others = [path.with_name(start + end) for start in (path.stem, path.name) for end in BESIDE]
    return not any(os.path.lexists(other) for other in others if other not in ours)


def _equal(one: Path, other: Path) -> Generator[None, None, bool]:
    """Whether two files have the same content; False where the second cannot be read."""
    try:
        if _size(one) != _size(other):
            return False
        content = yield from hashed(other)
    except MediaError:
        return False
    return content == (yield from hashed(one))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError) as error:
        raise MediaError("The file is not there any more.") from error


def _sizes_in(library: Library, folder: Path) -> set[int]:
    """The sizes of the library's files in a folder and below it."""
    with library.reading() as session:
        # Straight from the driver, as a million may come.
        cursor: Any = (
            session.connection().execute(select(Image.file_size).where(is_under(str(folder)))).cursor
        )
        return {size for (size,) in cursor if size is not None}


def _is_inside(path: str, folder: Path) -> bool:
    return path.startswith(inside(str(folder)))
