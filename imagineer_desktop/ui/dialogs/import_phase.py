"""What an import is about just now, and what that means for those who stop it."""

from __future__ import annotations

from enum import Enum, auto

from imagineer_desktop.jobs.progress import Progress

_READING = "Reading images"
_WAITING = "Waiting"


class ImportPhase(Enum):
    """Where an import stands. From READING on everything is in the library; the reading can be put off."""

    QUEUED = auto()
    LISTING = auto()
    READING = auto()


def phase_of(progress: Progress, before: ImportPhase) -> ImportPhase:
    """The phase that a progress belongs to.

    Its text says so: the report in it is shared, and may be further than the progress itself.
    """
    if progress.text == _READING:
        return ImportPhase.READING
    if is_waiting(progress) and before is ImportPhase.READING:
        return before
    return ImportPhase.LISTING


def is_waiting(progress: Progress) -> bool:
    """Whether the import waits for others: its text says for whom, and it has no speed meanwhile."""
    return progress.text.startswith(_WAITING)
