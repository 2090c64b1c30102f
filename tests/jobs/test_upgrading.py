"""An upgrade is done whole, after a backup, and says what it did; or the library is as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.migrating import State
from imagineer_desktop.jobs.files import old_roots
from imagineer_desktop.jobs.progress import Job, Progress, finish
from imagineer_desktop.jobs.upgrades import upgrading
from imagineer_desktop.jobs.upgrades.comparing import contents, differences
from imagineer_desktop.jobs.upgrades.upgrading import UpgradeReport, upgrade_in_place, upgrade_to_copy

ROOT = "/mnt/speedy/imagineer/outputs"


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """An outputs folder with two of the library's three pictures."""
    for place in ("set_1/a.png", "b.png"):
        picture = tmp_path / "outputs" / place
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(b"picture")
    return tmp_path / "outputs"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library as the web application left it in October: three images, whose paths dangle."""
    path = tmp_path / "instance" / "imagineer.db"
    migrating.create(path)
    migrating.downgrade(path, migrating.OCTOBER)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE alembic_version")
        for number, place in enumerate(("set_1/a.png", "b.png", "set_1/gone.png"), 1):
            connection.execute(
                "INSERT INTO images (id, filename, file_path, width) VALUES (?, ?, ?, 512)",
                (number, place.rpartition("/")[2], f"{ROOT}/{place}"),
            )
        connection.execute("INSERT INTO labels (image_id, label_text) VALUES (1, 'cat'), (9, 'orphan')")
        connection.execute("INSERT INTO albums (name) VALUES ('set')")
        connection.execute("INSERT INTO album_images (album_id, image_id) VALUES (1, 1), (1, 3)")
    return path


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_in_place_reports_what_it_did(library: Path, outputs: Path) -> None:
    report = finish(upgrade_in_place(library, outputs))
    assert report.from_revision == migrating.OCTOBER
    assert report.to_revision == migrating.HEAD
    assert report.backup is not None
    assert report.backup.parent == library.parent / "backups"
    assert migrating.classify(report.backup).state is State.WEB
    counts = {"images": 3, "albums": 1, "album_images": 2, "labels": 2, "scrape_jobs": 0, "training_runs": 0}
    assert report.counts == counts
    assert (report.remapped, report.missing, report.database) == (3, 1, library)
    assert report.notes == ("1 rows refer to an image or album that is not there. They were kept.",)


def test_pictures_are_found_again_and_the_others_are_missing(library: Path, outputs: Path) -> None:
    finish(upgrade_in_place(library, outputs))
    found = rows(library, "SELECT file_path, missing_since IS NULL, width FROM images ORDER BY id")
    assert found == [
        (str(outputs / "set_1" / "a.png"), 1, 512),
        (str(outputs / "b.png"), 1, 512),
        (str(outputs / "set_1" / "gone.png"), 0, 512),
    ]


def test_without_an_outputs_root_paths_stay_and_are_missing(library: Path) -> None:
    report = finish(upgrade_in_place(library))
    assert (report.remapped, report.missing) == (0, 3)
    assert rows(library, "SELECT count(*) FROM images WHERE file_path LIKE '/mnt/%'") == [(3,)]


def test_the_date_of_generation_begins_with_the_date_in_the_library(library: Path) -> None:
    moment = "2025-10-28 20:00:00.841525"
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("UPDATE images SET created_at = ?", (moment,))
    finish(upgrade_in_place(library))
    assert set(rows(library, "SELECT created_at, generated_at FROM images")) == {(moment, moment)}


def test_progress_names_the_revisions(library: Path) -> None:
    texts = [progress.text for progress in upgrade_in_place(library)]
    titles = [revision.title for revision in migrating.revisions()[3:]]
    assert [text for text in texts if text in titles] == titles


def test_a_library_at_the_newest_revision_is_left_alone(library: Path) -> None:
    finish(upgrade_in_place(library))
    before = bytes_of(library.parent)
    report = finish(upgrade_in_place(library))
    assert (report.from_revision, report.backup) == (migrating.HEAD, None)
    assert bytes_of(library.parent) == before


def test_it_is_left_alone_though_files_are_gone(library: Path, outputs: Path) -> None:
    finish(upgrade_in_place(library, outputs))
    (outputs / "b.png").unlink()
    before = bytes_of(library.parent)
    report = finish(upgrade_in_place(library))
    assert (report.missing, report.counts["images"]) == (2, 3)
    assert bytes_of(library.parent) == before


@pytest.mark.parametrize("with_root", [False, True])
def test_nobody_waits_for_the_disk_of_the_pictures(
    library: Path, outputs: Path, monkeypatch: pytest.MonkeyPatch, with_root: bool
) -> None:
    """Whenever a folder of pictures is looked at, others can write the library."""
    looked: list[str] = []
    look = old_roots._file_names

    def watched(folder: str) -> frozenset[str] | None:
        with closing(sqlite3.connect(library, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
        looked.append(folder)
        return look(folder)

    monkeypatch.setattr(old_roots, "_file_names", watched)
    report = finish(upgrade_in_place(library, outputs if with_root else None))
    assert looked
    assert report.missing == (1 if with_root else 3)


def test_pictures_of_an_upgraded_library_are_remapped_later(library: Path, outputs: Path) -> None:
    finish(upgrade_in_place(library))
    report = finish(upgrade_in_place(library, outputs))
    assert (report.from_revision, report.remapped, report.missing) == (migrating.HEAD, 3, 1)
    assert report.backup is not None


def test_a_failure_leaves_the_library_and_a_backup(library: Path) -> None:
    with closing(sqlite3.connect(library)) as connection:
        connection.execute("CREATE TABLE idx_images_trashed_at (x)")
    before = library.read_bytes()
    with pytest.raises(Exception, match="idx_images_trashed_at"):
        finish(upgrade_in_place(library))
    assert library.read_bytes() == before
    assert len(list((library.parent / "backups").glob("*.db"))) == 1
    with closing(sqlite3.connect(library)) as connection:
        connection.execute("DROP TABLE idx_images_trashed_at")
    assert finish(upgrade_in_place(library)).to_revision == migrating.HEAD


def test_a_value_that_would_change_stops_the_upgrade(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A revision gone wrong, played by one that also touches a label."""
    before = library.read_bytes()
    step = migrating.step

    def faulty(connection: Connection, revision: migrating.Revision) -> None:
        step(connection, revision)
        connection.exec_driver_sql("UPDATE labels SET label_text = 'dog' WHERE label_text = 'cat'")

    monkeypatch.setattr(migrating, "step", faulty)
    with pytest.raises(CatalogError, match="the rows of labels are not the same"):
        finish(upgrade_in_place(library))
    assert library.read_bytes() == before


