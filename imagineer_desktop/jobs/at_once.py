"""Files whose content decides what becomes of them: new ones that may have moved, altered known ones."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import Arrival
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.files import KnownFile
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.whereabouts import NewPlace, note_replaced, note_touched
from imagineer_desktop.jobs.import_report import ImportReport
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.jobs.recognizing import Lost, moved_among, note_pairs
from imagineer_desktop.jobs.steady_writing import SteadyWriter
from imagineer_desktop.jobs.ticking import ticking
from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.readers import Crew, ReadAll

ENOUGH = 500
"""So many are read before others are looked at: they are to be seen in the library too."""


class AtOnce:
    """Files that are read before the others are listed. There are few, or somebody moved a folder.

    `to_read` are the images whose file turned out to be another one.
    """

    def __init__(self, library: Library, report: ImportReport) -> None:
        self.to_read = array("q")
        self._library = library
        self._report = report
        self._lost = Lost(library)
        self._new: list[Arrival] = []
        self._beside: list[Arrival] = []
        self._held: set[str] = set()
        self._altered: list[tuple[KnownFile, Arrival]] = []

    @property
    def enough(self) -> bool:
        """It is time to settle them."""
        return len(self._new) + len(self._beside) + len(self._altered) >= ENOUGH

    def add_altered(self, known: KnownFile, arrival: Arrival) -> None:
        """A file of the library was written to; `arrival` is what it is now."""
        self._altered.append((known, arrival))

    def without_moved(self, arrivals: list[Arrival]) -> list[Arrival]:
        """Of some new files those that cannot be files of the library; the others are kept here.

        So is all that is new in their folders: an album that moved with its folder is to get it.
        """
        sizes = self._lost.among({arrival.file_size for arrival in arrivals})
        self._new += [arrival for arrival in arrivals if arrival.file_size in sizes]
        self._held |= {_folder(arrival) for arrival in arrivals if arrival.file_size in sizes}
        if not self._held:
            return arrivals
        rest = [arrival for arrival in arrivals if arrival.file_size not in sizes]
        self._beside += [arrival for arrival in rest if _folder(arrival) in self._held]
        return [arrival for arrival in rest if _folder(arrival) not in self._held]

    def settle(self, crew: Crew, writer: SteadyWriter, now: Progress) -> Job[list[Arrival]]:
        """Read them and note what they are; returns those that are new after all."""
        new, self._new = self._new, []
        altered, self._altered = self._altered, []
        beside, self._beside = self._beside, []
        self._held = set()
        if not new and not altered:
            return []
        wanted = [arrival.file_path for arrival in new]
        wanted += [arrival.file_path for known, arrival in altered if known.content_hash is not None]
        contents: dict[str, Contents] = {}
        questions = (ReadAll(Path(path), False, path) for path in wanted)
        for answer in ticking(crew, crew.contents(questions)):
            if answer is not None and isinstance(answer[1], Contents):
                contents[str(answer[0].tag)] = answer[1]
            yield now
        yield from self._note_altered(writer, list(_with_contents(altered, contents)))
        left = yield from self._take_back(writer, [_known_by(one, contents) for one in new])
        return [*left, *beside]

    def _take_back(self, writer: SteadyWriter, arrivals: list[Arrival]) -> Job[list[Arrival]]:
        pairs = moved_among(self._library, arrivals)
        if not pairs:
            return arrivals
        moved = yield from writer.write(EVERYTHING, lambda session: note_pairs(session, pairs))
        self._report.moved += moved
        self._report.already += len(pairs)
        placed = {copy.path for _, copy in pairs}
        return [arrival for arrival in arrivals if arrival.file_path not in placed]

    def _note_altered(self, writer: SteadyWriter, altered: list[tuple[KnownFile, Arrival]]) -> Job[None]:
        same = [pair for pair in altered if _is_the_same(*pair)]
        other = [pair for pair in altered if not _is_the_same(*pair)]
        if not altered:
            return

        def note(session: Session) -> None:
            places = (NewPlace(known.image_id, known.path, one.file_mtime_ns) for known, one in same)
            note_touched(session, places)
            for known, one in other:
                note_replaced(session, known.image_id, one)

        yield from writer.write(EVERYTHING, note)
        # A file that nobody could read is not known to be another one.
        self._report.replaced += sum(known.trouble is None for known, _ in other)
        self.to_read.extend(known.image_id for known, one in other if one.trouble is None)


def _with_contents(
    altered: list[tuple[KnownFile, Arrival]], contents: dict[str, Contents]
) -> Iterator[tuple[KnownFile, Arrival]]:
    """Without those that vanished or were written to again: the next import sees them."""
    for known, arrival in altered:
        looked_at = _known_by(arrival, contents)
        if known.content_hash is None or arrival.trouble is not None or looked_at.content_hash is not None:
            yield known, looked_at


def _known_by(arrival: Arrival, contents: dict[str, Contents]) -> Arrival:
    """The arrival with its content, if that was read at the moment it was looked at."""
    read = contents.get(arrival.file_path)
    if read is None or (read.file_size, read.mtime_ns) != (arrival.file_size, arrival.file_mtime_ns):
        return arrival
    return replace(arrival, content_hash=read.content_hash)


def _folder(arrival: Arrival) -> str:
    return arrival.file_path.rpartition(os.sep)[0]


def _is_the_same(known: KnownFile, arrival: Arrival) -> bool:
    return known.content_hash is not None and known.content_hash == arrival.content_hash
