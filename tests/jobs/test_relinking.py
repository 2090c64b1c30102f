"""Moved files are found by their content; an import takes them back; nothing a person did is lost."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import text

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.edits.files import RelinkFiles, RelocateFolder
from imagineer_desktop.catalog.edits.images import change_prompt
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.files import KnownFolder
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.files import relinking
from imagineer_desktop.jobs.files.checking_files import check_files
from imagineer_desktop.jobs.files.folder_moves import (
    FolderMove,
    folders_to_relocate,
    known_folders,
    plan_folder_move,
)
from imagineer_desktop.jobs.files.locating import locate
from imagineer_desktop.jobs.files.relinking import Move, RelinkPlan, Sureness, find_moved, places_to_search
from imagineer_desktop.jobs.imports.importing import ImportReport, import_paths
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.media.readers import Crew, LookAt, ReadAll


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "library.db")
    yield opened
    opened.close()


@pytest.fixture
def outputs(tmp_path: Path, library: Library) -> Path:
    """Two batches of three images, imported; the first image has stars, a label and a flag."""
    root = tmp_path / "outputs"
    for batch in ("sea_20251013_204136", "sky_20251014_204136"):
        for number in range(3):
            picture(root / batch / f"{number}.png", f"{batch} {number}")
    bring_in(library, root)
    change(library, "UPDATE images SET rating = 5, pick = 1 WHERE id = 1")
    change(library, "INSERT INTO labels (image_id, label_text, label_type) VALUES (1, 'dusk', 'tag')")
    return root


def picture(path: Path, prompt: str, size: tuple[int, int] = (40, 30)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    about = PngInfo()
    about.add_text(
        "parameters", f"{prompt}\nNegative prompt: fog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 9"
    )
    Image.new("RGB", size, (len(prompt), 120, sum(prompt.encode()) % 256)).save(path, pnginfo=about)
    return path


def bring_in(library: Library, *paths: Path) -> ImportReport:
    return finish(import_paths(library, paths))


def change(library: Library, sql: str) -> None:
    with library.writing(EVERYTHING) as session:
        session.execute(text(sql))


def rows(library: Library, sql: str) -> list[tuple[object, ...]]:
    with library.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def paths(library: Library) -> dict[object, object]:
    found = rows(library, "SELECT id, file_path FROM images ORDER BY id")
    return {row[0]: row[1] for row in found}


def curation(library: Library) -> list[list[tuple[object, ...]]]:
    """What a person has put into the library."""
    return [
        rows(library, "SELECT id, rating, pick, prompt FROM images ORDER BY id"),
        rows(library, "SELECT * FROM labels ORDER BY id"),
        rows(library, "SELECT album_id, image_id, sort_order FROM album_images ORDER BY id"),
        rows(library, "SELECT id, name FROM albums ORDER BY id"),
    ]


def relink(library: Library, plan: RelinkPlan) -> History:
    history = History(library)
    history.do(RelinkFiles(tuple((move.image_id, move.new_path) for move in plan.moves), plan.folders))
    return history


def test_a_moved_folder_is_found_and_relinked_as_one_step(
    library: Library, outputs: Path, tmp_path: Path
) -> None:
    before, was = curation(library), paths(library)
    moved = tmp_path / "moved" / "sea"
    moved.parent.mkdir()
    (outputs / "sea_20251013_204136").rename(moved)
    (moved / "0.png").rename(moved / "renamed.png")
    plan = finish(find_moved(library, [tmp_path / "moved"]))
    assert [(move.image_id, move.new_path) for move in plan.moves] == [
        (1, str(moved / "renamed.png")),
        (2, str(moved / "1.png")),
        (3, str(moved / "2.png")),
    ]
    assert {move.sureness for move in plan.moves} == {Sureness.SAME_CONTENT}
    assert (plan.missing, plan.seen, plan.read) == (3, 3, 3)
    assert plan.folders == ((str(outputs / "sea_20251013_204136"), str(moved)),)
    history = relink(library, plan)
    assert paths(library)[1] == str(moved / "renamed.png")
    assert curation(library) == before
    assert finish(check_files(library)).missing == 0
    assert bring_in(library, moved).already == 3
    history.undo()
    assert paths(library) == was
    assert finish(check_files(library)).missing == 3


def test_only_what_may_be_a_missing_file_is_read(library: Library, outputs: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for number in range(20):
        picture(other / f"{number}.png", "x" * (100 + number))
    (outputs / "sea_20251013_204136" / "0.png").rename(other / "found.png")
    plan = finish(find_moved(library, [other, outputs]))
    assert [move.new_path for move in plan.moves] == [str(other / "found.png")]
    assert (plan.seen, plan.read) == (26, 1)


def test_the_same_size_alone_proves_nothing(library: Library, outputs: Path, tmp_path: Path) -> None:
    gone = outputs / "sea_20251013_204136" / "0.png"
    size = gone.stat().st_size
    gone.unlink()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "0.png").write_bytes(b"x" * size)
    plan = finish(find_moved(library, [tmp_path / "other"]))
    assert (plan.moves, plan.missing, plan.read) == ((), 1, 1)


def test_copies_go_to_the_images_whose_paths_are_most_alike(library: Library, tmp_path: Path) -> None:
    for folder in ("a/x", "a/y", "b/x"):
        picture(tmp_path / "old" / folder / "1.png", "the same")
    bring_in(library, tmp_path / "old")
    (tmp_path / "old").rename(tmp_path / "new")
    plan = finish(find_moved(library, [tmp_path / "new"]))
    assert {move.old_path.replace("/old/", "/new/"): move.new_path for move in plan.moves} == {
        str(tmp_path / "new" / folder / "1.png"): str(tmp_path / "new" / folder / "1.png")
        for folder in ("a/x", "a/y", "b/x")
    }


def test_a_file_of_another_image_is_nobodys(library: Library, outputs: Path) -> None:
    first, second = (outputs / "sea_20251013_204136" / name for name in ("0.png", "copy.png"))
    shutil.copy(first, second)
    bring_in(library, outputs)
    first.unlink()
    plan = finish(find_moved(library, [outputs]))
    assert (plan.moves, plan.missing) == ((), 1)


def test_images_without_a_known_content_go_by_name_and_size(
    library: Library, outputs: Path, tmp_path: Path
) -> None:
    change(library, "UPDATE images SET content_hash = NULL")
    outputs.rename(tmp_path / "new")
    plan = finish(find_moved(library, [tmp_path / "new"]))
    assert len(plan.moves) == 6
    assert {move.sureness for move in plan.moves} == {Sureness.SAME_NAME_AND_SIZE}
    assert all(move.old_path.replace("/outputs/", "/new/") == move.new_path for move in plan.moves)
    assert plan.read == 0


def test_odd_folders_do_no_harm(library: Library, outputs: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    outputs.rename(new)
    (new / "loop").symlink_to(new)
    os.mkfifo(new / "pipe.png")
    (new / ".hidden").mkdir()
    os.mkdir(os.fsencode(new) + b"/\xff")  # noqa: PTH102 - bytes
    shutil.copy(os.fsencode(new / "sea_20251013_204136" / "0.png"), os.fsencode(new) + b"/\xff/0.png")
    plan = finish(find_moved(library, [new, new, new / "sea_20251013_204136", tmp_path / "nowhere"]))
    assert len(plan.moves) == 6
    assert plan.seen == 7


def test_without_folders_it_looks_where_the_library_knows(
    library: Library, outputs: Path, tmp_path: Path
) -> None:
    assert places_to_search(library) == (outputs,)
    (outputs / "sea_20251013_204136").rename(outputs / "sea")
    picture(tmp_path / "elsewhere" / "1.png", "elsewhere")
    bring_in(library, tmp_path / "elsewhere")
    plan = finish(find_moved(library, None))
    assert set(plan.searched) == {str(outputs), str(tmp_path / "elsewhere")}
    assert len(plan.moves) == 3


def test_never_all_of_a_home(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    for name in ("a", "b"):
        picture(tmp_path / "home" / name / "1.png", name)
    bring_in(library, tmp_path / "home")
    assert places_to_search(library) == (tmp_path / "home" / "a", tmp_path / "home" / "b")


def test_nothing_is_missing(library: Library, outputs: Path) -> None:
    assert finish(find_moved(library, [outputs])) == RelinkPlan(searched=(str(outputs),))


def test_stopped_in_the_middle_it_leaves_no_thread(library: Library, outputs: Path, tmp_path: Path) -> None:
    outputs.rename(tmp_path / "new")
    job = find_moved(library, [tmp_path / "new"])
    while next(job).text != "Comparing files":
        pass
    job.close()
    assert finish(find_moved(library, [tmp_path / "new"])).read == 6


def test_a_file_that_vanishes_before_it_is_read(
    library: Library, outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relinking, "AHEAD", 1)
    outputs.rename(tmp_path / "new")
    job = find_moved(library, [tmp_path / "new"])
    while next(job).text != "Comparing files":
        pass
    shutil.rmtree(tmp_path / "new")
    assert len(finish(job).moves) < 6


def test_an_import_knows_a_file_that_moved(library: Library, outputs: Path) -> None:
    before = curation(library)
    new = outputs / "sea_20251013_204136" / "renamed.png"
    (outputs / "sea_20251013_204136" / "0.png").rename(new)
    report = bring_in(library, outputs)
    assert (report.found, report.imported, report.already, report.moved) == (6, 0, 6, 1)
    assert paths(library)[1] == str(new)
    assert rows(library, "SELECT filename, missing_since FROM images WHERE id = 1") == [("renamed.png", None)]
    assert curation(library) == before


def test_an_import_of_a_renamed_folder_keeps_its_album(library: Library, outputs: Path) -> None:
    before = curation(library)
    (outputs / "sea_20251013_204136").rename(outputs / "castles")
    picture(outputs / "castles" / "new.png", "a new one")
    finish(check_files(library))
    report = bring_in(library, outputs)
    assert (report.imported, report.moved, report.albums_created) == (1, 3, 0)
    after = curation(library)
    assert after[3] == before[3]
    assert after[2][:-1] == before[2]
    assert after[2][-1][:2] == (before[2][0][0], 7)


def test_a_copy_is_a_new_image(library: Library, outputs: Path) -> None:
    shutil.copy(outputs / "sea_20251013_204136" / "0.png", outputs / "copy.png")
    report = bring_in(library, outputs)
    assert (report.imported, report.moved) == (1, 0)
    assert len(paths(library)) == 7


def test_two_files_of_one_content_that_both_moved(library: Library, tmp_path: Path) -> None:
    picture(tmp_path / "old" / "a" / "1.png", "the same")
    picture(tmp_path / "old" / "b" / "1.png", "the same")
    bring_in(library, tmp_path / "old")
    (tmp_path / "old").rename(tmp_path / "new")
    picture(tmp_path / "new" / "c" / "1.png", "the same")
    report = bring_in(library, tmp_path / "new")
    assert (report.imported, report.moved) == (1, 2)
    assert paths(library) == {
        1: str(tmp_path / "new/a/1.png"),
        2: str(tmp_path / "new/b/1.png"),
        3: str(tmp_path / "new/c/1.png"),
    }


def test_a_file_replaced_in_place_keeps_its_row(library: Library, outputs: Path) -> None:
    before = curation(library)
    path = outputs / "sea_20251013_204136" / "0.png"
    (old_hash,) = rows(library, "SELECT content_hash FROM images WHERE id = 1")[0]
    picture(path, "another sea", size=(80, 60))
    report = bring_in(library, outputs)
    assert (report.imported, report.already, report.replaced, report.failed) == (0, 6, 1, [])
    columns = "width, height, prompt, rating, content_hash, file_size, generation_data"
    row = rows(library, f"SELECT {columns} FROM images WHERE id = 1")[0]
    width, height, prompt, rating, content, size, data = row
    assert (width, height, prompt, rating) == (80, 60, "another sea", 5)
    assert content != old_hash
    assert size == path.stat().st_size
    (entry,) = json.loads(str(data))["history"]
    assert (entry["content_hash"], entry["width"]) == (old_hash, 40)
    assert entry["prompt"] == "sea_20251013_204136 0"
    assert curation(library)[1:] == before[1:]
    assert bring_in(library, outputs).replaced == 0


@pytest.mark.parametrize("negative", [False, True])
def test_a_prompt_that_was_changed_by_hand_outlives_the_file(
    library: Library, outputs: Path, negative: bool
) -> None:
    path = outputs / "sea_20251013_204136" / "0.png"
    History(library).do(change_prompt(1, "my own words", negative))
    asked = "SELECT prompt, negative_prompt, seed FROM images WHERE id = 1"
    before = rows(library, asked)
    for prompt in ("another sea", "a third sea"):
        picture(path, prompt, size=(80, 60))
        assert bring_in(library, outputs).replaced == 1
        assert rows(library, asked) == before


def test_a_file_that_was_only_touched_keeps_everything(library: Library, outputs: Path) -> None:
    before = rows(library, "SELECT * FROM images WHERE id > 1")
    path = outputs / "sea_20251013_204136" / "0.png"
    os.utime(path, ns=(1, 1))
    assert bring_in(library, outputs).replaced == 0
    assert rows(
        library, "SELECT file_mtime_ns, generation_data LIKE '%history%' FROM images WHERE id = 1"
    ) == [(1, 0)]
    assert rows(library, "SELECT * FROM images WHERE id > 1") == before


def test_a_file_that_is_broken_now_is_said_and_its_row_stays(library: Library, outputs: Path) -> None:
    before = rows(library, "SELECT * FROM images")
    path = outputs / "sea_20251013_204136" / "0.png"
    path.write_bytes(b"half a pict")
    report = bring_in(library, outputs)
    assert (report.already, report.replaced, report.failed) == (6, 0, [])
    assert [one.path for one in report.damaged] == [str(path)]
    assert rows(library, "SELECT * FROM images") == before


def test_a_rescan_of_unchanged_files_reads_none(
    library: Library, outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(crew: Crew, questions: Iterable[LookAt | ReadAll]) -> Iterator[None]:
        for question in questions:
            raise AssertionError(f"read {question.path}")
        yield from ()

    monkeypatch.setattr(Crew, "looks", refuse)
    monkeypatch.setattr(Crew, "contents", refuse)
    assert bring_in(library, outputs).already == 6


def test_a_folder_move_is_planned_and_done(library: Library, outputs: Path, tmp_path: Path) -> None:
    was, before = paths(library), curation(library)
    vault = tmp_path / "vault"
    outputs.rename(vault)
    (vault / "sky_20251014_204136" / "2.png").unlink()
    plan = finish(plan_folder_move(library, str(outputs), str(vault)))
    assert plan == FolderMove(str(outputs), str(vault), 6, 5, absent=(6,))
    history = History(library)
    assert history.do(RelocateFolder(plan.old, plan.new, plan.moving, plan.absent, plan.staying))
    assert paths(library) == {
        number: str(path).replace("/outputs/", "/vault/") for number, path in was.items()
    }
    assert curation(library) == before
    assert rows(library, "SELECT id FROM images WHERE missing_since IS NOT NULL") == [(6,)]
    assert bring_in(library, vault).albums_created == 0
    assert history.undo() == "Relocate 6 images"
    assert paths(library) == was


def test_what_is_still_there_or_taken_stays(library: Library, outputs: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    shutil.copytree(outputs / "sea_20251013_204136", vault / "sea_20251013_204136")
    bring_in(library, vault / "sea_20251013_204136" / "0.png")
    plan = finish(plan_folder_move(library, str(outputs), str(vault)))
    assert (plan.moving, plan.found, plan.absent, plan.staying) == (2, 2, (), (1, 4, 5, 6))
    with pytest.raises(CatalogError, match="There is no folder"):
        finish(plan_folder_move(library, str(outputs), str(tmp_path / "nowhere")))


def test_the_two_folders_may_be_different_steps_of_one_path(
    library: Library, outputs: Path, tmp_path: Path
) -> None:
    new = tmp_path / "deep" / "new"
    new.parent.mkdir()
    outputs.rename(new)
    wanted = FolderMove(str(outputs), str(new), 6, 6)
    assert finish(plan_folder_move(library, str(tmp_path), str(new))) == wanted
    new.rename(tmp_path / "deep" / "outputs")
    wanted = FolderMove(str(outputs), str(tmp_path / "deep" / "outputs"), 6, 6)
    assert finish(plan_folder_move(library, str(outputs), str(tmp_path / "deep"))) == wanted
    (tmp_path / "empty").mkdir()
    assert finish(plan_folder_move(library, str(outputs), str(tmp_path / "empty"))).found == 0


def test_folders_to_choose_from() -> None:
    known = [
        KnownFolder("/o/a", 3, 3),
        KnownFolder("/o/b/c", 2),
        KnownFolder("/o/b/d", 1),
        KnownFolder("/p/x/y", 4),
    ]
    assert folders_to_relocate(known, "/p/x") == (
        KnownFolder("/o", 6, 3),
        KnownFolder("/o/a", 3, 3),
        KnownFolder("/o/b", 3, 0),
        KnownFolder("/o/b/c", 2),
        KnownFolder("/o/b/d", 1),
        KnownFolder("/p/x", 4),
        KnownFolder("/p/x/y", 4),
    )


def test_the_folders_of_a_library(library: Library, outputs: Path) -> None:
    found = finish(known_folders(library))
    assert [(Path(one.path).name, one.images) for one in found] == [
        ("outputs", 6),
        ("sea_20251013_204136", 3),
        ("sky_20251014_204136", 3),
    ]


def test_one_file_shown_by_the_person_brings_the_others(
    library: Library, outputs: Path, tmp_path: Path
) -> None:
    (outputs / "sea_20251013_204136").rename(tmp_path / "sea")
    plan = finish(locate(library, 2, tmp_path / "sea" / "1.png"))
    assert plan.moves[0].image_id == 2
    assert {move.image_id for move in plan.moves} == {1, 2, 3}
    assert plan.missing == 3
    relink(library, plan)
    assert finish(check_files(library)).missing == 0


def test_a_file_that_is_another_picture_is_refused(library: Library, outputs: Path, tmp_path: Path) -> None:
    (outputs / "sea_20251013_204136" / "0.png").unlink()
    other = picture(tmp_path / "other.png", "something else")
    with pytest.raises(CatalogError, match=r"other\.png is not the file that the library knew as 0\.png"):
        finish(locate(library, 1, other))
    with pytest.raises(CatalogError, match="as another image"):
        finish(locate(library, 1, outputs / "sea_20251013_204136" / "1.png"))
    with pytest.raises(CatalogError, match="cannot be read"):
        finish(locate(library, 1, tmp_path))
    change(library, "UPDATE images SET content_hash = NULL WHERE id = 1")
    plan = finish(locate(library, 1, other))
    was = str(outputs / "sea_20251013_204136" / "0.png")
    assert plan.moves == (Move(1, was, str(other), Sureness.CHOSEN),)
