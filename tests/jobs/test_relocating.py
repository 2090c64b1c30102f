"""Pictures are found again wherever the outputs folder lies now, and no two images get one path."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from imagineer_desktop.catalog import migrating
from imagineer_desktop.jobs.files.relocating import (
    RelocationReport,
    guess_outputs_root,
    mark_missing,
    relocate,
)

OLD = "/mnt/speedy/imagineer/outputs"
PICTURES = ("set_1/a.png", "set_1/b.png", "set_2/a.png", "single.png", "albums/zodiac/leo.png")

Relocate = Callable[..., RelocationReport]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere"


@pytest.fixture
def outputs(project: Path) -> Path:
    for place in PICTURES:
        _picture(project / "outputs" / place)
    return project / "outputs"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "imagineer.db"
    migrating.create(path)
    return path


@pytest.fixture
def relocated(library: Path, outputs: Path) -> Relocate:
    """Puts images with those paths into the library and relocates them."""

    def relocated(*paths: str, root: Path = outputs) -> RelocationReport:
        with migrating.transaction(library) as connection:
            for path in paths:
                connection.exec_driver_sql(
                    "INSERT INTO images (filename, file_path) VALUES ('n', ?)", (path,)
                )
            return relocate(connection, root)

    return relocated


def _picture(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"picture")


def paths(library: Path) -> list[tuple[str, bool]]:
    """(path, whether it is noted as missing) of every image."""
    with closing(sqlite3.connect(library)) as connection:
        found = connection.execute(
            "SELECT file_path, missing_since IS NOT NULL FROM images ORDER BY id"
        ).fetchall()
    return [(path, bool(missing)) for path, missing in found]


@pytest.mark.parametrize(
    "prefix",
    [
        f"{OLD}/",
        "",
        "outputs/",
        "/home/me/old name (2)/",
        "C:\\Users\\me\\outputs\\",
        "\\\\server\\share\\",
        "./",
    ],
)
def test_each_way_to_write_a_path_is_understood(
    relocated: Relocate, library: Path, outputs: Path, prefix: str
) -> None:
    separator = "\\" if "\\" in prefix else "/"
    report = relocated(*(prefix + picture.replace("/", separator) for picture in PICTURES))
    assert paths(library) == [(str(outputs / picture), False) for picture in PICTURES]
    assert (report.remapped, report.missing, report.stayed) == (len(PICTURES), 0, ())


def test_paths_from_the_project_root_are_understood(
    relocated: Relocate, library: Path, project: Path
) -> None:
    _picture(project / "data" / "legacy" / "x.png")
    relocated("data/legacy/x.png", "data/legacy/gone.png", f"{OLD}/single.png", "set_1/a.png")
    assert paths(library) == [
        (str(project / "data" / "legacy" / "x.png"), False),
        (str(project / "data" / "legacy" / "gone.png"), True),
        (str(project / "outputs" / "single.png"), False),
        (str(project / "outputs" / "set_1" / "a.png"), False),
    ]


def test_all_ways_in_one_library(relocated: Relocate, library: Path, outputs: Path, project: Path) -> None:
    _picture(project / "data" / "legacy" / "x.png")
    mixed = (
        f"{OLD}/set_1/a.png",
        "set_1/b.png",
        "outputs/set_2/a.png",
        "data/legacy/x.png",
        f"{OLD}/albums/zodiac/leo.png",
    )
    report = relocated(*mixed)
    assert [missing for _, missing in paths(library)] == [False] * 5
    assert report.remapped == 5


def test_albums_that_lie_a_folder_higher_now_are_found(
    relocated: Relocate, library: Path, outputs: Path
) -> None:
    _picture(outputs / "sunsets" / "one.png")
    relocated(*(f"{OLD}/{picture}" for picture in PICTURES), f"{OLD}/albums/sunsets/one.png")
    assert paths(library)[-1] == (str(outputs / "sunsets" / "one.png"), False)


def test_what_is_gone_moves_with_its_folder_and_is_missing(
    relocated: Relocate, library: Path, outputs: Path
) -> None:
    report = relocated(f"{OLD}/set_1/a.png", f"{OLD}/set_9/gone.png", "/other/place/far.png")
    assert paths(library) == [
        (str(outputs / "set_1" / "a.png"), False),
        (str(outputs / "set_9" / "gone.png"), True),
        ("/other/place/far.png", True),
    ]
    assert (report.remapped, report.missing) == (2, 2)
    assert report.roots == ((OLD, str(outputs)),)


def test_a_picture_of_the_same_name_elsewhere_is_not_taken_for_it(
    relocated: Relocate, library: Path, outputs: Path
) -> None:
    relocated(f"{OLD}/set_1/a.png", f"{OLD}/set_1/b.png", f"{OLD}/set_1/single.png")
    assert paths(library)[2] == (str(outputs / "set_1" / "single.png"), True)


def test_two_images_never_get_one_path(relocated: Relocate, library: Path, outputs: Path) -> None:
    report = relocated(str(outputs / "single.png"), f"{OLD}/single.png", f"{OLD}/set_1/a.png", "set_1/a.png")
    assert paths(library) == [
        (str(outputs / "single.png"), False),
        (f"{OLD}/single.png", True),
        (str(outputs / "set_1" / "a.png"), False),
        ("set_1/a.png", True),
    ]
    assert report.stayed == ((2, f"{OLD}/single.png"), (4, "set_1/a.png"))


def test_another_name_of_one_file_goes_along(relocated: Relocate, library: Path, outputs: Path) -> None:
    relocated(f"{OLD}/set_1/a.png", f"{OLD}/set_1/./a.png")
    assert paths(library)[1] == (f"{outputs}/set_1/./a.png", False)


def test_paths_that_exist_are_left_alone(relocated: Relocate, library: Path, project: Path) -> None:
    _picture(project / "other" / "a.png")
    report = relocated(str(project / "other" / "a.png"))
    assert paths(library) == [(str(project / "other" / "a.png"), False)]
    assert report == RelocationReport()


def test_nothing_happens_when_nothing_fits(relocated: Relocate, library: Path) -> None:
    report = relocated("/a/b/c.png", "x/../../../etc/passwd", "", "/", "\x00")
    assert [path for path, _ in paths(library)] == ["/a/b/c.png", "x/../../../etc/passwd", "", "/", "\x00"]
    assert (report.remapped, report.missing) == (0, 5)


def test_a_picture_that_came_back_is_no_longer_missing(library: Path, outputs: Path) -> None:
    picture = outputs / "late.png"
    with migrating.transaction(library) as connection:
        connection.exec_driver_sql(
            "INSERT INTO images (filename, file_path) VALUES ('n', ?)", (str(picture),)
        )
        assert mark_missing(connection) == 1
    assert paths(library) == [(str(picture), True)]
    _picture(picture)
    with migrating.transaction(library) as connection:
        assert mark_missing(connection) == 0
    assert paths(library) == [(str(picture), False)]


@pytest.mark.parametrize("database", ["imagineer.db", "instance/imagineer.db", "outputs/imagineer.db"])
def test_the_outputs_root_is_guessed_from_the_neighbours(project: Path, outputs: Path, database: str) -> None:
    _picture(project / "outputs-2024" / "set_1" / "a.png")
    _picture(project / ".cache" / "set_1" / "a.png")
    assert guess_outputs_root(project / database, [f"{OLD}/{picture}" for picture in PICTURES]) == outputs


def test_of_two_outputs_with_the_same_pictures_the_tidier_is_guessed(project: Path, outputs: Path) -> None:
    for picture in PICTURES:
        _picture(project / "outputs-full" / picture)
        _picture(project / "outputs-full" / "more" / picture)
    assert guess_outputs_root(project / "imagineer.db", [f"{OLD}/{one}" for one in PICTURES]) == outputs


@pytest.mark.parametrize("wanted", [["/far/away/x.png"], [], ["/far/a.png", "/far/b.png", "/far/single.png"]])
def test_no_guess_is_made_from_nothing(project: Path, outputs: Path, wanted: list[str]) -> None:
    assert guess_outputs_root(project / "imagineer.db", wanted) is None


@pytest.mark.real_files
@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("october-28.db", "outputs"),
        ("before-training-source.db", "outputs-early"),
        ("training-source-added.db", "outputs-early"),
    ],
)
def test_the_real_databases_find_their_outputs(real_files: Path, name: str, folder: str) -> None:
    database = real_files / "legacy" / name
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        dangling = [path for (path,) in connection.execute("SELECT file_path FROM images")]
    assert guess_outputs_root(database, dangling) == real_files / "legacy" / folder
