"""Files whose content decides what becomes of them: new ones that may have moved, altered known ones."""

from __future__ import annotations

import os
from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import Arrival
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.contents import forget_trouble
from imagineer_desktop.catalog.files import KnownFile
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.catalog.whereabouts import NewPlace, note_touched
from imagineer_desktop.jobs.files.matching import Pair
from imagineer_desktop.jobs.imports.exchanges import (
    Altered,
    exchange_among,
    is_the_same,
    note_changed,
    note_exchange,
)
from imagineer_desktop.jobs.imports.import_report import ImportReport
from imagineer_desktop.jobs.imports.recognizing import (
    Lost,
    copies_of,
    files_like,
    gone_like,
    is_altered,
    moved_among,
    moved_unread,
    note_pairs,
)
from imagineer_desktop.jobs.imports.steady_writing import SteadyWriter
from imagineer_desktop.jobs.imports.ticking import ticking
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.readers import Crew, ReadAll

ENOUGH = 500
"""So many are read before others are looked at: they are to be seen in the library too."""

KEPT = 5000
"""Altered files that are kept in mind to the end, since each may be the file of another image."""


class AtOnce:
    """Files that are read before the others are listed. There are few, or somebody moved a folder.

    `to_read` are the images whose file turned out to be another one, or has not been read yet.
    """

    def __init__(self, library: Library, report: ImportReport) -> None:
        self.to_read = array("q")
        self._library = library
        self._report = report
        self._lost = Lost(library)
        self._new: list[Arrival] = []
        self._beside: list[Arrival] = []
        self._held: set[str] = set()
        self._altered: list[Altered] = []
        self._others: list[Altered] = []
        self._waiting: list[Arrival] = []
        self._kept = KEPT

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
        """Read them and note what they are; returns those that are new after all.

        Altered files with another content, and new ones that may be of an image whose file was altered,
        are kept in mind until `exchange`.
        """
        new, self._new = self._new, []
        altered, self._altered = self._altered, []
        beside, self._beside = self._beside, []
        self._held = set()
        if not new and not altered:
            return []
        new = yield from self._take_back(writer, new, moved_unread(self._library, new))
        wanted = [arrival.file_path for arrival in new]
        wanted += [arrival.file_path for known, arrival in altered if known.content_hash is not None]
        contents: dict[str, Contents] = {}
        questions = (ReadAll(Path(path), False, path) for path in wanted)
        for answer in ticking(crew, crew.contents(questions)):
            if answer is not None and isinstance(answer[1], Contents):
                contents[str(answer[0].tag)] = answer[1]
            yield now
        yield from self._note_touched(writer, list(_with_contents(altered, contents)))
        new = [_known_by(arrival, contents) for arrival in new]
        new = yield from self._take_back(writer, new, moved_among(self._library, new))
        if len(self._others) >= self._kept:
            yield from self._let_go(writer, now)
        return [*self._without_exchanged(new), *beside]

    def exchange(self, writer: SteadyWriter, now: Progress) -> Job[list[Arrival]]:
        """Let images follow their files to the places of others; what no image follows is replaced or new."""
        others, self._others = self._others, []
        waiting, self._waiting = self._waiting, []
        if not others and not waiting:
            return []
        copies = copies_of([*waiting, *(arrival for _, arrival in others)])
        plan = exchange_among(others, waiting, gone_like(self._library, copies))
        if plan.moves:
            moved = yield from writer.write(EVERYTHING, lambda session: note_exchange(session, plan))
            followed = [pair for pair in plan.moves if pair[0].image_id in moved]
            self._moved(followed)
            self._report.already += sum(
                copy.path in {one.file_path for one in waiting} for _, copy in followed
            )
        known = {known.path for known, _ in others}
        self._report.already -= sum(arrival.file_path in known for arrival in plan.new)
        ousted = {place.image_id for place in plan.ousted}
        yield from self._replace(writer, plan.replaced, now, ousted)
        return plan.new

    def _take_back(
        self, writer: SteadyWriter, arrivals: list[Arrival], pairs: Sequence[Pair]
    ) -> Job[list[Arrival]]:
        """Give images whose file is gone the place of an arrival; the other arrivals."""
        if not pairs:
            return arrivals
        noted = yield from writer.write(EVERYTHING, lambda session: note_pairs(session, pairs))
        self._moved(noted)
        self._report.already += len(noted)
        placed = {copy.path for _, copy in noted}
        return [arrival for arrival in arrivals if arrival.file_path not in placed]

    def _moved(self, pairs: Sequence[Pair]) -> None:
        self._report.moved += len(pairs)
        self.to_read.extend(
            file.image_id for file, _ in pairs if file.content_hash is None and file.trouble is None
        )

    def _note_touched(self, writer: SteadyWriter, altered: Sequence[Altered]) -> Job[None]:
        """Note those whose content is what it was, and keep the others in mind."""
        same = [(known, arrival) for known, arrival in altered if is_the_same(known, arrival)]
        self._others += (pair for pair in altered if not is_the_same(*pair))
        if not same:
            return

        def note(session: Session) -> None:
            forget_trouble(session, (known.image_id for known, _ in same))
            note_touched(
                session,
                (NewPlace(known.image_id, known.path, arrival.file_mtime_ns) for known, arrival in same),
            )

        yield from writer.write(EVERYTHING, note)
        # Somebody has done something about it, if only copied it back.
        self.to_read.extend(known.image_id for known, _ in same if known.trouble is not None)

    def _without_exchanged(self, new: list[Arrival]) -> list[Arrival]:
        """Without those that may be of an image at whose path another content lies."""
        if not new:
            return new
        alike = [file for file in files_like(self._library, copies_of(new)) if not file.trashed]
        altered = [file for file in alike if is_altered(file)]
        contents = {file.content_hash for file in altered} - {None}
        marks = {(file.size, file.mtime_ns) for file in altered if file.content_hash is None}
        kept = [
            arrival
            for arrival in new
            if arrival.content_hash in contents or (arrival.file_size, arrival.file_mtime_ns) in marks
        ]
        self._waiting += kept
        placed = {arrival.file_path for arrival in kept}
        return [arrival for arrival in new if arrival.file_path not in placed]

    def _let_go(self, writer: SteadyWriter, now: Progress) -> Job[None]:
        """Replace those that no other image can have to do with: somebody has edited very many files."""
        copies = copies_of([*self._waiting, *(arrival for _, arrival in self._others)])
        alike = {file.image_id for file in files_like(self._library, copies)}
        contents = {copy.content_hash for copy in copies} - {None}
        contents &= {file.content_hash for file in files_like(self._library, copies)}
        plain = [
            (known, arrival)
            for known, arrival in self._others
            if known.image_id not in alike and arrival.content_hash not in contents
        ]
        gone = {known.image_id for known, _ in plain}
        self._others = [pair for pair in self._others if pair[0].image_id not in gone]
        self._kept = len(self._others) + KEPT
        yield from self._replace(writer, plain, now)

    def _replace(
        self, writer: SteadyWriter, altered: Sequence[Altered], now: Progress, written: Collection[int] = ()
    ) -> Job[None]:
        """Note other contents at the paths of images; of some that is `written` already."""
        for part in pages(altered, ENOUGH):
            left = [pair for pair in part if pair[0].image_id not in written]
            replaced = yield from writer.write(EVERYTHING, partial(note_changed, altered=left))
            replaced |= frozenset(written)
            for known, arrival in part:
                if known.image_id in replaced and not is_the_same(known, arrival):
                    # A file that nobody could read is not known to be another one.
                    self._report.replaced += known.trouble is None and _is_another(known, arrival)
                    if arrival.trouble is None:
                        self.to_read.append(known.image_id)
            yield now


def _with_contents(altered: list[Altered], contents: dict[str, Contents]) -> Iterator[Altered]:
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


def _is_another(known: KnownFile, arrival: Arrival) -> bool:
    """A file that nobody had read may only have been touched."""
    return known.content_hash is not None or known.size != arrival.file_size
