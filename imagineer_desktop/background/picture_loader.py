"""Full pictures for the loupe: decoded in the background, the wanted one first, its neighbors ahead."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Condition

from PySide6.QtCore import QObject, QSize, Qt, QThread, Signal, Slot
from PySide6.QtGui import QImage

from imagineer_desktop.background.halving import levels_of
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.readers import Limits, Reader, ReaderClosedError, ReaderStartError

MAX_PIXELS = 128_000_000
"""Larger pictures are refused in words: 128 megapixels take 680 MB with their halves."""
MAX_BYTES = 400_000_000
MAX_PICTURES = 5

Key = tuple[int, str, int | None, int | str | None]
"""An image's id, path, size and time of change: another file under the same id is another picture.

Not its content hash, which comes later: the picture would be decoded again. It stands in for the time
where that is not known.
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture: itself, its half, its quarter and so on, so that it scales down without moiré."""

    levels: tuple[QImage, ...]

    @property
    def size(self) -> QSize:
        return self.levels[0].size()

    @property
    def byte_count(self) -> int:
        return sum(level.sizeInBytes() for level in self.levels)

    def level_for(self, width: int) -> QImage:
        """The smallest level that is at least `width` pixels wide, else the whole picture."""
        return next((level for level in reversed(self.levels) if level.width() >= width), self.levels[0])


def key_of(row: ImageRow) -> Key:
    return (row.id, row.file_path, row.file_size, row.file_mtime_ns or row.content_hash)


def _prompt_reader() -> Reader:
    """One that stands back for nobody, and is kept while somebody looks at an image for minutes."""
    return Reader(Limits(idle_seconds=300), gently=False)


class PictureLoader(QObject):
    """A few decoded pictures in memory, and two threads that have decoded what is wanted next.

    No file is decoded in this process. One that does not decode, or that its reader did not survive, is
    not opened again until its row changes or `forget` is called.
    """

    loaded = Signal(int)
    """An image id: `picture` has it now."""
    failed = Signal(int, str)
    """An image id and the reason in words; `trouble` keeps it."""

    def __init__(
        self,
        parent: QObject | None = None,
        max_bytes: int = MAX_BYTES,
        max_pixels: int = MAX_PIXELS,
        readers: Callable[[], Reader] = _prompt_reader,
    ) -> None:
        super().__init__(parent)
        self._max_bytes = max_bytes
        self._kept: OrderedDict[Key, Picture] = OrderedDict()
        self._troubles: dict[Key, str] = {}
        self._given_a_chance: set[int] = set()
        self._wanted: tuple[Key, ...] = ()
        self._wishes = _Wishes()
        self._decoders = [_Decoder(self._wishes, max_pixels, readers()) for _ in range(2)]
        for decoder in self._decoders:
            decoder.decoded.connect(self._keep, Qt.ConnectionType.QueuedConnection)
            decoder.refused.connect(self._note, Qt.ConnectionType.QueuedConnection)
            decoder.failed.connect(self._raise, Qt.ConnectionType.QueuedConnection)
            decoder.start(QThread.Priority.LowPriority)

    def want(self, rows: Sequence[ImageRow]) -> None:
        """What is looked at now, and after it what should be ready next; earlier wishes are dropped."""
        self._wanted = tuple(key_of(row) for row in rows)
        refused = {key_of(row) for row in rows if self.trouble(row) is not None}
        for key in reversed(self._wanted):
            if key in self._kept:
                self._kept.move_to_end(key)
        self._wishes.replace([key for key in self._wanted if key not in self._kept and key not in refused])

    def picture(self, row: ImageRow) -> Picture | None:
        """The decoded picture if it is in memory."""
        return self._kept.get(key_of(row))

    def trouble(self, row: ImageRow) -> str | None:
        """Why the picture can't be decoded, once that is known."""
        known = None if row.id in self._given_a_chance else row.trouble
        return self._troubles.get(key_of(row), known)

    def forget(self, image_id: int) -> None:
        """Decode this image anew when it is wanted again (its file has changed or is back).

        It is tried even if the library says that it does not decode.
        """
        self._given_a_chance.add(image_id)
        for key in [key for key in self._kept if key[0] == image_id]:
            del self._kept[key]
        for key in [key for key in self._troubles if key[0] == image_id]:
            del self._troubles[key]

    def close(self) -> None:
        """Stop both threads, and what they are at: no picture that takes long is waited for."""
        self._wishes.close()
        for decoder in self._decoders:
            decoder.stop()
        self._wanted = ()
        self._kept.clear()

    @Slot(object, object)
    def _keep(self, key: Key, picture: Picture) -> None:
        self._wishes.done(key)
        if key not in self._wanted:
            return
        self._kept[key] = picture
        for wanted in reversed(self._wanted):
            if wanted in self._kept:
                self._kept.move_to_end(wanted)
        self._let_go()
        if key in self._kept:
            self.loaded.emit(key[0])

    @Slot(object, str)
    def _note(self, key: Key, reason: str) -> None:
        self._wishes.done(key)
        if key not in self._wanted:
            return
        self._troubles[key] = reason
        self.failed.emit(key[0], reason)

    def _raise(self, key: Key, fault: Exception) -> None:
        self._note(key, str(fault))
        raise fault

    def _let_go(self) -> None:
        """Drop the pictures used longest ago; the one looked at stays however large it is."""
        used = sum(picture.byte_count for picture in self._kept.values())
        while len(self._kept) > 1 and (used > self._max_bytes or len(self._kept) > MAX_PICTURES):
            _, dropped = self._kept.popitem(last=False)
            used -= dropped.byte_count


class _Wishes:
    """What the threads shall decode, in order; none is handed out again before it is done (has arrived)."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: list[Key] = []
        self._under_way: set[Key] = set()
        self._closed = False

    def replace(self, keys: Sequence[Key]) -> None:
        with self._changed:
            self._waiting = [key for key in keys if key not in self._under_way]
            self._changed.notify_all()

    def take(self) -> Key | None:
        """The next wish; waits for one. None when there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            key = self._waiting.pop(0)
            self._under_way.add(key)
            return key

    def done(self, key: Key) -> None:
        with self._changed:
            self._under_way.discard(key)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()


class _Decoder(QThread):
    """One thread with a child process that decodes a wish after the other."""

    decoded = Signal(object, object)
    refused = Signal(object, str)
    failed = Signal(object, object)
    """A fault of ours."""

    def __init__(self, wishes: _Wishes, max_pixels: int, reader: Reader) -> None:
        super().__init__()
        self._wishes = wishes
        self._max_pixels = max_pixels
        self._reader = reader

    def run(self) -> None:
        while (key := self._wishes.take()) is not None:
            try:
                picture = decode(Path(key[1]), self._reader, self._max_pixels)
            except ReaderClosedError:
                return
            except (MediaError, ReaderStartError, OSError) as trouble:
                self.refused.emit(key, str(trouble))
            except MemoryError:
                self.refused.emit(key, "There is not enough memory to show this image.")
            except Exception as fault:  # noqa: BLE001 - the thread lives on; the fault is raised at home
                self.failed.emit(key, fault)
            else:
                self.decoded.emit(key, picture)

    def stop(self) -> None:
        """End the child and with it what it is at, then the thread. The wishes must be closed."""
        self._reader.close()
        self.wait()


def decode(path: Path, reader: Reader, max_pixels: int = MAX_PIXELS) -> Picture:
    """The picture of a file, turned and in sRGB, with its halves down to about 256 pixels.

    Raises MediaError with the reason in words, OSError, or ReaderClosedError.
    """
    return Picture(levels_of(reader.picture(path, max_pixels)))
