"""Pictures copied into the library's folder: whole or not at all, once, with what lies beside them."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin
from sqlalchemy import text

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.copies.copy_room import MARK, CopyRoom
from imagineer_desktop.jobs.copies.copy_survey import survey_copying
from imagineer_desktop.jobs.copies.copying import CopyReport, copy_again, copy_and_import
from imagineer_desktop.jobs.copies.faithful_copy import BLOCK, Draft, drafted, name, rename_exclusively
from imagineer_desktop.jobs.copies.path_template import CopyPlan, PathTemplate
from imagineer_desktop.jobs.files.checking_files import check_files
from imagineer_desktop.jobs.progress import Job, finish
from imagineer_desktop.media.errors import MediaError

LAST_YEAR = 1_735_732_800
"""2025-01-01, noon UTC, in seconds."""

A1111 = "a lighthouse\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 9, Model: sd15"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "library.db")
    yield opened
    opened.close()


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """A single and two pictures of one batch, one with sidecars."""
    root = tmp_path / "outputs"
    draw(root / "one.png", 1)
    draw(root / "deck_20250101_120000" / "a.png", 2)
    draw(root / "deck_20250101_120000" / "b.png", 3)
    (root / "deck_20250101_120000" / "a.json").write_text(json.dumps({"prompt": "a ram", "seed": 7}))
    (root / "deck_20250101_120000" / "a.png.txt").write_text("a ram on a hill")
    return root


def draw(path: Path, shade: int, parameters: str = "", size: tuple[int, int] = (40, 30)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    told = PngImagePlugin.PngInfo()
    if parameters:
        told.add_text("parameters", parameters)
    Image.new("RGB", size, (shade % 256, shade // 256, 99)).save(path, format="PNG", pnginfo=told)
    os.utime(path, (LAST_YEAR, LAST_YEAR + 1))
    return path


def plan(tmp_path: Path, template: str = "{batch}/{name}") -> CopyPlan:
    return CopyPlan(tmp_path / "kept", PathTemplate(template))


def tree(folder: Path) -> dict[str, str]:
    """Everything below a folder, hidden or not: path -> hash of its content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows(library: Library, sql: str) -> list[tuple[Any, ...]]:
    with library.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def paths(library: Library, below: Path) -> list[str]:
    found = rows(library, "SELECT file_path FROM images ORDER BY file_path")
    return [Path(path).relative_to(below).as_posix() for (path,) in found]


def outcome(report: CopyReport) -> tuple[int, int, int, int]:
    return report.copied, report.imported, report.already, len(report.failed)


def test_pictures_are_copied_by_the_template_with_what_lies_beside_them(
    library: Library, outputs: Path, tmp_path: Path
) -> None:
    before = tree(outputs)
    report = finish(copy_and_import(library, [outputs], plan(tmp_path, "{date:%Y}/{batch}/{seed} {name}")))
    assert outcome(report) == (3, 3, 0, 0)
    assert report.without_generation == 2
    kept = tmp_path / "kept"
    deck = "2025/deck_20250101_120000"
    copied = tree(kept)
    assert list(copied) == [
        f"{deck}/7 a.json",
        f"{deck}/7 a.png",
        f"{deck}/7 a.png.txt",
        f"{deck}/unknown b.png",
        "2025/outputs/unknown one.png",
    ]
    assert copied[f"{deck}/7 a.png"] == before["deck_20250101_120000/a.png"]
    assert copied[f"{deck}/7 a.json"] == before["deck_20250101_120000/a.json"]
    assert paths(library, kept) == [one for one in copied if one.endswith(".png")]
    assert rows(library, "SELECT prompt, seed FROM images WHERE seed = 7") == [("a ram", 7)]
    assert rows(library, "SELECT label_text FROM labels") == [("a ram on a hill",)]
    known = rows(library, "SELECT content_hash FROM images ORDER BY file_path")
    assert [content for (content,) in known] == [copied[one] for one in paths(library, kept)]


def test_originals_stay_and_copies_are_independent(library: Library, outputs: Path, tmp_path: Path) -> None:
    before = tree(outputs)
    finish(copy_and_import(library, [outputs], plan(tmp_path)))
    assert tree(outputs) == before
    original, copy = (folder / "one.png" for folder in (outputs, tmp_path / "kept" / "outputs"))
    assert original.stat().st_mtime_ns == copy.stat().st_mtime_ns == (LAST_YEAR + 1) * 10**9
    assert copy.stat().st_nlink == 1
    assert copy.stat().st_ino != original.stat().st_ino


def test_batches_become_albums_of_their_own_folders(library: Library, outputs: Path, tmp_path: Path) -> None:
    report = finish(copy_and_import(library, [outputs], plan(tmp_path, "{date:%Y-%m}/{name}")))
    albums = "SELECT a.name, count(*) FROM albums a JOIN album_images i ON i.album_id = a.id GROUP BY a.id"
    assert rows(library, albums) == [("deck_20250101_120000", 2)]
    assert report.albums_created == 1


