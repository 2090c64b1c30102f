"""New pictures of watched folders come in by themselves, whole, once, and by the rules of their folder."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PIL import Image as Pillow
from pytestqt.qtbot import QtBot

from imagineer_desktop.background import intake as intake_module
from imagineer_desktop.background import lookout as lookout_module
from imagineer_desktop.background import watching as watching_module
from imagineer_desktop.background.runner import JobQueue
from imagineer_desktop.background.watching import FolderReport, FolderState, Watching
from imagineer_desktop.catalog.edits.albums import CreateAlbum
from imagineer_desktop.catalog.edits.watched import (
    AddWatchedFolder,
    ChangeFolderRules,
    PauseFolders,
    RemoveWatchedFolder,
)
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.queries import albums, image_details, image_ids, image_rows
from imagineer_desktop.catalog.rows import AlbumDraft, ImageFilter, ImageRow
from imagineer_desktop.catalog.watched import FolderRules, WatchedRow
from imagineer_desktop.jobs.imports.importing import ImportReport
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.jobs.watches import watched_folders as job_module
from imagineer_desktop.jobs.watches.watched_folders import Unread
from imagineer_desktop.media.thumbnails import ThumbnailCache

SLOW_WRITER = """
import pathlib, sys, time
source, target, pause = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), float(sys.argv[3])
content = source.read_bytes()
with target.open("wb", buffering=0) as file:
    file.write(content[: len(content) // 2])
    time.sleep(pause)
    file.write(content[len(content) // 2 :])
"""


class World:
    """A library, its watched folders, and what they told."""

    def __init__(self, library: Library, cache: ThumbnailCache, root: Path) -> None:
        self.library = library
        self.root = root
        self.history = History(library)
        self.queue = JobQueue()
        self.watching = Watching(library, cache, self.queue)
        self.arrived: list[tuple[WatchedRow, ImportReport]] = []
        self.unread: list[Unread] = []
        self.faults: list[object] = []
        self.watching.arrived.connect(self._note)
        self.watching.unread_found.connect(self._note_unread)
        self.watching.failed.connect(self.faults.append)
        self.history.subscribe(self.watching.refresh)

    @property
    def report(self) -> FolderReport:
        return self.watching.reports[0]

    def state(self) -> FolderState:
        return self.report.state

    def watch(self, rules: FolderRules | None = None) -> None:
        self.history.do(AddWatchedFolder(str(self.root), rules or FolderRules()))

    def rows(self) -> list[ImageRow]:
        with self.library.reading() as session:
            return image_rows(session, image_ids(session, ImageFilter()))

    def names(self) -> list[str]:
        return sorted(row.filename for row in self.rows())

    def albums(self) -> dict[str, int]:
        with self.library.reading() as session:
            return {album.name: album.images for album in albums(session)}

    def close(self) -> None:
        self.watching.close()
        self.queue.close()
        self.library.close()

    def _note(self, folder: WatchedRow, report: ImportReport) -> None:
        self.arrived.append((folder, report))

    def _note_unread(self, _folder: WatchedRow, unread: tuple[Unread, ...]) -> None:
        self.unread += unread


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ThumbnailCache]:
    with ThumbnailCache(tmp_path / "thumbnails.sqlite") as cache:
        yield cache


@pytest.fixture
def world(tmp_path: Path, cache: ThumbnailCache) -> Iterator[World]:
    root = tmp_path / "outputs"
    root.mkdir()
    made = World(open_library(tmp_path / "library.db"), cache, root)
    yield made
    made.close()
    assert made.faults == []


def draw(path: Path, number: int = 0, side: int = 64) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Pillow.new("RGB", (side, side), (40 * number % 255, 90, 120 + number)).save(path)
    return path


def settled(qtbot: QtBot, world: World, count: int) -> None:
    """So many images are there, and nothing is under way."""
    qtbot.waitUntil(lambda: len(world.rows()) == count and not world.queue.tasks, timeout=15_000)


def listening(qtbot: QtBot, world: World, folders: int = 1) -> None:
    qtbot.waitUntil(lambda: listening_to(world, folders) and not world.queue.tasks, timeout=15_000)


def listening_to(world: World, folders: int) -> bool:
    return world.watching.intakes[1].lookout.listening_to == folders


def test_what_is_there_comes_in_at_once(qtbot: QtBot, world: World) -> None:
    draw(world.root / "a.png")
    draw(world.root / "sea" / "b.png", 1)
    world.watch()
    settled(qtbot, world, 2)
    assert world.albums() == {"sea": 1}
    assert [(folder.path, report.imported) for folder, report in world.arrived] == [(str(world.root), 2)]
    assert world.report.state is FolderState.WATCHED


def test_a_new_picture_is_there_within_seconds(qtbot: QtBot, world: World) -> None:
    world.watch()
    listening(qtbot, world)
    draw(world.root / "warm up.png")
    settled(qtbot, world, 1)
    begun = time.monotonic()
    draw(world.root / "new.png", 1)
    qtbot.waitUntil(lambda: len(world.rows()) == 2, timeout=10_000)
    assert time.monotonic() - begun < 4
    settled(qtbot, world, 2)
    assert [report.imported for _, report in world.arrived] == [1, 1]


def test_a_new_folder_with_pictures_is_an_album(qtbot: QtBot, world: World) -> None:
    world.watch()
    listening(qtbot, world)
    for number in range(3):
        draw(world.root / "meadow" / "day" / f"{number}.png", number)
    settled(qtbot, world, 3)
    assert world.albums() == {"day": 3}


def test_a_file_written_in_two_halves_comes_in_whole(qtbot: QtBot, world: World, tmp_path: Path) -> None:
    world.watch()
    listening(qtbot, world)
    source = tmp_path / "source.png"
    Pillow.effect_noise((300, 300), 80).convert("RGB").save(source)
    target = world.root / "slow.png"
    writer = subprocess.Popen([sys.executable, "-c", SLOW_WRITER, str(source), str(target), "3"])
    try:
        qtbot.waitUntil(lambda: writer.poll() is not None, timeout=20_000)
        qtbot.waitUntil(
            lambda: [(row.file_size, row.trouble) for row in world.rows()] == [(source.stat().st_size, None)],
            timeout=20_000,
        )
    finally:
        writer.wait()
    settled(qtbot, world, 1)
    assert world.unread == []
    assert world.report.unread == ()


def test_the_rules_of_the_folder_hold(qtbot: QtBot, world: World) -> None:
    world.history.do(CreateAlbum(AlbumDraft("Inbox")))
    world.watch(FolderRules(ignored=("*_mask.png",), album_per_folder=False, album_id=1, tags=("raw",)))
    listening(qtbot, world)
    draw(world.root / "sea" / "a.png", 1)
    draw(world.root / "sea" / "a_mask.png", 2)
    settled(qtbot, world, 1)
    assert world.names() == ["a.png"]
    assert world.albums() == {"Inbox": 1}
    with world.library.reading() as session:
        details = image_details(session, 1)
    assert details is not None
    assert [label.label_text for label in details.labels] == ["raw"]


def test_other_rules_are_for_what_comes_then(qtbot: QtBot, world: World) -> None:
    world.watch(FolderRules(recursive=False))
    draw(world.root / "a.png")
    draw(world.root / "sea" / "b.png", 1)
    settled(qtbot, world, 1)
    world.history.do(ChangeFolderRules(1, FolderRules()))
    settled(qtbot, world, 2)


def test_a_paused_folder_rests_and_catches_up(qtbot: QtBot, world: World) -> None:
    world.watch()
    listening(qtbot, world)
    world.history.do(PauseFolders((1,)))
    assert world.state() is FolderState.PAUSED
    draw(world.root / "a.png")
    with qtbot.assertNotEmitted(world.queue.changed, wait=800):
        world.watching.look()
    world.history.undo()
    settled(qtbot, world, 1)
    assert world.state() is FolderState.WATCHED


def test_a_removed_folder_keeps_its_images_and_takes_no_more(qtbot: QtBot, world: World) -> None:
    draw(world.root / "a.png")
    world.watch()
    settled(qtbot, world, 1)
    world.history.do(RemoveWatchedFolder(1))
    assert world.watching.reports == ()
    draw(world.root / "b.png", 1)
    with qtbot.assertNotEmitted(world.queue.changed, wait=800):
        pass
    assert world.names() == ["a.png"]


def test_a_file_that_cannot_be_read_is_told_once_for_each_version(
    qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_module, "FRESH_SECONDS", -1.0)
    monkeypatch.setattr(intake_module, "GAP", 0)
    monkeypatch.setattr(intake_module, "PATIENCE", 0)
    broken = world.root / "broken.png"
    broken.write_bytes(b"no picture at all")
    world.watch()
    qtbot.waitUntil(lambda: len(world.unread) == 1, timeout=15_000)
    listening(qtbot, world)
    with qtbot.waitSignal(world.queue.stood_still, timeout=15_000):
        world.watching.look()
    assert [file.path for file in world.unread] == [str(broken)]
    assert [file.path for file in world.report.unread] == [str(broken)]
    broken.unlink()
    broken.write_bytes(b"no picture again")
    qtbot.waitUntil(lambda: len(world.unread) == 2, timeout=15_000)
    broken.unlink()
    qtbot.waitUntil(lambda: world.report.unread == (), timeout=15_000)
    assert world.arrived == []


def test_a_file_that_is_still_fresh_is_looked_at_again_before_it_is_told(
    qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "GROWING_INTERVAL", 100)
    world.watch()
    listening(qtbot, world)
    (world.root / "late.png").write_bytes(b"\x89PNG")
    with qtbot.waitSignals([world.queue.stood_still] * 2, timeout=15_000):
        pass
    assert world.unread == []
    draw(world.root / "late.png")
    settled(qtbot, world, 1)


def test_a_folder_that_goes_away_is_quiet_and_comes_back(
    qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookout_module, "AWAY_INTERVAL", 50)
    draw(world.root / "a.png")
    world.watch()
    settled(qtbot, world, 1)
    elsewhere = world.root.with_name("elsewhere")
    world.root.rename(elsewhere)
    world.watching.intakes[1].lookout.look()
    qtbot.waitUntil(lambda: world.report.state is FolderState.AWAY)
    draw(elsewhere / "b.png", 1)
    elsewhere.rename(world.root)
    settled(qtbot, world, 2)
    assert world.report.state is FolderState.WATCHED


def test_there_are_never_two_imports_of_one_folder(qtbot: QtBot, world: World) -> None:
    world.watch()
    listening(qtbot, world)
    world.queue.submit("A long job", _until((world.root / "go on").exists))
    for number in range(4):
        draw(world.root / f"folder {number}" / "a.png", number)
        qtbot.waitUntil(partial(listening_to, world, number + 2), timeout=10_000)
        assert len([task for task in world.queue.tasks if task.title == "Watching outputs"]) <= 1
    qtbot.waitUntil(lambda: len(world.queue.tasks) == 2)
    (world.root / "go on").touch()
    settled(qtbot, world, 4)


def test_the_front_of_the_window_makes_it_look_but_not_too_often(
    qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.watch()
    listening(qtbot, world)
    with qtbot.assertNotEmitted(world.queue.changed, wait=300):
        world.watching.look()
    monkeypatch.setattr(intake_module, "GAP", 0)
    monkeypatch.setattr(intake_module, "PATIENCE", 0)
    with qtbot.waitSignal(world.queue.stood_still, timeout=15_000):
        world.watching.look()


def test_a_library_that_is_away_is_quiet(qtbot: QtBot, world: World) -> None:
    world.watch()
    listening(qtbot, world)
    path = world.library.path
    path.rename(path.with_name("elsewhere.db"))
    draw(world.root / "a.png")
    with qtbot.waitSignal(world.queue.stood_still, timeout=15_000):
        pass
    assert world.faults == []
    path.with_name("elsewhere.db").rename(path)
    draw(world.root / "b.png", 1)
    settled(qtbot, world, 2)


def test_a_fault_of_ours_is_told_once(qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def take_in(*_: object) -> Job[None]:
        yield Progress("Importing")
        raise ZeroDivisionError("a slip")

    monkeypatch.setattr(intake_module, "take_in", take_in)
    monkeypatch.setattr(intake_module, "GAP", 0)
    world.watch()
    for _ in range(2):
        with qtbot.waitSignal(world.queue.stood_still):
            world.watching.look()
    assert [str(fault) for fault in world.faults] == ["a slip"]
    world.faults.clear()


def test_an_import_that_was_stopped_leaves_the_rest_to_the_next_change(qtbot: QtBot, world: World) -> None:
    world.watch()
    listening(qtbot, world)
    draw(world.root / "a.png")
    qtbot.waitUntil(lambda: bool(world.queue.tasks))
    with qtbot.waitSignal(world.queue.stood_still, timeout=15_000):
        world.queue.tasks[0].cancel()
    assert world.rows() == []
    draw(world.root / "b.png", 1)
    settled(qtbot, world, 2)


def test_a_closed_queue_is_quiet(qtbot: QtBot, world: World) -> None:
    world.watch()
    listening(qtbot, world)
    world.queue.close()
    draw(world.root / "a.png")
    with qtbot.waitSignal(world.watching.intakes[1].lookout.stirred):
        pass
    assert world.rows() == []


def test_an_import_under_way_ends_with_the_watching(qtbot: QtBot, world: World) -> None:
    for number in range(40):
        draw(world.root / f"{number}.png", number)
    world.watch()
    with qtbot.waitSignal(world.queue.changed, timeout=10_000):
        pass
    world.watching.close()
    qtbot.waitUntil(lambda: not world.queue.tasks, timeout=10_000)
    draw(world.root / "late.png", 1)
    with qtbot.assertNotEmitted(world.queue.changed, wait=600):
        world.watching.refresh()


def test_it_begins_when_the_window_has_come_to_rest(
    qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching_module, "REST", 1)
    draw(world.root / "a.png")
    world.watch()
    again = Watching(world.library, None, world.queue)
    with qtbot.waitSignal(again.state_changed):
        again.begin()
    assert [report.folder.name for report in again.reports] == ["outputs"]
    again.close()


def _until(told: Callable[[], bool]) -> Job[None]:
    while not told():
        time.sleep(0.001)
        yield Progress("Waiting")
