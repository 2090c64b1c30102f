"""`--screenshot`: a picture of the window from a terminal, or a sentence why there is none."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from imagineer_desktop.catalog.migrating import create, downgrade

Program = Callable[..., Any]
SOON = 25.0
"""Seconds in which a picture has to be there, far below the patience of `--screenshot`."""


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    folder = tmp_path / "outputs" / "batch_20251014_090000"
    folder.mkdir(parents=True)
    for number, color in enumerate(("red", "green", "blue")):
        Image.new("RGB", (96, 64), color).save(folder / f"{number}.png")
    return folder


def taken(program: Program, picture: Path, *arguments: str) -> Any:
    return program(*arguments, "--screenshot", picture, "--size", "1200x800", QT_QPA_PLATFORM="offscreen")


def test_the_picture_shows_the_window_with_its_images(program: Program, outputs: Path, working: Path) -> None:
    program("--database", "library.db", "import", outputs)
    picture = working / "pictures" / "window.png"
    outcome = taken(program, picture, "--database", "library.db", "--theme", "light")
    assert outcome.code == 0, outcome.err
    with Image.open(picture) as window:
        assert window.size == (1200, 800)
        colors = {color for _, color in window.convert("RGB").getcolors(maxcolors=1 << 20) or []}
    assert {(214, 214, 214), (254, 0, 0)} & colors, "the light canvas and the red image"


def test_missing_images_keep_nobody_waiting(program: Program, outputs: Path, working: Path) -> None:
    program("--database", "library.db", "import", outputs)
    for file in outputs.iterdir():
        file.unlink()
    started = time.monotonic()
    outcome = taken(program, working / "window.png", "--database", "library.db")
    assert outcome.code == 0, outcome.err
    assert time.monotonic() - started < SOON


def test_an_old_library_needs_a_person(program: Program, working: Path) -> None:
    create(working / "old.db")
    downgrade(working / "old.db", "0003_authorship")
    started = time.monotonic()
    outcome = taken(program, working / "window.png", "--database", "old.db")
    assert outcome.code == 1
    assert "Upgrade it first" in outcome.err
    assert not (working / "window.png").exists()
    assert time.monotonic() - started < SOON


def test_what_is_no_library_is_said(program: Program, working: Path) -> None:
    (working / "notes.db").write_text("Dear diary, " * 200)
    outcome = taken(program, working / "window.png", "--database", "notes.db")
    assert outcome.code == 1
    assert "not a database" in outcome.err


def test_without_a_screen_it_says_so(program: Program, working: Path) -> None:
    outcome = program("--database", "library.db", DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert "no screen" in outcome.refusal
    assert not (working / "library.db").exists()
