"""What is missing and what is back is told by names; drives and folders that are away, by their place."""

from __future__ import annotations

import builtins
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from imagineer_desktop.catalog.changes import EVERYTHING, Changes
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.files import checking_files
from imagineer_desktop.jobs.files.away import AwayPlace, away_places, still_away
from imagineer_desktop.jobs.files.checking_files import FileCheck, check_file, check_files
from imagineer_desktop.jobs.files.folder_listings import FolderListings
from imagineer_desktop.jobs.progress import finish


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "library.db")
    yield opened
    opened.close()


@pytest.fixture
def outputs(tmp_path: Path, library: Library) -> Path:
    """Two batches of three images each."""
    root = tmp_path / "outputs"
    number = 0
    for batch in ("sea", "sky"):
        for name in ("a", "b", "c"):
            number += 1
            path = root / batch / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"picture %d" % number)
            add(library, number, str(path))
    return root


def add(library: Library, number: int, path: str) -> None:
    with library.writing(EVERYTHING) as session:
        session.execute(
            text("INSERT INTO images (id, filename, file_path) VALUES (:id, :name, :path)"),
            {"id": number, "name": Path(path).name, "path": path},
        )


def missing(library: Library) -> list[int]:
    with library.reading() as session:
        return list(
            session.scalars(text("SELECT id FROM images WHERE missing_since IS NOT NULL ORDER BY id"))
        )


def check(library: Library, listings: FolderListings | None = None) -> FileCheck:
    return finish(check_files(library, listings))


def test_all_is_there(library: Library, outputs: Path) -> None:
    heard: list[Changes] = []
    library.subscribe(heard.append)
    assert check(library) == FileCheck(checked=6)
    assert heard == []


def test_a_deleted_file_is_missing_and_comes_back(library: Library, outputs: Path) -> None:
    heard: list[Changes] = []
    library.subscribe(heard.append)
    content = (outputs / "sea" / "b.png").read_bytes()
    (outputs / "sea" / "b.png").unlink()
    found = check(library)
    assert (found.gone, found.back, found.missing, found.lost, found.away) == (1, 0, 1, 1, ())
    assert missing(library) == [2]
    assert heard == [Changes(images=frozenset({2}), membership=True)]
    assert check(library).gone == 0
    (outputs / "sea" / "b.png").write_bytes(content)
    found = check(library)
    assert (found.gone, found.back, found.missing) == (0, 1, 0)
    assert missing(library) == []


def test_since_when_is_not_forgotten(library: Library, outputs: Path) -> None:
    (outputs / "sea" / "b.png").unlink()
    check(library)
    with library.writing(EVERYTHING) as session:
        session.execute(text("UPDATE images SET missing_since = '2025-01-01 00:00:00' WHERE id = 2"))
    check(library)
    with library.reading() as session:
        assert session.scalar(text("SELECT missing_since FROM images WHERE id = 2")) == "2025-01-01 00:00:00"


