"""A damaged library is repaired on a copy, with nothing invented, and stays as it was itself."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from imagineer_desktop.catalog import migrating, plain
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.migrating import State
from imagineer_desktop.jobs.backups.backups import back_up, backup_folder
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.repairs import repairing
from imagineer_desktop.jobs.repairs.damage import Damage, diagnose
from imagineer_desktop.jobs.repairs.installing import install
from imagineer_desktop.jobs.repairs.repairing import How, NothingToRepairError, repair

PAGE = 4096
IMAGES = 600
Harm = Callable[[bytearray, dict[str, int]], None]
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("healthy") / "imagineer.db"
    migrating.create(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA secure_delete = ON")
        add(connection, range(1, IMAGES + 1))
        connection.execute("DELETE FROM images WHERE id = ?", (IMAGES,))
    return path


@pytest.fixture
def library(healthy: Path, tmp_path: Path) -> Path:
    path = tmp_path / "library" / "imagineer.db"
    path.parent.mkdir()
    shutil.copyfile(healthy, path)
    return path


def add(connection: sqlite3.Connection, numbers: range) -> None:
    moment = "2025-10-28 20:00:00.000001"
    connection.executemany(
        "INSERT INTO images (id, filename, file_path, prompt, width, guidance_scale, created_at, updated_at) "
        "VALUES (?, ?, ?, ?, 1024, 7.0, ?, ?)",
        [(n, f"{n}.png", f"/p/{n}.png", f"prompt {n} " * (n % 40), moment, moment) for n in numbers],
    )
    connection.executemany(
        "INSERT INTO labels (image_id, label_text, created_at) VALUES (?, ?, ?)",
        [(n, f"tag {copy}", moment) for n in numbers for copy in range(3)],
    )
    connection.executemany(
        "INSERT INTO albums (name) VALUES (?)", [(f"Album {n}",) for n in numbers if n % 50 == 1]
    )
    connection.executemany(
        "INSERT INTO album_images (album_id, image_id) SELECT max(id), ? FROM albums", [(n,) for n in numbers]
    )


def rows(path: Path) -> Rows:
    """Every row of the tables that are not derived, in the order of their ids."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master "
            "WHERE type = 'table' AND rootpage > 0 AND instr(name, '_words_') = 0"
        ).fetchall()
        found = {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for (name,) in names
        }
    # SQLite notes a 0 as soon as anything is copied into a table, even if that was nothing.
    found["sqlite_sequence"] = [row for row in found.get("sqlite_sequence", []) if row[1]]
    return found


def damage(path: Path, harm: Harm) -> bytes:
    """Do harm to a file, by page numbers; returns what it is afterwards."""
    with closing(sqlite3.connect(path)) as connection:
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0"))
    data = bytearray(path.read_bytes())
    harm(data, roots)
    path.write_bytes(data)
    return bytes(data)


def zero(data: bytearray, number: int) -> None:
    data[(number - 1) * PAGE : number * PAGE] = bytes(PAGE)


def no_page_1(data: bytearray, roots: dict[str, int]) -> None:
    zero(data, 1)


def no_header(data: bytearray, roots: dict[str, int]) -> None:
    data[:100] = bytes(100)


def no_roots(data: bytearray, roots: dict[str, int]) -> None:
    for table in ("images", "labels"):
        zero(data, roots[table])


def no_index(data: bytearray, roots: dict[str, int]) -> None:
    zero(data, roots["idx_labels_image_id"])


