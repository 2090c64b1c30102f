"""The demo outputs tree: its layout, its files, and that it is the same every time."""

from __future__ import annotations

import json
from datetime import UTC
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from imagineer_desktop.demo.__main__ import main
from imagineer_desktop.demo.outputs import ODDS, Made, make_outputs, paint
from imagineer_desktop.demo.plan import PLAN, Entry
from imagineer_desktop.demo.scenes import SCENES

SMALL = 0.08
"""The scale of the pictures in these tests."""
FOLDERS = (
    "zodiac_",
    "tarot_deck_",
    "mountain_studies_",
    "lora_tests",
    "uploads",
    "scraped",
    "atlas_style_v3",
)


def _few() -> list[Entry]:
    """The first picture of the root and of the named folders, and the last of the plan."""
    singles = [entry for entry in PLAN if "/" not in entry.path][:1]
    return [*singles, *(next(e for e in PLAN if e.path.startswith(name)) for name in FOLDERS), PLAN[-1]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    folder = tmp_path_factory.mktemp("demo")
    return folder / "outputs", make_outputs(folder, SMALL, _few())


def _digests(outputs: Path) -> dict[str, str]:
    files = (path for path in outputs.rglob("*") if path.is_file())
    return {path.relative_to(outputs).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_plan_gives_the_same_bytes(made: tuple[Path, Made], tmp_path: Path) -> None:
    make_outputs(tmp_path, SMALL, _few())
    assert _digests(tmp_path / "outputs") == _digests(made[0])


def test_what_was_made_is_counted(made: tuple[Path, Made]) -> None:
    outputs, counts = made
    assert (counts.images, counts.duplicates, counts.damaged) == (len(_few()), 2, 1)
    assert counts.size == sum(path.stat().st_size for path in outputs.rglob("*") if path.is_file())


def test_each_picture_lies_where_the_plan_says(made: tuple[Path, Made]) -> None:
    for entry in _few():
        with Image.open(made[0] / entry.path) as image:
            image.load()
            assert image.mode == "RGB"
            assert abs(image.width / image.height - entry.size[0] / entry.size[1]) < 0.03


def test_sidecars_say_what_was_asked_for(made: tuple[Path, Made]) -> None:
    for entry in (one for one in _few() if one.generator == "imagineer"):
        path = made[0] / entry.path
        told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        with Image.open(path) as image:
            assert (told["width"], told["height"]) == image.size
            assert not getattr(image, "text", {})
        assert told["prompt"] == entry.prompt
        assert ("lora" in told) == (len(entry.loras) == 1)
        assert told["timestamp"] == entry.created.isoformat()


def test_only_imagineer_writes_sidecars(made: tuple[Path, Made]) -> None:
    others = [entry for entry in _few() if entry.generator != "imagineer"]
    assert others
    assert not [entry for entry in others if (made[0] / entry.path).with_suffix(".json").exists()]


def test_captions_lie_beside_their_pictures(made: tuple[Path, Made]) -> None:
    captioned = [entry for entry in _few() if entry.caption]
    assert {entry.path.split("/")[0] for entry in captioned} == {"scraped", "atlas_style_v3"}
    for entry in captioned:
        assert (made[0] / entry.path).with_suffix(".txt").read_text(encoding="utf-8").strip() == entry.caption


def test_odds_and_ends_hold_exact_copies_and_one_broken_file(made: tuple[Path, Made]) -> None:
    odds = made[0] / ODDS
    originals = {digest for name, digest in _digests(made[0]).items() if not name.startswith(ODDS)}
    copies = [name for name, digest in _digests(odds).items() if digest in originals]
    assert len(copies) == 2
    (broken,) = (path for path in odds.iterdir() if path.name not in copies)
    with Image.open(broken) as image, pytest.raises(OSError, match="truncated"):
        image.load()


def test_thumbnail_is_a_webp(made: tuple[Path, Made]) -> None:
    with Image.open(made[0] / "thumbnails" / "1.webp") as image:
        assert image.format == "WEBP"


def test_files_carry_the_time_of_the_picture(made: tuple[Path, Made]) -> None:
    first = _few()[0]
    stamp = (made[0] / first.path).stat().st_mtime
    assert first.path.startswith(first.created.strftime("%Y%m%d_%H%M%S_"))
    assert stamp == pytest.approx(first.created.replace(tzinfo=UTC).timestamp())


def test_the_plan_has_no_name_twice_and_paints_only_known_scenes() -> None:
    assert len({entry.path.casefold() for entry in PLAN}) == len(PLAN)
    assert {entry.scene for entry in PLAN} <= set(SCENES)
    assert any(" " in entry.path for entry in PLAN if entry.path.startswith("lora_tests/"))


@pytest.mark.parametrize("scene", ["lake", "skyline", "reef"])
def test_a_painting_has_light_and_shade(scene: str) -> None:
    entry = next(entry for entry in PLAN if entry.scene == scene)
    (spread,) = ImageStat.Stat(paint(entry, SMALL).convert("L")).stddev
    assert spread > 12


def test_a_folder_that_cannot_be_written_is_said_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    assert main([str(blocked)]) == 1
    assert "could not be written" in capsys.readouterr().err
