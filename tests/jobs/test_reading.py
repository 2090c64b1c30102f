"""Files are read to their end once: hash, thumbnail, likeness; what changed or had moved is noticed."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.columns import signed
from imagineer_desktop.catalog.edits.labels import AddLabel
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import image_rows
from imagineer_desktop.jobs.importing import import_paths
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.reading import read_contents_of, read_unread
from imagineer_desktop.jobs.steady_writing import Patience
from imagineer_desktop.media.contents import read_contents
from imagineer_desktop.media.thumbnails import ThumbnailCache

Rows = Callable[[str], list[dict[str, Any]]]
Painter = Callable[..., Path]

HASTE = Patience(still=0.0)


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


def test_a_file_that_is_gone_is_said_and_its_row_stays(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        paint(tmp_path / "outputs" / f"{name}.png")
    listed(library, tmp_path / "outputs")
    (tmp_path / "outputs" / "a.png").unlink()
    report = finish(read_unread(library, cache))
    assert (report.read, [Path(one.path).name for one in report.failed]) == (1, ["a.png"])
    assert report.left == 0
    assert rows("SELECT count(*) AS n FROM images") == [{"n": 2}]


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
