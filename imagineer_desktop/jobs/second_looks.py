"""Files looked at once more after they were read: they had changed, or had ended their reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import EVERYTHING, Changes
from imagineer_desktop.catalog.contents import ReadFile, note_contents
from imagineer_desktop.catalog.files import KnownFile
from imagineer_desktop.catalog.pins import pins_of
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.catalog.whereabouts import note_replaced
from imagineer_desktop.jobs.describing import arrival_of
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.jobs.small_copies import SmallCopies
from imagineer_desktop.jobs.steady_writing import SteadyWriter
from imagineer_desktop.jobs.ticking import ticking
from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.readers import Crew, LookAt, ReadAll

_BATCH = 100

FileRead = tuple[KnownFile, Contents]
Changed = tuple[KnownFile, Contents, Look]


def as_read(file: KnownFile, contents: Contents) -> ReadFile:
    """What is noted of a file that was read."""
    return ReadFile(
        image_id=file.image_id,
        path=file.path,
        content_hash=contents.content_hash,
        file_size=contents.file_size,
        mtime_ns=contents.mtime_ns,
        perceptual_hash=contents.perceptual_hash,
        trouble=contents.trouble,
    )


class SecondLooks:
    """The end of one reading. `now` is what is told of its progress meanwhile."""

    def __init__(self, crew: Crew, writer: SteadyWriter, small: SmallCopies, now: Progress) -> None:
        self._crew = crew
        self._writer = writer
        self._small = small
        self._now = now

    def at_changed(self, files: Sequence[FileRead]) -> Job[list[KnownFile]]:
        """Note what files say that were written to after they had been looked at; those that were noted.

        What is still being written to is left for the next import.
        """
        read = {file.path: (file, contents) for file, contents in files}
        found: list[Changed] = []
        questions = (LookAt(Path(path), None, path) for path in read)
        for answer in ticking(self._crew, self._crew.looks(questions)) if read else ():
            if answer is not None and isinstance(answer[1], Look):
                file, contents = read[str(answer[0].tag)]
                if (contents.file_size, contents.mtime_ns) == (answer[1].file_size, answer[1].mtime_ns):
                    found.append((file, contents, answer[1]))
            yield self._now
        for part in pages(found, _BATCH):
            yield from self._replace(part)
        return [file for file, _, _ in found]

    def at_broken(self, files: Sequence[tuple[KnownFile, str]]) -> Job[None]:
        """Files that ended the process which decoded them (with the reason) still have a content to know."""
        hashed: list[ReadFile] = []
        for answer in ticking(self._crew, self._crew.contents(_undecoded(files))) if files else ():
            if answer is not None and isinstance(answer[1], Contents) and isinstance(answer[0].tag, tuple):
                file, reason = answer[0].tag
                hashed.append(as_read(file, replace(answer[1], trouble=reason)))
            yield self._now
        if hashed:
            ids = frozenset(file.image_id for file in hashed)
            yield from self._writer.write(Changes(images=ids), lambda session: note_contents(session, hashed))

    def _replace(self, part: Sequence[Changed]) -> Job[None]:
        for file, contents, _ in part:
            self._small.keep(file, contents)

        def note(session: Session) -> None:
            pins = pins_of(session)
            for file, contents, look in part:
                arrival = arrival_of(file.path, look, pins=pins)
                arrival = replace(arrival, content_hash=contents.content_hash)
                note_replaced(session, file.image_id, arrival)
            note_contents(session, [as_read(file, contents) for file, contents, _ in part])

        yield from self._writer.write(EVERYTHING, note)


def _undecoded(files: Sequence[tuple[KnownFile, str]]) -> Iterator[ReadAll]:
    for file, reason in files:
        yield ReadAll(Path(file.path), False, (file, reason))
