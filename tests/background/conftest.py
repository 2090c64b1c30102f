"""An empty library and real pictures for the tests of the threads."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image as Pillow
from PySide6.QtCore import QObject, Qt, QTimer
from sqlalchemy import create_engine

from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.catalog.schema import Base
from imagineer_desktop.media.readers import Reader


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    path = tmp_path / "library.db"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    library = Library(path)
    yield library
    library.close()


@pytest.fixture
def picture_row(tmp_path: Path) -> Callable[..., ImageRow]:
    """Makes a picture, left half red and right half blue, and the row of it."""

    def make(image_id: int, width: int = 600, height: int = 300, name: str = "") -> ImageRow:
        path = tmp_path / (name or f"{image_id}.png")
        picture = Pillow.new("RGB", (width, height), (200, 0, 0))
        picture.paste((0, 0, 200), (width // 2, 0, width, height))
        picture.save(path)
        return ImageRow(image_id, path.name, str(path), width, height)

    return make


class Heartbeat(QObject):
    """Beats in the window's thread; what it waits too long for a beat is how long the window stood still."""

    INTERVAL = 5
    """Milliseconds between two beats of a thread that has nothing else to do."""

    def __init__(self) -> None:
        super().__init__()
        self._gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self, interval=self.INTERVAL, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._gaps.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._beat()

    @property
    def longest(self) -> float:
        """The longest time between two beats, in seconds."""
        return max(self._gaps)

    def _beat(self) -> None:
        now = time.perf_counter()
        self._gaps.append(now - self._last)
        self._last = now


@pytest.fixture
def heartbeat(qapp: object) -> Iterator[Heartbeat]:
    heartbeat = Heartbeat()
    yield heartbeat
    heartbeat.stop()


_HOSTILE = """
import os
import time
from imagineer_desktop.media.readers.child import TASKS, main

def hostile(task):
    def answer(question):
        if "endless" in question["path"]:
            time.sleep(600)
        if "deadly" in question["path"]:
            os._exit(7)
        return task(question)
    return answer

main({name: hostile(task) for name, task in TASKS.items()})
"""


@pytest.fixture
def hostile_readers() -> Callable[[], Reader]:
    """Makes readers that never come back from a file called endless, and die of one called deadly."""
    return lambda: Reader(program=("-c", _HOSTILE))