@pytest.mark.parametrize("steps", range(1, 7))
def test_cancelled_at_any_step_it_is_as_it_was(library: Path, tmp_path: Path, steps: int) -> None:
    before = library.read_bytes()
    copy = tmp_path / "copies" / "copy.db"
    jobs: list[Job[UpgradeReport]] = [upgrade_in_place(library), upgrade_to_copy(library, copy)]
    for job in jobs:
        for _ in range(steps):
            assert isinstance(next(job), Progress)
        job.close()
        assert library.read_bytes() == before
    assert list(copy.parent.iterdir()) == []


def test_a_copy_never_takes_the_place_of_another_file(library: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("something else", encoding="utf-8")
    with pytest.raises(CatalogError, match="already a file"):
        finish(upgrade_to_copy(library, copy))
    copy.unlink()
    job = upgrade_to_copy(library, copy)
    next(job)
    copy.write_text("came in between", encoding="utf-8")
    with pytest.raises(CatalogError, match="already a file"):
        finish(job)
    assert copy.read_text(encoding="utf-8") == "came in between"
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["copy.db"]


def test_a_copy_holds_what_is_still_in_the_write_ahead_log(library: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(library, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO labels (image_id, label_text) VALUES (1, 'newest')")
        report = finish(upgrade_to_copy(library, copy))
    assert report.counts["labels"] == 3
    assert rows(copy, "SELECT count(*) FROM labels WHERE label_text = 'newest'") == [(1,)]


def test_a_copy_is_made_from_a_folder_that_cannot_be_written(library: Path, tmp_path: Path) -> None:
    library.chmod(0o444)
    library.parent.chmod(0o555)
    try:
        report = finish(upgrade_to_copy(library, tmp_path / "copy.db"))
    finally:
        library.parent.chmod(0o755)
    assert report.to_revision == migrating.HEAD
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        connection.execute("INSERT INTO albums (name) VALUES ('the copy can be written')")


@pytest.mark.parametrize(
    "upgrade", [upgrade_in_place, lambda path: upgrade_to_copy(path, path.with_suffix(".new"))]
)
@pytest.mark.parametrize("state", ["newer", "foreign", "text", "empty", "missing"])
def test_what_cannot_be_upgraded_is_refused_unchanged(
    tmp_path: Path, state: str, upgrade: Callable[[Path], Job[UpgradeReport]]
) -> None:
    path = tmp_path / "imagineer.db"
    if state == "newer":
        migrating.create(path)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = '0099_future'")
    elif state == "foreign":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE moz_places (id INTEGER)")
    elif state != "missing":
        path.write_bytes(b"words " * 100 if state == "text" else b"")
    before = bytes_of(tmp_path)
    with pytest.raises(CatalogError):
        finish(upgrade(path))
    assert bytes_of(tmp_path) == before


def test_it_needs_space(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrading, "SPACE_FACTOR", 1e12)
    before = bytes_of(library.parent)
    with pytest.raises(CatalogError, match="MB are needed"):
        finish(upgrade_in_place(library))
    assert bytes_of(library.parent) == before


def test_an_outputs_root_that_is_not_there_is_said_first(library: Path, tmp_path: Path) -> None:
    before = bytes_of(library.parent)
    with pytest.raises(CatalogError, match="no folder"):
        finish(upgrade_in_place(library, tmp_path / "nowhere"))
    assert bytes_of(library.parent) == before


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ("UPDATE labels SET label_text = 'dog' WHERE id = 1", "labels"),
        ("UPDATE images SET width = CAST(512 AS TEXT) || 'x' WHERE id = 1", "images"),
        ("UPDATE albums SET description = '' WHERE id = 1", "albums"),
        ("UPDATE albums SET name = CAST(name AS BLOB)", "albums"),
        ("DELETE FROM album_images WHERE id = 2", "album_images"),
        ("INSERT INTO album_images (album_id, image_id) VALUES (1, 2)", "album_images"),
        ("UPDATE images SET filename = CASE id WHEN 1 THEN 'b.png' ELSE 'a.png' END || id", "images"),
        ("DELETE FROM albums", "1 more rows|2 more rows"),
        ("DROP VIEW mine", "view mine"),
        ("DROP TRIGGER mine_too", "trigger mine_too"),
        ("DROP TABLE notes", "notes"),
    ],
)
def test_every_difference_is_seen(library: Path, change: str, difference: str) -> None:
    with closing(sqlite3.connect(library, isolation_level=None)) as connection:
        connection.executescript(
            "CREATE VIEW mine AS SELECT 1; CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('x');"
            "CREATE TRIGGER mine_too AFTER INSERT ON notes BEGIN SELECT 1; END;"
        )
        before = contents(connection)
        assert differences(before, contents(connection, before)) == []
        connection.execute(change)
        after = contents(connection, before)
    assert any(word in line for line in differences(before, after) for word in difference.split("|"))
