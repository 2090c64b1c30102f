"""The chain of revisions: it leads to the metadata, both ways, whole or not at all."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, inspect

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.migrating import State
from imagineer_desktop.catalog.rebuilding import rebuild
from imagineer_desktop.catalog.schema import Base
from imagineer_desktop.catalog.web_shapes import GUIDE, OCTOBER

MakeOld = Callable[[str, Path], None]
Read = Callable[[Path], dict[str, list[dict[str, object]]]]

OURS = ("images", "albums", "album_images", "labels", "scrape_jobs", "training_runs")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "imagineer.db"


def described(url: str) -> dict[str, dict[str, object]]:
    """Everything that reflection and SQLite itself tell about the tables."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return {table: _described(connection, table) for table in Base.metadata.tables}
    finally:
        engine.dispose()


def _described(connection: Connection, table: str) -> dict[str, object]:
    inspector = inspect(connection)
    sql = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).scalar_one()
    return {
        "columns": [
            (one["name"], str(one["type"]), one["nullable"], one["default"])
            for one in inspector.get_columns(table)
        ],
        "key": inspector.get_pk_constraint(table),
        "foreign keys": sorted(map(repr, inspector.get_foreign_keys(table))),
        "unique": sorted(map(repr, inspector.get_unique_constraints(table))),
        "checks": sorted(map(repr, inspector.get_check_constraints(table))),
        "indexes": sorted(map(repr, inspector.get_indexes(table))),
        "autoincrement": "AUTOINCREMENT" in sql,
    }


def test_a_new_library_is_what_the_metadata_says(path: Path, tmp_path: Path) -> None:
    migrating.create(path)
    other = f"sqlite:///{tmp_path / 'metadata.db'}"
    engine = create_engine(other)
    Base.metadata.create_all(engine)
    engine.dispose()
    assert described(f"sqlite:///{path}") == described(other)


def test_alembic_finds_no_difference_either(path: Path) -> None:
    migrating.create(path)
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert compare_metadata(context, MetaData()) != []
    engine.dispose()


def test_the_revisions_are_the_files_in_their_order(checkout: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(checkout / "alembic"))
    script = ScriptDirectory.from_config(config)
    chain = [(one.revision, one.doc) for one in script.walk_revisions()][::-1]
    assert [(one.id, one.title) for one in migrating.revisions()] == chain
    assert script.get_heads() == [migrating.HEAD]


@pytest.mark.parametrize("revision", [one.id for one in migrating.revisions()])
def test_rows_survive_every_revision_both_ways(
    path: Path, make_old: MakeOld, read: Read, revision: str
) -> None:
    make_old("october", path)
    migrating.upgrade(path)
    before = read(path)
    migrating.downgrade(path, revision)
    below = read(path)
    migrating.upgrade(path)
    after = read(path)
    for table in OURS:
        names = below[table][0].keys() & before[table][0].keys()
        wanted = [{name: row[name] for name in names} for row in before[table]]
        assert [{name: row[name] for name in names} for row in below[table]] == wanted
        assert [{name: row[name] for name in names} for row in after[table]] == wanted


def test_the_schema_is_the_same_after_the_way_down_and_up(path: Path) -> None:
    migrating.create(path)
    before = described(f"sqlite:///{path}")
    for revision in reversed(migrating.revisions()):
        migrating.downgrade(path, revision.id)
        migrating.upgrade(path)
        assert described(f"sqlite:///{path}") == before


@pytest.mark.parametrize("trap", ["foreign_keys = ON", "legacy_alter_table = OFF"])
def test_rebuilding_refuses_to_empty_the_children(
    path: Path, make_old: MakeOld, read: Read, trap: str
) -> None:
    make_old("october", path)
    before = read(path)
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")
        connection.exec_driver_sql(f"PRAGMA {trap}")
        with pytest.raises(RuntimeError, match=r"rebuilding|renaming"):
            rebuild(connection, OCTOBER["images"], GUIDE["images"])
    engine.dispose()
    assert read(path) == before


def test_enforcement_of_foreign_keys_is_off_while_migrating(path: Path) -> None:
    migrating.create(path)
    with migrating.transaction(path) as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
        assert connection.connection.in_transaction


class TestFailure:
    """A failing revision, provoked by a table that stands where the last one wants to put something."""

    OBSTACLE = "CREATE TABLE idx_images_trashed_at (x)"

    def test_rolls_everything_back_and_the_next_try_works(
        self, path: Path, make_old: MakeOld, read: Read
    ) -> None:
        make_old("oldest", path)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(self.OBSTACLE)
        before, schema = read(path), _schema(path)
        with pytest.raises(Exception, match="idx_images_trashed_at"):
            migrating.upgrade(path)
        assert (read(path), _schema(path)) == (before, schema)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("DROP TABLE idx_images_trashed_at")
        migrating.upgrade(path)
        assert migrating.classify(path).state is State.CURRENT

    def test_a_new_library_is_there_whole_or_not_at_all(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(self.OBSTACLE)
            connection.execute("DROP TABLE idx_images_trashed_at")
        migrating.create(path)
        assert migrating.classify(path).state is State.CURRENT


def _schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_killed_upgrade_leaves_the_old_or_the_new(
    path: Path, make_old: MakeOld, checkout: Path, journal: str
) -> None:
    """A kill at six moments between the first write and the end; the library is then all old or all new."""
    make_old("oldest", path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute(
            "INSERT INTO images (filename, file_path, prompt) WITH RECURSIVE n(i) AS "
            "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT 'n' || i, 'p' || i, 'x' FROM n"
        )
        images = connection.execute("SELECT count(*) FROM images").fetchone()[0]
    before = _schema(path)
    for wait in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4):
        _upgrade_and_kill(path, checkout, wait)
        state = migrating.classify(path).state
        assert state in {State.WEB, State.CURRENT}
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT count(*) FROM images").fetchone() == (images,)
        assert state is State.CURRENT or _schema(path) == before
    migrating.upgrade(path)
    assert migrating.classify(path).state is State.CURRENT


def _upgrade_and_kill(path: Path, checkout: Path, wait: float) -> None:
    code = (
        "import sys; from pathlib import Path; from imagineer_desktop.catalog import migrating\n"
        "with migrating.transaction(Path(sys.argv[1])) as connection:\n"
        "    print('begun', flush=True)\n"
        "    for revision in migrating.pending(connection): migrating.step(connection, revision)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        deadline = time.monotonic() + wait
        while process.poll() is None and time.monotonic() < deadline:
            os.sched_yield()
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)


def test_of_several_programs_one_upgrades_and_the_others_find_it_done(
    path: Path, make_old: MakeOld, read: Read, checkout: Path
) -> None:
    make_old("oldest", path)
    code = (
        "import sys; from pathlib import Path; from imagineer_desktop.catalog import migrating\n"
        "migrating.upgrade(Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", code, str(path)]
    programs = [subprocess.Popen(command, cwd=checkout, stderr=subprocess.PIPE) for _ in range(3)]
    assert [program.communicate()[1] for program in programs] == [b"", b"", b""]
    assert migrating.classify(path).state is State.CURRENT
    assert len(read(path)["images"]) == 6


def test_a_developer_upgrades_with_alembics_own_command(
    path: Path, checkout: Path, make_old: MakeOld
) -> None:
    make_old("oldest", path)
    command = [sys.executable, "-m", "alembic", "-x", f"database={path}"]
    subprocess.run([*command, "upgrade", "head"], cwd=checkout, check=True, capture_output=True)
    assert migrating.classify(path).state is State.CURRENT
    subprocess.run([*command, "check"], cwd=checkout, check=True, capture_output=True)
