"""Albums of batches have names that tell them apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from imagineer_desktop.catalog.batches import file_into_batch
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library

NOW = datetime(2025, 11, 1, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = open_library(tmp_path / "library.db")
    yield library
    library.close()


def names(library: Library, *folders: str) -> list[str]:
    """The names of the albums of these folders, filled one after the other."""
    with library.writing(EVERYTHING) as session:
        for folder in folders:
            file_into_batch(session, folder, [], NOW)
    with library.reading() as session:
        return list(session.execute(text("SELECT name FROM albums ORDER BY id")).scalars())


def test_folders_of_one_name_are_told_apart_by_the_folder_above(library: Library) -> None:
    found = names(library, "/a/out/2025-11-01", "/b/forge/2025-11-01", "/c/forge/2025-11-01")
    assert found == ["2025-11-01", "forge / 2025-11-01", "c / 2025-11-01"]


def test_the_album_of_a_folder_is_found_again_under_its_longer_name(library: Library) -> None:
    names(library, "/a/out/2025-11-01", "/b/forge/2025-11-01")
    assert names(library, "/b/forge/2025-11-01") == ["2025-11-01", "forge / 2025-11-01"]


def test_folders_of_scrapes_are_told_apart_above_the_job(library: Library) -> None:
    found = names(library, "/x/scraped/job_1/images", "/y/more/job_1/images")
    assert found == ["job_1", "more / job_1"]
