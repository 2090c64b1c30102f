"""New rows, the albums of their batches, and the old albums that are recognized."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from imagineer_desktop.catalog.arrivals import Arrival, TakenIn, found_again, known_paths, take_in
from imagineer_desktop.catalog.batches import batch_name
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.library import Library

MOMENT = datetime(2025, 10, 14, 9, tzinfo=UTC)


def arrival(path: str, *, batch: bool = True, **more: Any) -> Arrival:
    return Arrival(
        file_path=path,
        width=4,
        height=3,
        file_size=100,
        content_hash="0" * 64,
        file_mtime_ns=1,
        generated_at=MOMENT,
        batch_folder=str(Path(path).parent) if batch else None,
        **more,
    )


def taken(library: Library, *arrivals: Arrival) -> TakenIn:
    with library.writing(EVERYTHING) as session:
        return take_in(session, arrivals)


def change(library: Library, *statements: str) -> None:
    with library.writing(EVERYTHING) as session:
        for statement in statements:
            session.execute(text(statement))


def rows(library: Library, sql: str) -> list[tuple[Any, ...]]:
    with library.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def old_album(album_id: int, folder: str, *images: str, missing: bool = False) -> list[str]:
    """Statements that make an album as the web application did, of images at these paths."""
    since = "'2025-10-30 10:00:00.000000'" if missing else "NULL"
    made = [
        f"INSERT INTO albums (id, name, description, album_type) VALUES "
        f"({album_id}, '{folder}', 'Imported batch from {folder}', 'batch')"
    ]
    for path in images:
        made += [
            "INSERT INTO images (filename, file_path, missing_since) VALUES "
            f"('{Path(path).name}', '{path}', {since})",
            f"INSERT INTO album_images (album_id, image_id) SELECT {album_id}, max(id) FROM images",
        ]
    return made


def test_images_keep_the_order_and_the_values_they_come_with(library: Library) -> None:
    arrivals = [
        arrival(f"/o/b/{n:03}.png", seed=n if n % 2 else None, prompt=None if n % 3 else f"{n}")
        for n in range(250)
    ]
    assert taken(library, *arrivals) == TakenIn(images=250, albums=1)
    stored = rows(
        library,
        "SELECT i.file_path, i.seed, i.prompt FROM album_images l JOIN images i ON i.id = l.image_id "
        "ORDER BY l.sort_order",
    )
    assert stored == [(one.file_path, one.seed, one.prompt) for one in arrivals]


def test_what_is_known_is_left_out(library: Library) -> None:
    one, two = arrival("/o/b/1.png", caption="a caption"), arrival("/o/b/2.png")
    assert taken(library, one) == TakenIn(1, 1)
    assert taken(library, one, two) == TakenIn(1, 0)
    assert taken(library, one, two) == TakenIn(0, 0)
    assert taken(library) == TakenIn(0, 0)
    assert rows(library, "SELECT label_text FROM labels") == [("a caption",)]
    assert rows(library, "SELECT sort_order FROM album_images ORDER BY id") == [(0,), (1,)]


def test_known_paths_says_what_is_missing_and_found_again_ends_it(library: Library) -> None:
    taken(library, arrival("/o/1.png", batch=False), arrival("/o/2.png", batch=False))
    change(library, "UPDATE images SET missing_since = '2025-10-30 10:00:00' WHERE filename = '1.png'")
    with library.writing(EVERYTHING) as session:
        asked = ["/o/1.png", "/o/2.png", "/o/3.png", *(f"/x/{number}" for number in range(2000))]
        assert known_paths(session, asked) == {"/o/1.png": True, "/o/2.png": False}
        found_again(session, asked)
        assert known_paths(session, asked) == {"/o/1.png": False, "/o/2.png": False}


def test_singles_make_no_album_but_come_into_the_one_of_their_folder(library: Library) -> None:
    assert taken(library, arrival("/o/1.png", batch=False)) == TakenIn(1, 0)
    taken(library, arrival("/o/b/1.png"))
    assert taken(library, arrival("/o/b/2.png", batch=False)) == TakenIn(1, 0)
    assert rows(library, "SELECT count(*) FROM album_images") == [(2,)]


def test_folders_of_the_same_name_have_albums_of_their_own(library: Library) -> None:
    assert taken(library, arrival("/o/x/b/1.png"), arrival("/o/y/b/1.png")) == TakenIn(2, 2)
    assert rows(library, "SELECT name, source_folder FROM albums ORDER BY id") == [
        ("b", "/o/x/b"),
        ("y / b", "/o/y/b"),
    ]


def test_an_old_album_is_known_by_its_images_whatever_its_name(library: Library) -> None:
    change(library, *old_album(1, "b"), *old_album(2, "b", "/o/b/1.png"))
    change(library, "UPDATE albums SET name = 'mine', album_type = 'set' WHERE id = 2")
    assert taken(library, arrival("/o/b/2.png")) == TakenIn(1, 0)
    assert rows(library, "SELECT album_id FROM album_images") == [(2,), (2,)]
    assert rows(library, "SELECT source_folder FROM albums ORDER BY id") == [(None,), ("/o/b",)]


@pytest.mark.parametrize(("images", "missing"), [((), False), (("/gone/b/1.png",), True)])
def test_an_old_album_that_is_empty_or_lost_its_files(
    library: Library, images: tuple[str, ...], missing: bool
) -> None:
    change(library, *old_album(1, "b", *images, missing=missing))
    assert taken(library, arrival("/o/b/2.png")) == TakenIn(1, 0)


def test_an_old_album_of_another_folder_is_left_alone(library: Library) -> None:
    change(library, *old_album(1, "b", "/elsewhere/b/1.png", "/o/bb/1.png"))
    assert taken(library, arrival("/o/b/2.png")) == TakenIn(1, 1)
    assert rows(library, "SELECT count(*) FROM album_images WHERE album_id = 1") == [(2,)]


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("/o/set_1", "set_1"),
        ("/o/scraped/job_1/images", "job_1"),
        ("/images", "images"),
        ("/o/a b\n'", "a b\n'"),
    ],
)
def test_an_album_is_named_after_its_folder(folder: str, name: str) -> None:
    assert batch_name(folder) == name
