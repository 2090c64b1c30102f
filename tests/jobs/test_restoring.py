"""A restore is compared and backed up before, and ends in exactly the old or the restored library."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.migrating import State
from imagineer_desktop.jobs.backups.backup_due import Due, state_of
from imagineer_desktop.jobs.backups.backup_errors import InUseError, ProblemsFoundError
from imagineer_desktop.jobs.backups.backup_list import backups_of
from imagineer_desktop.jobs.backups.backup_manifest import manifest_place, read_manifest
from imagineer_desktop.jobs.backups.backups import back_up
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.restores import restore_swap, restores
from imagineer_desktop.jobs.restores.restore_plan import RestorePlan, Way, first_good, plan_restore
from imagineer_desktop.jobs.restores.restore_swap import Interrupted, finish_interrupted_restore, swap
from imagineer_desktop.jobs.restores.restores import keep_restored, restore, undo_restore, undoable

MOMENTS = 6


def _ward() -> ModuleType:
    """What the long tests stand on as well."""
    path = Path(__file__).with_name("backup_ward.py")
    spec = importlib.util.spec_from_file_location("tests_backup_ward", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


ward = _ward()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


@pytest.fixture
def database(root: Path) -> Path:
    """A library of 300 images, in WAL mode as the program leaves it."""
    ward.fill(root / "imagineer.db", 300, "old", "wal")
    return root / "imagineer.db"


@pytest.fixture
def folder(root: Path) -> Path:
    return root / "backups"


@pytest.fixture
def backup(database: Path, folder: Path) -> Path:
    """Of the 300 images; the library has 50 more since."""
    made = finish(back_up(database, folder, "by hand")).path
    ward.fill(database, 50, "newer", "wal")
    return made


def images(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM images").fetchone()[0])


def restored(database: Path, backup: Path, folder: Path) -> restores.RestoreReport:
    return finish(restore(finish(plan_restore(database, backup)), folder))


def hidden(root: Path) -> list[str]:
    return [path.name for path in root.rglob(".*")]


def test_the_plan_tells_both_in_numbers_and_changes_nothing(database: Path, backup: Path) -> None:
    before = database.read_bytes()
    plan = finish(plan_restore(database, backup))
    assert plan.now is not None
    assert (plan.now.counts["images"], plan.then.counts["images"]) == (350, 300)
    assert plan.changes == {"images": (350, 300)}
    assert plan.then.newest is not None
    assert plan.now.newest is not None
    assert plan.then.newest <= plan.now.newest
    assert (plan.way, plan.verified, plan.upgrades, plan.reason) == (Way.IN_PLACE, True, False, "by hand")
    assert database.read_bytes() == before


def test_in_place_with_the_library_open(database: Path, backup: Path, folder: Path) -> None:
    library = Library(database)
    with library.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM images").scalar() == 350
    library.others_wrote()
    inode = database.stat().st_ino
    report = restored(database, backup, folder)
    assert report.counts["images"] == 300
    assert report.kept is None
    assert library.others_wrote(), "the windows hear of it"
    with library.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM images").scalar() == 300
    with library.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("INSERT INTO albums (name) VALUES ('after')")
    library.close()
    assert database.stat().st_ino == inode
    assert images(database) == 300
    assert not hidden(database.parent)


def test_what_was_there_is_backed_up_before(database: Path, backup: Path, folder: Path) -> None:
    old = ward.state(database)
    report = restored(database, backup, folder)
    assert report.safety_backup is not None
    assert ward.state(report.safety_backup) == old
    assert backups_of(database, folder)[0].reason == "before restore"


def test_undone_it_is_what_it_was(database: Path, backup: Path, folder: Path) -> None:
    old = ward.state(database)
    restored(database, backup, folder)
    assert images(database) == 300
    report = finish(undo_restore(database, folder))
    assert ward.state(database) == old
    assert report.counts["images"] == 350
    assert finish(undo_restore(database, folder)).counts["images"] == 300, "that can be undone as well"


def test_it_can_be_undone_for_thirty_days(database: Path, backup: Path, folder: Path) -> None:
    assert undoable(database, folder) is None
    with pytest.raises(CatalogError, match="no restore"):
        finish(undo_restore(database, folder))
    restored(database, backup, folder)
    now = datetime.now(UTC)
    assert undoable(database, folder, now + timedelta(days=29)) is not None
    assert undoable(database, folder, now + timedelta(days=31)) is None


def test_automatic_backups_wait_until_it_was_called_right(database: Path, backup: Path, folder: Path) -> None:
    restored(database, backup, folder)
    later = datetime.now(UTC) + timedelta(days=3)
    assert state_of(database, folder, later).due is Due.PAUSED
    keep_restored(database, folder)
    assert state_of(database, folder, later).due is not Due.PAUSED


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_another_program_that_writes_is_waited_for_and_then_told_of(
    database: Path, backup: Path, folder: Path, mode: str
) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
    plan = finish(plan_restore(database, backup))
    old = ward.state(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(InUseError, match="another program"):
            finish(restore(plan, folder, patience=0.3))
        writer.execute("ROLLBACK")
    assert ward.state(database) == old
    assert not hidden(database.parent)


def test_another_programs_long_look_is_waited_for_in_rollback_mode(
    database: Path, backup: Path, folder: Path
) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    plan = finish(plan_restore(database, backup))
    with closing(sqlite3.connect(database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM images").fetchone()
        with pytest.raises(InUseError, match="Nothing was changed"):
            finish(restore(plan, folder, patience=0.3))
        assert reader.execute("SELECT count(*) FROM images").fetchone() == (350,)
    assert finish(restore(plan, folder)).counts["images"] == 300


def test_a_server_that_is_connected_goes_on(database: Path, backup: Path, folder: Path) -> None:
    code = (
        "import sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "print(c.execute('SELECT count(*) FROM images').fetchone()[0], flush=True)\n"
        "sys.stdin.readline()\n"
        "c.execute('INSERT INTO albums (name) VALUES (?)', ('theirs',))\n"
        "print(c.execute('SELECT count(*) FROM images').fetchone()[0], flush=True)\n"
    )
    command = [sys.executable, "-c", code, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        assert server.stdout.readline() == "350\n"
        restored(database, backup, folder)
        server.stdin.write("\n")
        server.stdin.close()
        assert server.stdout.readline() == "300\n"
        assert server.wait() == 0
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT name FROM albums").fetchall() == [("theirs",)]


def test_pages_of_another_size_are_made_to_fit(database: Path, backup: Path, folder: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for statement in ("journal_mode = DELETE", "page_size = 8192"):
            connection.execute(f"PRAGMA {statement}")
        connection.execute("VACUUM")
        connection.execute("PRAGMA journal_mode = WAL")
    report = restored(database, backup, folder)
    assert (report.kept, images(database)) == (None, 300)


@pytest.mark.parametrize("damage", ["text", "truncated", "missing", "empty", "page"])
def test_what_does_not_open_is_kept_beside_the_restored_one(
    database: Path, backup: Path, folder: Path, damage: str
) -> None:
    whole = database.read_bytes()
    broken = {
        "text": b"not a database" * 400,
        "truncated": whole[: len(whole) // 2],
        "missing": None,
        "empty": b"",
        "page": whole[:4096] + b"\xa5" * 8192 + whole[12288:],
    }[damage]
    database.unlink()
    if broken is not None:
        database.write_bytes(broken)
    stale = Path(f"{database}-wal")
    stale.write_bytes(b"of another time")
    plan = finish(plan_restore(database, backup))
    assert plan.way is Way.SWAP
    report = finish(restore(plan, folder))
    assert ward.state(database) == ward.state(backup)
    assert not stale.exists()
    kept = [one for one in database.parent.glob("imagineer.db.replaced-*") if not one.name.endswith("-shm")]
    assert sorted(path.read_bytes() for path in kept) == sorted(
        one for one in (broken, b"of another time") if one is not None
    )
    assert (report.kept is not None) == (broken is not None)
    assert report.safety_backup is None
    assert not hidden(database.parent)


def test_a_stale_log_beside_the_library_does_not_come_into_the_restored_one(
    database: Path, backup: Path, folder: Path, tmp_path: Path
) -> None:
    """The guide's recipe, a backup copied beside a log that was left over, spoils the library."""
    other = tmp_path / "other.db"
    ward.fill(other, 400, "other", "wal")
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("UPDATE images SET prompt = 'other'")
        database.write_bytes(b"not a database")
        shutil.copyfile(f"{other}-wal", f"{database}-wal")
    restored(database, backup, folder)
    assert ward.state(database) == ward.state(backup)


