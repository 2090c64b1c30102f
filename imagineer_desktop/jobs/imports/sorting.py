"""Found files sorted: those the library has as they are, those to be looked at, those only to be read."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from imagineer_desktop.catalog.files import KnownFile, files_at
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.imports.found import FoundFile
from imagineer_desktop.jobs.imports.import_report import ImportReport, Troubles
from imagineer_desktop.jobs.imports.recognizing import is_altered, is_text
from imagineer_desktop.media.readers import LookAt

CHUNK = 500
"""Files that the library is asked about at once."""

BREATH = 0.2
"""Seconds after which it pauses when little is to be looked at, so that others hear how far it is."""

_NO_TEXT = "The name is not valid text (UTF-8). Rename the file to import it."


@dataclass(frozen=True, slots=True)
class Asked:
    """A file that is to be looked at: a new one, or one that the library knows and that was written to."""

    found: FoundFile
    known: KnownFile | None = None

    @property
    def path(self) -> str:
        """Where the library has it, or will have it."""
        return self.known.path if self.known else self.found.spelled

    @property
    def question(self) -> LookAt:
        return LookAt(Path(self.path), self.found.beside, self)


class Sorting:
    """The way through all found files, in their order.

    `settled` counts those that need no look. `back` are paths of images that were missing and are not,
    `to_read` the images that nobody has read yet, `forgiven` those of them that made trouble before.
    """

    def __init__(
        self,
        library: Library,
        files: Iterable[FoundFile],
        report: ImportReport,
        troubles: Troubles,
        try_again: bool = False,
    ) -> None:
        self.over = False
        self.settled = 0
        self.back: list[str] = []
        self.to_read = array("q")
        self.forgiven: list[int] = []
        self._library = library
        self._files = iter(files)
        self._report = report
        self._troubles = troubles
        self._try_again = try_again
        self._pause = False

    def pause(self) -> None:
        """Ask for a pause after the questions of the chunk at hand."""
        self._pause = True

    def questions(self) -> Iterator[LookAt]:
        """What is to be looked at, up to the next pause. To be asked for again until it is `over`."""
        self._pause = False
        begun = time.monotonic()
        while chunk := list(islice(self._files, CHUNK)):
            asked = list(self._sorted(chunk))
            yield from asked
            idle = len(asked) < CHUNK // 2 and time.monotonic() - begun > BREATH
            if not asked or idle or self._pause:
                return
        self.over = True

    def _sorted(self, chunk: list[FoundFile]) -> Iterator[LookAt]:
        paths: dict[str, FoundFile] = {}
        for file in chunk:
            if is_text(file.spelled):
                paths[file.spelled] = file
            else:
                self._troubles.failed(file, _NO_TEXT)
        self.settled += len(chunk) - len(paths)
        places = {
            path: file.placed
            for path, file in paths.items()
            if file.folder.prefix != file.folder.place_prefix and is_text(file.placed)
        }
        with self._library.reading() as session:
            known = files_at(session, {*paths, *places.values()} if places else paths)
        for path, found in paths.items():
            had = known.get(path) or known.get(places.get(path, path))
            if had is None:
                yield Asked(found).question
            else:
                yield from self._had(found, had)

    def _had(self, found: FoundFile, file: KnownFile) -> Iterator[LookAt]:
        self._report.already += 1
        self.settled += 1
        if file.missing:
            self.back.append(file.path)
        never_seen = self._try_again and file.trouble is not None and file.content_hash is None
        if never_seen or is_altered(file):
            yield Asked(found, file).question
        elif self._try_again and file.trouble is not None:
            self.forgiven.append(file.image_id)
            self.to_read.append(file.image_id)
        elif file.content_hash is None and file.trouble is None:
            self.to_read.append(file.image_id)
