"""What comes back of a damaged library, for each way of being damaged."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.carving.carver import Origin
from imagineer_desktop.catalog.carving.known import known

if TYPE_CHECKING:
    from tests.catalog.carving.conftest import Carved, Content, Damage, Outcome, Patient

    Carve = Callable[..., Carved]
    Compare = Callable[..., Outcome]
    Damaged = Callable[[Damage, int], Path]

PAGE = 4096


def test_brings_back_at_least_the_floor_of_its_class(
    patient: Patient,
    damaged: Damaged,
    damage: tuple[str, Damage, float],
    carve: Carve,
    compare: Compare,
) -> None:
    name, harm, floor = damage
    outcome = compare(carve(damaged(harm, 1)), patient.content, patient.earlier_content)
    assert outcome.identical >= floor, name
    assert outcome.strangers == [], "a row in a table where it never was"
    assert outcome.wrong <= 20, "only flipped bits and old pages change values unseen"


def test_of_a_healthy_library_everything_comes_from_its_trees(
    patient: Patient, carve: Carve, compare: Compare
) -> None:
    carved = carve(patient.path)
    assert compare(carved, patient.content).identical == 100
    assert {row.origin for rows in carved.rows.values() for row in rows.values()} == {Origin.TREE}
    assert carved.carver.broken == set()
    assert carved.carver.misfits == 0


def test_says_which_rows_come_from_lost_pages(patient: Patient, damaged: Damaged, carve: Carve) -> None:
    def zero_root(data: bytearray, random: Random, patient: Patient) -> None:
        data[(patient.roots["labels"] - 1) * PAGE :][:PAGE] = b""
        start = (patient.roots["labels"] - 1) * PAGE
        data[start : start + PAGE] = bytes(PAGE)

    carved = carve(damaged(zero_root, 1))
    assert carved.origins("labels") <= {Origin.ORPHAN, Origin.HEADLESS}
    assert carved.origins("images") == {Origin.TREE}
    assert carved.carver.broken == {"labels"}


@pytest.mark.parametrize("revision", [revision.id for revision in migrating.revisions()])
@pytest.mark.parametrize("start", [0, 100, PAGE], ids=["whole", "header lost", "page 1 lost"])
def test_of_every_revision(
    tmp_path: Path, revision: str, start: int, carve: Carve, compare: Compare, read: Callable[[Path], Content]
) -> None:
    path = tmp_path / "old.db"
    migrating.create(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        rows = [(number, f"{number}.png", f"/p/{number}.png", number * 0.5) for number in range(1, 400)]
        connection.executemany(
            "INSERT INTO images (id, filename, file_path, guidance_scale) VALUES (?, ?, ?, ?)", rows
        )
        connection.executemany("INSERT INTO albums (name) VALUES (?)", [(f"Album {n}",) for n in range(40)])
        connection.executemany(
            "INSERT INTO album_images (album_id, image_id) VALUES (?, ?)",
            [(n % 40 + 1, n) for n in range(1, 400)],
        )
        connection.executemany(
            "INSERT INTO labels (image_id, label_text) VALUES (?, ?)",
            [(n, f"tag {n}") for n in range(1, 400)],
        )
    if revision != migrating.HEAD:
        migrating.downgrade(path, revision)
    healthy = read(path)
    path.write_bytes(bytes(start) + path.read_bytes()[start:])
    outcome = compare(carve(path), healthy)
    assert (outcome.identical, outcome.wrong, outcome.strange) == (100, 0, 0)


def test_every_tables_columns_of_every_revision_are_known(tmp_path: Path) -> None:
    """Whoever adds a revision adds its tables to `carving.known.REVISIONS`."""
    path = tmp_path / "library.db"
    migrating.create(path)
    names = {(one.table, one.names) for one in known()}
    for revision in reversed(migrating.revisions()):
        if revision.id != migrating.HEAD:
            migrating.downgrade(path, revision.id)
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 "
                "AND substr(name, 1, 7) <> 'sqlite_' AND sql NOT LIKE 'CREATE TABLE ''%'"
            ).fetchall()
            for (table,) in tables:
                columns = connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()
                assert (table, tuple(name for (name,) in columns)) in names, (revision.id, table)


def test_rows_older_than_a_column_have_its_default(tmp_path: Path, carve: Carve) -> None:
    """As the web application's script left them: the value is in no record."""
    path = tmp_path / "altered.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE albums (id INTEGER NOT NULL, name VARCHAR(255) NOT NULL, description TEXT, "
            "album_type VARCHAR(50), is_public BOOLEAN, generation_prompt TEXT, generation_config TEXT, "
            "created_at DATETIME, updated_at DATETIME, PRIMARY KEY (id))"
        )
        values = "('a', 'd', 'batch', 1, 'p', '{}', '2025-10-13 20:00:00.1', '2025-10-13 20:00:00.1')"
        names = "name, description, album_type, is_public, generation_prompt, generation_config"
        names += ", created_at, updated_at"
        connection.execute(f"INSERT INTO albums ({names}) VALUES {values}")
        connection.execute("ALTER TABLE albums ADD COLUMN is_training_source BOOLEAN DEFAULT 0")
        connection.execute(f"INSERT INTO albums ({names}, is_training_source) VALUES {values[:-1]}, 1)")
    for start in (0, PAGE):
        path.write_bytes(bytes(start) + path.read_bytes()[start:])
        rows = carve(path).named("albums")
        assert [rows[rowid]["is_training_source"] for rowid in (1, 2)] == [0, 1]
        assert rows[1]["created_at"] == "2025-10-13 20:00:00.1"


