"""Whether the library's files are where it has them: looked at in the background, again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from imagineer_desktop.background.errand import Errand
from imagineer_desktop.background.relay import ChangeRelay
from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.files import missing_files
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.files.away import MOUNTS, AwayPlace, still_away
from imagineer_desktop.jobs.files.checking_files import FileCheck, check_file, check_files
from imagineer_desktop.jobs.files.folder_listings import FolderListings
from imagineer_desktop.jobs.files.relinking import RelinkPlan, find_moved
from imagineer_desktop.jobs.progress import Job

INTERVAL = 3 * 60 * 1000
"""Milliseconds from the end of one look to the next."""
REST = 1000
"""Milliseconds before the first look."""
SOON = 1000
"""Milliseconds after which we look again when images changed whose files were found elsewhere."""
AWAY_INTERVAL = 10 * 1000
"""The same while a drive is away; then only its place is looked at until it is back."""


@dataclass(frozen=True, slots=True)
class Round:
    """One look at all files, and what a search for those that got lost has found.

    `missing` are the ids of the images that the search was for.
    """

    check: FileCheck
    plan: RelinkPlan
    missing: frozenset[int] = frozenset()


class Whereabouts(QObject):
    """Looks at the start, when it is asked to, and every few minutes. Reads names, never contents.

    It also looks when images change whose files were found elsewhere: an import may have relinked them.

    Only when files got lost although their drive is there, a search under the library's folders follows,
    which reads the files that may be the lost ones.
    """

    looked = Signal(object)
    """A Round ended."""
    seen = Signal(int, bool)
    """The file of one image was looked for; whether it is there."""
    failed = Signal(object)
    """An error that is no matter of the library's file being busy or away."""

    def __init__(
        self, library: Library, parent: QObject | None = None, mounts: Sequence[str] = MOUNTS
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._mounts = mounts
        self._listings = FolderListings()
        self._away: tuple[AwayPlace, ...] = ()
        self._last: Round | None = None
        self._closed = False
        self._wanted: list[int] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look_again)
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._look_anew)
        self._relay = ChangeRelay(library, self)
        self._relay.changed.connect(self._hear)
        self._errand = Errand(self)
        self._errand.succeeded.connect(self._take)
        self._errand.failed.connect(self._fail)

    def begin(self) -> None:
        """Look for the first time in a moment: now the window is being filled."""
        self._timer.start(REST)

    def look(self) -> None:
        """Look at all files now, unless a look is under way."""
        if not self._errand.under_way and not self._closed:
            self._timer.stop()
            self._errand.run(self._round())

    def look_at(self, image_id: int) -> None:
        """Look for the file of one image, which could not be opened."""
        if image_id not in self._wanted:
            self._wanted.append(image_id)
        self._look_at_wanted()

    def close(self) -> None:
        """Look no more; waits for the thread."""
        self._closed = True
        self._timer.stop()
        self._soon.stop()
        self._relay.close()
        self._errand.close()

    def _look_anew(self) -> None:
        """What is known is out of date; a look that is under way may have begun before."""
        if self._errand.under_way:
            self._soon.start()
        else:
            self.look()

    def _look_again(self) -> None:
        if self._away and not self._errand.under_way:
            self._errand.run(self._drives())
        else:
            self.look()

    def _round(self) -> Job[object]:
        check = yield from check_files(self._library, self._listings, self._mounts)
        if not check.lost:
            return Round(check, RelinkPlan())
        last = self._last
        if last is None or check.gone or check.back or self._missing() != last.missing:
            plan = yield from find_moved(self._library, None, self._listings)
            return Round(check, plan, self._missing())
        return Round(check, last.plan, last.missing)

    def _missing(self) -> frozenset[int]:
        with self._library.reading() as session:
            return frozenset(file.image_id for file in missing_files(session))

    def _hear(self, changes: Changes) -> None:
        moves = self._last.plan.moves if self._last is not None else ()
        if any(move.image_id in changes.images for move in moves):
            self._soon.start()

    def _drives(self) -> Job[object]:
        away = self._away
        if (yield from still_away(away)) == away:
            return None
        return (yield from self._round())

    def _files(self) -> Job[object]:
        seen: list[tuple[int, bool]] = []
        while self._wanted:
            image_id = self._wanted.pop()
            seen.append((image_id, (yield from check_file(self._library, image_id))))
        return seen

    def _take(self, result: object) -> None:
        if isinstance(result, Round):
            self._away = tuple(place for place in result.check.away if place.is_drive)
            self._last = result if result.check.lost else None
            self.looked.emit(result)
        elif isinstance(result, list):
            for image_id, there in result:
                self.seen.emit(image_id, there)
        self._wait()

    def _fail(self, error: Exception) -> None:
        """That the library is busy or away is said by whoever needs it; the next look comes soon enough."""
        if not isinstance(error, CatalogError):
            self.failed.emit(error)
        self._wait()

    def _wait(self) -> None:
        if self._wanted:
            QTimer.singleShot(0, self, self._look_at_wanted)
        self._timer.start(AWAY_INTERVAL if self._away else INTERVAL)

    def _look_at_wanted(self) -> None:
        if self._wanted and not self._errand.under_way and not self._closed:
            self._errand.run(self._files())
