"""An import takes in what is new, keeps what the user did, and says what it could not read."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin
from sqlalchemy import text

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.imports import indexing
from imagineer_desktop.jobs.imports.importing import ImportReport, import_paths
from imagineer_desktop.jobs.imports.steady_writing import Patience
from imagineer_desktop.jobs.progress import Progress, finish
from imagineer_desktop.jobs.upgrades.upgrading import upgrade_in_place

Rows = list[dict[str, Any]]

PARAMETERS = (
    "a lighthouse\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 9, Model: sd15"
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "library.db")
    yield opened
    opened.close()


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """Two singles, two batches, one with a sidecar, one with a caption and an embedded prompt."""
    root = tmp_path / "outputs"
    picture(root / "one.png")
    picture(root / "two.JPG", format="JPEG")
    picture(root / "set_20251013_204136" / "a.png", sidecar={"prompt": "a ram", "seed": 7, "steps": 30})
    picture(root / "set_20251013_204136" / "b.png", sidecar={"prompt": "a bull", "seed": None})
    picture(root / "other" / "a.png", parameters=PARAMETERS)
    (root / "other" / "a.txt").write_text("a lighthouse at dawn")
    return root


def picture(
    path: Path,
    *,
    format: str = "PNG",
    sidecar: dict[str, Any] | str | None = None,
    parameters: str | None = None,
    size: tuple[int, int] = (40, 30),
) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {}
    if parameters is not None:
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("parameters", parameters)
    Image.new("RGB", size, (len(path.name) % 256, 120, 90)).save(path, format, **options)
    if sidecar is not None:
        written = sidecar if isinstance(sidecar, str) else json.dumps(sidecar)
        path.with_suffix(".json").write_text(written)
    return path


HASTE = Patience(still=0.0)
"""Files that were written a moment ago are taken as they are."""


def run(library: Library, *paths: Path) -> ImportReport:
    return finish(import_paths(library, paths, patience=HASTE))


def rows(library: Library, sql: str) -> Rows:
    with library.reading() as session:
        return [dict(row) for row in session.execute(text(sql)).mappings()]


def values(library: Library, sql: str) -> list[Any]:
    return [next(iter(row.values())) for row in rows(library, sql)]


def change(library: Library, sql: str) -> None:
    with library.writing(EVERYTHING) as session:
        session.execute(text(sql))


def everything(path: Path, without: tuple[str, ...] = ()) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, each value with its type."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        dump = {}
        for table in tables:
            described = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
            columns = [row[1] for row in described if row[1] not in without]
            wanted = ", ".join(f'"{column}", typeof("{column}")' for column in columns)
            dump[table] = sorted(connection.execute(f'SELECT {wanted} FROM "{table}"').fetchall(), key=repr)
    return dump


def albums(library: Library) -> dict[str, list[str]]:
    """The file names of each album in their order."""
    found = rows(
        library,
        "SELECT a.name, i.filename FROM albums a LEFT JOIN album_images l ON l.album_id = a.id "
        "LEFT JOIN images i ON i.id = l.image_id ORDER BY a.name, l.sort_order, l.id",
    )
    named: dict[str, list[str]] = {}
    for row in found:
        named.setdefault(row["name"], []).extend([row["filename"]] if row["filename"] else [])
    return named


def test_a_first_import(library: Library, outputs: Path) -> None:
    report = run(library, outputs)
    assert (report.found, report.imported, report.already, report.albums_created) == (5, 5, 0, 2)
    assert (report.failed, report.damaged, report.without_generation) == ([], [], 2)
    assert albums(library) == {"set_20251013_204136": ["a.png", "b.png"], "other": ["a.png"]}
    made = rows(library, "SELECT * FROM albums WHERE name = 'other'")[0]
    assert made["description"] == "Imported batch from other"
    assert (made["album_type"], made["source_folder"]) == ("batch", str(outputs / "other"))
    ram = rows(library, "SELECT * FROM images WHERE prompt = 'a ram'")[0]
    assert (ram["seed"], ram["steps"], ram["width"], ram["height"]) == (7, 30, 40, 30)
    lighthouse = rows(library, "SELECT * FROM images WHERE file_path LIKE '%other%'")[0]
    assert (lighthouse["prompt"], lighthouse["negative_prompt"]) == ("a lighthouse", "blurry")
    assert (lighthouse["seed"], lighthouse["model"], lighthouse["sampler"]) == (9, "sd15", "Euler a")
    labels = rows(library, "SELECT label_text, label_type, source_model FROM labels")
    assert labels == [
        {"label_text": "a lighthouse at dawn", "label_type": "caption", "source_model": "sidecar"}
    ]


def test_a_second_import_changes_no_value_of_any_table(library: Library, outputs: Path) -> None:
    run(library, outputs)
    before = everything(library.path)
    report = run(library, outputs)
    assert (report.found, report.imported, report.already, report.albums_created) == (5, 0, 5, 0)
    assert everything(library.path) == before


def test_files_are_only_read(library: Library, outputs: Path) -> None:
    def state() -> dict[str, tuple[bytes, int]]:
        files = (path for path in outputs.rglob("*") if path.is_file())
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    before = state()
    run(library, outputs)
    assert state() == before


def test_what_is_new_is_added_and_nothing_else(library: Library, outputs: Path) -> None:
    run(library, outputs)
    before = everything(library.path)
    picture(outputs / "set_20251013_204136" / "A.png")
    picture(outputs / "new" / "x.png")
    report = run(library, outputs)
    assert (report.imported, report.already, report.albums_created) == (2, 5, 1)
    assert albums(library)["set_20251013_204136"] == ["a.png", "b.png", "A.png"]
    after = everything(library.path)
    for table in ("images", "albums", "album_images", "labels"):
        assert set(before[table]) <= set(after[table])
    grown = {table: len(after[table]) - len(before[table]) for table in ("images", "albums", "album_images")}
    assert grown == {"images": 2, "albums": 1, "album_images": 2}


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE albums SET name = 'Rams', description = 'mine', album_type = 'set' WHERE name LIKE 'set_%'",
        "DELETE FROM album_images WHERE image_id = (SELECT id FROM images WHERE prompt = 'a ram')",
        "UPDATE images SET prompt = 'mine', seed = NULL, rating = 5 WHERE prompt = 'a ram'",
        "UPDATE images SET trashed_at = '2025-10-30 10:00:00.000000' WHERE prompt = 'a ram'",
        "DELETE FROM albums WHERE name LIKE 'set_%'",
        "DELETE FROM labels",
        "UPDATE labels SET label_text = 'mine'",
    ],
)
def test_what_the_user_changed_stays(library: Library, outputs: Path, edit: str) -> None:
    run(library, outputs)
    change(library, edit)
    before = everything(library.path)
    run(library, outputs)
    assert everything(library.path) == before


def test_new_images_come_into_the_renamed_album(library: Library, outputs: Path) -> None:
    run(library, outputs)
    change(library, "UPDATE albums SET name = 'Rams', description = 'mine' WHERE name LIKE 'set_%'")
    picture(outputs / "set_20251013_204136" / "c.png")
    assert run(library, outputs).albums_created == 0
    assert albums(library)["Rams"] == ["a.png", "b.png", "c.png"]


def test_a_deleted_album_takes_nothing_old_when_its_folder_has_something_new(
    library: Library, outputs: Path
) -> None:
    run(library, outputs)
    change(library, "DELETE FROM albums WHERE name LIKE 'set_%'")
    picture(outputs / "set_20251013_204136" / "c.png")
    assert run(library, outputs).albums_created == 1
    assert albums(library)["set_20251013_204136"] == ["c.png"]


def test_a_new_single_of_a_folder_with_an_album_comes_into_it(library: Library, outputs: Path) -> None:
    run(library, outputs)
    picture(outputs / "other" / "b.png")
    assert run(library, outputs / "other").imported == 1
    assert run(library, picture(outputs / "other" / "c.png")).imported == 1
    assert albums(library)["other"] == ["a.png", "b.png", "c.png"]
    assert len(albums(library)) == 2


def test_singles_that_turn_out_to_be_a_batch_are_not_filed(library: Library, outputs: Path) -> None:
    """Their album may have been deleted: that cannot be told from one that never was."""
    run(library, outputs / "other")
    assert albums(library) == {}
    assert run(library, outputs).albums_created == 1
    assert albums(library) == {"set_20251013_204136": ["a.png", "b.png"]}


def test_only_folders_with_pictures_of_the_library_become_albums(library: Library, outputs: Path) -> None:
    picture(outputs / "thumbnails" / "1.webp", format="WEBP")
    picture(outputs / "set_20251013_204136" / "thumbnails" / "1.webp", format="WEBP")
    picture(outputs / ".cache" / "1.png")
    picture(outputs / "hidden only" / ".1.png")
    (outputs / "empty" / "empty").mkdir(parents=True)
    (outputs / "words").mkdir()
    (outputs / "words" / "a.json").write_text("{}")
    (outputs / "broken").mkdir()
    (outputs / "broken" / "a.png").write_bytes(b"")
    picture(outputs / "scraped" / "job_1" / "images" / "s.jpg", format="JPEG")
    report = run(library, outputs)
    assert set(albums(library)) == {"set_20251013_204136", "other", "job_1"}
    assert (report.imported, [Path(one.path).name for one in report.failed]) == (6, ["a.png"])


def test_thirty_batches_with_the_same_names(library: Library, tmp_path: Path) -> None:
    for batch in range(30):
        for name in ("The_Fool", "The_Magician", "same_20251013_204136"):
            picture(tmp_path / "outputs" / f"deck_{batch}" / f"{name}.png")
    for half in ("a", "b"):
        picture(tmp_path / "outputs" / half / "twin" / "1.png")
    report = run(library, tmp_path / "outputs")
    assert (report.imported, report.albums_created) == (92, 32)
    assert (
        values(library, "SELECT count(*) FROM album_images GROUP BY album_id ORDER BY 1") == [1, 1] + [3] * 30
    )


FORMATS = [
    ("photo.png", "JPEG"),
    ("art.jpg", "PNG"),
    ("UPPER.JPG", "JPEG"),
    ("a.jpeg", "JPEG"),
    ("a.webp", "WEBP"),
    ("a.avif", "AVIF"),
    ("a.bmp", "BMP"),
    ("a.tiff", "TIFF"),
    ("a.tif", "TIFF"),
    ("a.gif", "GIF"),
    ("without suffix", "PNG"),
    ("20251013.041", "PNG"),
]


@pytest.mark.parametrize(("name", "format"), FORMATS)
def test_a_file_is_what_it_contains(library: Library, tmp_path: Path, name: str, format: str) -> None:
    picture(tmp_path / "outputs" / name, format=format, size=(48, 20))
    assert run(library, tmp_path / "outputs").imported == 1
    (row,) = rows(library, "SELECT * FROM images")
    assert (row["filename"], row["width"], row["height"]) == (name, 48, 20)
    assert row["file_size"] == (tmp_path / "outputs" / name).stat().st_size
    assert json.loads(row["generation_data"])["format"] == format


@pytest.mark.parametrize(
    "loras",
    [
        {"lora": {"path": "/m/Card.safetensors", "weight": 0.6}},
        {"loras": [{"path": "/m/a", "name": "a", "weight": 0.5}, {"path": "/m/b", "name": "b", "weight": 1}]},
    ],
)
def test_one_lora_and_several(library: Library, tmp_path: Path, loras: dict[str, Any]) -> None:
    picture(tmp_path / "a.png", sidecar={"prompt": "x", "width": 999, "height": 1, **loras})
    run(library, tmp_path / "a.png")
    (row,) = rows(library, "SELECT * FROM images")
    wanted = [loras["lora"]] if "lora" in loras else loras["loras"]
    kept = json.loads(row["lora_config"])
    assert [(one["path"], one["weight"]) for one in kept] == [(one["path"], one["weight"]) for one in wanted]
    assert (row["width"], row["height"]) == (40, 30), "the pixels know better than the sidecar"


def test_a_broken_sidecar_is_noted_and_the_picture_imported(library: Library, tmp_path: Path) -> None:
    picture(tmp_path / "a.png", sidecar='{"prompt": "half')
    report = run(library, tmp_path / "a.png")
    assert (report.imported, report.failed) == (1, [])
    (data,) = values(library, "SELECT generation_data FROM images")
    assert any("a.json" in note for note in json.loads(data)["notes"])


def test_a1111_parameters_in_a_text_file_are_no_caption(library: Library, tmp_path: Path) -> None:
    picture(tmp_path / "a.png").with_suffix(".txt").write_text(PARAMETERS)
    run(library, tmp_path / "a.png")
    assert values(library, "SELECT prompt FROM images") == ["a lighthouse"]
    assert values(library, "SELECT count(*) FROM labels") == [0]


@pytest.mark.parametrize("seed", [2**63 - 1, 2**63, 2**64 - 1, -(2**63), -1, 0])
def test_no_seed_loses_a_digit(library: Library, tmp_path: Path, seed: int) -> None:
    picture(tmp_path / "a.png", sidecar={"prompt": "x", "seed": seed})
    run(library, tmp_path / "a.png")
    (row,) = rows(library, "SELECT seed, typeof(seed) AS kind, seed_text FROM images")
    fits = -(2**63) <= seed < 2**63
    assert row == {
        "seed": seed if fits else None,
        "kind": "integer" if fits else "null",
        "seed_text": None if fits else str(seed),
    }


def test_what_cannot_be_read_is_listed_with_its_reason(library: Library, outputs: Path) -> None:
    os.mkfifo(outputs / "pipe.png")
    for name, content in {
        "empty.png": b"",
        "page.png": b"<!DOCTYPE html><html></html>",
        "program.jpg": b"MZ" + b"\0" * 100,
        "drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "header.png": b"\x89PNG\r\n\x1a\n",
    }.items():
        (outputs / name).write_bytes(content)
    report = run(library, outputs)
    reasons = {Path(one.path).name: one.reason for one in report.failed}
    assert set(reasons) == {
        "pipe.png",
        "empty.png",
        "page.png",
        "program.jpg",
        "drawing.png",
        "header.png",
    }
    assert reasons["empty.png"] == "The file is empty."
    assert "HTML" in reasons["page.png"]
    assert "SVG" in reasons["drawing.png"]
    assert all(reason.endswith(".") for reason in reasons.values())
    assert (report.found, report.imported) == (11, 5)


def test_a_damaged_picture_is_imported_and_said(library: Library, outputs: Path) -> None:
    whole = picture(outputs / "big.png", parameters=PARAMETERS, size=(300, 300)).read_bytes()
    (outputs / "big.png").write_bytes(whole[:-30])
    report = run(library, outputs)
    assert (report.imported, report.failed) == (6, [])
    assert [Path(one.path).name for one in report.damaged] == ["big.png"]
    (row,) = rows(library, "SELECT * FROM images WHERE filename = 'big.png'")
    assert (row["width"], row["prompt"]) == (300, "a lighthouse")
    assert json.loads(row["generation_data"])["notes"] == [report.damaged[0].reason]


NAMES = [
    "new\nline\ttab.png",
    "🧑‍🚀 emoji.png",
    "right\u202egnp.png",
    "'; DROP TABLE images; --.png",
    '"quoted" %s $(x) {0}.png',
    "-rf.png",
    "C:\\x.png",
    "e\u0301.png",
    "\u00e9.png",
    "A.png",
    "a.png",
    "[1].png",
    "x" * 251 + ".png",
]


def test_names_are_stored_as_they_are(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "out puts\n'🎨'"
    for name in NAMES:
        picture(folder / "batch %_" / name)
    assert run(library, folder).imported == len(NAMES)
    stored = rows(library, "SELECT filename, file_path FROM images")
    assert {row["filename"] for row in stored} == set(NAMES)
    assert all(Path(row["file_path"]).is_file() for row in stored)
    assert set(albums(library)) == {"batch %_"}
    assert run(library, folder).already == len(NAMES)


def test_names_that_are_no_text_are_listed(library: Library, outputs: Path) -> None:
    folder = os.fsencode(outputs) + b"/f\xfflder"
    os.mkdir(folder)  # noqa: PTH102 - bytes
    for name in (os.fsencode(outputs) + b"/\xe9.png", folder + b"/a.png"):
        shutil.copy(os.fsencode(outputs / "one.png"), name)
    report = run(library, outputs)
    assert (report.found, report.imported) == (7, 5)
    assert [one.path.removeprefix(str(outputs)) for one in report.failed] == [
        "/\\xe9.png",
        "/f\\xfflder/a.png",
    ]
    json.dumps([one.path for one in report.failed]).encode()


def test_files_that_vanish_in_between_are_listed(library: Library, outputs: Path) -> None:
    """Between the list of names and the look at them, and between that look and the reading."""
    job = import_paths(library, [outputs], patience=HASTE)
    while (now := next(job)).text == "Looking for images":
        pass
    assert (now.text, now.done, now.total) == ("Importing", 0, 5), "all are found, none is looked at"
    (outputs / "one.png").unlink()
    shutil.rmtree(outputs / "other")
    while (now := next(job)).done < 5:
        pass
    assert now.text == "Importing"
    (outputs / "two.JPG").unlink()
    report = finish(job)
    assert (report.found, report.imported, report.read) == (5, 3, 2)
    reasons = {Path(one.path).name: one.reason for one in report.failed}
    assert set(reasons) == {"one.png", "other", "two.JPG"}
    assert reasons["one.png"] == reasons["two.JPG"] == "The file is not there any more."
    assert reasons["other"].startswith("The folder is not there any more")


def test_a_file_gone_since_it_was_found(library: Library, outputs: Path) -> None:
    job = import_paths(library, [outputs])
    while next(job).total == 0:
        pass
    shutil.rmtree(outputs / "other")
    (outputs / "set_20251013_204136" / "b.png").unlink()
    report = finish(job)
    assert (report.found, report.imported, len(report.failed)) == (5, 3, 2)
    reasons = {Path(one.path).name: one.reason for one in report.failed}
    assert reasons["b.png"] == "The file is not there any more."
    assert reasons["other"].startswith("The folder is not there any more")


def test_a_path_that_is_not_there(library: Library, outputs: Path) -> None:
    with pytest.raises(CatalogError, match=r"nothing at .*gone"):
        run(library, outputs, outputs / "gone")
    assert values(library, "SELECT count(*) FROM images") == [0]


def test_a_missing_file_that_came_back_is_not_missing(library: Library, outputs: Path) -> None:
    run(library, outputs)
    before = everything(library.path)
    change(library, "UPDATE images SET missing_since = '2025-10-30 10:00:00.000000'")
    run(library, outputs)
    assert everything(library.path) == before


def test_the_same_files_by_another_way(library: Library, outputs: Path, tmp_path: Path) -> None:
    run(library, outputs)
    before = everything(library.path)
    (tmp_path / "link").symlink_to(outputs)
    assert run(library, tmp_path / "link").already == 5
    assert run(library, tmp_path / "link" / ".." / "outputs" / "other").already == 1
    assert everything(library.path) == before


def test_progress_counts_every_file_once(library: Library, outputs: Path) -> None:
    (outputs / "empty.png").write_bytes(b"")
    told = list(import_paths(library, [outputs], patience=HASTE))
    for text_, last in (("Importing", 6), ("Reading images", 5)):
        steps = [progress for progress in told if progress.text == text_]
        assert [one.done for one in steps] == sorted(one.done for one in steps)
        assert (steps[-1].done, steps[-1].total) == (last, last)
    texts = list(dict.fromkeys(progress.text for progress in told))
    assert texts == ["Looking for images", "Importing", "Reading images"]
    assert all(isinstance(progress.detail, ImportReport) for progress in told)


def test_pictures_appear_while_it_runs(
    library: Library, outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    heard: list[tuple[int, int]] = []
    counted = "SELECT count(*), count(content_hash) FROM images"
    library.subscribe(lambda changes: heard.append(tuple(rows(library, counted)[0].values())))
    run(library, outputs)
    assert heard[:3] == [(2, 0), (4, 0), (5, 0)], "everything is listed before anything is read"
    assert heard[-1] == (5, 5)


def test_cancelled_it_keeps_what_was_written_and_a_rerun_completes_it(
    library: Library, tmp_path: Path, outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    job = import_paths(library, [outputs])
    while next(job).done < 4:
        pass
    job.close()
    kept = values(library, "SELECT count(*) FROM images")[0]
    assert 2 <= kept < 5
    assert run(library, outputs).imported == 5 - kept
    assert everything(library.path, TIMES) == uninterrupted(tmp_path, outputs)


TIMES = ("created_at", "updated_at", "added_at")


def uninterrupted(tmp_path: Path, outputs: Path) -> dict[str, list[tuple[object, ...]]]:
    other = open_library(tmp_path / "uninterrupted.db")
    run(other, outputs)
    other.close()
    return everything(other.path, TIMES)


def test_killed_in_the_middle_a_rerun_makes_it_whole(tmp_path: Path) -> None:
    for batch in range(12):
        for number in range(50):
            picture(tmp_path / "outputs" / f"b_{batch}" / f"{number:02}.png", parameters=PARAMETERS)
    wanted = uninterrupted(tmp_path, tmp_path / "outputs")
    halves = 0
    for attempt in range(4):
        path = tmp_path / f"killed {attempt}.db"
        open_library(path).close()
        halves += 0 < killed(path, tmp_path / "outputs", after=60 + 130 * attempt) < 600
        library = open_library(path)
        assert run(library, tmp_path / "outputs").found == 600
        library.close()
        assert everything(path, TIMES) == wanted
    assert halves, "no attempt was killed in the middle"


def killed(path: Path, outputs: Path, after: int) -> int:
    """Import in another process, kill it once the library holds `after` images; how many it holds then."""
    program = [sys.executable, "-m", "imagineer_desktop", "--database", str(path), "import", str(outputs)]
    process = subprocess.Popen(program, stdout=subprocess.DEVNULL)
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        count = 0
        while process.poll() is None and count < after:
            (count,) = connection.execute("SELECT count(*) FROM images").fetchone()
        process.send_signal(signal.SIGKILL)
        process.wait()
        (count,) = connection.execute("SELECT count(*) FROM images").fetchone()
    return int(count)


def test_a_locked_library_is_said_and_what_was_added_is_kept(
    library: Library, outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    job = import_paths(library, [outputs], patience=replace(HASTE, locked=0))
    while next(job).done < 4:
        pass
    with closing(sqlite3.connect(library.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        with pytest.raises(CatalogError, match=r"The 4 images it had added are kept\. .* used by another"):
            finish(job)
        assert time.monotonic() - started < 8
        other.execute("ROLLBACK")
    assert run(library, outputs).imported == 1


def test_images_that_came_in_meanwhile_are_not_taken_twice(library: Library, outputs: Path) -> None:
    slow = import_paths(library, [outputs])
    while next(slow).done < 1 and values(library, "SELECT count(*) FROM images") == [0]:
        if run(library, outputs).imported:
            break
    report = finish(slow)
    assert (report.found, report.imported + report.already) == (5, 5)
    assert values(library, "SELECT count(*) FROM images") == [5]
    assert values(library, "SELECT count(*) FROM album_images") == [3]


def test_a_trashed_picture_stays_in_the_trash_when_its_file_is_still_there(
    library: Library, outputs: Path
) -> None:
    run(library, outputs)
    moment = datetime(2025, 10, 30, tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    change(library, f"UPDATE images SET trashed_at = '{moment}'")
    assert run(library, outputs).already == 5
    assert values(library, "SELECT count(*) FROM images WHERE trashed_at IS NOT NULL") == [5]


@pytest.fixture
def legacy(tmp_path: Path, real_files: Path) -> Callable[[str, str], tuple[Library, Path]]:
    """One of the web application's libraries, upgraded, and its outputs."""

    def upgraded(name: str, folder: str) -> tuple[Library, Path]:
        path = tmp_path / name
        shutil.copy(real_files / "legacy" / name, path)
        outputs = real_files / "legacy" / folder
        finish(upgrade_in_place(path, outputs))
        return open_library(path), outputs

    return upgraded