def test_unknown_tables_and_columns_are_carried_as_page_1_tells_them(tmp_path: Path, carve: Carve) -> None:
    path = tmp_path / "surrounded.db"
    migrating.create(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("""ALTER TABLE images ADD COLUMN "my note" TEXT DEFAULT 'it''s, (mine)'""")
        connection.execute("CREATE TABLE log (what TEXT, amount REAL, data BLOB, UNIQUE (what))")
        connection.execute("INSERT INTO images (filename, file_path) VALUES ('a.png', '/a.png')")
        connection.executemany("INSERT INTO log VALUES (?, ?, ?)", [("x", 4, b"\x00\xff"), ("y", None, None)])
    carved = carve(path)
    assert carved.named("images")[1]["my note"] == "it's, (mine)"
    assert [row.values for row in carved.rows["log"].values()] == [["x", 4.0, b"\x00\xff"], ["y", None, None]]


def test_columns_that_nothing_tells_of_do_not_hide_the_others(tmp_path: Path, carve: Carve) -> None:
    path = tmp_path / "grown.db"
    migrating.create(path)
    migrating.downgrade(path, migrating.OCTOBER)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE albums ADD COLUMN csv_data TEXT")
        connection.executemany(
            "INSERT INTO albums (name, album_type, created_at, csv_data) VALUES (?, 'set', ?, 'a,b')",
            [(f"Album {number}", "2025-10-28 20:00:00.000001") for number in range(9)],
        )
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name <> 'images'")
    carved = carve(path)
    assert [row["name"] for row in carved.named("albums").values()] == [f"Album {n}" for n in range(9)]
    assert carved.carver.longer == 9


def test_values_are_the_same_to_the_bit(tmp_path: Path, carve: Carve) -> None:
    path = tmp_path / "values.db"
    migrating.create(path)
    values: list[object] = [
        0,
        1,
        -1,
        127,
        -128,
        2**15,
        2**23 - 1,
        -(2**31),
        2**47,
        2**63 - 1,
        -(2**63),
        0.1,
        5.0,
    ]
    values += [1e308, -0.0, "", "a\x00b", "ünïcödé ✨", "x" * 100_000, None]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, value)")
        connection.executemany("INSERT INTO things (value) VALUES (?)", [(value,) for value in values])
        connection.execute("INSERT INTO things (value) VALUES (CAST(x'2f78ff2f' AS TEXT))")
        connection.execute("INSERT INTO things (id, value) VALUES (-5, x'00ff')")
    rows = carve(path).rows["things"]
    assert repr([rows[number].values[1] for number in range(1, len(values) + 1)]) == repr(values)
    assert rows[len(values) + 1].values[1] == "/x\udcff/"
    assert rows[-5].values[1] == b"\x00\xff"


