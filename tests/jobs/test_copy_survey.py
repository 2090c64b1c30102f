"""What is seen before images are copied: whether they may go where they are wished, and find room there."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from imagineer_desktop.jobs.copies.copy_survey import (
    RESERVE,
    CopySurvey,
    Hindrance,
    Obstacle,
    obstacle_of,
    survey_copying,
)
from imagineer_desktop.jobs.progress import finish


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    folder = tmp_path / "outputs"
    folder.mkdir()
    for number in range(4):
        Image.new("RGB", (40 + number, 30)).save(folder / f"{number}.bmp")
    return folder


def test_a_folder_that_is_there_or_can_be_made_hinders_nothing(outputs: Path, tmp_path: Path) -> None:
    assert obstacle_of([outputs], tmp_path) is None
    assert obstacle_of([outputs], tmp_path / "outputs 2" / "new") is None
    assert obstacle_of([outputs / "0.bmp"], outputs) is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outputs"]


def test_a_file_is_no_folder_and_none_can_be_made_below_it(outputs: Path) -> None:
    file = outputs / "0.bmp"
    expected = Obstacle(Hindrance.IS_FILE, str(file))
    assert obstacle_of([], file) == expected
    assert obstacle_of([], file / "below" / "it") == expected


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    closed = Path("/proc/self") if os.geteuid() == 0 else tmp_path / "closed"
    if not closed.exists():
        closed.mkdir(mode=0o500)
    assert obstacle_of([], closed / "new") == Obstacle(Hindrance.NOT_WRITABLE, str(closed))


def test_a_link_to_a_drive_that_is_away_is_no_folder(tmp_path: Path) -> None:
    link = tmp_path / "drive"
    link.symlink_to(tmp_path / "away")
    assert obstacle_of([], link / "images") == Obstacle(Hindrance.NO_DRIVE, str(link))


def test_a_folder_inside_a_source_is_found_through_links(outputs: Path, tmp_path: Path) -> None:
    (outputs / "sub").mkdir()
    link = tmp_path / "link"
    link.symlink_to(outputs / "sub")
    expected = Obstacle(Hindrance.INSIDE_SOURCE, str(outputs))
    for folder in (outputs, outputs / "sub" / "new", link, link / "new"):
        assert obstacle_of([tmp_path / "gone", outputs], folder) == expected


def test_a_source_may_lie_in_the_folder(outputs: Path) -> None:
    assert obstacle_of([outputs], outputs.parent) is None


def test_the_obstacle_is_known_before_the_sources_are_looked_through(outputs: Path, tmp_path: Path) -> None:
    job = survey_copying(tmp_path / "library.db", [outputs], outputs / "kept")
    first = next(job).detail
    job.close()
    assert isinstance(first, CopySurvey)
    assert first.obstacle == Obstacle(Hindrance.INSIDE_SOURCE, str(outputs))
    assert first.images == 0


def test_a_survey_is_short_when_what_is_needed_leaves_no_reserve() -> None:
    tight = CopySurvey(2, 5_000, RESERVE + 4_999)
    assert (tight.is_short, tight.usable) == (True, 4_999)
    assert not replace(tight, needed=4_999).is_short
    assert not replace(tight, free=RESERVE + 5_000).is_short
    assert not replace(tight, free=None).is_short


def test_on_a_tight_drive_what_lies_there_already_is_not_needed(
    outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "other name.bmp").write_bytes((outputs / "0.bmp").read_bytes())
    full = os.statvfs_result((4096, 4096, 1000, 10, 10, 0, 0, 0, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _: full)
    survey = finish(survey_copying(tmp_path / "library.db", [outputs], kept))
    assert survey.free == 10 * 4096
    assert survey.needed == sum((outputs / f"{number}.bmp").stat().st_size for number in (1, 2, 3))
    assert survey.is_short