@pytest.mark.real_files
@pytest.mark.parametrize(
    ("name", "folder", "already", "new", "albums_new"),
    [
        ("october-28.db", "outputs", 44, 8, 1),
        ("training-source-added.db", "outputs-early", 33, 3, 0),
        ("before-training-source.db", "outputs-early", 33, 3, 0),
    ],
)
def test_over_an_upgraded_library_only_what_is_new_is_added(
    legacy: Callable[[str, str], tuple[Library, Path]],
    name: str,
    folder: str,
    already: int,
    new: int,
    albums_new: int,
) -> None:
    library, outputs = legacy(name, folder)
    before = everything(library.path, FILLED_IN)
    report = run(library, outputs)
    assert (report.already, report.imported, report.albums_created) == (already, new, albums_new)
    assert report.replaced == 0
    after = everything(library.path, FILLED_IN)
    for table in ("images", "albums", "album_images", "labels", "scrape_jobs", "training_runs"):
        assert set(before[table]) <= set(after[table])
    assert values(library, "SELECT name FROM albums GROUP BY name HAVING count(*) > 1") == []
    assert everything_after_another(library, outputs) == everything(library.path)
    library.close()


FILLED_IN = ("source_folder", "content_hash", "file_size", "file_mtime_ns", "trouble")
"""What an import adds to rows that the web application made."""


