"""Batches that are written whatever comes between: another program's lock, a disk that is full."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.errors import BusyError, FullError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.thumbnails import ThumbnailCache

Result = TypeVar("Result")

_BREATH = 0.2
"""Seconds between two chances to cancel while it waits."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an import waits, and by which clocks.

    A file is `fresh` for so many seconds after it was written to; one that is being written is taken as it
    is when nothing was added for `still` seconds, or after `growing` seconds at the latest. Another program
    may keep the library to itself for `locked` seconds.
    """

    fresh: float = 60.0
    still: float = 1.0
    growing: float = 30.0
    locked: float = 60.0
    now: Callable[[], float] = time.time
    clock: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep


USUAL = Patience()


class SteadyWriter:
    """Writes the batches of one job into a library."""

    def __init__(
        self, library: Library, cache: ThumbnailCache | None, patience: Patience, detail: object
    ) -> None:
        self._library = library
        self._cache = cache
        self._patience = patience
        self._detail = detail

    def write(self, touches: Changes, work: Callable[[Session], Result]) -> Job[Result]:
        """One transaction around `work`, tried again while another program writes; its result.

        On a full disk the thumbnail cache gives its space back, once. What could not be written is rolled
        back as a whole. Raises CatalogError.
        """
        started, pause = self._patience.clock(), _BREATH
        while True:
            try:
                with self._library.writing(touches, waits=_BREATH) as session:
                    return work(session)
            except FullError:
                if not self._gave_space():
                    raise
                continue
            except BusyError:
                if self._patience.clock() - started > self._patience.locked:
                    raise
            yield from self._pause(pause)
            pause = min(pause * 2, 4.0)

    def _pause(self, seconds: float) -> Job[None]:
        end = self._patience.clock() + seconds
        while self._patience.clock() < end:
            yield Progress("Waiting: another program writes to the library", detail=self._detail)
            self._patience.wait(_BREATH)

    def _gave_space(self) -> bool:
        """Whether the thumbnails, which can be made again, gave their space to the library."""
        cache, self._cache = self._cache, None
        return cache is not None and cache.clear() > 0
