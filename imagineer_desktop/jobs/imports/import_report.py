"""What became of the files of an import, and what is needed to try those again that failed."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from imagineer_desktop.jobs.imports.found import Folder, FoundFile

Again = FoundFile | Folder
"""What to look at to try once more: a file, or a folder with all below it, as the first search saw it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or folder that made trouble, with its reason in words a person understands.

    `path` is fit to be shown, whatever bytes the name holds; `again` is for `import_again`.
    """

    path: str
    reason: str
    again: Again | None = field(default=None, compare=False, repr=False)


@dataclass(slots=True)
class ImportReport:
    """What an import has done so far, and in the end.

    `found` counts files; `failed` also lists the folders that could not be looked into. `damaged` are
    images that were imported, for their size and words can be read, and will not show all their pixels.
    Of those `already` in the library `moved` had another path, and `replaced` another content.

    `waited_for` files were still being written. `unreached` ones lay in folders that went away meanwhile;
    of each such folder `failed` says it once. Of the `to_read` files whose content was not known `read`
    have been read to their end, and `left` were left for another time since others waited. `index_seconds`
    is how long it took until everything was listed.
    """

    found: int = 0
    imported: int = 0
    already: int = 0
    without_generation: int = 0
    albums_created: int = 0
    failed: list[Failure] = field(default_factory=list)
    seconds: float = 0.0
    damaged: list[Failure] = field(default_factory=list)
    moved: int = 0
    replaced: int = 0
    waited_for: int = 0
    unreached: int = 0
    to_read: int = 0
    read: int = 0
    index_seconds: float = 0.0
    left: int = 0

    @property
    def worth_another_try(self) -> tuple[Failure, ...]:
        """What `import_again` can be given: a damaged file may be whole by now as well."""
        return tuple(one for one in (*self.failed, *self.damaged) if one.again is not None)


@dataclass(slots=True)
class ReadingReport:
    """What reading files to their end has done: fields of the same names as in ImportReport."""

    to_read: int = 0
    read: int = 0
    failed: list[Failure] = field(default_factory=list)
    damaged: list[Failure] = field(default_factory=list)
    moved: int = 0
    replaced: int = 0
    unreached: int = 0
    seconds: float = 0.0
    left: int = 0


Report = ImportReport | ReadingReport

FOLDER_GONE = (
    "The folder is not there any more, so its images could not be read. What was imported before is kept. "
    "Plug in the drive or put the folder back, then try again."
)


class Troubles:
    """Files that could not be read, told once: of a folder that is gone not each of its files."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._gone: set[Path] = set()
        self._damaged = {failure.path for failure in report.damaged}

    def failed(self, file: FoundFile, reason: str) -> None:
        """A file could not be taken in or read."""
        folder = self._gone_with(file)
        if folder is None:
            self._report.failed.append(Failure(printable(file.path), reason, file))
            return
        self._report.unreached += 1
        if folder not in self._gone:
            self._gone.add(folder)
            self._report.failed.append(Failure(printable(folder), FOLDER_GONE, file.folder))

    def damaged(self, file: FoundFile, reason: str) -> None:
        """An image of the library will not show all its pixels."""
        path = printable(file.path)
        if path not in self._damaged:
            self._damaged.add(path)
            self._report.damaged.append(Failure(path, reason, file))

    def _gone_with(self, file: FoundFile) -> Path | None:
        """The folder that is gone with the file in it; None while it is there."""
        folder = file.folder.path
        if folder in self._gone:
            return folder
        return None if os.path.lexists(file.path) or folder.is_dir() else folder


def printable(path: Path) -> str:
    """A path as text, with marks for the bytes that are none."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