def test_nothing_is_opened(library: Library, outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []

    def refuse(*arguments: object, **_: object) -> object:
        opened.append(arguments[0])
        raise AssertionError(f"opened {arguments[0]}")

    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(os, "open", refuse)
    assert check(library).checked == 6
    assert opened == []


def test_a_folder_that_is_gone_is_one_place(library: Library, outputs: Path) -> None:
    (outputs / "sea").rename(outputs.parent / "sea")
    found = check(library)
    assert found.away == (AwayPlace(str(outputs / "sea"), "sea", 3),)
    assert (found.missing, found.lost) == (3, 3)
    outputs.rename(outputs.parent / "elsewhere")
    assert check(library).away == (AwayPlace(str(outputs), "outputs", 6),)
    (outputs.parent / "elsewhere").rename(outputs)
    (outputs.parent / "sea").rename(outputs / "sea")
    found = check(library)
    assert (found.back, found.missing, found.away) == (6, 0, ())


@pytest.mark.parametrize("left_behind", [True, False])
def test_a_drive_that_is_away(library: Library, tmp_path: Path, left_behind: bool) -> None:
    mounts = (f"{tmp_path}/media/*",)
    vault = tmp_path / "media" / "ada" / "Vault"
    (vault / "outputs" / "sea").mkdir(parents=True)
    for number, name in enumerate(("outputs/sea/a.png", "outputs/sea/b.png", "c.png"), 1):
        (vault / name).write_bytes(b"x")
        add(library, number, str(vault / name))
    assert finish(check_files(library, None, mounts)).missing == 0
    vault.rename(tmp_path / "in a drawer")
    if left_behind:
        vault.mkdir()
    found = finish(check_files(library, None, mounts))
    away = AwayPlace(str(vault), "Vault", 3, is_drive=True)
    assert found.away == (away,)
    assert (found.missing, found.lost) == (3, 0)
    assert finish(still_away(found.away)) == (away,)
    if left_behind:
        vault.rmdir()
    (tmp_path / "in a drawer").rename(vault)
    assert finish(still_away(found.away)) == ()
    assert finish(check_files(library, None, mounts)) == FileCheck(checked=3, back=3)


def test_a_folder_gone_from_a_drive_that_is_there(tmp_path: Path) -> None:
    vault = tmp_path / "media" / "ada" / "Vault"
    (vault / "other").mkdir(parents=True)
    places = away_places({f"{vault}/outputs/sea": 2, f"{vault}/outputs/sky": 3}, (f"{tmp_path}/media/*",))
    assert places == (AwayPlace(f"{vault}/outputs", "outputs", 5),)


def test_the_largest_place_comes_first(tmp_path: Path) -> None:
    places = away_places({f"{tmp_path}/a/x": 2, f"{tmp_path}/b": 3, f"{tmp_path}/a": 2})
    assert [(place.name, place.images) for place in places] == [("a", 4), ("b", 3)]


def test_what_is_in_the_trash_is_marked_and_not_counted(library: Library, outputs: Path) -> None:
    with library.writing(EVERYTHING) as session:
        session.execute(text("UPDATE images SET trashed_at = '2025-10-30 10:00:00' WHERE id = 1"))
    (outputs / "sea" / "a.png").unlink()
    found = check(library)
    assert (found.gone, found.missing) == (1, 0)
    assert missing(library) == [1]


def test_names_from_old_libraries(library: Library, outputs: Path) -> None:
    (outputs / "sea" / "link.png").symlink_to(outputs / "sea" / "nowhere.png")
    for number, path in enumerate(
        ("relative.png", "", "C:\\outputs\\a.png", f"{outputs}/sea", f"{outputs}/sea/link.png"), 10
    ):
        add(library, number, path)
    add(library, 20, f"{outputs}/./sea/../sky/a.png")
    with library.writing(EVERYTHING) as session:
        session.execute(text("UPDATE images SET file_path = CAST(x'2fff2e706e67' AS TEXT) WHERE id = 6"))
    assert check(library).checked == 12
    assert missing(library) == [6, 10, 11, 12, 13, 14]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_is_closed_to_us_changes_nothing(library: Library, outputs: Path) -> None:
    (outputs / "sky" / "a.png").unlink()
    check(library)
    for folder in ("sea", "sky"):
        (outputs / folder).chmod(0)
    try:
        assert check(library) == FileCheck(checked=6, missing=1)
    finally:
        for folder in ("sea", "sky"):
            (outputs / folder).chmod(0o755)
    assert missing(library) == [4]


def test_a_folder_that_did_not_change_is_not_read_again(library: Library, outputs: Path) -> None:
    listings = FolderListings()
    check(library, listings)
    assert listings.read == 2
    check(library, listings)
    assert listings.read == 4, "what was written a moment ago may be written to again"
    for folder in ("sea", "sky"):
        os.utime(outputs / folder, (1_700_000_000, 1_700_000_000))
    check(library, listings)
    assert listings.read == 6
    check(library, listings)
    assert listings.read == 6
    (outputs / "sea" / "a.png").unlink()
    found = check(library, listings)
    assert (listings.read, found.gone) == (7, 1)


def test_in_pages_with_progress(library: Library, outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking_files, "PAGE", 4)
    (outputs / "sky" / "c.png").unlink()
    told = list(check_files(library))
    assert [(one.done, one.total) for one in told] == [(0, 6), (4, 6), (6, 6)]
    assert missing(library) == [6]


def test_one_image(library: Library, outputs: Path) -> None:
    assert finish(check_file(library, 1))
    (outputs / "sea" / "a.png").unlink()
    (outputs / "sea" / "b.png").unlink()
    assert not finish(check_file(library, 1))
    assert missing(library) == [1]
    assert not finish(check_file(library, 99))
