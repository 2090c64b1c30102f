"""What is proposed as the name of a new library."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from imagineer_desktop.ui.features.upgrading import free_name


def test_the_name_is_free_and_beside_the_old_one(tmp_path: Path) -> None:
    old = tmp_path / "imagineer.db"
    names = []
    for _ in range(3):
        names.append(free_name(old, elsewhere=Path("/nowhere")))
        names[-1].touch()
    assert [name.name for name in names] == [
        "imagineer (upgraded).db",
        "imagineer (upgraded 2).db",
        "imagineer (upgraded 3).db",
    ]
    assert {name.parent for name in names} == {tmp_path}


def test_where_nothing_can_be_written_it_goes_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may write everywhere, so the answer of the system is given here.
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert free_name(Path("/media/dvd/old.db"), tmp_path) == tmp_path / "old (upgraded).db"
