"""An empty library and real pictures for the tests of the threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import create_engine

from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.catalog.schema import Base


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    path = tmp_path / "library.db"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    library = Library(path)
    yield library
    library.close()


@pytest.fixture
def picture_row(tmp_path: Path) -> Callable[..., ImageRow]:
    """Makes a picture, left half red and right half blue, and the row of it."""

    def make(image_id: int, width: int = 600, height: int = 300) -> ImageRow:
        path = tmp_path / f"{image_id}.png"
        picture = Pillow.new("RGB", (width, height), (200, 0, 0))
        picture.paste((0, 0, 200), (width // 2, 0, width, height))
        picture.save(path)
        return ImageRow(image_id, path.name, str(path), width, height)

    return make
