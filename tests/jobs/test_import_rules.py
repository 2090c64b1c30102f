"""What rules do to an import: what is passed over, and what new images get."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.imports.finding import FoundFile, find_folders, find_pictures
from imagineer_desktop.jobs.imports.found import FolderOfFiles
from imagineer_desktop.jobs.imports.import_report import ImportReport
from imagineer_desktop.jobs.imports.import_rules import ImportRules
from imagineer_desktop.jobs.imports.importing import import_again, import_paths
from imagineer_desktop.jobs.imports.steady_writing import Patience
from imagineer_desktop.jobs.progress import finish

Rows = Callable[[str], list[dict[str, Any]]]
Painter = Callable[..., Path]

TREE = ("1.png", "draft_2.png", "a/3.png", "a/draft_4.png", "a/old/5.png", "old/6.png", "b c/7.png")


@pytest.fixture
def tree(tmp_path: Path, paint: Painter) -> Path:
    for name in TREE:
        paint(tmp_path / "outputs" / name)
    return tmp_path / "outputs"


def run(library: Library, root: Path, rules: ImportRules, only: list[Path] | None = None) -> ImportReport:
    return finish(import_paths(library, [root], None, rules, only=only, gives_way=lambda: True))


@pytest.mark.parametrize(
    ("ignored", "left"),
    [
        ((), {"1", "draft_2", "3", "draft_4", "5", "6", "7"}),
        (("draft_*",), {"1", "3", "5", "6", "7"}),
        (("old",), {"1", "draft_2", "3", "draft_4", "7"}),
        (("a/old/",), {"1", "draft_2", "3", "draft_4", "6", "7"}),
        (("a/*",), {"1", "draft_2", "6", "7"}),
        (("[0-9].png", " "), {"draft_2", "draft_4"}),
        (("*",), set()),
    ],
)
def test_patterns_are_held_against_names_and_ways(
    tree: Path, ignored: tuple[str, ...], left: set[str]
) -> None:
    found = find_pictures([tree], rules=ImportRules(ignored=ignored))
    assert {Path(one.name).stem for one in found if isinstance(one, FoundFile)} == left


def test_folders_below_are_left_alone_where_that_is_wished(tree: Path) -> None:
    found = find_pictures([tree], rules=ImportRules(recursive=False))
    assert [one.path.name for one in found] == ["1.png", "draft_2.png"]


def test_only_some_folders_are_looked_into_and_seen_from_the_given_one(tree: Path) -> None:
    wanted = [tree / "a" / "old", tree, tree / "gone", tree.parent / "elsewhere"]
    found = list(find_folders([tree], only=wanted))
    assert all(isinstance(one, FolderOfFiles) for one in found), "a folder that is gone is no trouble"
    assert [
        (one.folder.path, one.folder.is_batch, one.names) for one in found if isinstance(one, FolderOfFiles)
    ] == [
        (tree, False, ("1.png", "draft_2.png")),
        (tree / "a" / "old", True, ("5.png",)),
    ]
    hidden = [tree / ".trash", tree / "thumbnails", tree / "link"]
    (tree / "link").symlink_to(tree / "a")
    for folder in hidden[:2]:
        folder.mkdir()
    assert list(find_folders([tree], only=hidden)) == []
    rules = ImportRules(ignored=("a",))
    assert list(find_folders([tree], rules=rules, only=[tree / "a" / "old"])) == []


def test_new_images_get_tags_and_an_album_and_old_ones_do_not(
    library: Library, rows: Rows, tree: Path, paint: Painter
) -> None:
    run(library, tree / "a", ImportRules())
    with library.writing(EVERYTHING) as session:
        session.execute(text("INSERT INTO albums (id, name) VALUES (77, 'Inbox')"))
    report = run(library, tree, ImportRules(album_id=77, tags=("fresh", " from comfy ", "")))
    assert (report.imported, report.already) == (4, 3)
    tagged = rows("SELECT DISTINCT label_text, label_type, source_model FROM labels ORDER BY label_text")
    assert tagged == [
        {"label_text": "fresh", "label_type": "tag", "source_model": "manual"},
        {"label_text": "from comfy", "label_type": "tag", "source_model": "manual"},
    ]
    assert rows("SELECT count(*) AS n FROM labels") == [{"n": 8}]
    inbox = rows(
        "SELECT filename FROM images i JOIN album_images l ON l.image_id = i.id WHERE l.album_id = 77 "
        "ORDER BY l.sort_order"
    )
    assert [row["filename"] for row in inbox] == ["1.png", "draft_2.png", "7.png", "6.png"]
    before = rows("SELECT * FROM labels"), rows("SELECT * FROM album_images")
    assert run(library, tree, ImportRules(album_id=77, tags=("other",))).imported == 0
    assert (rows("SELECT * FROM labels"), rows("SELECT * FROM album_images")) == before


def test_an_album_that_is_gone_is_no_reason_to_stop(library: Library, rows: Rows, tree: Path) -> None:
    assert run(library, tree, ImportRules(album_id=99)).imported == 7
    assert rows("SELECT count(*) AS n FROM album_images WHERE album_id = 99") == [{"n": 0}]


def test_the_album_for_all_may_be_that_of_a_folder(
    library: Library, rows: Rows, tree: Path, paint: Painter
) -> None:
    run(library, tree, ImportRules())
    (album,) = rows(f"SELECT id FROM albums WHERE source_folder = '{tree / 'a'}'")
    paint(tree / "a" / "new.png")
    assert run(library, tree, ImportRules(album_id=album["id"])).imported == 1
    assert rows("SELECT count(*) AS n FROM album_images GROUP BY image_id HAVING n > 1") == []


def test_without_albums_for_folders_none_is_made(library: Library, rows: Rows, tree: Path) -> None:
    report = run(library, tree, ImportRules(album_per_folder=False))
    assert (report.imported, report.albums_created) == (7, 0)
    assert rows("SELECT count(*) AS n FROM albums") == [{"n": 0}]


def test_what_failed_is_tried_again_with_the_same_view(
    library: Library, rows: Rows, tree: Path, paint: Painter
) -> None:
    for name in ("a/3.png", "1.png"):
        (tree / name).write_bytes(b"")
    haste = Patience(still=0.0)
    report = finish(import_paths(library, [tree], patience=haste))
    assert [Path(one.path).name for one in report.failed] == ["1.png", "3.png"]
    for name in ("a/3.png", "1.png"):
        paint(tree / name)
    paint(tree / "a" / "not asked for.png")
    again = finish(import_again(library, report.failed, patience=haste))
    assert (again.found, again.imported, again.failed) == (2, 2, [])
    filed = rows(
        "SELECT a.name FROM images i LEFT JOIN album_images l ON l.image_id = i.id "
        "LEFT JOIN albums a ON a.id = l.album_id WHERE i.filename IN ('1.png', '3.png') ORDER BY filename"
    )
    assert [row["name"] for row in filed] == [None, "a"]
