"""One folder that is listened to: the system tells its changes, and where it does not, we look again."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from PySide6.QtCore import QDir, QElapsedTimer, QFileSystemWatcher, QObject, QTimer, Signal

from imagineer_desktop.background.errand import Errand
from imagineer_desktop.jobs.files.away import MOUNTS
from imagineer_desktop.jobs.imports.import_rules import PLAIN, ImportRules
from imagineer_desktop.jobs.watches.watched_tree import Tree, look_over

QUIET = 400
"""Milliseconds without a change after which what changed is looked at."""
LONGEST = 3000
"""The same while changes do not end."""
SLICE = 5
"""Milliseconds that adding folders may take before the window is served again."""
CHUNK = 16
MOST = 20_000
"""Folders that are listened to; the system has a limited number of ears for all programs."""
AWAY_INTERVAL = 10_000
DEAF_INTERVAL = 30_000
"""Milliseconds between two looks where changes are not told."""
INTERVAL = 10 * 60_000
"""The same where they are: for a picture that was written over the old one, which nobody tells."""

PATIENCE = 20
"""So many times as long as a look takes we wait before the next."""


class Lookout(QObject):
    """Says which folders changed, new ones among them, when they have come to rest; never looks at pictures.

    What is `away` comes back by itself. A `deaf` one hears not all: it looks again every half minute.
    """

    stirred = Signal(object)
    """A frozenset of folders, or None: whatever is in there may have changed."""
    state_changed = Signal()
    failed = Signal(object)
    """A fault of ours."""

    def __init__(
        self,
        root: str,
        rules: ImportRules = PLAIN,
        parent: QObject | None = None,
        mounts: Sequence[str] = MOUNTS,
    ) -> None:
        super().__init__(parent)
        self._root = root
        self._rules = rules
        self._mounts = mounts
        self._state = (False, False)
        self._identity: tuple[int, int] | None = None
        self._ears: QFileSystemWatcher | None = None
        self._waiting: list[str] = []
        self._changed: set[str] = set()
        self._seen: frozenset[str] | None = frozenset()
        self._whole = False
        self._closed = False
        self._first = QElapsedTimer()
        self._clock = QElapsedTimer()
        self._took = 0
        self._rest = self._timer(self._ask)
        self._turn = self._timer(self._add_some)
        self._again = self._timer(self.look)
        self._errand = Errand(self)
        self._errand.succeeded.connect(self._take)
        self._errand.failed.connect(self._take_fault)

    @property
    def away(self) -> bool:
        """The folder is not there: unplugged, unmounted, renamed."""
        return self._state[0]

    @property
    def deaf(self) -> bool:
        """Not all is told: the drive of another machine, or more folders than the system listens to."""
        return self._state[1]

    @property
    def listening_to(self) -> int:
        """The number of folders whose changes are told."""
        return len(self._heard())

    @property
    def interval(self) -> int:
        """Milliseconds from the end of one look to the next; longer where a look takes long."""
        usual = AWAY_INTERVAL if self.away else DEAF_INTERVAL if self.deaf else INTERVAL
        return max(usual, self._took * PATIENCE)

    def look(self) -> None:
        """Look over the whole folder now; `stirred` follows unless it is away."""
        self._whole = True
        self._ask()

    def close(self) -> None:
        """Listen no more."""
        self._closed = True
        for timer in (self._rest, self._turn, self._again):
            timer.stop()
        self._errand.close()
        self._let_go()

    def _timer(self, work: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True)
        timer.timeout.connect(work)
        return timer

    def _heard(self) -> list[str]:
        """The folders that are listened to, as the system spells them; deleted ones are not among them."""
        folders = self._ears.directories() if self._ears else []
        return folders if os.sep == "/" else [QDir.toNativeSeparators(folder) for folder in folders]

    def _hear(self, folder: str) -> None:
        self._changed.add(QDir.toNativeSeparators(folder))
        if not self._rest.isActive():
            self._first.start()
        self._rest.start(max(0, min(QUIET, LONGEST - self._first.elapsed())))

    def _ask(self) -> None:
        """Send for what is wanted, unless somebody is on the way: then that comes next."""
        busy = self._errand.under_way or bool(self._waiting) or self._turn.isActive()
        if self._closed or busy or not (self._whole or self._changed):
            return
        self._again.stop()
        known = frozenset(self._heard())
        self._seen = None if self._whole else frozenset(self._changed)
        self._whole = False
        self._changed.clear()
        self._clock.start()
        self._errand.run(look_over(self._root, self._rules, known, self._seen, self._mounts))

    def _take(self, tree: Tree) -> None:
        if self._seen is None:
            self._took = self._clock.elapsed()
        if tree.identity is None:
            self._let_go()
            self._tell(away=True, deaf=False)
            self._go_on()
            return
        if tree.identity != self._identity and self._identity is not None:
            # Another drive, or the same one again: nobody listens to its folders.
            self._let_go()
            self._identity = tree.identity
            self.look()
            return
        self._identity = tree.identity
        if self._ears is None:
            self._ears = QFileSystemWatcher(self)
            self._ears.directoryChanged.connect(self._hear)
        room = max(0, MOST - self.listening_to)
        self._waiting = list(tree.folders[:room])
        self._seen = None if self._seen is None else self._seen | frozenset(tree.folders)
        deaf = not tree.tells or len(tree.folders) > room
        self._tell(away=False, deaf=deaf or (self.deaf and self._seen is not None))
        self._add_some()

    def _take_fault(self, error: Exception) -> None:
        self.failed.emit(error)
        self._go_on()

    def _add_some(self) -> None:
        """Listen to some of the folders that wait for it, and go on at the next turn of the event loop."""
        clock = QElapsedTimer()
        clock.start()
        while self._waiting and self._ears is not None and clock.elapsed() < SLICE:
            some, self._waiting = self._waiting[:CHUNK], self._waiting[CHUNK:]
            if self._ears.addPaths(some):
                # No ears are left, or a folder went meanwhile: the next look tells.
                self._waiting = []
                self._tell(away=False, deaf=True)
        if self._waiting:
            self._turn.start(0)
            return
        self.stirred.emit(self._seen)
        self._go_on()

    def _go_on(self) -> None:
        self._again.start(self.interval)
        if self._whole or (self._changed and not self._rest.isActive()):
            self._ask()

    def _tell(self, away: bool, deaf: bool) -> None:
        before, self._state = self._state, (away, deaf)
        if before != self._state:
            self.state_changed.emit()

    def _let_go(self) -> None:
        """Listen to nothing. Giving up the ears is quicker than taking back ten thousand folders."""
        self._identity = None
        self._waiting = []
        if self._ears is not None:
            self._ears.deleteLater()
            self._ears = None
