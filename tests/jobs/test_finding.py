"""The walk through folders: which files are pictures, which batch they belong to, and what ends it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from imagineer_desktop.jobs.imports import finding
from imagineer_desktop.jobs.imports.finding import FoundFile, Unreadable, find_pictures


def picture(path: Path, format: str = "PNG") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (4, 3), "teal").save(path, format)
    return path


def found(*paths: Path) -> list[Path]:
    return [one.path for one in find_pictures(paths)]


def batches(*paths: Path) -> dict[str, str | None]:
    return {
        one.path.name: one.batch_folder and Path(one.batch_folder).name
        for one in find_pictures(paths)
        if isinstance(one, FoundFile)
    }


def test_every_folder_below_is_a_batch_and_the_root_is_none(tmp_path: Path) -> None:
    picture(tmp_path / "single.png")
    picture(tmp_path / "set_1" / "a.png")
    picture(tmp_path / "uploads" / "20251020_101500" / "b.png")
    (tmp_path / "empty").mkdir()
    assert batches(tmp_path) == {"single.png": None, "a.png": "set_1", "b.png": "20251020_101500"}


def test_a_root_named_like_a_batch_is_one(tmp_path: Path) -> None:
    picture(tmp_path / "zodiac_20251013_204136" / "a.png")
    picture(tmp_path / "zodiac_20251013_204136 copy" / "b.png")
    assert batches(*sorted(tmp_path.iterdir())) == {"a.png": "zodiac_20251013_204136", "b.png": None}


def test_a_folder_inside_another_given_one_is_its_batch_whatever_the_order(tmp_path: Path) -> None:
    picture(tmp_path / "inner" / "a.png")
    assert batches(tmp_path / "inner", tmp_path) == {"a.png": "inner"}
    assert len(found(tmp_path, tmp_path / "inner", tmp_path / "inner" / "a.png", tmp_path)) == 1


@pytest.mark.parametrize("name", [".hidden.png", ".folder/a.png", "thumbnails/1.webp", "x/Thumbnails/1.png"])
def test_hidden_files_and_thumbnails_are_passed_over(tmp_path: Path, name: str) -> None:
    picture(tmp_path / name)
    assert found(tmp_path) == []


def test_files_of_a_picture_suffix_are_claims_and_others_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "claim.PNG").write_bytes(b"")
    (tmp_path / "notes").write_bytes(b"words")
    (tmp_path / "a.json").write_bytes(b"{}")
    picture(tmp_path / "without suffix")
    picture(tmp_path / "camera.jfif", "JPEG")
    picture(tmp_path / "never.txt")
    assert {path.name for path in found(tmp_path)} == {"claim.PNG", "without suffix", "camera.jfif"}


def test_the_order_is_stable_files_before_folders(tmp_path: Path) -> None:
    for name in ("b/2.png", "b/1.png", "a/1.png", "a/z/1.png", "z.png", "B.png"):
        picture(tmp_path / name)
    names = [str(path.relative_to(tmp_path)) for path in found(tmp_path)]
    assert names == ["B.png", "z.png", "a/1.png", "a/z/1.png", "b/1.png", "b/2.png"]


def test_loops_of_links_end_and_nothing_outside_is_taken(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", picture(tmp_path / "outside" / "o.png")
    inside = picture(root / "a" / "i.png")
    (root / "a" / "loop").symlink_to(root)
    (root / "self.png").symlink_to("self.png")
    (root / "dangling.png").symlink_to("nowhere.png")
    (root / "out.png").symlink_to(outside)
    (root / "out folder").symlink_to(outside.parent)
    (root / "link.png").symlink_to(inside)
    assert found(root) == [root / "link.png", inside]


def test_a_folder_given_by_a_link_keeps_its_spelling_and_tells_its_place(tmp_path: Path) -> None:
    real = picture(tmp_path / "real" / "a.png")
    link = tmp_path / "link"
    link.symlink_to(real.parent)
    (one,) = find_pictures([link, real.parent])
    assert isinstance(one, FoundFile)
    assert (one.path, one.place) == (link / "a.png", real)


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A folder in which a picture lies 1,200 folders deep; taken away again, since `rmtree` cannot."""
    here, depth = Path.cwd(), 1200
    os.chdir(tmp_path)
    for _ in range(depth):
        os.mkdir("d")  # noqa: PTH102 - a Path of this length is slow
        os.chdir("d")
    picture(Path("deep.png"))
    os.chdir(here)
    yield tmp_path
    os.chdir(tmp_path)
    for _ in range(depth):
        os.chdir("d")
    Path("deep.png").unlink()
    for _ in range(depth):
        os.chdir("..")
        os.rmdir("d")  # noqa: PTH106
    os.chdir(here)


def test_folders_deeper_than_calls_can_nest(deep: Path) -> None:
    assert [path.name for path in found(deep)] == ["deep.png"]


def test_a_path_too_long_is_said_and_the_walk_goes_on(tmp_path: Path) -> None:
    picture(tmp_path / "z" / "a.png")
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        for _ in range(20):
            os.mkdir("x" * 250)  # noqa: PTH102
            os.chdir("x" * 250)
    finally:
        os.chdir(here)
    first, second = find_pictures([tmp_path])
    assert isinstance(first, Unreadable)
    assert "too long" in first.reason
    assert second.path == tmp_path / "z" / "a.png"


def test_pipes_do_not_keep_it_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    assert found(tmp_path) == [tmp_path / "pipe.png"]


def test_given_files_are_singles_and_taken_as_they_are(tmp_path: Path) -> None:
    files = [picture(tmp_path / "b.png"), picture(tmp_path / ".a.png"), tmp_path / "not there.png"]
    assert [(one.path, one.batch_folder) for one in find_pictures(files) if isinstance(one, FoundFile)] == [
        (path, None) for path in files
    ]


def test_relative_and_roundabout_paths_become_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture(tmp_path / "a" / "1.png")
    monkeypatch.chdir(tmp_path)
    assert found(Path("a/../a"), Path("a/1.png")) == [tmp_path / "a" / "1.png"]


def test_the_open_library_is_not_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is called: closing its file in this process would drop SQLite's locks on it."""
    library = tmp_path / "my.pictures"
    journal = tmp_path / "my.pictures-wal"
    for file in (library, journal, tmp_path / "other.pictures"):
        file.write_bytes(b"SQLite format 3")
    opened = []

    def look(path: Path) -> bool:
        opened.append(path.name)
        return False

    monkeypatch.setattr(finding, "looks_like_picture", look)
    assert list(find_pictures([tmp_path, library], apart=library)) == []
    assert opened == ["other.pictures"]
