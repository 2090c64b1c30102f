"""Every kind of old library comes through with every row and value, in place, as a copy, and back again."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.migrating import State
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.upgrades.upgrading import upgrade_in_place, upgrade_to_copy

Tables = dict[str, list[dict[str, object]]]
MakeOld = Callable[[str, Path], None]
Read = Callable[[Path], Tables]

KEEP_NO_VALUES = ("oldest", "training-source-added", "october", "newer", "guide", "guide-without-rowid")
REAL = ("before-training-source.db", "training-source-added.db", "october-28.db")


def only_old_columns(before: Tables, after: Tables) -> Tables:
    """What is in `after`, reduced to the tables and columns of `before`, with kept values in their places."""
    kept = {}
    for note in after.get("kept_values", []):
        cell = tuple(str(note[name][1]) for name in ("table_name", "row_id", "column_name"))  # type: ignore[index]
        if note["row_id"] != ("integer", 0):
            kept[cell] = note["old_value"]
    reduced: Tables = {}
    for table, rows in before.items():
        names = list(rows[0]) if rows else []
        found = [{name: row[name] for name in names} for row in after[table]]
        for row in found:
            for name in names:
                row_id = row["id"][1] if "id" in row else ""  # type: ignore[index]
                row[name] = kept.pop((table, str(row_id), name), row[name])
        reduced[table] = found
    gone = {(table, row_id) for table, row_id, _ in kept}
    for table, row_id in gone:
        names = list(before[table][0])
        reduced[table].append({name: kept[table, row_id, name] for name in names})
    return in_order(reduced)


def in_order(tables: Tables) -> Tables:
    """The same rows in an order that depends on nothing but their values."""
    return {table: sorted(rows, key=repr) for table, rows in tables.items()}


@pytest.fixture
def old(kind: str, make_old: MakeOld, tmp_path: Path) -> Path:
    path = tmp_path / "old" / "imagineer.db"
    path.parent.mkdir()
    make_old(kind, path)
    return path


def test_every_value_is_there_after_the_upgrade(old: Path, read: Read) -> None:
    before = read(old)
    report = finish(upgrade_in_place(old))
    after = read(old)
    assert only_old_columns(before, after) == in_order(before)
    assert migrating.classify(old).state is State.CURRENT
    assert report.backup is not None
    assert read(report.backup) == before


def test_a_copy_is_upgraded_and_the_original_only_read(old: Path, read: Read, tmp_path: Path) -> None:
    before, digest = read(old), sha256(old.read_bytes()).hexdigest()
    copy = tmp_path / "new" / "library.db"
    report = finish(upgrade_to_copy(old, copy))
    assert only_old_columns(before, read(copy)) == in_order(before)
    assert sha256(old.read_bytes()).hexdigest() == digest
    assert sorted(place.name for place in old.parent.iterdir()) == [old.name]
    assert [place.name for place in copy.parent.iterdir()] == [copy.name]
    assert (report.database, report.backup) == (copy, None)


def test_the_upgraded_tables_have_every_column_of_a_new_library(old: Path, tmp_path: Path) -> None:
    migrating.upgrade(old)
    new = tmp_path / "new.db"
    migrating.create(new)
    with closing(sqlite3.connect(old)) as upgraded, closing(sqlite3.connect(new)) as fresh:
        for (table,) in fresh.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = "SELECT name FROM pragma_table_info(?)"
            assert set(fresh.execute(columns, (table,))) <= set(upgraded.execute(columns, (table,)))
        indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        assert set(fresh.execute(indexes)) <= set(upgraded.execute(indexes))


@pytest.mark.parametrize("kind", KEEP_NO_VALUES, indirect=True)
def test_the_way_back_to_october_loses_nothing_the_library_had(old: Path, read: Read) -> None:
    before = read(old)
    migrating.upgrade(old)
    migrating.downgrade(old, migrating.OCTOBER)
    after = read(old)
    if "added_at" in before["album_images"][0]:  # the guide's name for what October calls created_at
        after["album_images"] = [row | {"added_at": row["created_at"]} for row in after["album_images"]]
    assert only_old_columns(before, after) == in_order(before)
    assert "kept_values" not in after


def test_surroundings_come_back_from_october_too(make_old: MakeOld, read: Read, tmp_path: Path) -> None:
    path = tmp_path / "imagineer.db"
    make_old("surrounded", path)
    before, others = read(path), _others(path)
    migrating.upgrade(path)
    assert _others(path) == others
    migrating.downgrade(path, migrating.OCTOBER)
    assert read(path) == before | {"images": [_in_order(row, before) for row in read(path)["images"]]}
    assert _others(path) == others


def _in_order(row: dict[str, object], tables: Tables) -> dict[str, object]:
    return {name: row[name] for name in tables["images"][0]}


def _others(path: Path) -> list[tuple[str, str, str]]:
    """Views, triggers and the indexes that no revision makes, word for word."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT type, name, sql FROM sqlite_master "
            "WHERE type IN ('view', 'trigger') OR name = 'by_prompt' ORDER BY name"
        ).fetchall()