@pytest.mark.parametrize("page_size", [512, 1024, 8192, 32768, 65536])
def test_other_page_sizes_are_told_without_the_header(tmp_path: Path, page_size: int, carve: Carve) -> None:
    path = tmp_path / "sized.db"
    migrating.create(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA page_size = {page_size}")
        connection.execute("VACUUM")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO images (filename, file_path, prompt) VALUES (?, ?, ?)",
            [(f"{number}.png", f"/p/{number}.png", "mist " * (number % 90)) for number in range(2000)],
        )
        connection.execute("COMMIT")
    path.write_bytes(bytes(100) + path.read_bytes()[100:])
    carved = carve(path)
    assert len(carved.rows["images"]) == 2000
    assert all(row.whole for row in carved.rows["images"].values())


def test_deleted_rows_stay_deleted_while_the_freelist_is_known(tmp_path: Path, carve: Carve) -> None:
    """Without `secure_delete` the freed pages still hold them."""
    path = _mostly_deleted(tmp_path)
    assert b"tag 2999" in path.read_bytes()
    carved = carve(path)
    assert len(carved.rows["labels"]) == 3
    assert carved.origins("labels") == {Origin.TREE}


def test_deleted_rows_that_come_back_are_from_lost_pages(tmp_path: Path, carve: Carve) -> None:
    path = _mostly_deleted(tmp_path)
    path.write_bytes(bytes(100) + path.read_bytes()[100:])
    rows = carve(path).rows["labels"]
    assert len([row for row in rows.values() if row.origin is Origin.TREE]) == 3
    assert len(rows) > 1000
    assert {row.origin for row in rows.values()} == {Origin.TREE, Origin.ORPHAN}


def _mostly_deleted(folder: Path) -> Path:
    path = folder / "deleted.db"
    migrating.create(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO labels (image_id, label_text) VALUES (?, ?)", [(n, f"tag {n}") for n in range(3000)]
        )
        connection.execute("COMMIT")
        connection.execute("DELETE FROM labels WHERE id > 3")
    return path


