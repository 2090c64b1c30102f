"""A folder is listened to: what changes is told when it has come to rest, with the folders that are new."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from imagineer_desktop.background import lookout as module
from imagineer_desktop.background.lookout import Lookout
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.jobs.watches.watched_tree import Tree


class Heard:
    """What a Lookout has told."""

    def __init__(self, lookout: Lookout) -> None:
        self.all: list[frozenset[str] | None] = []
        lookout.stirred.connect(self.all.append)

    @property
    def folders(self) -> set[str]:
        return {folder for one in self.all if one is not None for folder in one}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "outputs" / "sea").mkdir(parents=True)
    return tmp_path / "outputs"


@pytest.fixture
def lookout(root: Path, tmp_path: Path) -> Iterator[Lookout]:
    made = Lookout(str(root), mounts=(f"{tmp_path}/media",))
    yield made
    made.close()


def begin(qtbot: QtBot, lookout: Lookout) -> Heard:
    heard = Heard(lookout)
    with qtbot.waitSignal(lookout.stirred):
        lookout.look()
    assert heard.all == [None]
    heard.all.clear()
    return heard


def test_a_new_file_is_told_with_its_folder(qtbot: QtBot, lookout: Lookout, root: Path) -> None:
    heard = begin(qtbot, lookout)
    assert (lookout.listening_to, lookout.away, lookout.deaf) == (2, False, False)
    (root / "sea" / "a.png").write_bytes(b"x")
    qtbot.waitUntil(lambda: bool(heard.all))
    assert heard.all == [frozenset({str(root / "sea")})]


def test_a_series_is_told_when_it_rests_but_not_too_late(
    qtbot: QtBot, lookout: Lookout, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST", 1000)
    heard = begin(qtbot, lookout)
    written: list[float] = []

    def write() -> None:
        (root / f"{len(written)}.png").write_bytes(b"x")
        written.append(time.monotonic())

    writer = QTimer(interval=50)
    writer.timeout.connect(write)
    writer.start()
    qtbot.waitUntil(lambda: bool(heard.all))
    writer.stop()
    assert len(written) > 3
    assert 0.4 <= time.monotonic() - written[0] < 2.5
    told = len(heard.all)
    (root / "last.png").write_bytes(b"x")
    qtbot.waitUntil(lambda: len(heard.all) > told)


def test_folders_that_come_are_told_whole_and_listened_to(qtbot: QtBot, lookout: Lookout, root: Path) -> None:
    heard = begin(qtbot, lookout)
    (root / "new" / "newer").mkdir(parents=True)
    qtbot.waitUntil(lambda: lookout.listening_to == 4)
    assert {str(root / "new"), str(root / "new" / "newer")} <= heard.folders
    heard.all.clear()
    (root / "new" / "newer" / "a.png").write_bytes(b"x")
    qtbot.waitUntil(lambda: str(root / "new" / "newer") in heard.folders)


def test_a_folder_that_is_made_again_is_listened_to_again(qtbot: QtBot, lookout: Lookout, root: Path) -> None:
    heard = begin(qtbot, lookout)
    (root / "sea").rmdir()
    qtbot.waitUntil(lambda: lookout.listening_to == 1)
    (root / "sea").mkdir()
    qtbot.waitUntil(lambda: lookout.listening_to == 2)
    heard.all.clear()
    (root / "sea" / "a.png").write_bytes(b"x")
    qtbot.waitUntil(lambda: str(root / "sea") in heard.folders)


def test_a_folder_that_goes_is_away_and_comes_back_by_itself(
    qtbot: QtBot, lookout: Lookout, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AWAY_INTERVAL", 20)
    monkeypatch.setattr(module, "PATIENCE", 0)
    heard = begin(qtbot, lookout)
    elsewhere = root.with_name("elsewhere")
    root.rename(elsewhere)
    lookout.look()
    qtbot.waitUntil(lambda: lookout.away)
    assert lookout.listening_to == 0
    assert heard.all == []
    elsewhere.rename(root)
    qtbot.waitUntil(lambda: heard.all == [None])
    assert not lookout.away
    (root / "a.png").write_bytes(b"x")
    qtbot.waitUntil(lambda: str(root) in heard.folders)


def test_another_drive_in_its_place_is_listened_to(qtbot: QtBot, lookout: Lookout, root: Path) -> None:
    heard = begin(qtbot, lookout)
    root.rename(root.with_name("elsewhere"))
    (root / "sky" / "high").mkdir(parents=True)
    lookout.look()
    qtbot.waitUntil(lambda: heard.all == [None])
    assert lookout.listening_to == 3
    (root / "sky" / "a.png").write_bytes(b"x")
    qtbot.waitUntil(lambda: heard.folders == {str(root / "sky")})


def test_where_changes_are_not_told_it_looks_again_and_again(
    qtbot: QtBot, lookout: Lookout, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    monkeypatch.setattr(module, "DEAF_INTERVAL", 10)
    monkeypatch.setattr(module, "PATIENCE", 0)
    heard = begin(qtbot, lookout)
    assert lookout.deaf
    assert lookout.interval == 10
    qtbot.waitUntil(lambda: len(heard.all) > 2)
    monkeypatch.setattr(module, "MOST", 9)
    qtbot.waitUntil(lambda: not lookout.deaf)
    assert lookout.listening_to == 2


def test_thousands_of_folders_are_taken_up_slice_by_slice(qtbot: QtBot, lookout: Lookout, root: Path) -> None:
    for number in range(3000):
        (root / f"{number:05}").mkdir()
    seen: set[int] = set()
    heart = QTimer(interval=0)
    heart.timeout.connect(lambda: seen.add(lookout.listening_to))
    heart.start()
    with qtbot.waitSignal(lookout.stirred, timeout=30_000):
        lookout.look()
    heart.stop()
    assert lookout.listening_to == 3002
    assert len(seen) > 3, "the window got to breathe in between"


def test_where_the_system_listens_to_no_more_folders_it_looks_regularly(
    qtbot: QtBot, lookout: Lookout, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_over(*_: object) -> Job[Tree]:
        """It finds one folder more than there is: to that nobody can listen, as to one too many."""
        yield Progress("Looking")
        return Tree((1, 1), (str(root), str(root / "one too many"), str(root / "sea")))

    monkeypatch.setattr(module, "look_over", look_over)
    begin(qtbot, lookout)
    assert lookout.deaf
    assert lookout.interval == module.DEAF_INTERVAL


def test_a_closed_one_tells_nothing(qtbot: QtBot, lookout: Lookout, root: Path) -> None:
    heard = begin(qtbot, lookout)
    lookout.close()
    (root / "a.png").write_bytes(b"x")
    lookout.look()
    with qtbot.assertNotEmitted(lookout.stirred, wait=600):
        pass
    assert heard.all == []
