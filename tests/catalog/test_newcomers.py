"""An old image takes the place of the row that was made for its moved file, if that is still true."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.newcomers import Homecoming, bring_together
from imagineer_desktop.catalog.schema import Album, Image

COMING = Homecoming(1, 2, "/old/a.png", "/new/a.png", 17, "abc")


@pytest.fixture
def moved(library: Library) -> Library:
    """The image 1 whose file has moved to where the new row 2 was made for it."""
    with library.writing(EVERYTHING) as session:
        for image_id, path in ((1, "/old/a.png"), (2, "/new/a.png")):
            session.add(Image(id=image_id, filename="a.png", file_path=path, content_hash="abc"))
        session.flush()
        session.execute(text("UPDATE images SET updated_at = created_at"))
    return library


def places(library: Library) -> list[tuple[int, str]]:
    with library.reading() as session:
        return [(row.id, row.file_path) for row in session.execute(text("SELECT * FROM images ORDER BY id"))]


def test_the_old_image_takes_the_place(moved: Library) -> None:
    with moved.writing(EVERYTHING) as session:
        assert bring_together(session, [COMING]) == 1
    assert places(moved) == [(1, "/new/a.png")]


def test_the_album_of_a_folder_goes_along_only_with_its_images(moved: Library) -> None:
    folders = [("/old", "/new"), ("/elsewhere", "/new"), ("/old", "/elsewhere")]
    with moved.writing(EVERYTHING) as session:
        for folder in ("/old", "/elsewhere"):
            session.add(Album(name=folder, album_type="batch", source_folder=folder))
        session.flush()
        bring_together(session, [COMING], reversed(folders))
    with moved.reading() as session:
        found = session.execute(text("SELECT name, source_folder FROM albums ORDER BY name")).all()
    assert [tuple(one) for one in found] == [("/elsewhere", "/elsewhere"), ("/old", "/new")]


@pytest.mark.parametrize(
    "meanwhile",
    [
        "UPDATE images SET file_path = '/found/a.png' WHERE id = 1",
        "UPDATE images SET content_hash = 'another' WHERE id = 1",
        "UPDATE images SET file_path = '/found/a.png' WHERE id = 2",
        "UPDATE images SET content_hash = 'another' WHERE id = 2",
        "DELETE FROM images WHERE id = 1",
    ],
)
def test_what_is_true_no_longer_changes_nothing(moved: Library, meanwhile: str) -> None:
    with moved.writing(EVERYTHING) as session:
        session.execute(text(meanwhile))
    before = places(moved)
    with moved.writing(EVERYTHING) as session:
        assert bring_together(session, [COMING, replace(COMING, new=99)]) == 0
    assert places(moved) == before