def test_once_more_copies_nothing(library: Library, outputs: Path, tmp_path: Path) -> None:
    finish(copy_and_import(library, [outputs], plan(tmp_path)))
    before = tree(tmp_path / "kept"), rows(library, "SELECT * FROM images")
    report = finish(copy_and_import(library, [outputs], plan(tmp_path)))
    assert outcome(report) == (0, 0, 3, 0)
    assert (tree(tmp_path / "kept"), rows(library, "SELECT * FROM images")) == before


def test_what_the_folder_holds_by_content_is_not_copied_under_another_name(
    library: Library, outputs: Path, tmp_path: Path
) -> None:
    finish(copy_and_import(library, [outputs], plan(tmp_path)))
    before = tree(tmp_path / "kept")
    report = finish(copy_and_import(library, [outputs], plan(tmp_path, "{number:04} {name}")))
    assert outcome(report) == (0, 0, 3, 0)
    assert tree(tmp_path / "kept") == before


def test_a_copy_that_was_removed_is_made_again(library: Library, outputs: Path, tmp_path: Path) -> None:
    finish(copy_and_import(library, [outputs], plan(tmp_path)))
    (tmp_path / "kept" / "outputs" / "one.png").unlink()
    finish(check_files(library))
    missing = "SELECT count(*) FROM images WHERE missing_since IS NOT NULL"
    assert rows(library, missing) == [(1,)]
    assert outcome(finish(copy_and_import(library, [outputs], plan(tmp_path)))) == (1, 0, 3, 0)
    assert rows(library, missing) == [(0,)]


def test_the_same_name_with_another_content_is_marked(library: Library, tmp_path: Path) -> None:
    source = tmp_path / "outputs"
    for number in range(4):
        draw(source / str(number) / "x.png", number % 3)
    report = finish(copy_and_import(library, [source], plan(tmp_path, "{name}")))
    assert list(tree(tmp_path / "kept")) == ["x (2).png", "x (3).png", "x.png"]
    assert outcome(report) == (3, 3, 1, 0)


def test_a_picture_never_gets_the_sidecar_of_another(library: Library, tmp_path: Path) -> None:
    source, kept = tmp_path / "outputs", tmp_path / "kept"
    draw(source / "1" / "x.png", 1)
    (source / "1" / "x.txt").write_text("one")
    Image.new("RGB", (9, 9)).save(source / "1" / "y.jpg")
    draw(source / "2" / "z.png", 4)
    kept.mkdir()
    (kept / "x.txt").write_text("of somebody else")
    (kept / "z.caption").write_text("of somebody else")
    finish(copy_and_import(library, [source], plan(tmp_path, "{name}")))
    assert list(tree(kept)) == ["x (2).png", "x (2).txt", "x.txt", "y.jpg", "z (2).png", "z.caption"]
    assert (kept / "x.txt").read_text() == (kept / "z.caption").read_text() == "of somebody else"


def test_what_lies_in_the_folder_is_taken_where_it_lies(library: Library, tmp_path: Path) -> None:
    draw(tmp_path / "kept" / "deep" / "own.png", 8)
    draw(tmp_path / "new.png", 9)
    report = finish(copy_and_import(library, [tmp_path], plan(tmp_path, "{name}")))
    assert list(tree(tmp_path / "kept")) == ["deep/own.png", "new.png"]
    assert outcome(report) == (1, 2, 0, 0)


def test_names_that_cannot_be_kept_are_made_safe(library: Library, tmp_path: Path) -> None:
    source = tmp_path / "outputs"
    draw(source / "a.png", 1, parameters="x\nSteps: 1, Seed: 2, Model: ../../up:date")
    draw(source / "con.png", 2)
    draw(source / "no_suffix", 3)
    draw(source / "loud.PNG", 4)
    draw(source / "b.png", 5).rename(source / os.fsdecode(b"\xff.png"))
    report = finish(copy_and_import(library, [source], plan(tmp_path, "{model}/{name}")))
    assert paths(library, tmp_path / "kept") == [
        "_.._up_date/a.png",
        "unknown/_.png",
        "unknown/con_.png",
        "unknown/loud.PNG",
        "unknown/no_suffix.png",
    ]
    assert report.failed == []


def test_what_is_no_picture_is_told_and_not_copied(library: Library, outputs: Path, tmp_path: Path) -> None:
    (outputs / "page.png").write_text("<html>")
    (outputs / "empty.png").touch()
    report = finish(copy_and_import(library, [outputs], plan(tmp_path)))
    assert outcome(report) == (3, 3, 0, 2)
    assert not any("page" in one or "empty" in one for one in tree(tmp_path / "kept"))


