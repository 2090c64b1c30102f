"""Small pictures for cells, loaded in the background: what was asked for last comes first."""

from __future__ import annotations

import threading
from collections import OrderedDict

from PySide6.QtCore import QObject, QSize, Qt, QThread, Signal
from PySide6.QtGui import QPixmap

from imagineer_desktop.background.shelf import Motif, PixmapShelf
from imagineer_desktop.background.small_pictures import Outcome, Wish, fulfilled
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.media.thumbnails import ThumbnailCache

MEMORY = 128 * 1024 * 1024
"""Bytes of pixels kept in memory."""
WORKERS = 2
WAITING_LIMIT = 1024
"""Wishes that wait at most, more than any window shows: the oldest are dropped, nobody looks at them now."""


class _Pile:
    """The wishes that wait, shared by the window and the workers. The newest is taken first."""

    def __init__(self) -> None:
        self._bell = threading.Condition()
        self._waiting: OrderedDict[Wish, None] = OrderedDict()
        self._at_work: set[Wish] = set()
        self._open = True

    def put(self, wish: Wish) -> None:
        with self._bell:
            if wish in self._at_work:
                return
            self._waiting[wish] = None
            self._waiting.move_to_end(wish)
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
            wish, _ = self._waiting.popitem()
            self._at_work.add(wish)
            return wish

    def done(self, wish: Wish) -> None:
        with self._bell:
            self._at_work.discard(wish)

    def close(self) -> None:
        with self._bell:
            self._open = False
            self._waiting.clear()
            self._bell.notify_all()


class _Worker(QThread):
    """Fulfills one wish after the other."""

    fulfilled = Signal(object)

    def __init__(self, pile: _Pile, cache: ThumbnailCache, parent: QObject) -> None:
        super().__init__(parent)
        self._pile = pile
        self._cache = cache

    def run(self) -> None:
        while (wish := self._pile.take()) is not None:
            self.fulfilled.emit(fulfilled(wish, self._cache))


class Thumbnailer(QObject):
    """Answers at once from memory, or not yet: then `arrived` tells when it is worth asking again.

    `arrived` carries the image's id; the picture is there then, or `trouble` says why it never will be.
    """

    arrived = Signal(int)

    def __init__(self, cache: ThumbnailCache, memory: int = MEMORY, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf = PixmapShelf(memory)
        self._settled: dict[int, tuple[str, bool, str | None]] = {}
        self._pile = _Pile()
        self._workers = [_Worker(self._pile, cache, self) for _ in range(WORKERS)]
        for worker in self._workers:
            worker.fulfilled.connect(self._receive, Qt.ConnectionType.QueuedConnection)
            # Not idle: on a busy machine an idle thread that holds Python's lock is not scheduled for
            # seconds (2.3 s were measured beside three busy processes), and the window waits for it.
            worker.start(QThread.Priority.LowPriority)

    def picture(self, row: ImageRow, box: QSize, blurred: bool = False) -> QPixmap | None:
        """The picture fitted into `box` (device pixels) from memory; else None, and it is being loaded."""
        wish = Wish(row, (box.width(), box.height()), blurred)
        pixmap = self._shelf.take(wish.motif, wish.box)
        if pixmap is None and self._is_worth_trying(row):
            self._pile.put(wish)
        return pixmap

    def stand_in(self, row: ImageRow, blurred: bool = False) -> QPixmap | None:
        """The picture in some other size, if memory has one: better than a gap while the right one comes."""
        return self._shelf.any_size(Motif(row.thumbnail_key, blurred))

    def trouble(self, image_id: int) -> str | None:
        """The reason why the picture can't be shown, once that was found."""
        _, _, reason = self._settled.get(image_id, ("", False, None))
        return reason

    def try_again(self) -> None:
        """Forget the troubles: a drive may be back, a file may be whole now."""
        self._settled.clear()

    def close(self) -> None:
        """Drop what waits and end the workers after the picture they are at."""
        self._pile.close()
        for worker in self._workers:
            worker.wait()
        self._shelf.clear()

    def _is_worth_trying(self, row: ImageRow) -> bool:
        key, missing, _ = self._settled.get(row.id, ("", False, None))
        return (key, missing) != (row.thumbnail_key, row.missing)

    def _receive(self, outcome: Outcome) -> None:
        wish = outcome.wish
        self._pile.done(wish)
        if outcome.image is None:
            self._settled[wish.row.id] = (wish.row.thumbnail_key, wish.row.missing, outcome.reason)
        else:
            self._shelf.put(wish.motif, wish.box, QPixmap.fromImage(outcome.image))
            self._settled.pop(wish.row.id, None)
        self.arrived.emit(wish.row.id)
        if outcome.error is not None:
            raise outcome.error
