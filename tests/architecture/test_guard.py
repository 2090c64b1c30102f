"""The watch over the user's own library, settings and caches."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import pytest
from PySide6.QtCore import QSettings, QStandardPaths

if TYPE_CHECKING:
    from tests.conftest import Guard


def test_opening_a_file_of_the_users_is_refused(guard: Guard) -> None:
    place = Path(guard.homes[0]) / "imagineer-desktop" / "imagineer.db"
    with pytest.raises(BaseException, match="belongs to the user") as refusal:
        place.open("rb")
    assert not isinstance(refusal.value, Exception)
    assert guard.touched == [str(place)]
    guard.touched.clear()


def test_a_database_of_the_users_is_refused_by_path_and_by_uri(guard: Guard, checkout: Path) -> None:
    place = checkout / "instance" / "imagineer.db"
    with pytest.raises(BaseException, match="belongs to the user"):
        sqlite3.connect(place)
    with pytest.raises(BaseException, match="belongs to the user"):
        sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)
    assert len(guard.touched) == 2
    guard.touched.clear()


def test_other_files_are_none_of_its_business(guard: Guard, tmp_path: Path) -> None:
    (tmp_path / "imagineer.db").write_bytes(b"")
    assert not guard.is_the_users(f"{guard.homes[0]}uv/python/os.py")
    assert guard.touched == []


def test_every_place_of_the_program_lies_in_the_home_of_the_tests() -> None:
    home = os.environ["HOME"]
    places = [
        platformdirs.user_data_dir("imagineer-desktop"),
        platformdirs.user_config_dir("imagineer-desktop"),
        platformdirs.user_cache_dir("imagineer-desktop"),
        QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation),
        QSettings("imagineer", "imagineer-desktop").fileName(),
        os.environ["IMAGINEER_DATABASE"],
    ]
    assert [place for place in places if not place.startswith(home)] == []