def test_an_older_one_is_upgraded_before(database: Path, folder: Path) -> None:
    ward.fill(folder.parent / "october.db", 20, "october")
    october = folder.parent / "october.db"
    migrating.downgrade(october, migrating.OCTOBER)
    before = october.read_bytes()
    plan = finish(plan_restore(database, october))
    assert (plan.upgrades, plan.verified, plan.then.revision) == (True, False, migrating.OCTOBER)
    assert finish(restore(plan, folder)).counts["images"] == 20
    assert migrating.classify(database).state is State.CURRENT
    assert october.read_bytes() == before


def test_a_newer_one_is_refused(database: Path, backup: Path, folder: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_future'")
    manifest_place(backup).unlink()
    with pytest.raises(CatalogError, match="newer version"):
        finish(plan_restore(database, backup))


def test_another_programs_is_refused(database: Path, tmp_path: Path) -> None:
    other = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE moz_places (id INTEGER PRIMARY KEY)")
    with pytest.raises(CatalogError, match="another program"):
        finish(plan_restore(database, other))
    with pytest.raises(CatalogError, match="another program"):
        finish(plan_restore(other, database))


EVIL = "CREATE TRIGGER evil AFTER INSERT ON labels BEGIN DELETE FROM images; END"


def test_one_with_a_trigger_of_a_strangers_is_refused(database: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection, connection:
        connection.execute(EVIL)
    manifest_place(backup).unlink()
    with pytest.raises(CatalogError, match="trigger evil"):
        finish(plan_restore(database, backup))


def test_a_trigger_that_the_library_has_as_well_is_the_users_own(database: Path, folder: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE VIEW mine AS SELECT filename FROM images")
    backup = finish(back_up(database, folder, "by hand")).path
    assert finish(plan_restore(database, backup)).then.programs[0][1] == "mine"


def test_a_changed_byte_is_refused(database: Path, backup: Path) -> None:
    whole = bytearray(backup.read_bytes())
    whole[-100] ^= 1
    backup.write_bytes(whole)
    with pytest.raises(ProblemsFoundError, match="SHA-256"):
        finish(plan_restore(database, backup))


def test_without_its_manifest_a_sound_one_will_do(database: Path, backup: Path, folder: Path) -> None:
    manifest_place(backup).unlink()
    plan = finish(plan_restore(database, backup))
    assert not plan.verified
    assert finish(restore(plan, folder)).counts["images"] == 300


def test_one_with_newer_rows_in_a_log_brings_them(database: Path, folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "loose.db"
    ward.fill(source, 10, "a", "wal")
    with closing(sqlite3.connect(source, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("INSERT INTO albums (name) VALUES ('in the log')")
        report = restored(database, source, folder)
    assert (report.counts["images"], report.counts["albums"]) == (10, 1)


def test_one_that_changed_since_it_was_compared_is_refused(
    database: Path, backup: Path, folder: Path
) -> None:
    plan = finish(plan_restore(database, backup))
    with closing(sqlite3.connect(backup)) as connection, connection:
        connection.execute("DELETE FROM images WHERE id > 100")
    with pytest.raises(ProblemsFoundError, match="Compare it"):
        finish(restore(plan, folder))
    assert images(database) == 350


def test_needs_space(database: Path, backup: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = finish(plan_restore(database, backup))
    monkeypatch.setattr(restores, "library_size", lambda _: 10**18)
    with pytest.raises(CatalogError, match="MB are needed"):
        finish(restore(plan, folder))
    assert images(database) == 350
    assert not hidden(database.parent)


def test_the_library_itself_is_no_backup_of_it(database: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(database)
    with pytest.raises(CatalogError, match="library itself"):
        finish(plan_restore(database, link))


@pytest.mark.parametrize("steps", [1, 5, 20])
def test_cancelled_nothing_has_changed(database: Path, backup: Path, folder: Path, steps: int) -> None:
    old = ward.state(database)
    job = restore(finish(plan_restore(database, backup)), folder)
    for _ in range(steps):
        if next(job, None) is None:
            break
    job.close()
    assert ward.state(database) in (old, ward.state(backup))
    assert steps > 1 or ward.state(database) == old
    assert not hidden(database.parent)


def test_the_newest_good_one_is_found_past_bad_ones(database: Path, backup: Path, folder: Path) -> None:
    newer = finish(back_up(database, folder, "by hand")).path
    newer.write_bytes(newer.read_bytes()[:-4096])
    good, passed = finish(first_good(database, folder))
    assert good == backup
    assert [one.path for one in passed] == [newer]


def swapped(root: Path) -> tuple[Path, Path]:
    """An old file with journals, and a new one, on one disk."""
    old, new = root / "imagineer.db", root / "new"
    for end in ("", "-wal", "-journal"):
        Path(f"{old}{end}").write_bytes(f"old{end}".encode())
    new.write_bytes(b"new")
    return old, new


def test_a_swap_that_cannot_end_is_taken_back(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = swapped(root)
    replaced = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target == old and self.name.endswith("incoming"):
            raise PermissionError(13, "Permission denied")
        return replaced(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(CatalogError, match="It is as it was"):
        swap(new, old, "unused")
    assert {path.name: path.read_bytes() for path in root.iterdir()} == {
        "imagineer.db": b"old",
        "imagineer.db-wal": b"old-wal",
        "imagineer.db-journal": b"old-journal",
    }


def test_a_cut_off_swap_whose_new_file_is_spoiled_is_taken_back(root: Path) -> None:
    old, _ = swapped(root)
    marker = {
        "incoming": ".imagineer.db.imagineer-incoming",
        "kept": "imagineer.db.replaced-1",
        "had_old": True,
        "sha256": "0" * 64,
        "size": 3,
    }
    (root / ".imagineer.db.imagineer-restore.json").write_text(json.dumps(marker), encoding="utf-8")
    (root / ".imagineer.db.imagineer-incoming").write_bytes(b"bad")
    Path(f"{old}-wal").rename(root / "imagineer.db.replaced-1-wal")
    old.rename(root / "imagineer.db.replaced-1")
    assert finish_interrupted_restore(old) is Interrupted.TAKEN_BACK
    assert old.read_bytes() == b"old"
    assert Path(f"{old}-wal").read_bytes() == b"old-wal"
    assert not hidden(root)
    assert finish_interrupted_restore(old) is Interrupted.NOTHING


@pytest.mark.parametrize(
    "text", ["", "{}", '{"incoming": "../x", "kept": "y", "had_old": 1, "sha256": "", "size": 1}']
)
def test_a_marker_that_is_not_ours_is_not_followed(root: Path, text: str) -> None:
    old, _ = swapped(root)
    restore_swap._marker_place(old).write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match="cannot be understood"):
        finish_interrupted_restore(old)
    assert old.read_bytes() == b"old"


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built: Path | None = ward.built(tmp_path_factory.mktemp("shim"))
    if built is None:
        pytest.skip("there is no compiler for the layer that counts file operations")
    return built


@pytest.mark.parametrize(
    ("how", "mode"), [("kill", "wal"), ("torn", "delete"), ("EIO", "wal"), ("full", "delete")]
)
def test_ended_at_any_moment_in_place(
    root: Path, database: Path, backup: Path, shim: Path, checkout: Path, how: str, mode: str
) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
    crashing: Any = ward.Ward(root, shim, checkout)
    shutil.copytree(root, root.with_name("spare"))
    total = crashing.count(ward.RESTORE, backup)
    shutil.rmtree(root)
    root.with_name("spare").rename(root)
    outcomes = ward.restores_outcomes(crashing, backup, [*ward.spread(total, MOMENTS), total + 1], how)
    assert sum(count for outcome, count in outcomes.items() if "as it was" in outcome) >= MOMENTS // 2
    assert outcomes["done, restored"] + outcomes["killed, restored"] >= 1


@pytest.mark.parametrize(
    ("damage", "how"), [(b"not a database", "kill"), (None, "kill"), (b"not a database", "full")]
)
def test_ended_at_any_moment_of_a_swap(
    root: Path,
    database: Path,
    backup: Path,
    shim: Path,
    checkout: Path,
    how: str,
    damage: bytes | None,
) -> None:
    database.unlink()
    if damage:
        database.write_bytes(damage)
    Path(f"{database}-wal").write_bytes(b"of another time")
    crashing: Any = ward.Ward(root, shim, checkout)
    shutil.copytree(root, root.with_name("spare"))
    total = crashing.count(ward.RESTORE, backup)
    shutil.rmtree(root)
    root.with_name("spare").rename(root)
    # The exchange itself is the last part of the work.
    moments = [1, total // 2, *range(total - 18, total + 2, 4 if how == "kill" else 6)]
    outcomes = ward.restores_outcomes(crashing, backup, moments, how)
    assert sum(count for outcome, count in outcomes.items() if "as it was" in outcome) >= 2
    assert sum(count for outcome, count in outcomes.items() if "restored" in outcome) >= 2


def test_the_safety_copy_is_noted_with_its_reason(database: Path, backup: Path, folder: Path) -> None:
    report = restored(database, backup, folder)
    assert report.safety_backup
    manifest = read_manifest(report.safety_backup)
    assert manifest
    assert (manifest.reason, manifest.awaits_answer, manifest.number) == ("before restore", True, 2)


def test_a_plan_is_a_value(database: Path, backup: Path) -> None:
    plan = finish(plan_restore(database, backup))
    assert isinstance(plan, RestorePlan)
    assert plan == finish(plan_restore(database, backup))
