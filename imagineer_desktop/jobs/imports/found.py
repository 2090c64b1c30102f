"""What a search for pictures finds: files, the folders they lie in, and folders it cannot look into."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of pictures: as its user spelled it, and its place, which is that with all links followed.

    `top` is the given folder from which it was found.
    """

    path: Path
    place: Path
    is_batch: bool = False
    top: Path | None = None
    prefix: str = field(init=False, repr=False, compare=False)
    """How the paths of its files begin; made once, for there may be a million of them."""
    place_prefix: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "prefix", os.path.join(self.path, ""))  # noqa: PTH118 - ends with a slash
        object.__setattr__(self, "place_prefix", os.path.join(self.place, ""))  # noqa: PTH118


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that is, or claims to be, a picture. `beside` are the names of files that may tell about it.

    None stands for: nobody has looked yet.
    """

    folder: Folder
    name: str
    beside: tuple[str, ...] | None = None

    @property
    def spelled(self) -> str:
        """Its path as its user spelled it."""
        return self.folder.prefix + self.name

    @property
    def placed(self) -> str:
        """Its path with the links of its folder followed."""
        return self.folder.place_prefix + self.name

    @property
    def path(self) -> Path:
        """As its user spelled it."""
        return Path(self.spelled)

    @property
    def place(self) -> Path:
        """With the links of its folder followed."""
        return self.folder.place / self.name

    @property
    def batch_folder(self) -> str | None:
        """The batch it belongs to; None for a single."""
        return str(self.folder.path) if self.folder.is_batch else None


@dataclass(frozen=True, slots=True)
class FolderOfFiles:
    """The pictures of one folder, by name. `beside` are those files that may tell about some of them."""

    folder: Folder
    names: tuple[str, ...]
    beside: dict[str, tuple[str, ...]] | None = None

    def __iter__(self) -> Iterator[FoundFile]:
        for name in self.names:
            yield FoundFile(self.folder, name, None if self.beside is None else self.beside.get(name, ()))

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A folder the search could not look into, with its reason in words."""

    path: Path
    reason: str
    folder: Folder | None = None


Found = FolderOfFiles | Unreadable


def found_at(path: str) -> FoundFile:
    """A file of the library as a search for it alone would find it."""
    folder, _, name = path.rpartition(os.sep)
    place = Path(folder or os.sep)
    return FoundFile(Folder(place, place), name)
