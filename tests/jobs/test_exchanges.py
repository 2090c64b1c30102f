"""Files that changed places among themselves: each image follows its own."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.edits.images import move_to_trash
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.imports import at_once
from imagineer_desktop.jobs.imports.importing import ImportReport, import_paths
from imagineer_desktop.jobs.imports.steady_writing import Patience
from imagineer_desktop.jobs.progress import finish

Rows = Callable[[str], list[dict[str, Any]]]
Painter = Callable[..., Path]
Held = Callable[[], dict[str, str | None]]

SAID = "\nNegative prompt: fog\nSteps: 20, Sampler: Euler a, Seed: 1"


@pytest.fixture
def folder(tmp_path: Path, paint: Painter) -> Path:
    """Five images of different contents, 0.png to 4.png."""
    for number in range(5):
        paint(
            tmp_path / "outputs" / "set" / f"{number}.png",
            said=f"picture {number}" + SAID,
        )
    return tmp_path / "outputs" / "set"


@pytest.fixture
def labelled(library: Library, folder: Path) -> Library:
    """A library of them, in which each has a label with its words."""
    finish(import_paths(library, [folder.parent]))
    label(library)
    return library


def label(library: Library) -> None:
    with library.writing(EVERYTHING) as session:
        session.execute(
            text(
                "INSERT INTO labels (image_id, label_text, label_type, created_at) "
                "SELECT id, prompt, 'tag', '2026-01-01 00:00:00' FROM images"
            )
        )


@pytest.fixture
def held(rows: Rows) -> Iterator[Held]:
    """What the files at the paths of the images say, by the labels of the images; None for no file."""

    def answer() -> dict[str, str | None]:
        found = rows("SELECT file_path, label_text FROM images LEFT JOIN labels ON image_id = images.id")
        return {str(row["label_text"]): words(Path(row["file_path"])) for row in found}

    yield answer
    between = rows("SELECT count(*) AS n FROM images WHERE file_path LIKE '/dev/%'")
    assert between == [{"n": 0}], "no image stays between two places"


def words(path: Path) -> str | None:
    if not path.exists():
        return None
    start = path.read_bytes().split(b"parameters\0")[1]
    return start.split(b"\n")[0].decode()


def run(library: Library, folder: Path) -> ImportReport:
    return finish(import_paths(library, [folder.parent]))


def told(report: ImportReport) -> tuple[int, int, int, int]:
    return report.imported, report.already, report.moved, report.replaced


def same(*numbers: int) -> dict[str, str | None]:
    return {f"picture {number}": f"picture {number}" for number in numbers}


def test_renumbered_files_keep_their_labels(labelled: Library, folder: Path, held: Held) -> None:
    for number in (4, 3, 2, 1, 0):
        (folder / f"{number}.png").rename(folder / f"{number + 1}.png")
    assert told(run(labelled, folder)) == (0, 5, 5, 0)
    assert held() == same(0, 1, 2, 3, 4)
    assert told(run(labelled, folder)) == (0, 5, 0, 0)


def test_two_files_that_were_swapped(labelled: Library, folder: Path, held: Held) -> None:
    swap(folder / "0.png", folder / "1.png")
    assert told(run(labelled, folder)) == (0, 5, 2, 0)
    assert held() == same(0, 1, 2, 3, 4)


def swap(one: Path, other: Path) -> None:
    between = one.with_name("between")
    one.rename(between)
    other.rename(one)
    between.rename(other)


def test_a_ring_of_three(labelled: Library, folder: Path, held: Held) -> None:
    swap(folder / "0.png", folder / "1.png")
    swap(folder / "1.png", folder / "2.png")
    assert told(run(labelled, folder)) == (0, 5, 3, 0)
    assert held() == same(0, 1, 2, 3, 4)


def test_the_image_whose_file_was_laid_over_is_missing(
    labelled: Library, folder: Path, held: Held, rows: Rows
) -> None:
    lost = folder.parent.parent / "kept.png"
    shutil.copy2(folder / "1.png", lost)
    (folder / "0.png").rename(folder / "1.png")
    assert told(run(labelled, folder)) == (0, 4, 1, 0)
    assert held() == {**same(0, 2, 3, 4), "picture 1": None}
    (row,) = rows("SELECT * FROM images WHERE missing_since IS NOT NULL")
    assert row["prompt"] == "picture 1"
    lost.rename(folder / "found again.png")
    assert told(run(labelled, folder)) == (0, 5, 1, 0)
    assert held() == same(0, 1, 2, 3, 4)


def test_a_file_moved_away_and_another_in_its_place(
    labelled: Library, folder: Path, held: Held, paint: Painter, rows: Rows
) -> None:
    (folder / "0.png").rename(folder / "elsewhere.png")
    paint(folder / "0.png", said="a new one" + SAID)
    assert told(run(labelled, folder)) == (1, 5, 1, 0)
    assert held() == {**same(0, 1, 2, 3, 4), "None": "a new one"}
    assert rows("SELECT count(*) AS n FROM album_images") == [{"n": 6}]
    assert rows("SELECT count(content_hash) AS n FROM images") == [{"n": 6}]


def test_only_what_is_left_is_replaced(
    labelled: Library, folder: Path, held: Held, paint: Painter, rows: Rows
) -> None:
    """0 lies over 1, whose content is nowhere, and something new lies at 0."""
    (folder / "0.png").rename(folder / "1.png")
    paint(folder / "0.png", said="a new one" + SAID)
    assert told(run(labelled, folder)) == (0, 5, 1, 1)
    assert held() == {**same(0, 2, 3, 4), "picture 1": "a new one"}
    (row,) = rows("SELECT * FROM images WHERE generation_data LIKE '%history%'")
    assert row["prompt"] == "a new one"
    assert told(run(labelled, folder)) == (0, 5, 0, 0)


def test_an_edited_file_is_replaced_and_a_copy_laid_over_another_too(
    labelled: Library, folder: Path, held: Held, paint: Painter
) -> None:
    paint(folder / "0.png", said="an edited one" + SAID)
    shutil.copy(folder / "2.png", folder / "1.png")
    assert told(run(labelled, folder)) == (0, 5, 0, 2)
    assert held() == {**same(2, 3, 4), "picture 0": "an edited one", "picture 1": "picture 2"}


def test_an_image_in_the_trash_makes_room(labelled: Library, folder: Path, held: Held, rows: Rows) -> None:
    History(labelled).do(move_to_trash((2,)))
    swap(folder / "0.png", folder / "1.png")
    assert told(run(labelled, folder))[0] == 0
    assert held() == same(0, 1, 2, 3, 4)
    assert rows("SELECT prompt FROM images WHERE trashed_at IS NOT NULL") == [{"prompt": "picture 1"}]


def test_files_that_nobody_had_read_are_renumbered(
    library: Library, folder: Path, rows: Rows, held: Held
) -> None:
    job = import_paths(library, [folder.parent])
    while next(job).text != "Reading images":
        pass
    job.close()
    label(library)
    assert rows("SELECT count(content_hash) AS n FROM images") == [{"n": 0}]
    for number in (4, 3, 2, 1, 0):
        (folder / f"{number}.png").rename(folder / f"{number + 1}.png")
    assert told(run(library, folder)) == (0, 5, 5, 0)
    assert held() == same(0, 1, 2, 3, 4)
    assert rows("SELECT count(content_hash) AS n FROM images") == [{"n": 5}]


def test_two_folders_that_changed_names(
    labelled: Library, folder: Path, held: Held, paint: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though there are more than are kept in mind of those that are only edited."""
    monkeypatch.setattr(at_once, "ENOUGH", 2)
    monkeypatch.setattr(at_once, "KEPT", 2)
    other = folder.parent / "another"
    for number in range(5):
        paint(
            other / f"{number}.png",
            said=f"another {number}" + SAID,
        )
        paint(
            folder.parent / "more" / f"{number}.png",
            said=f"more {number}" + SAID,
        )
    run(labelled, folder)
    with labelled.writing(EVERYTHING) as session:
        session.execute(text("DELETE FROM labels"))
    label(labelled)
    swap(folder, other)
    for number in range(5):
        paint(
            folder.parent / "more" / f"{number}.png",
            said=f"edited {number}" + SAID,
        )
    assert told(run(labelled, folder)) == (0, 15, 10, 5)
    assert held() == {
        **same(0, 1, 2, 3, 4),
        **{f"another {number}": f"another {number}" for number in range(5)},
        **{f"more {number}": f"edited {number}" for number in range(5)},
    }


def test_somebody_else_moves_an_image_while_its_place_is_decided(
    labelled: Library, folder: Path, held: Held, rows: Rows
) -> None:
    """What was decided before is not written then, nor what depends on it."""
    swap(folder / "0.png", folder / "1.png")
    job = import_paths(labelled, [folder.parent], patience=Patience(wait=lambda _: None))
    while next(job).text != "Importing":
        pass
    with closing(sqlite3.connect(labelled.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE images SET file_path = '/by/a/person.png' WHERE id = 1")
        while not next(job).text.startswith("Waiting"):
            pass
        other.execute("COMMIT")
    report = finish(job)
    assert (report.moved, report.replaced) == (1, 0)
    at = "SELECT file_path FROM images WHERE id < 3 ORDER BY id"
    assert [row["file_path"] for row in rows(at)] == ["/by/a/person.png", str(folder / "0.png")]
    assert told(run(labelled, folder)) == (0, 5, 1, 0), "where the person said there is nothing"
    assert held() == same(0, 1, 2, 3, 4)