def test_chains_in_a_circle_end(tmp_path: Path, carve: Carve) -> None:
    path = tmp_path / "circle.db"
    migrating.create(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO images (filename, file_path, generation_data) VALUES ('a', '/a', ?)", ("z" * 50_000,)
        )
    data = bytearray(path.read_bytes())
    chain = [at for at in range(0, len(data), PAGE) if data[at + 4 : at + 104] == b"z" * 100]
    data[chain[3] : chain[3] + 4] = struct.pack(">I", chain[1] // PAGE + 1)
    path.write_bytes(data)
    (row,) = carve(path).named("images").values()
    assert (row["filename"], row["generation_data"], row["rating"]) == ("a", None, 0)


def test_trees_in_a_circle_end(patient: Patient, damaged: Damaged, carve: Carve, compare: Compare) -> None:
    def circle(data: bytearray, random: Random, patient: Patient) -> None:
        at = (patient.roots["labels"] - 1) * PAGE
        data[at + 8 : at + 12] = struct.pack(">I", patient.roots["labels"])

    assert compare(carve(damaged(circle, 1)), patient.content).identical == 100


def test_a_row_whose_id_is_damaged_is_told(patient: Patient, damaged: Damaged, carve: Carve) -> None:
    def flip(data: bytearray, random: Random, patient: Patient) -> None:
        start = (patient.leaves("labels")[3] - 1) * PAGE
        at = start + int.from_bytes(data[start + 8 + 2 * 5 : start + 10 + 2 * 5], "big")
        data[at + 1 : at + 3] = b"\xff\x7f"

    rows = carve(damaged(flip, 1)).rows["labels"]
    healthy = patient.content["labels"]
    (strange,) = rows.keys() - healthy.keys()
    assert rows[strange].origin is Origin.MISPLACED
    assert len(rows) == len(healthy)


def test_pages_below_a_wrong_root_go_to_their_own_table(
    patient: Patient, damaged: Damaged, carve: Carve, compare: Compare
) -> None:
    def exchange(data: bytearray, random: Random, patient: Patient) -> None:
        one, two = ((patient.roots[name] - 1) * PAGE for name in ("labels", "album_images"))
        data[one : one + PAGE], data[two : two + PAGE] = data[two : two + PAGE], data[one : one + PAGE]

    outcome = compare(carve(damaged(exchange, 1)), patient.content)
    assert (outcome.identical, outcome.wrong, outcome.strange) == (100, 0, 0)


def test_a_write_ahead_log_beside_a_lost_header_is_read(
    patient: Patient, tmp_path: Path, carve: Carve
) -> None:
    path, copy = tmp_path / "walled.db", tmp_path / "copy.db"
    path.write_bytes(patient.path.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO albums (name) VALUES ('newest')")
        connection.execute("BEGIN")
        connection.execute("INSERT INTO albums (name) VALUES ('never committed')")
        connection.execute("PRAGMA cache_spill = ON")
        wal = Path(f"{copy}-wal")
        copy.write_bytes(bytes(PAGE) + path.read_bytes()[PAGE:])
        wal.write_bytes(Path(f"{path}-wal").read_bytes())
        connection.execute("ROLLBACK")
    assert "newest" not in {row["name"] for row in carve(copy).named("albums").values()}
    names = {row["name"] for row in carve(copy, wal).named("albums").values()}
    assert "newest" in names
    assert "never committed" not in names


@pytest.mark.real_files
@pytest.mark.parametrize("start", [0, 100, PAGE], ids=["whole", "header lost", "page 1 lost"])
@pytest.mark.parametrize("name", ["before-training-source", "training-source-added", "october-28"])
def test_of_the_web_applications_libraries(
    real_files: Path, tmp_path: Path, name: str, start: int, carve: Carve
) -> None:
    """Without its schema nobody can tell of a column that no row has a value in; all others are there."""
    path = tmp_path / "web.db"
    path.write_bytes((real_files / "legacy" / f"{name}.db").read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        healthy = {
            table: {row["id"]: dict(row) for row in connection.execute(f"SELECT * FROM {table}")}
            for table in ("images", "albums", "album_images", "labels", "scrape_jobs", "training_runs")
        }
    path.write_bytes(bytes(start) + path.read_bytes()[start:])
    carved = carve(path)
    for table, rows in healthy.items():
        found = carved.named(table)
        untold = set(rows[1]) - set(found[1])
        assert untold <= ({"is_training_source"} if start == PAGE else set())
        told = {rowid: {key: row[key] for key in row if key not in untold} for rowid, row in rows.items()}
        assert repr(found) == repr(told)


def test_mutated_files_neither_raise_nor_hang(tmp_path: Path, carve: Carve) -> None:
    path = tmp_path / "mutated.db"
    migrating.create(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO images (filename, file_path, generation_data) VALUES (?, ?, ?)",
            [(f"{n}.png", f"/{n}.png", json.dumps("x" * (n * 90))) for n in range(120)],
        )
    whole = path.read_bytes()
    for seed in range(60):
        path.write_bytes(mutated(whole, Random(seed)))
        carve(path)


def mutated(whole: bytes, random: Random) -> bytes:
    """Bytes changed, blocks moved, ends cut: most where the structure is."""
    data = bytearray(whole)
    for _ in range(random.choice([1, 10, 100, 1000])):
        at = random.randrange(len(data))
        if random.random() < 0.5:
            at = at // PAGE * PAGE + random.randrange(64)
        data[at] = random.randrange(256)
    if random.random() < 0.3:
        one, two = (random.randrange(len(data) // PAGE) * PAGE for _ in range(2))
        data[one : one + PAGE] = data[two : two + PAGE]
    if random.random() < 0.2:
        del data[random.randrange(len(data)) :]
    return bytes(data)
