"""Where the library lies when none is named, and where everything else lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from imagineer_desktop import places


def test_the_variable_counts_most(tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir()
    named = places.default_database({"IMAGINEER_DATABASE": "/x/y.db"}, tmp_path)
    assert named == Path("/x/y.db")


def test_a_home_in_the_variable_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert places.default_database({"IMAGINEER_DATABASE": "~/y.db"}, tmp_path) == tmp_path / "y.db"


@pytest.mark.parametrize("environment", [{}, {"IMAGINEER_DATABASE": ""}])
def test_then_an_instance_folder(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "instance").mkdir()
    assert places.default_database(environment, tmp_path) == tmp_path / "instance" / "imagineer.db"


def test_an_instance_that_is_no_folder_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "instance").write_bytes(b"")
    assert not places.default_database({}, tmp_path).is_relative_to(tmp_path)


def test_then_the_data_folder_of_the_person(tmp_path: Path) -> None:
    found = places.default_database({}, tmp_path)
    assert found.parts[-2:] == ("imagineer-desktop", "imagineer.db")


def test_every_place_is_the_programs_own_and_none_is_made_by_asking() -> None:
    asked = [places.thumbnail_file(), places.glyphs_folder(), places.settings_file(), places.log_file()]
    assert all("imagineer-desktop" in path.parts or "imagineer-desktop" in str(path) for path in asked)
    assert len(set(asked)) == len(asked)
