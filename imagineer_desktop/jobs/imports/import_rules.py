"""What an import does with the files of a folder: which of them it takes, and what it puts on them."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportRules:
    """The wishes for one import or one watched folder.

    `ignored` are patterns with `*`, `?` and `[...]`, each held against a name and against the path below the
    given folder, of files and of folders. `album_id` (as long as there is such an album) and `tags` are for
    new images only.
    """

    recursive: bool = True
    ignored: tuple[str, ...] = ()
    album_per_folder: bool = True
    album_id: int | None = None
    tags: tuple[str, ...] = ()


PLAIN = ImportRules()
"""Everything below a folder, an album for each folder in it, nothing else."""


class Ignored:
    """The patterns of what is passed over, ready for a million names."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        written = [fnmatch.translate(pattern.strip().rstrip("/")) for pattern in patterns if pattern.strip()]
        self._pattern = re.compile("|".join(written)) if written else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def covers(self, name: str, below: str) -> bool:
        """Whether a file or folder of this name, in the folder `below` the given one, is passed over."""
        if self._pattern is None:
            return False
        path = f"{below}/{name}" if below else name
        return self._pattern.match(name) is not None or self._pattern.match(path) is not None
