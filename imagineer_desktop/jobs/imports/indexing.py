"""The first pass of an import: everything new is looked at, listed and searchable; no pixel is decoded."""

from __future__ import annotations

import time
from array import array
from collections.abc import Sequence

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import Arrival, TakenIn, found_again
from imagineer_desktop.catalog.contents import forget_trouble
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.pins import pins_of
from imagineer_desktop.jobs.imports.at_once import AtOnce
from imagineer_desktop.jobs.imports.describing import arrival_of, unreadable_arrival
from imagineer_desktop.jobs.imports.import_report import ImportReport, Troubles
from imagineer_desktop.jobs.imports.sorting import Asked, Sorting
from imagineer_desktop.jobs.imports.steady_writing import Patience, SteadyWriter
from imagineer_desktop.jobs.imports.still_growing import StillGrowing
from imagineer_desktop.jobs.imports.taking_in import TakingIn
from imagineer_desktop.jobs.imports.ticking import ticking
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.readers import Crew, Trouble

BATCH = 500
"""Pictures written in one transaction, so that the write lock is held for milliseconds."""

BATCH_SECONDS = 0.5
"""A batch is written after this long even when it is not full: pictures appear as they come."""

_GLANCE = 0.1
"""Seconds between two glances at files that are still being written."""


class Index:
    """The first pass over the found files, with what it has not written yet."""

    def __init__(
        self,
        library: Library,
        sorting: Sorting,
        report: ImportReport,
        troubles: Troubles,
        new: TakingIn,
    ) -> None:
        self._sorting = sorting
        self._report = report
        self._troubles = troubles
        self._new = new
        self._at_once = AtOnce(library, report)
        with library.reading() as session:
            self._pins = pins_of(session)
        self._arrivals: list[Arrival] = []
        self._settled = 0
        self._since = 0.0

    def run(self, crew: Crew, writer: SteadyWriter, patience: Patience) -> Job[array[int]]:
        """Take in what is new and note what has changed; returns the images to be read to their end."""
        growing = StillGrowing(patience)
        yield self._progress
        while not self._sorting.over:
            for look in ticking(crew, crew.looks(self._sorting.questions())):
                if look is not None:
                    self._take(_asked(look[0].tag), look[1], growing)
                if self._is_time_to_write():
                    yield from self._write()
                yield self._progress
            yield from self._settle(crew, writer)
        yield from self._wait(growing, crew, writer, patience)
        yield from self._insert((yield from self._at_once.exchange(writer, self._progress)))
        return self._sorting.to_read + self._at_once.to_read + self._new.to_read

    @property
    def _progress(self) -> Progress:
        done = self._sorting.settled + self._settled
        return Progress("Importing", done, self._report.found, self._report)

    def _wait(self, growing: StillGrowing, crew: Crew, writer: SteadyWriter, patience: Patience) -> Job[None]:
        """Look at fresh files again when they are done, or when that takes too long."""
        text = "Waiting for files that are still being written"
        end = patience.clock() + patience.growing
        while growing:
            ready = growing.settled() or (growing.given_up() if patience.clock() > end else [])
            for look in ticking(crew, crew.looks(asked.question for asked in ready)):
                if look is not None:
                    self._take(_asked(look[0].tag), look[1])
                yield self._progress
            if ready:
                yield from self._settle(crew, writer)
            else:
                yield Progress(text, self._report.found - len(growing), self._report.found, self._report)
                patience.wait(_GLANCE)

    def _take(self, asked: Asked, answer: Look | Trouble, growing: StillGrowing | None = None) -> None:
        """Remember what a look has shown; a fresh file that is not whole is left to `growing`."""
        broken = answer.kind == "refused" if isinstance(answer, Trouble) else not answer.whole
        if broken and growing is not None and growing.takes(asked):
            self._report.waited_for += 1
            return
        self._settled += asked.known is None
        if isinstance(answer, Look):
            self._looked_at(asked, answer)
        elif answer.kind == "refused":
            tell = self._troubles.damaged if asked.known else self._troubles.failed
            tell(asked.found, answer.reason)
        else:
            self._quarantine(asked, answer.reason)

    def _looked_at(self, asked: Asked, look: Look) -> None:
        found = asked.found
        if look.trouble:
            self._troubles.damaged(found, look.trouble)
        arrival = arrival_of(asked.path, look, found.batch_folder, self._pins)
        if asked.known is not None:
            self._at_once.add_altered(asked.known, arrival)
            return
        self._add(arrival)

    def _quarantine(self, asked: Asked, reason: str) -> None:
        """A file that ended the reader that looked at it has a row too, or each import would try it again."""
        try:
            arrival = unreadable_arrival(asked.path, asked.found.batch_folder, reason)
        except MediaError as error:
            self._troubles.failed(asked.found, str(error))
            return
        self._troubles.damaged(asked.found, reason)
        if asked.known is not None:
            self._at_once.add_altered(asked.known, arrival)
        else:
            self._add(arrival)

    def _add(self, arrival: Arrival) -> None:
        if not self._arrivals:
            self._since = time.monotonic()
        self._arrivals.append(arrival)

    def _is_time_to_write(self) -> bool:
        late = time.monotonic() - self._since > BATCH_SECONDS
        return len(self._arrivals) >= BATCH or (late and bool(self._arrivals))

    def _settle(self, crew: Crew, writer: SteadyWriter) -> Job[None]:
        """Write all that is known by now; a moment in which the crew has nothing else to do."""
        yield from self._write()
        new = yield from self._at_once.settle(crew, writer, self._progress)
        yield from self._insert(new)
        yield self._progress

    def _write(self) -> Job[None]:
        arrivals = self._at_once.without_moved(self._arrivals)
        self._arrivals = []
        if self._at_once.enough:
            self._sorting.pause()
        yield from self._insert(arrivals)

    def _insert(self, arrivals: Sequence[Arrival]) -> Job[None]:
        back, forgiven = self._sorting.back, self._sorting.forgiven
        self._sorting.back, self._sorting.forgiven = [], []
        if not (arrivals or back or forgiven):
            return

        def note(session: Session, _: TakenIn) -> None:
            found_again(session, back)
            forget_trouble(session, forgiven)

        yield from self._new.write(arrivals, note)


def _asked(tag: object) -> Asked:
    assert isinstance(tag, Asked)
    return tag
