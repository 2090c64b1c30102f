"""Files looked at once more after they were read: they had changed, or had ended their reader."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import Arrival
from imagineer_desktop.catalog.changes import EVERYTHING, Changes
from imagineer_desktop.catalog.contents import note_contents, note_trouble
from imagineer_desktop.catalog.files import KnownFile
from imagineer_desktop.catalog.pins import pins_of
from imagineer_desktop.catalog.whereabouts import note_replaced
from imagineer_desktop.jobs.imports.describing import Pins, arrival_of
from imagineer_desktop.jobs.imports.small_copies import FileRead, SmallCopies
from imagineer_desktop.jobs.imports.steady_writing import SteadyWriter
from imagineer_desktop.jobs.imports.ticking import ticking
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.readers import Crew, LookAt, ReadAll, Trouble

Broken = tuple[KnownFile, str]
"""A file that ended the process which decoded it, and the reason."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file that was read, and what a look at the same moment of it says."""

    read: FileRead
    look: Look | Trouble

    @property
    def is_read(self) -> bool:
        """What a header tells against pixels that nobody has decoded is no last word."""
        return self.read.decoded or isinstance(self.look, Trouble) or self.look.trouble is None

    def arrival(self, pins: Pins) -> Arrival:
        """What becomes of its row; without words and size where it is no picture any more."""
        read = self.read
        if isinstance(self.look, Look):
            arrival = arrival_of(read.file.path, self.look, pins=pins)
            trouble = read.contents.trouble if read.decoded else self.look.trouble
        else:
            arrival = _no_picture(read)
            trouble = self.look.reason
        return replace(
            arrival, content_hash=read.contents.content_hash if self.is_read else None, trouble=trouble
        )


class SecondLooks:
    """A moment in one reading in which the crew has nothing else to do. `now` is told meanwhile."""

    def __init__(self, crew: Crew, writer: SteadyWriter, small: SmallCopies, now: Progress) -> None:
        self._crew = crew
        self._writer = writer
        self._small = small
        self._now = now

    def at_changed(self, files: Sequence[FileRead]) -> Job[list[FileRead]]:
        """Note what files say that are not those that had been looked at; those of which all is known now.

        What is still being written to is left for the next time, and so is what is not there any more.
        """
        if not files:
            return []
        seen: list[_Seen] = []
        questions = (LookAt(Path(read.file.path), None, read) for read in files)
        for answer in ticking(self._crew, self._crew.looks(questions)):
            if answer is not None and (one := _seen(answer[0].tag, answer[1])):
                seen.append(one)
            yield self._now
        if not seen:
            return []
        for one in seen:
            self._small.keep(one.read)

        def note(session: Session) -> None:
            pins = pins_of(session)
            arrivals = [one.arrival(pins) for one in seen]
            for one, arrival in zip(seen, arrivals, strict=True):
                note_replaced(session, one.read.file.image_id, arrival)
            note_contents(
                session,
                (
                    replace(one.read.noted, trouble=arrival.trouble)
                    for one, arrival in zip(seen, arrivals, strict=True)
                    if one.is_read
                ),
            )

        yield from self._writer.write(EVERYTHING, note)
        return [_with_trouble(one) for one in seen if one.is_read]

    def at_broken(self, files: Sequence[Broken]) -> Job[list[FileRead]]:
        """Note why files cannot be decoded, with the content that they have still; those that had changed.

        Both at once: what has a reason and no content would be hashed anew each time.
        """
        if not files:
            return []
        read: list[FileRead] = []
        unread: list[tuple[int, str, str]] = []
        for answer in ticking(self._crew, self._crew.contents(_undecoded(files))):
            if answer is not None and isinstance(tag := answer[0].tag, tuple):
                file, reason = tag
                if isinstance(answer[1], Contents):
                    read.append(FileRead(file, replace(answer[1], trouble=reason)))
                else:
                    unread.append((file.image_id, file.path, reason))
            yield self._now

        def note(session: Session) -> None:
            note_contents(session, (one.noted for one in read if not one.is_another))
            note_trouble(session, unread)

        ids = frozenset(file.image_id for file, _ in files)
        yield from self._writer.write(Changes(images=ids), note)
        return [one for one in read if one.is_another]


def _undecoded(files: Sequence[Broken]) -> Iterator[ReadAll]:
    for file, reason in files:
        yield ReadAll(Path(file.path), False, (file, reason))


def _seen(tag: object, look: Look | Trouble) -> _Seen | None:
    """None where the look is not at what was read."""
    assert isinstance(tag, FileRead)
    read = (tag.contents.file_size, tag.contents.mtime_ns)
    if isinstance(look, Look):
        return _Seen(tag, look) if (look.file_size, look.mtime_ns) == read else None
    try:
        status = os.stat(tag.file.path)  # noqa: PTH116 - a name on disk need not be one for Path
    except (OSError, ValueError):
        return None
    return _Seen(tag, look) if (status.st_size, status.st_mtime_ns) == read else None


def _no_picture(read: FileRead) -> Arrival:
    return Arrival(
        file_path=read.file.path,
        width=None,
        height=None,
        file_size=read.contents.file_size,
        content_hash=None,
        file_mtime_ns=read.contents.mtime_ns,
        generated_at=datetime.now(UTC),
    )


def _with_trouble(seen: _Seen) -> FileRead:
    if not isinstance(seen.look, Trouble):
        return seen.read
    return replace(seen.read, contents=replace(seen.read.contents, trouble=seen.look.reason))