def test_unknown_parts_of_known_tables_stay(make_old: MakeOld, tmp_path: Path) -> None:
    path = tmp_path / "imagineer.db"
    make_old("surrounded", path)
    migrating.upgrade(path)
    with closing(sqlite3.connect(path)) as connection:
        sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'images'").fetchone()[0]
        assert "COLLATE NOCASE" in sql
        assert "< 9999" in sql
        assert "COLLATE RTRIM" in sql
        assert "VIRTUAL" in sql
        row = connection.execute("SELECT area, model, rating FROM images WHERE id = 3").fetchone()
        assert row == (None, "mine", 0)
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            connection.execute("UPDATE images SET prompt = ? WHERE id = 3", ("x" * 10000,))


def test_images_with_one_path_are_told_apart_and_share_it_again(
    make_old: MakeOld, read: Read, tmp_path: Path
) -> None:
    path = tmp_path / "imagineer.db"
    make_old("loose", path)
    before = {row["id"]: row["file_path"] for row in read(path)["images"]}
    migrating.upgrade(path)
    now = {row["id"][1]: row["file_path"][1] for row in read(path)["images"]}  # type: ignore[index]
    assert now[50] == "/mnt/x/a.png"
    assert now[51] == "/mnt/x/././a.png"
    assert now[52] == "/mnt/x/./././a.png"
    assert now[53] == "/mnt/x/./a.png"
    assert now[59] == "C:\\x\\.\\w.png"
    assert len(set(now.values())) == len(now)
    migrating.downgrade(path, migrating.OCTOBER)
    again = {row["id"]: row["file_path"] for row in read(path)["images"]}
    assert {row_id: text for row_id, text in before.items() if text[1] is not None}.items() <= again.items()  # type: ignore[index]
    names = [row["filename"] for row in read(path)["images"]]
    assert len(set(names)) == len(names)


def test_new_images_never_get_the_id_that_an_orphan_waits_for(make_old: MakeOld, tmp_path: Path) -> None:
    path = tmp_path / "imagineer.db"
    make_old("october", path)
    migrating.upgrade(path)
    with closing(sqlite3.connect(path)) as connection:
        image = connection.execute("INSERT INTO images (filename, file_path) VALUES ('n', 'n')").lastrowid
        album = connection.execute("INSERT INTO albums (name) VALUES ('n')").lastrowid
    assert (image, album) == (902, 78)


def test_ids_deleted_before_the_upgrade_are_not_used_again(make_old: MakeOld, tmp_path: Path) -> None:
    path = tmp_path / "imagineer.db"
    make_old("newer", path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM album_images WHERE album_id > 3")
    migrating.upgrade(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("INSERT INTO albums (name) VALUES ('n')").lastrowid == 5


@pytest.mark.real_files
@pytest.mark.parametrize("name", REAL)
def test_the_real_databases_come_through_and_back(
    real_files: Path, name: str, read: Read, tmp_path: Path
) -> None:
    path = tmp_path / name
    shutil.copyfile(real_files / "legacy" / name, path)
    before = read(path)
    finish(upgrade_in_place(path))
    assert only_old_columns(before, read(path)) == in_order(before)
    assert "kept_values" in read(path)
    assert not read(path)["kept_values"]
    migrating.downgrade(path, migrating.OCTOBER)
    assert only_old_columns(before, read(path)) == in_order(before)
