"""A backup is whole, checked and described, or it is not there."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from imagineer_desktop.catalog import migrating, plain
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups import backups
from imagineer_desktop.jobs.backups.backup_errors import InUseError, PostponedError, ProblemsFoundError
from imagineer_desktop.jobs.backups.backups import back_up
from imagineer_desktop.jobs.backups.snapshots import Watch
from imagineer_desktop.jobs.progress import finish

ROWS = 20_000
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
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library" / "imagineer.db"
    migrating.create(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO images (filename, file_path, prompt) WITH RECURSIVE n(i) AS "
            f"(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS}) "
            "SELECT 'n' || i, 'p' || i, hex(zeroblob(200)) FROM n"
        )
    return path


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built: Path | None = ward.built(tmp_path_factory.mktemp("shim"))
    if built is None:
        pytest.skip("there is no compiler for the layer that counts file operations")
    return built


@pytest.fixture
def crashing(tmp_path: Path, shim: Path, checkout: Path) -> Any:
    (tmp_path / "crashing").mkdir()
    return ward.Ward(tmp_path / "crashing", shim, checkout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture(params=["delete", "wal"])
def used(request: pytest.FixtureRequest, library: Path) -> Iterator[sqlite3.Connection]:
    """The library open in this process, in both journal modes, its newest row not yet in the main file."""
    with closing(sqlite3.connect(library, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {request.param}")
        connection.execute("INSERT INTO albums (name) VALUES ('newest')")
        yield connection


def images(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM images").fetchone()[0])


def test_says_what_it_holds(library: Path, folder: Path) -> None:
    backup = finish(back_up(library, folder, "By hand!"))
    facts = json.loads(backup.manifest.read_text(encoding="utf-8"))
    assert sorted(one.name for one in folder.iterdir()) == sorted([backup.path.name, backup.manifest.name])
    assert backup.path.name == f"imagineer-{backup.created_at:%Y%m%d-%H%M%S}-by-hand.db"
    assert hashlib.sha256(backup.path.read_bytes()).hexdigest() == backup.sha256 == facts["sha256"]
    assert backup.counts["images"] == facts["counts"]["images"] == images(backup.path) == ROWS
    assert (facts["reason"], facts["revision"]) == ("By hand!", migrating.HEAD)
    assert datetime.fromisoformat(facts["created_at"]).tzinfo is not None
    assert backup.size == facts["size"] == backup.path.stat().st_size


def test_only_its_owner_reads_it(library: Path, folder: Path) -> None:
    backup = finish(back_up(library, folder, "by hand"))
    assert stat.S_IMODE(backup.path.stat().st_mode) == 0o600


def test_of_a_library_in_use_is_of_one_moment(library: Path, folder: Path, used: sqlite3.Connection) -> None:
    backup = finish(back_up(library, folder, "by hand"))
    assert backup.path.read_bytes()[18:20] == b"\x01\x01", (
        "a copy in WAL mode cannot be read on a read-only disk"
    )
    assert backup.counts["albums"] == 1
    with closing(sqlite3.connect(backup.path)) as connection:
        assert connection.execute("SELECT name FROM albums").fetchall() == [("newest",)]


def test_leaves_the_locks_of_this_process_alone(
    library: Path, folder: Path, used: sqlite3.Connection
) -> None:
    used.execute("BEGIN IMMEDIATE")
    finish(back_up(library, folder, "by hand"))
    code = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    other = subprocess.run(
        [sys.executable, "-c", code, str(library)], capture_output=True, text=True, check=False
    )
    assert "database is locked" in other.stderr


def test_two_in_one_second_have_two_names(library: Path, folder: Path) -> None:
    made = [finish(back_up(library, folder, "by hand")).path for _ in range(3)]
    assert len(set(made)) == 3
    assert all(images(path) == ROWS for path in made)


def test_cancelled_leaves_nothing(library: Path, folder: Path) -> None:
    job = back_up(library, folder, "by hand")
    next(job)
    job.close()
    assert list(folder.iterdir()) == []


def test_of_a_damaged_library_is_refused(library: Path, folder: Path) -> None:
    whole = bytearray(library.read_bytes())
    first = len(whole) // 8192 * 4096
    for start in range(first, first + 40_960, 4096):
        whole[start : start + 64] = b"\xa5" * 64
    library.write_bytes(whole)
    with pytest.raises(ProblemsFoundError, match=r"damaged|cannot be read"):
        finish(back_up(library, folder, "by hand"))
    assert list(folder.iterdir()) == []
    assert library.read_bytes() == whole


def test_of_a_locked_library_gives_up_in_words(
    library: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(library, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InUseError, match="used by another program"):
            finish(back_up(library, folder, "by hand", patience=0.2))
    assert list(folder.iterdir()) == []


def test_a_copy_that_stands_still_is_given_up(library: Path) -> None:
    with (
        closing(sqlite3.connect(library, isolation_level=None)) as writer,
        closing(sqlite3.connect(library, timeout=0)) as source,
        closing(sqlite3.connect(":memory:")) as target,
    ):
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(PostponedError, match="did not answer"):
            source.backup(target, pages=1, progress=Watch(library, 0.05).stepped, sleep=0.01)


def test_needs_space(library: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "SPACE_FACTOR", 1e12)
    with pytest.raises(CatalogError, match="MB are needed"):
        finish(back_up(library, folder, "by hand"))
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said(library: Path, folder: Path) -> None:
    folder.write_text("in the way", encoding="utf-8")
    with pytest.raises(CatalogError, match="choose another folder"):
        finish(back_up(library, folder, "by hand"))


def test_a_disk_that_fills_up_leaves_nothing(library: Path, folder: Path, checkout: Path) -> None:
    """The disk is played by a limit on the size of files."""
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from imagineer_desktop.jobs.backups.backups import back_up\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "for _ in back_up(Path(sys.argv[1]), Path(sys.argv[2]), 'by hand'): pass\n"
    )
    command = [sys.executable, "-c", code, str(library), str(folder)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert f"CatalogError: Nothing can be written in {folder}" in done.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("how", "mode"), [("kill", "wal"), ("torn", "delete"), ("EIO", "wal"), ("full", "delete")]
)
def test_ended_at_any_moment_shows_no_bad_backup(crashing: Any, how: str, mode: str) -> None:
    ward.fill(crashing.database, 200, "p", mode)
    total = crashing.count(ward.BACK_UP)
    shutil.rmtree(crashing.folder)
    outcomes = ward.backups_outcomes(crashing, [*ward.spread(total, MOMENTS), total + 1], how)
    ends = {"kill": "killed", "torn": "killed", "EIO": "refused in words", "full": "refused in words"}
    assert outcomes[f"{ends[how]}, no backup"] >= MOMENTS // 3
    assert sum(count for outcome, count in outcomes.items() if "a good backup" in outcome) >= 1


def test_sweeping_leaves_what_is_not_ours(library: Path, folder: Path) -> None:
    folder.mkdir()
    others = [
        folder / ".download.999999.part",
        folder / ".x.imagineer-part",
        folder / f".x.{os.getpid()}.imagineer-part",
    ]
    for other in others:
        other.touch()
    finish(back_up(library, folder, "by hand"))
    assert all(other.exists() for other in others)