@pytest.mark.real_files
def test_over_a_library_whose_files_were_not_found_nothing_is_doubled(
    tmp_path: Path, real_files: Path
) -> None:
    path = tmp_path / "library.db"
    shutil.copy(real_files / "legacy" / "before-training-source.db", path)
    finish(upgrade_in_place(path))
    library = open_library(path)
    moved = (*FILLED_IN, "file_path", "missing_since", "updated_at")
    before = everything(path, moved)
    report = run(library, real_files / "legacy" / "outputs-early")
    assert (report.imported, report.already, report.moved, report.albums_created) == (3, 33, 33, 0)
    assert values(library, "SELECT count(*) FROM images WHERE missing_since IS NOT NULL") == [0]
    after = everything(path, moved)
    for table in ("images", "albums", "album_images", "labels"):
        assert set(before[table]) <= set(after[table])
    assert len(after["album_images"]) == len(before["album_images"])
    outputs = real_files / "legacy" / "outputs-early"
    assert everything_after_another(library, outputs) == everything(path)
    library.close()


def everything_after_another(library: Library, outputs: Path) -> dict[str, list[tuple[object, ...]]]:
    assert run(library, outputs).imported == 0
    return everything(library.path)


@pytest.mark.real_files
def test_an_old_album_that_was_renamed_before_is_found_by_its_images(
    legacy: Callable[[str, str], tuple[Library, Path]],
) -> None:
    library, outputs = legacy("october-28.db", "outputs")
    change(library, "UPDATE albums SET name = 'Oddities' WHERE name LIKE 'edge_cases%'")
    run(library, outputs)
    assert "Oddities" in albums(library)
    assert not any(name.startswith("edge_cases") for name in albums(library))
    library.close()


@pytest.mark.real_files
def test_the_real_outputs_twice(library: Library, real_files: Path) -> None:
    report = run(library, real_files / "legacy" / "outputs")
    assert (report.found, report.imported, report.albums_created) == (52, 50, 11)
    assert sorted(Path(one.path).name for one in report.failed) == [
        "20251021_090040_zero_bytes.png",
        "20251021_090050_not_an_image.png",
    ]
    before = everything(library.path)
    assert run(library, real_files / "legacy" / "outputs").already == 50
    assert everything(library.path) == before


def test_the_first_thing_told_is_that_it_looks(library: Library, outputs: Path) -> None:
    job = import_paths(library, [outputs])
    assert isinstance(first := next(job), Progress)
    assert (first.text, first.total) == ("Looking for images", 0)
    job.close()