def test_failures_can_be_tried_again(library: Library, outputs: Path, tmp_path: Path) -> None:
    broken = outputs / "deck_20250101_120000" / "c.png"
    broken.write_text("")
    first = finish(copy_and_import(library, [outputs], plan(tmp_path)))
    draw(broken, 77)
    again = finish(copy_again(library, first.failed, plan(tmp_path)))
    assert outcome(again) == (1, 1, 0, 0)
    assert rows(library, "SELECT count(*) FROM album_images") == [(3,)]


def test_a_path_that_is_not_there_is_said(library: Library, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"There is nothing at .* Nothing was copied"):
        finish(copy_and_import(library, [tmp_path / "gone"], plan(tmp_path)))
    assert not (tmp_path / "kept").exists()


def test_a_folder_that_cannot_be_is_said(library: Library, outputs: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    with pytest.raises(CatalogError, match=r"Nothing can be copied into .*Choose another folder"):
        finish(copy_and_import(library, [outputs], plan(tmp_path)))


def test_what_cannot_fit_is_told_with_numbers_before_anything_is_copied(
    library: Library, outputs: Path, tmp_path: Path
) -> None:
    os.truncate(outputs / "one.png", 8 * 10**12)  # with a hole: it takes no room here
    with pytest.raises(
        CatalogError, match=r"need 8\.0 TB; of the drive of .* can be used\. Nothing was copied"
    ):
        finish(copy_and_import(library, [outputs], plan(tmp_path)))
    assert tree(tmp_path / "kept") == {}


def advance(job: Job[CopyReport], copied: int) -> CopyReport:
    """Run a job until it has copied so many."""
    for progress in job:
        assert isinstance(progress.detail, CopyReport)
        if progress.detail.copied >= copied:
            return progress.detail
    raise AssertionError("it ended before")


def test_cancelled_it_keeps_what_was_copied_and_nothing_half(
    library: Library, outputs: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    job = copy_and_import(library, [outputs], plan(tmp_path))
    advance(job, 2)
    job.close()
    assert paths(library, kept) == [one for one in tree(kept) if one.endswith(".png")]
    assert len(paths(library, kept)) == 2
    assert not any(Path(one).name.startswith(".") for one in tree(kept))
    assert outcome(finish(copy_and_import(library, [outputs], plan(tmp_path)))) == (1, 1, 2, 0)


KILLED = """
import sys
from pathlib import Path
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.copies.copying import copy_and_import
from imagineer_desktop.jobs.copies.path_template import CopyPlan, PathTemplate

if __name__ == "__main__":
    home, steps = Path(sys.argv[1]), int(sys.argv[2])
    library = open_library(home / "library.db")
    plan = CopyPlan(home / "kept", PathTemplate("{batch}/{name}"))
    for number, progress in enumerate(copy_and_import(library, [home / "outputs"], plan)):
        if progress.text == "Copying":
            steps -= 1
            if not steps:
                print("here", flush=True)
                sys.stdin.read()
"""


@pytest.mark.parametrize("steps", [1, 2, 5, 8])
def test_killed_it_leaves_nothing_half_and_the_next_run_tidies_up(tmp_path: Path, steps: int) -> None:
    source, kept = tmp_path / "outputs", tmp_path / "kept"
    for number in range(4):
        draw(source / "deck_20250101_120000" / f"{number}.png", number)
        os.truncate(source / "deck_20250101_120000" / f"{number}.png", 2 * BLOCK)
    open_library(tmp_path / "library.db").close()
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    command = [sys.executable, str(script), str(tmp_path), str(steps)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGKILL)
    whole = set(tree(source).values())
    left = tree(kept)
    assert MARK in left
    assert {content for path, content in left.items() if not Path(path).name.startswith(".")} <= whole
    library = open_library(tmp_path / "library.db")
    finish(copy_and_import(library, [source], plan(tmp_path)))
    assert tree(kept) == tree(source)
    assert len(paths(library, kept)) == 4
    assert rows(library, "SELECT name FROM albums") == [("deck_20250101_120000",)]
    library.close()


FULL = """
import sys
from pathlib import Path
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.copies import copying
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.copies.path_template import CopyPlan, PathTemplate

if __name__ == "__main__":
    home, drive = Path(sys.argv[1]), Path(sys.argv[2])
    copying.RESERVE = -10**12  # the drive gets full by others, after it was looked at
    library = open_library(home / "library.db")
    try:
        finish(copying.copy_and_import(library, [home / "outputs"], CopyPlan(drive, PathTemplate("{name}"))))
    except CatalogError as error:
        print(error)
    print(sorted(one.name for one in drive.iterdir()))
"""


def test_a_drive_that_gets_full_keeps_what_was_copied(tmp_path: Path) -> None:
    source, drive = tmp_path / "outputs", tmp_path / "drive"
    drive.mkdir()
    for number in range(3):
        draw(source / f"{number}.png", number)
        os.truncate(source / f"{number}.png", BLOCK)
    open_library(tmp_path / "library.db").close()
    script = tmp_path / "full.py"
    script.write_text(FULL)
    mount = 'mount -t tmpfs -o size=2600k full "$1" || exit 77; shift; exec "$@"'
    arguments = [str(one) for one in (drive, sys.executable, script, tmp_path, drive)]
    command = ["unshare", "-rm", "sh", "-c", mount, "sh", *arguments]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    except FileNotFoundError:
        pytest.skip("there is no unshare here")
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("a small drive cannot be made here")
    assert done.returncode == 0, done.stderr
    assert "is full. The 2 images copied before are in the library, and nothing half is left." in done.stdout
    assert done.stdout.splitlines()[-1] == "['0.png', '1.png']"
    library = open_library(tmp_path / "library.db")
    assert paths(library, drive) == ["0.png", "1.png"]
    library.close()


def result_of(copying: Generator[None, None, Draft]) -> Draft:
    return finish(copying)  # type: ignore[arg-type]


def test_a_source_that_changes_while_it_is_copied_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "growing.png"
    source.write_bytes(b"x" * 2 * BLOCK)
    folder = tmp_path / "kept"
    folder.mkdir()
    copying = drafted(source, folder)
    next(copying)
    with source.open("ab") as stream:
        stream.write(b"more")
    with pytest.raises(MediaError, match="changed while it was copied"):
        result_of(copying)
    assert list(folder.iterdir()) == []


def test_a_copy_that_reads_otherwise_than_it_was_written_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    source.write_bytes(b"x" * 2 * BLOCK)
    folder = tmp_path / "kept"
    folder.mkdir()
    copying = drafted(source, folder)
    next(copying)
    (temporary,) = folder.iterdir()
    with temporary.open("r+b") as stream:
        stream.write(b"rot")
    with pytest.raises(MediaError, match="does not read back"):
        result_of(copying)
    assert list(folder.iterdir()) == []


def test_a_name_that_is_taken_stays_whose_it_is(tmp_path: Path) -> None:
    source, taken = tmp_path / "a", tmp_path / "taken"
    source.write_text("new")
    taken.write_text("old")
    draft = result_of(drafted(source, tmp_path))
    with pytest.raises(FileExistsError):
        name(draft, taken)
    with pytest.raises(FileExistsError):
        rename_exclusively(draft.path, taken)
    assert taken.read_text() == "old"
    rename_exclusively(draft.path, tmp_path / "free")
    assert (tmp_path / "free").read_text() == "new"


def test_only_one_copies_into_a_folder_at_a_time(library: Library, outputs: Path, tmp_path: Path) -> None:
    left = tmp_path / "kept" / "deep" / ".copy.0123456789ab.imagineer-copy"
    with CopyRoom(tmp_path / "kept"):
        left.parent.mkdir()
        left.touch()
        with pytest.raises(CatalogError, match=r"being copied into .* already"):
            finish(copy_and_import(library, [outputs], plan(tmp_path)))
        assert left.exists()
    assert not (tmp_path / "kept" / MARK).exists()


def test_leftovers_are_swept_and_nothing_else(library: Library, outputs: Path, tmp_path: Path) -> None:
    deep = tmp_path / "kept" / "deep"
    deep.mkdir(parents=True)
    (tmp_path / "kept" / MARK).touch()
    (deep / ".copy.0123456789ab.imagineer-copy").touch()
    (deep / ".copy.of.mine").touch()
    finish(copy_and_import(library, [outputs], plan(tmp_path)))
    assert [one.name for one in deep.iterdir()] == [".copy.of.mine"]


def test_the_survey_shows_how_much_there_is_and_three_examples(
    library: Library, outputs: Path, tmp_path: Path
) -> None:
    draw(outputs / "other" / "c.png", 5, A1111)
    survey = finish(survey_copying(library.path, [outputs, tmp_path / "gone"], tmp_path / "not" / "yet"))
    assert survey.images == 4
    assert survey.size == sum(path.stat().st_size for path in outputs.rglob("*.png"))
    assert survey.free is not None
    assert survey.free > 0
    template = PathTemplate("{model}/{number} {name}")
    assert [template.place(one.facts).as_posix() for one in survey.examples] == [
        "unknown/1 one.png",
        "unknown/2 a.png",
        "sd15/4 c.png",
    ]


def test_one_folder_gives_all_examples(library: Library, tmp_path: Path) -> None:
    for number in range(5):
        draw(tmp_path / "one" / f"{number}.png", number)
    survey = finish(survey_copying(library.path, [tmp_path / "one"], tmp_path))
    assert [one.facts.name for one in survey.examples] == ["0", "1", "2"]
