"""Files are looked at again and again; while a drive is away only its place is, until it is back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image as Pillow
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from imagineer_desktop.background import whereabouts as module
from imagineer_desktop.background.whereabouts import Round, Whereabouts
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.files.relinking import RelinkPlan, find_moved
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.progress import Job, finish


@pytest.fixture
def whereabouts(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Whereabouts]:
    monkeypatch.setattr(module, "REST", 1)
    monkeypatch.setattr(module, "SOON", 1)
    monkeypatch.setattr(module, "INTERVAL", 1)
    monkeypatch.setattr(module, "AWAY_INTERVAL", 1)
    made = Whereabouts(library, mounts=(f"{tmp_path}/media",))
    yield made
    made.close()


def add(library: Library, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * 9)
    with library.writing(EVERYTHING) as session:
        session.execute(
            text("INSERT INTO images (filename, file_path) VALUES (:name, :path)"),
            {"name": path.name, "path": str(path)},
        )
    return path


def test_it_looks_again_and_again(
    qtbot: QtBot, whereabouts: Whereabouts, library: Library, tmp_path: Path
) -> None:
    picture = add(library, tmp_path / "outputs" / "a.png")
    with qtbot.waitSignal(whereabouts.looked) as first:
        whereabouts.begin()
    assert first.args[0].check.missing == 0
    picture.unlink()
    with qtbot.waitSignal(whereabouts.looked, check_params_cb=lambda round_: round_.check.missing == 1):
        pass
    picture.write_bytes(b"x" * 9)
    with qtbot.waitSignal(whereabouts.looked, check_params_cb=lambda round_: round_.check.back == 1):
        pass


def test_a_drive_that_comes_back_is_seen(
    qtbot: QtBot, whereabouts: Whereabouts, library: Library, tmp_path: Path
) -> None:
    vault = tmp_path / "media" / "Vault"
    add(library, vault / "outputs" / "a.png")
    vault.rename(tmp_path / "drawer")
    rounds: list[Round] = []
    whereabouts.looked.connect(rounds.append)
    with qtbot.waitSignal(whereabouts.looked):
        whereabouts.begin()
    assert [place.name for place in rounds[0].check.away] == ["Vault"]
    with qtbot.assertNotEmitted(whereabouts.looked, wait=200):
        pass
    (tmp_path / "drawer").rename(vault)
    with qtbot.waitSignal(whereabouts.looked):
        pass
    assert (rounds[1].check.back, rounds[1].check.away) == (1, ())


def test_lost_files_are_searched_for_once(
    qtbot: QtBot, whereabouts: Whereabouts, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[object] = []

    def counted(*arguments: object) -> Job[RelinkPlan]:
        searched.append(arguments)
        return find_moved(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("imagineer_desktop.background.whereabouts.find_moved", counted)
    add(library, tmp_path / "outputs" / "a.png").unlink()
    for _ in range(3):
        with qtbot.waitSignal(whereabouts.looked):
            whereabouts.look()
    assert len(searched) == 1


def test_a_move_that_an_import_recognized_is_found_no_more(
    qtbot: QtBot, whereabouts: Whereabouts, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "INTERVAL", 3_600_000)
    outputs = tmp_path / "all" / "outputs"
    for number, name in enumerate(("a", "b", "c"), 1):
        Pillow.new("RGB", (number, 9)).save(_made(outputs) / f"{name}.png")
    finish(import_paths(library, [outputs]))
    (outputs / "c.png").unlink()
    outputs.rename(tmp_path / "all" / "renamed")
    Pillow.new("RGB", (9, 9)).save(_made(tmp_path / "all" / "other") / "d.png")
    finish(import_paths(library, [tmp_path / "all" / "other"]))
    with qtbot.waitSignal(whereabouts.looked) as before:
        whereabouts.look()
    assert (before.args[0].check.lost, len(before.args[0].plan.moves)) == (3, 2)
    with qtbot.waitSignal(whereabouts.looked, timeout=20_000) as after:
        report = finish(import_paths(library, [tmp_path / "all"]))
    assert report.moved == 2
    assert (after.args[0].check.lost, after.args[0].plan.moves) == (1, ())


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
