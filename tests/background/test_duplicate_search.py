"""The search beside the window: it lets others go first and says what it found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.duplicate_search import DuplicateSearch
from imagineer_desktop.background.runner import JobQueue
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.duplicates import DuplicatePair
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.imports.hashing import HashReport
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.media.thumbnail_cache import ThumbnailCache

PICTURES = 30


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Thirty noisy pictures."""
    for number in range(PICTURES):
        Image.effect_noise((80 + number, 80), 120).convert("RGB").save(tmp_path / f"{number}.png")
    library = open_library(tmp_path / "library.db")
    finish(import_paths(library, [tmp_path]))
    with library.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("UPDATE images SET perceptual_hash = NULL")
    yield library
    library.close()


@pytest.fixture
def queue(qapp: object) -> Iterator[JobQueue]:
    queue = JobQueue()
    yield queue
    queue.close()


@pytest.fixture
def search(library: Library, queue: JobQueue, tmp_path: Path) -> Iterator[DuplicateSearch]:
    parent = QObject()
    with ThumbnailCache(tmp_path / "thumbnails.db") as cache:
        search = DuplicateSearch(library, cache, queue, parent)
        yield search
        search.close()
        queue.close()


def test_it_hashes_everything_and_then_rests(qtbot: QtBot, search: DuplicateSearch) -> None:
    moments: list[tuple[int, int]] = []
    search.moved_on.connect(lambda done, total: moments.append((done, total)))
    with qtbot.waitSignal(search.rested) as rested:
        search.start()
        assert search.is_hashing
    assert rested.args == [HashReport(hashed=PICTURES)]
    assert moments[-1][1] == PICTURES
    assert not search.is_hashing


def test_others_go_first(
    qtbot: QtBot, search: DuplicateSearch, queue: JobQueue, library: Library, tmp_path: Path
) -> None:
    order: list[str] = []
    search.rested.connect(lambda: order.append("all looked at"))
    with qtbot.waitSignal(search.rested):
        search.start()
        task = queue.submit("Import", import_paths(library, [tmp_path]))
        task.succeeded.connect(lambda: order.append("imported"))
    assert order == ["imported", "all looked at"]
    assert queue.tasks == ()


def test_a_decision_is_taken_in_without_comparing_again(
    qtbot: QtBot, search: DuplicateSearch, library: Library
) -> None:
    with library.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("UPDATE images SET content_hash = 'x' WHERE id IN (3, 8)")
    with qtbot.waitSignal(search.found) as found:
        search.compare()
    assert found.args == [(DuplicatePair(3, 8, None),)]
    with library.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql(
            "INSERT INTO duplicate_decisions (image_a, image_b, decision) VALUES (3, 8, 'keep_both')"
        )
    with qtbot.waitSignal(search.found) as left:
        search.refresh()
    assert left.args == [()]


def test_a_pair_of_which_one_is_gone_has_no_details(qtbot: QtBot, search: DuplicateSearch) -> None:
    gone = DuplicatePair(1, 999, None)
    with qtbot.waitSignal(search.described) as described:
        search.describe(gone)
    assert described.args == [gone, None]
    assert [row.id for row in search.rows([2, 999])] == [2]
