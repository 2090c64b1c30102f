"""Small pictures for cells, loaded in the background: what was asked for last comes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QSize, Qt, QThread, Signal
from PySide6.QtGui import QPixmap

from imagineer_desktop.background.shelf import Motif, PixmapShelf
from imagineer_desktop.background.small_pictures import Outcome, Place, Wish, fulfilled
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.media.readers import Reader, ReaderClosedError
from imagineer_desktop.media.thumbnail_cache import ThumbnailCache

MEMORY = 128 * 1024 * 1024
"""Bytes of pixels kept in memory."""
WORKERS = 2
WAITING_LIMIT = 1024
"""Wishes that wait at most, more than any window shows: the oldest are dropped, nobody looks at them now."""


class _Pile:
    """The wishes that wait, shared by the window and the workers. The newest is taken first.

    Of one place in a view only one is here: while it is worked at, its arrival will be waited for.
    """

    def __init__(self) -> None:
        self._bell = threading.Condition()
        self._waiting: OrderedDict[Place, Wish] = OrderedDict()
        self._at_work: set[Place] = set()
        self._open = True

    def put(self, wish: Wish) -> None:
        with self._bell:
            if wish.place in self._at_work:
                return
            self._waiting[wish.place] = wish
            self._waiting.move_to_end(wish.place)
            if len(self._waiting) > WAITING_LIMIT:
                self._waiting.popitem(last=False)
            self._bell.notify()

    def take(self) -> Wish | None:
        """Wait for a wish; None when the pile is closed."""
        with self._bell:
            while self._open and not self._waiting:
                self._bell.wait()
            if not self._open:
                return None
            place, wish = self._waiting.popitem()
            self._at_work.add(place)
            return wish

    def done(self, wish: Wish) -> None:
        with self._bell:
            self._at_work.discard(wish.place)

    @property
    def closed(self) -> bool:
        return not self._open

    def close(self) -> None:
        with self._bell:
            self._open = False
            self._waiting.clear()
            self._bell.notify_all()


class _Worker(QThread):
    """Fulfills one wish after the other, with a child process of its own for the files it has to open."""

    fulfilled = Signal(object)

    def __init__(self, pile: _Pile, cache: ThumbnailCache, reader: Reader, parent: QObject) -> None:
        super().__init__(parent)
        self._pile = pile
        self._cache = cache
        self._reader = reader

    def run(self) -> None:
        try:
            while (wish := self._pile.take()) is not None:
                self.fulfilled.emit(fulfilled(wish, self._cache, self._reader))
        except ReaderClosedError:
            return  # nobody waits for the picture any more

    def stop(self) -> None:
        """End the child and with it what it is at, then the thread. The pile must be closed."""
        self._reader.close()
        self.wait()


@dataclass(frozen=True, slots=True)
class _Settled:
    """An image that has no picture as long as its row is like this; `reason` unless it is no trouble."""

    key: str
    missing: bool
    known: str | None
    reason: str | None

    def holds_for(self, row: ImageRow) -> bool:
        return (self.key, self.missing, self.known) == (row.thumbnail_key, row.missing, row.trouble)


class Thumbnailer(QObject):
    """Answers at once from memory, or not yet: then `arrived` tells when it is worth asking again.

    `arrived` carries the image's id; the picture is there then, or `trouble` says why it never will be.
    No file is decoded in this process. One that does not decode, or that its reader did not survive, is
    not opened again until its row changes or `try_again` is called.
    """

    arrived = Signal(int)

    def __init__(
        self,
        cache: ThumbnailCache,
        memory: int = MEMORY,
        readers: Callable[[], Reader] = Reader,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shelf = PixmapShelf(memory)
        self._settled: dict[int, _Settled] = {}
        self._known: dict[int, str] = {}
        self._given_a_chance: set[int] = set()
        self._pile = _Pile()
        self._workers = [_Worker(self._pile, cache, readers(), self) for _ in range(WORKERS)]
        for worker in self._workers:
            worker.fulfilled.connect(self._receive, Qt.ConnectionType.QueuedConnection)
            # Not idle: on a busy machine an idle thread that holds Python's lock is not scheduled for
            # seconds (2.3 s were measured beside three busy processes), and the window waits for it.
            worker.start(QThread.Priority.LowPriority)

    def picture(self, row: ImageRow, box: QSize, blurred: bool = False) -> QPixmap | None:
        """The picture fitted into `box` (device pixels) from memory; else None, and it is being loaded."""
        wish = Wish(self._noted(row), (box.width(), box.height()), blurred)
        pixmap = self._shelf.take(wish.motif, wish.box)
        if pixmap is None and self._is_worth_trying(wish.row):
            self._pile.put(wish)
        return pixmap

    def stand_in(self, row: ImageRow, blurred: bool = False) -> QPixmap | None:
        """The picture in some other size, if memory has one: better than a gap while the right one comes.

        An image that was shown before its content was known, or whose file has been replaced, keeps the
        picture it had until the new one is there.
        """
        same = self._shelf.any_size(Motif(row.thumbnail_key, blurred))
        return self._shelf.last_of(row.id, blurred) if same is None else same

    def trouble(self, image_id: int) -> str | None:
        """The reason why the picture can't be shown: found here, or known to the library's row."""
        settled = self._settled.get(image_id)
        return settled.reason if settled and settled.reason else self._known.get(image_id)

    def try_again(self, image_id: int | None = None) -> None:
        """Forget the trouble of one image, or those of all: a drive may be back, a file whole now.

        `arrived` is told for each, so that whoever shows it asks again. A file of which the library says
        that it does not decode is opened only when it is named.
        """
        forgotten = list(self._settled) if image_id is None else [image_id]
        if image_id is not None:
            self._given_a_chance.add(image_id)
        for one in forgotten:
            self._settled.pop(one, None)
        for one in forgotten:
            self.arrived.emit(one)

    def close(self) -> None:
        """Drop what waits, and what is being made: no file that takes long is waited for."""
        self._pile.close()
        for worker in self._workers:
            worker.stop()
        self._shelf.clear()

    def _noted(self, row: ImageRow) -> ImageRow:
        """The row; its trouble is remembered, or left out where it is to be tried in spite of that."""
        if row.trouble is None:
            self._known.pop(row.id, None)
        elif row.id in self._given_a_chance:
            self._known.pop(row.id, None)
            return replace(row, trouble=None)
        else:
            self._known[row.id] = row.trouble
        return row

    def _is_worth_trying(self, row: ImageRow) -> bool:
        settled = self._settled.get(row.id)
        return settled is None or not settled.holds_for(row)

    def _settle(self, row: ImageRow, reason: str | None) -> None:
        self._settled[row.id] = _Settled(row.thumbnail_key, row.missing, row.trouble, reason)
        self._shelf.forget(row.id)

    def _receive(self, outcome: Outcome) -> None:
        row = outcome.wish.row
        self._pile.done(outcome.wish)
        if self._pile.closed:
            return
        if outcome.image is None:
            self._settle(row, outcome.reason)
        else:
            self._shelf.put(outcome.wish.motif, outcome.wish.box, QPixmap.fromImage(outcome.image), row.id)
            self._settled.pop(row.id, None)
        self.arrived.emit(row.id)
        if outcome.error is not None:
            raise outcome.error
