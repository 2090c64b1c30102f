"""A library with twelve images, three albums and some labels, for the tests of the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.migrating import create
from imagineer_desktop.catalog.schema import Album, AlbumImage, Image, Label

START = datetime(2025, 10, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    path = tmp_path / "library.db"
    create(path)
    library = Library(path)
    yield library
    library.close()


@pytest.fixture
def filled(library: Library) -> Library:
    """Images 1 to 12; albums 1 "Sea" (1 to 4), 2 "Zodiac" (4 to 6, a training source), 3 "Empty"."""
    with library.writing(EVERYTHING) as session:
        session.add_all(_image(number) for number in range(1, 13))
        session.add_all(
            [
                Album(id=1, name="Sea", album_type="manual"),
                Album(id=2, name="zodiac", album_type="batch", is_training_source=True),
                Album(id=3, name="Empty", album_type="set", description="Nothing yet"),
            ]
        )
        session.flush()
        session.add_all(AlbumImage(album_id=1, image_id=n, sort_order=n) for n in range(1, 5))
        session.add_all(AlbumImage(album_id=2, image_id=n, sort_order=0) for n in range(4, 7))
        session.add_all(
            [
                Label(image_id=1, label_text="a ram at dawn", label_type="caption", source_model="manual"),
                Label(
                    image_id=1, label_text="ram", label_type="tag", source_model="wd-eva02", confidence=0.9
                ),
                Label(image_id=2, label_text="ram", label_type="tag", source_model="manual"),
                Label(image_id=3, label_text="dusk", label_type="tag", source_model="manual"),
            ]
        )
    return library


def _image(number: int) -> Image:
    moment = START + timedelta(minutes=number)
    return Image(
        filename=f"{number:05}.png",
        file_path=f"/pictures/{number:05}.png",
        prompt=f"a lighthouse number {number}, 100% detail" if number % 2 else "a harbor",
        width=1024,
        height=768,
        file_size=1000 * number,
        seed=number,
        is_nsfw=number == 7,
        is_public=True,
        rating=number % 6,
        created_at=moment,
        updated_at=moment,
        generated_at=moment,
    )