def wrong_index(data: bytearray, roots: dict[str, int]) -> None:
    """One entry of an index says what no row says."""
    start = data.index(b"/p/77.png", (roots["images"]) * PAGE)
    first = (roots["sqlite_autoindex_images_1"] - 1) * PAGE
    places = [at for at in range(len(data)) if data.startswith(b"/p/77.png", at)]
    at = next(at for at in places if data[at // PAGE * PAGE] == 10 or at // PAGE * PAGE == first)
    assert start >= 0
    data[at : at + 9] = b"/p/78.pnh"


def no_page_1_and_no_labels_root(data: bytearray, roots: dict[str, int]) -> None:
    zero(data, 1)
    zero(data, roots["labels"])


def half(data: bytearray, roots: dict[str, int]) -> None:
    del data[len(data) // 2 // PAGE * PAGE :]


@pytest.mark.parametrize("harm", [no_page_1, no_header, no_roots, no_index])
def test_a_damaged_library_comes_back_whole(library: Path, healthy: Path, harm: Harm) -> None:
    damaged = damage(library, harm)
    assert finish(diagnose(library)).is_damaged
    report = finish(repair(library))
    assert rows(report.database) == rows(healthy)
    assert report.how is How.CARVED
    assert migrating.classify(report.database).state is State.CURRENT
    assert library.read_bytes() == damaged
    assert sorted(one.name for one in library.parent.iterdir()) == sorted(
        [library.name, report.database.name]
    )


def test_says_what_was_found_expected_and_lost(library: Path) -> None:
    finish(back_up(library, backup_folder(library), "by hand"))
    damage(library, half)
    report = finish(repair(library))
    images = report.recovered["images"]
    assert images.expected == IMAGES - 1
    assert images.lost == IMAGES - 1 - images.found
    assert 0 < images.found < IMAGES - 1
    assert images.found == len(rows(report.database)["images"])
    assert report.backup
    assert "newest good backup" in " ".join(report.notes)


def test_without_a_backup_nobody_says_what_is_lost(library: Path) -> None:
    damage(library, half)
    report = finish(repair(library))
    assert (report.recovered["images"].expected, report.recovered["images"].lost) == (None, None)
    assert "nobody can say what is lost" in " ".join(report.notes)


def test_only_indexes_damaged_are_made_anew(library: Path, healthy: Path) -> None:
    damage(library, wrong_index)
    assert finish(diagnose(library)).damage is Damage.INDEXES
    report = finish(repair(library))
    assert report.how is How.REINDEXED
    assert rows(report.database) == rows(healthy)


def test_a_journal_that_does_not_belong_to_it_is_left_out(library: Path, healthy: Path) -> None:
    """A backup copied over a library while the write-ahead log of the other lies there still."""
    with closing(sqlite3.connect(library, isolation_level=None)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE labels SET label_text = label_text || ' and more text than before'")
        connection.execute("DELETE FROM images WHERE id % 2")
        wal = Path(f"{library}-wal").read_bytes()
    shutil.copyfile(healthy, library)
    with closing(sqlite3.connect(library)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("DELETE FROM labels WHERE id < 900")
        connection.execute("DELETE FROM album_images")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    expected = rows(library)
    Path(f"{library}-shm").unlink(missing_ok=True)
    Path(f"{library}-wal").write_bytes(wal)
    damaged = library.read_bytes()
    report = finish(repair(library))
    assert report.how is How.WITHOUT_JOURNALS
    assert rows(report.database) == expected
    assert library.read_bytes() == damaged
    assert Path(f"{library}-wal").read_bytes() == wal


def test_a_write_ahead_log_beside_a_damaged_file_is_used(library: Path) -> None:
    with closing(sqlite3.connect(library, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO albums (name) VALUES ('only in the log')")
        copies = {suffix: Path(f"{library}{suffix}").read_bytes() for suffix in ("", "-wal")}
    Path(f"{library}-wal").write_bytes(copies["-wal"])
    library.write_bytes(bytes(100) + copies[""][100:])
    report = finish(repair(library))
    assert "only in the log" in {row[1] for row in rows(report.database)["albums"]}


def test_a_library_that_only_needs_its_journal_is_not_damaged(library: Path, healthy: Path) -> None:
    with closing(sqlite3.connect(library, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("DELETE FROM labels")
        copies = {suffix: Path(f"{library}{suffix}").read_bytes() for suffix in ("", "-wal")}
    for suffix, data in copies.items():
        Path(f"{library}{suffix}").write_bytes(data)
    assert finish(diagnose(library)).damage is Damage.NONE


def test_a_search_index_is_never_called_damage_to_rows(library: Path) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("CREATE VIRTUAL TABLE my_words USING fts5 (text)")
        connection.executemany("INSERT INTO my_words VALUES (?)", [(f"word{n} " * 30,) for n in range(3000)])
    damage(library, lambda data, roots: zero(data, roots["my_words_data"]))
    assert finish(diagnose(library)).damage is Damage.SEARCH


def test_a_false_alarm_changes_nothing(library: Path) -> None:
    found = finish(diagnose(library))
    assert (found.damage, found.details) == (Damage.NONE, ())
    with pytest.raises(NothingToRepairError, match="Nothing is wrong"):
        finish(repair(library))
    assert [one.name for one in library.parent.iterdir()] == [library.name]


def test_a_locked_library_is_not_called_damaged(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(library, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        assert finish(diagnose(library)).damage is Damage.TROUBLE
        with pytest.raises(CatalogError, match="used by another program"):
            finish(repair(library))


@pytest.mark.parametrize("kind", ["missing", "folder", "empty"])
def test_what_is_no_file_is_not_called_damaged(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "imagineer.db"
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.touch()
    found = finish(diagnose(path))
    assert found.damage is Damage.TROUBLE
    assert str(path) in found.sentence


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 200_000, Random(1).randbytes(200_000)], ids=["0", "00", "??"]
)
def test_nothing_recovered_is_refused(library: Path, content: bytes) -> None:
    data = library.read_bytes()[:100] + content
    library.write_bytes(data)
    with pytest.raises(CatalogError, match="No image could be recovered"):
        finish(repair(library))
    assert [one.name for one in library.parent.iterdir()] == [library.name]
    assert library.read_bytes() == data


def test_an_empty_library_where_a_full_one_was_is_refused(library: Path) -> None:
    finish(back_up(library, backup_folder(library), "by hand"))
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("DELETE FROM images")
    damage(library, wrong_page)
    with pytest.raises(CatalogError, match="No image could be recovered"):
        finish(repair(library))


def wrong_page(data: bytearray, roots: dict[str, int]) -> None:
    zero(data, roots["labels"])


def test_the_backup_with_what_is_newer_brings_everything_back(library: Path) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("UPDATE images SET rating = 1 WHERE id = 7")
    finish(back_up(library, backup_folder(library), "by hand"))
    with closing(sqlite3.connect(library)) as connection, connection:
        add(connection, range(IMAGES + 1, IMAGES + 50))
        connection.execute(
            "UPDATE images SET rating = 5, updated_at = '2026-01-01 00:00:00.000000' WHERE id = 599"
        )
    expected = rows(library)
    damage(library, lambda data, roots: zero(data, first_leaf(data, roots["images"])))
    alone = finish(repair(library))
    assert (alone.recovered["images"].lost or 0) == 0 < IMAGES + 48 - alone.recovered["images"].found
    report = finish(repair(library, merged=True))
    assert report.how is How.MERGED
    assert rows(report.database) == expected


def first_leaf(data: bytearray, root: int) -> int:
    """The page of the lowest ids."""
    page = data[(root - 1) * PAGE : root * PAGE]
    at = int.from_bytes(page[12:14], "big")
    return int.from_bytes(page[at : at + 4], "big")


def test_merging_needs_a_good_backup(library: Path) -> None:
    made = finish(back_up(library, backup_folder(library), "by hand"))
    made.path.write_bytes(made.path.read_bytes()[:-1] + b"x")
    damage(library, no_page_1)
    with pytest.raises(CatalogError, match="no good backup"):
        finish(repair(library, merged=True))
    assert finish(repair(library)).backup is None


def test_deleted_rows_that_come_back_are_kept_apart(library: Path) -> None:
    """The header is lost, and with it the list of free pages, in which deleted rows are readable still."""
    with closing(sqlite3.connect(library, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("DELETE FROM labels WHERE id > 10")
    expected = rows(library)
    finish(back_up(library, backup_folder(library), "by hand"))
    damage(library, no_header)
    report = finish(repair(library))
    assert rows(report.database) == expected
    assert report.recovered["labels"].suspicious > 500
    assert report.set_aside
    with closing(sqlite3.connect(report.set_aside)) as connection:
        reasons = connection.execute("SELECT DISTINCT reason FROM labels").fetchall()
    assert reasons == [("was probably deleted",)]


def test_deleted_rows_are_told_by_the_backup_where_the_tree_is_lost(library: Path) -> None:
    with closing(sqlite3.connect(library, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("DELETE FROM labels WHERE id > 900 AND id < 1700")
    finish(back_up(library, backup_folder(library), "by hand"))
    expected = rows(library)
    damage(library, no_page_1_and_no_labels_root)
    report = finish(repair(library))
    assert rows(report.database)["labels"] == expected["labels"]
    assert report.recovered["labels"].suspicious > 500
    assert "rows of labels come from pages that nothing leads to any more" in " ".join(report.notes)


def test_an_old_root_page_hides_no_rows(library: Path) -> None:
    """The tree looks whole and leads to the older pages only, but no list calls the others free."""
    earlier = library.read_bytes()
    with closing(sqlite3.connect(library)) as connection, connection:
        add(connection, range(IMAGES + 1, 3 * IMAGES))
    finish(back_up(library, backup_folder(library), "by hand"))
    expected = rows(library)

    def old_root(data: bytearray, roots: dict[str, int]) -> None:
        part = slice((roots["labels"] - 1) * PAGE, roots["labels"] * PAGE)
        data[part] = earlier[part]

    damage(library, old_root)
    report = finish(repair(library))
    assert report.how is How.CARVED
    assert rows(report.database) == expected
    assert report.recovered["labels"].suspicious == 0


def test_a_library_of_a_newer_version_is_refused(library: Path) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
    damage(library, no_header)
    with pytest.raises(CatalogError, match="newer version"):
        finish(repair(library))
    assert [one.name for one in library.parent.iterdir()] == [library.name]


def test_a_row_cut_short_is_kept_and_told(library: Path) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("UPDATE images SET generation_data = ?, rating = 4 WHERE id = 5", ("z" * 50_000,))
    data = library.read_bytes()
    chain = [at // PAGE + 1 for at in range(0, len(data), PAGE) if data[at + 4 : at + 104] == b"z" * 100]
    damage(library, lambda data, roots: zero(data, chain[3]))
    report = finish(repair(library))
    with closing(sqlite3.connect(report.database)) as connection:
        row = connection.execute(
            "SELECT filename, generation_data, rating FROM images WHERE id = 5"
        ).fetchone()
    assert row == ("5.png", None, 0)
    assert "1 rows of images lost the end of a long text." in report.notes


def test_ids_that_were_given_once_are_not_given_again(library: Path) -> None:
    damage(library, no_page_1)
    report = finish(repair(library))
    with closing(sqlite3.connect(report.database)) as connection:
        new = connection.execute("INSERT INTO images (filename, file_path) VALUES ('n', 'n')").lastrowid
    assert new == IMAGES + 1


@pytest.mark.parametrize("revision", [migrating.OCTOBER, "0004_database_guide"])
@pytest.mark.parametrize("harm", [no_header, no_page_1])
def test_an_older_library_ends_as_its_upgrade_would(
    library: Path, tmp_path: Path, revision: str, harm: Harm
) -> None:
    migrating.downgrade(library, revision)
    upgraded = tmp_path / "upgraded.db"
    shutil.copyfile(library, upgraded)
    migrating.upgrade(upgraded)
    damage(library, harm)
    assert rows(finish(repair(library)).database) == rows(upgraded)


@pytest.mark.real_files
@pytest.mark.parametrize("name", ["before-training-source", "training-source-added", "october-28"])
@pytest.mark.parametrize("harm", [no_header, no_page_1])
def test_the_web_applications_libraries_end_as_their_upgrade_would(
    real_files: Path, tmp_path: Path, name: str, harm: Harm
) -> None:
    library, upgraded = tmp_path / "web.db", tmp_path / "upgraded.db"
    for copy in (library, upgraded):
        copy.write_bytes((real_files / "legacy" / f"{name}.db").read_bytes())
    migrating.upgrade(upgraded)
    damage(library, harm)
    assert rows(finish(repair(library)).database) == rows(upgraded)


def test_tables_and_columns_of_the_users_are_kept(library: Path) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("ALTER TABLE images ADD COLUMN my_note TEXT DEFAULT 'mine'")
        connection.execute("UPDATE images SET my_note = 'other' WHERE id = 9")
        connection.execute("CREATE TABLE log (what TEXT, amount REAL)")
        connection.execute("INSERT INTO log VALUES ('x', 4)")
    expected = rows(library)
    damage(library, no_header)
    assert rows(finish(repair(library)).database) == expected


def test_texts_that_are_not_valid_stay_as_they_are(library: Path) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("UPDATE images SET prompt = CAST(x'80fe' AS TEXT) WHERE id = 5")
    damage(library, no_header)
    with closing(sqlite3.connect(finish(repair(library)).database)) as connection:
        found = connection.execute(
            "SELECT typeof(prompt), CAST(prompt AS BLOB) FROM images WHERE id = 5"
        ).fetchone()
    assert found == ("text", b"\x80\xfe")


def test_too_little_space_is_said_before_anything_is_made(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(library, no_page_1)
    monkeypatch.setattr(repairing, "SPACE_FACTOR", 1e12)
    with pytest.raises(CatalogError, match="MB are needed"):
        finish(repair(library))
    assert [one.name for one in library.parent.iterdir()] == [library.name]


def test_a_name_that_is_taken_is_not_overwritten(library: Path, tmp_path: Path) -> None:
    damage(library, no_page_1)
    taken = tmp_path / "taken.db"
    taken.write_text("mine", encoding="utf-8")
    with pytest.raises(CatalogError, match="already a file"):
        finish(repair(library, taken))
    assert taken.read_text(encoding="utf-8") == "mine"


def test_cancelled_leaves_nothing(library: Path) -> None:
    damage(library, no_page_1)
    for steps in (1, 3, 5):
        job = repair(library)
        for _ in range(steps):
            next(job)
        job.close()
        assert [one.name for one in library.parent.iterdir()] == [library.name]


def test_leaves_the_locks_of_this_process_alone(library: Path) -> None:
    damage(library, wrong_index)
    with closing(sqlite3.connect(library, isolation_level=None)) as used:
        used.execute("BEGIN IMMEDIATE")
        finish(repair(library))
        code = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
        other = subprocess.run(
            [sys.executable, "-c", code, str(library)], capture_output=True, text=True, check=False
        )
    assert "database is locked" in other.stderr


def test_killed_at_any_moment_leaves_the_original(library: Path, checkout: Path) -> None:
    """The moments are the files that the repair opens, makes, renames and removes."""
    damaged = damage(library, no_page_1)
    code = (
        "import os, sys; from pathlib import Path\n"
        "from imagineer_desktop.jobs.repairs.repairing import repair\n"
        "left = int(sys.argv[2])\n"
        "def audit(event, arguments):\n"
        "    global left\n"
        "    if event in {'open', 'os.link', 'os.rename', 'os.remove', 'os.mkdir', 'sqlite3.connect'}:\n"
        "        if 'repair' in str(arguments[0]): left -= 1\n"
        "        if left < 0: os.kill(os.getpid(), 9)\n"
        "for _ in repair(Path(sys.argv[1])): sys.addaudithook(audit) if left == int(sys.argv[2]) else None\n"
    )
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    ends = []
    for moment in (0, 1, 2, 4, 8, 16, 32, 1000):
        command = [sys.executable, "-c", code, str(library), str(moment)]
        ends.append(subprocess.run(command, env=environment, check=False).returncode)
        assert library.read_bytes() == damaged
        for shown in library.parent.glob("*.db"):
            assert shown == library or rows(shown)["images"]
    assert ends[0] == -9
    assert ends[-1] == 0
    for left in library.parent.glob(".*"):
        for one in (*left.rglob("*"), left):
            os.utime(one, (0, 0))
    report = finish(repair(library))
    assert not list(library.parent.glob(".*")), "what killed processes left is swept away"
    assert len(rows(report.database)["images"]) == IMAGES - 1


def test_installing_keeps_the_damaged_original_with_its_journal(library: Path, healthy: Path) -> None:
    damaged = damage(library, no_page_1)
    Path(f"{library}-wal").write_bytes(b"what was there")
    report = finish(repair(library))
    kept = install(report.database, library)
    assert kept.name.startswith("imagineer.db.damaged-")
    assert kept.read_bytes() == damaged
    assert Path(f"{kept}-wal").read_bytes() == b"what was there"
    assert rows(library) == rows(healthy)
    left = {one.name for one in library.parent.iterdir()} - {f"{kept.name}-shm"}
    assert left == {"imagineer.db", kept.name, f"{kept.name}-wal"}


def test_installing_killed_at_any_step_leaves_a_library_and_the_damaged_file(
    library: Path, tmp_path: Path, checkout: Path
) -> None:
    damaged = damage(library, no_page_1)
    Path(f"{library}-wal").write_bytes(b"what was there")
    report = finish(repair(library))
    repaired = report.database.read_bytes()
    code = (
        "import os, sys; from pathlib import Path\n"
        "from imagineer_desktop.jobs.repairs.installing import install\n"
        "left = int(sys.argv[3])\n"
        "def audit(event, arguments):\n"
        "    global left\n"
        "    if event in {'os.link', 'os.rename', 'os.remove'}:\n"
        "        left -= 1\n"
        "        if left < 0: os.kill(os.getpid(), 9)\n"
        "sys.addaudithook(audit)\n"
        "install(Path(sys.argv[1]), Path(sys.argv[2]))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    ends = []
    for step in range(6):
        place = tmp_path / f"step-{step}"
        shutil.copytree(library.parent, place)
        here = place / library.name
        command = [sys.executable, "-c", code, str(place / report.database.name), str(here), str(step)]
        ends.append(subprocess.run(command, env=environment, check=False).returncode)
        assert here.read_bytes() == (repaired if ends[-1] == 0 else damaged)
        kept = [one for one in place.iterdir() if one.read_bytes() in (damaged, b"what was there")]
        assert len(kept) >= 2
    assert ends[0] == -9
    assert ends[-1] == 0


def test_a_row_whose_id_is_damaged_is_set_aside(library: Path) -> None:
    expected = rows(library)

    def flip(data: bytearray, roots: dict[str, int]) -> None:
        start = (first_leaf(data, roots["labels"]) - 1) * PAGE
        at = start + int.from_bytes(data[start + 18 : start + 20], "big")
        data[at + 1] = 0x7F if data[at + 1] < 0x80 else data[at + 1] ^ 0x10

    damage(library, flip)
    damage(library, no_header)
    report = finish(repair(library))
    assert len(rows(report.database)["labels"]) == len(expected["labels"]) - 1
    assert set(rows(report.database)["labels"]) < set(expected["labels"])


def test_installing_refuses_what_is_not_sound(library: Path, healthy: Path, tmp_path: Path) -> None:
    damaged = damage(library, no_page_1)
    other = tmp_path / "other.db"
    shutil.copyfile(healthy, other)
    damage(other, no_roots)
    with pytest.raises(CatalogError):
        install(other, library)
    assert library.read_bytes() == damaged


def test_damaged_again_within_days_advises_to_check_the_disk(library: Path, healthy: Path) -> None:
    damage(library, no_page_1)
    install(finish(repair(library)).database, library)
    damage(library, no_page_1)
    assert "Have the disk" in " ".join(finish(repair(library)).notes)
