"""Files are read to their end once: hash, thumbnail, likeness; what changed or had moved is noticed."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.columns import signed
from imagineer_desktop.catalog.edits.labels import AddLabel
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import image_rows
from imagineer_desktop.jobs.imports import reading
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.imports.reading import read_again, read_contents_of, read_unread
from imagineer_desktop.jobs.imports.steady_writing import Patience
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.media.contents import read_contents
from imagineer_desktop.media.decoding import CUT_OFF
from imagineer_desktop.media.readers import Crew
from imagineer_desktop.media.thumbnails import ThumbnailCache

Rows = Callable[[str], list[dict[str, Any]]]
Painter = Callable[..., Path]

HASTE = Patience(still=0.0)
LIGHTHOUSE = "a lighthouse\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 9"


def listed(library: Library, *paths: Path) -> None:
    """Import no further than the list: as it is when others wait."""
    finish(import_paths(library, paths, gives_way=lambda: True, patience=HASTE))


def key(library: Library, image_id: int) -> str:
    with library.reading() as session:
        return image_rows(session, [image_id])[0].thumbnail_key


def test_an_import_leaves_nothing_to_be_read(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    path = paint(tmp_path / "outputs" / "a.png", size=(600, 400))
    report = finish(import_paths(library, [tmp_path / "outputs"], cache))
    assert (report.to_read, report.read, report.left) == (1, 1, 0)
    assert 0 < report.index_seconds < report.seconds
    (row,) = rows("SELECT * FROM images")
    contents = read_contents(path)
    assert contents.perceptual_hash is not None
    assert row["content_hash"] == contents.content_hash
    assert row["perceptual_hash"] == signed(contents.perceptual_hash)
    assert (row["trouble"], row["updated_at"]) == (None, row["created_at"])
    kept = cache.get(key(library, 1), 256)
    assert kept is not None
    with Image.open(io.BytesIO(kept)) as thumbnail:
        assert thumbnail.size == (256, 171)
    assert finish(read_unread(library, cache)).to_read == 0


def test_without_a_cache_the_likeness_is_left_for_the_window(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    paint(tmp_path / "outputs" / "a.png")
    finish(import_paths(library, [tmp_path / "outputs"]))
    asked = "SELECT count(content_hash) AS content, count(perceptual_hash) AS pixels FROM images"
    assert rows(asked) == [{"content": 1, "pixels": 0}]
    assert finish(read_unread(library, None)).to_read == 0
    assert finish(read_unread(library, cache)).read == 1
    assert rows(asked) == [{"content": 1, "pixels": 1}]


def test_a_thumbnail_that_was_made_for_the_grid_is_not_made_again(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    contents = read_contents(paint(tmp_path / "outputs" / "a.png"))
    listed(library, tmp_path / "outputs")
    before = key(library, 1)
    assert before.startswith("path:")
    assert contents.thumbnail is not None
    marked = contents.thumbnail + b"made for the grid"
    cache.put(before, 256, marked)
    assert finish(read_unread(library, cache)).read == 1
    assert (cache.get(key(library, 1), 256), cache.get(before, 256)) == (marked, None)
    assert rows("SELECT perceptual_hash FROM images")[0]["perceptual_hash"] is not None


def test_a_picture_that_does_not_decode_has_its_trouble_and_is_left_alone(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    path = paint(tmp_path / "outputs" / "a.png", size=(300, 300))
    data = bytearray(path.read_bytes())
    start = data.index(b"IDAT") + 40
    data[start : start + 200] = os.urandom(200)
    path.write_bytes(data)
    report = finish(import_paths(library, [tmp_path / "outputs"], cache, patience=HASTE))
    assert (report.imported, report.read, len(report.damaged)) == (1, 1, 1)
    (row,) = rows("SELECT content_hash, trouble, width FROM images")
    assert (row["width"], row["trouble"]) == (300, report.damaged[0].reason)
    assert len(row["content_hash"]) == 64
    assert finish(read_unread(library, cache)).to_read == 0


def test_a_file_that_changed_after_it_was_listed_is_looked_at_again(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    path = paint(tmp_path / "outputs" / "a.png")
    listed(library, tmp_path / "outputs")
    paint(path, size=(64, 48))
    assert finish(read_unread(library, cache)).read == 1
    (row,) = rows("SELECT width, height, file_size, content_hash, perceptual_hash FROM images")
    assert (row["width"], row["height"], row["file_size"]) == (64, 48, path.stat().st_size)
    assert row["content_hash"] == read_contents(path).content_hash
    assert row["perceptual_hash"] is not None
    assert cache.has(row["content_hash"], 256)


def test_a_file_that_cannot_be_read_now_waits_without_a_word_and_is_told_to_who_asks(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    for name in ("gone", "pipe", "whole"):
        paint(tmp_path / "outputs" / f"{name}.png")
    listed(library, tmp_path / "outputs")
    for name in ("gone", "pipe"):
        (tmp_path / "outputs" / f"{name}.png").rename(tmp_path / f"{name}.png")
    os.mkfifo(tmp_path / "outputs" / "pipe.png")
    report = finish(read_unread(library, cache))
    assert (report.read, report.failed, report.damaged, report.left) == (1, [], [], 0)
    assert rows("SELECT count(*) AS n FROM images WHERE trouble IS NOT NULL") == [{"n": 0}]
    told = finish(read_contents_of(library, [1, 2], cache)).failed
    assert [Path(one.path).name for one in told] == ["gone.png", "pipe.png"]
    for name in ("gone", "pipe"):
        (tmp_path / f"{name}.png").replace(tmp_path / "outputs" / f"{name}.png")
    assert finish(read_unread(library, cache)).read == 2, "it is there again"


@pytest.mark.parametrize("known", [False, True])
def test_a_file_that_is_no_picture_any_more_has_its_trouble_until_it_changes(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path, known: bool
) -> None:
    path = paint(tmp_path / "outputs" / "a.png", said=LIGHTHOUSE)
    finish(import_paths(library, [tmp_path / "outputs"], gives_way=lambda: not known))
    path.write_bytes(b"a letter to somebody")
    report = finish(read_unread(library, cache))
    assert (report.read, report.replaced, len(report.damaged), report.failed) == (1, known, 1, [])
    (row,) = rows("SELECT content_hash, file_size, width, prompt, trouble FROM images")
    assert row["content_hash"] == read_contents(path).content_hash
    assert (row["file_size"], row["width"], row["prompt"]) == (20, None, "a lighthouse")
    assert row["trouble"] == report.damaged[0].reason
    assert finish(read_unread(library, cache)).to_read == 0
    paint(path, size=(64, 48))
    finish(import_paths(library, [tmp_path / "outputs"], cache, patience=HASTE))
    assert rows("SELECT width, trouble FROM images") == [{"width": 64, "trouble": None}]


def test_a_replaced_file_is_not_shown_as_the_one_before(
    library: Library, cache: ThumbnailCache, paint: Painter, tmp_path: Path
) -> None:
    path = paint(tmp_path / "outputs" / "a.png")
    finish(import_paths(library, [tmp_path / "outputs"]))
    before = key(library, 1)
    cache.put(before, 512, b"of the file before")
    paint(path, size=(64, 48))
    assert finish(read_unread(library, cache)).replaced == 1
    assert key(library, 1) == read_contents(path).content_hash
    assert cache.has(key(library, 1), 256)
    assert not cache.has(key(library, 1), 512)
    assert cache.get(before, 512) == b"of the file before", "others may have this content"


@pytest.mark.parametrize("forgotten", [False, True])
def test_what_was_made_of_a_file_before_it_changed_is_dropped(
    library: Library, cache: ThumbnailCache, paint: Painter, tmp_path: Path, forgotten: bool
) -> None:
    path = paint(tmp_path / "outputs" / "a.png")
    listed(library, tmp_path / "outputs")
    if forgotten:
        with library.writing(EVERYTHING) as session:
            session.connection().exec_driver_sql("UPDATE images SET file_mtime_ns = NULL, file_size = NULL")
    before = key(library, 1)
    for side in (256, 512):
        cache.put(before, side, b"of the file before")
    paint(path, size=(64, 48))
    finish(read_unread(library, cache))
    finish(read_unread(library, cache))
    assert cache.get(key(library, 1), 256) == read_contents(path).thumbnail
    assert not cache.has(key(library, 1), 512)
    assert not cache.has(before, 512)


def test_a_file_with_the_same_content_was_not_replaced(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    path = paint(tmp_path / "outputs" / "a.png")
    finish(import_paths(library, [tmp_path / "outputs"]))
    data = rows("SELECT generation_data FROM images")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    report = finish(read_unread(library, cache))
    assert (report.read, report.replaced) == (1, 0)
    assert rows("SELECT generation_data FROM images") == data
    assert rows("SELECT file_mtime_ns AS m FROM images") == [{"m": 1_700_000_000 * 10**9}]


def test_a_content_other_than_the_known_one_is_noted_whatever_the_time_says(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    path = paint(tmp_path / "outputs" / "a.png")
    finish(import_paths(library, [tmp_path / "outputs"]))
    with library.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("UPDATE images SET content_hash = 'of long ago'")
    assert finish(read_unread(library, cache)).replaced == 1
    assert rows("SELECT content_hash AS c FROM images") == [{"c": read_contents(path).content_hash}]
    assert finish(read_unread(library, cache)).to_read == 0


DEADLY = """
if task == "contents" and question["with_thumbnail"] and "deadly" in name:
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_file_that_ends_its_reader_gets_its_trouble_and_its_content_at_once(
    library: Library,
    cache: ThumbnailCache,
    rows: Rows,
    paint: Painter,
    program: Callable[[str], tuple[str, ...]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "ASIDE_SECONDS", 0.0)
    deadly = paint(tmp_path / "outputs" / "0 deadly.png")
    for number in range(120):
        paint(tmp_path / "outputs" / f"{number:03}.png", size=(8, 8))
    listed(library, tmp_path / "outputs")
    asked = "SELECT content_hash FROM images WHERE trouble IS NOT NULL"
    job = read_unread(library, cache, crew_of=lambda: Crew(1, program=program(DEADLY)))
    while not rows(asked):
        assert next(job).done < 121, "not only when everything else is read"
    job.close()
    assert rows(asked) == [{"content_hash": read_contents(deadly).content_hash}]
    assert finish(read_unread(library, cache)).damaged == [], "it is not tried again"
    assert len(rows(asked)) == 1


def test_what_has_changed_is_noted_batch_by_batch(
    library: Library,
    cache: ThumbnailCache,
    rows: Rows,
    paint: Painter,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "BATCH", 10)
    for number in range(60):
        paint(tmp_path / "outputs" / f"{number:02}.png")
    listed(library, tmp_path / "outputs")
    for path in (tmp_path / "outputs").iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    job = read_unread(library, cache, crew_of=lambda: Crew(1))
    while next(job).done < 60:
        pass
    job.close()
    assert rows("SELECT count(content_hash) >= 30 AS most FROM images") == [{"most": 1}]
    assert finish(read_unread(library, cache)).left == 0
    assert rows("SELECT count(perceptual_hash) AS n FROM images") == [{"n": 60}]


@pytest.mark.parametrize("with_cache", [False, True])
def test_the_trouble_that_a_header_tells_stands_until_the_pixels_were_seen(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path, with_cache: bool
) -> None:
    cut = paint(tmp_path / "outputs" / "cut.png", size=(300, 300))
    cut.write_bytes(cut.read_bytes()[:-500])
    paint(tmp_path / "outputs" / "sound.png")
    listed(library, tmp_path / "outputs")
    with library.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("UPDATE images SET trouble = ?", (CUT_OFF,))
    assert finish(read_unread(library, cache if with_cache else None)).read == 2
    assert rows("SELECT filename, trouble FROM images WHERE content_hash IS NOT NULL ORDER BY filename") == [
        {"filename": "cut.png", "trouble": CUT_OFF},
        {"filename": "sound.png", "trouble": None},
    ]


def test_reading_without_pixels_keeps_what_is_known_against_them(
    library: Library, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    paint(tmp_path / "outputs" / "a.png")
    listed(library, tmp_path / "outputs")
    with library.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("UPDATE images SET trouble = 'It ended its reader.'")
    assert finish(read_unread(library, None)).read == 1
    assert rows("SELECT trouble FROM images WHERE content_hash IS NOT NULL") == [
        {"trouble": "It ended its reader."}
    ]


def test_a_file_that_nobody_could_look_at_gets_its_size_when_it_is_read_again(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    path = paint(tmp_path / "outputs" / "a.png", said=LIGHTHOUSE)
    listed(library, tmp_path / "outputs")
    with library.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql(
            "UPDATE images SET width = NULL, prompt = NULL, negative_prompt = NULL, generation_data = NULL, "
            "trouble = 'It ended its reader.', content_hash = ?",
            (read_contents(path).content_hash,),
        )
    report = finish(read_again(library, [1], cache))
    assert (report.read, report.replaced, report.damaged) == (1, 0, [])
    assert rows("SELECT width, prompt, trouble FROM images") == [
        {"width": 40, "prompt": "a lighthouse", "trouble": None}
    ]


def moved_twice(library: Library, paint: Painter, outputs: Path) -> tuple[Path, Path]:
    """An image with a label whose file has moved to where a new row was made for it: (old place, new place).

    As it is when the file was still at its old place while the new one was listed.
    """
    old, new = paint(outputs / "set" / "a.png"), outputs / "moved" / "a.png"
    finish(import_paths(library, [outputs]))
    History(library).do(AddLabel((1,), "mine"))
    new.parent.mkdir()
    new.write_bytes(old.read_bytes())
    listed(library, outputs)
    old.unlink()
    old.parent.rmdir()
    return old, new


def test_a_new_row_of_an_old_images_file_goes_and_the_old_one_takes_its_place(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    _, new = moved_twice(library, paint, tmp_path / "outputs")
    assert rows("SELECT count(*) AS n FROM images") == [{"n": 2}]
    report = finish(read_unread(library, cache))
    assert report.moved == 1
    (row,) = rows("SELECT id, file_path, missing_since FROM images")
    assert row == {"id": 1, "file_path": str(new), "missing_since": None}
    assert rows("SELECT label_text FROM labels") == [{"label_text": "mine"}]
    albums = rows("SELECT name, source_folder FROM albums")
    assert albums == [{"name": "set", "source_folder": str(new.parent)}], "it goes along with its folder"
    assert rows("SELECT image_id FROM album_images") == [{"image_id": 1}]


def test_a_new_row_that_somebody_touched_stays(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    old, new = moved_twice(library, paint, tmp_path / "outputs")
    History(library).do(AddLabel((2,), "of the new one"))
    assert finish(read_unread(library, cache)).moved == 0
    assert [row["file_path"] for row in rows("SELECT file_path FROM images ORDER BY id")] == [
        str(old),
        str(new),
    ]
    assert rows("SELECT count(*) AS n FROM labels") == [{"n": 2}]


def test_what_is_in_the_trash_or_missing_waits(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    for name in ("a", "b", "c"):
        paint(tmp_path / "outputs" / f"{name}.png")
    listed(library, tmp_path / "outputs")
    with library.writing(EVERYTHING) as session:
        connection = session.connection()
        connection.exec_driver_sql("UPDATE images SET trashed_at = '2026-01-01 00:00:00' WHERE id = 1")
        connection.exec_driver_sql("UPDATE images SET missing_since = '2026-01-01 00:00:00' WHERE id = 2")
    assert finish(read_unread(library, cache)).to_read == 1
    assert finish(read_contents_of(library, [1, 99], cache)).read == 1, "but they are read when asked for"
