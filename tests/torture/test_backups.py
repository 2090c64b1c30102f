"""Backups whose process dies, or whose disk fails, at every file operation; full disks, busy libraries.

The tables that are printed are those in docs/reliability.md.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import sleep
from types import ModuleType
from typing import Any

import pytest

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups.backup_list import backups_of
from imagineer_desktop.jobs.backups.backup_manifest import rewrite_manifest
from imagineer_desktop.jobs.backups.backup_retention import thin
from imagineer_desktop.jobs.backups.backups import back_up
from imagineer_desktop.jobs.progress import finish

KILLS = 60
BUSY = 20
ROWS = 20_000


def _ward() -> ModuleType:
    """What the ordinary tests stand on."""
    path = Path(__file__).parents[1] / "jobs" / "backup_ward.py"
    spec = importlib.util.spec_from_file_location("tests_backup_ward", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


ward = _ward()


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


@pytest.fixture(scope="module")
def say(request: pytest.FixtureRequest) -> Iterator[Callable[[str, Counter[str]], None]]:
    """Collects outcomes, and prints them when all tests are done."""
    lines: list[str] = []

    def told(operation: str, outcomes: Counter[str]) -> None:
        text = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        lines.append(f"{operation:52} | {sum(outcomes.values()):5} | {text}")

    yield told
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print("", f"{'operation':52} | tries | outcome", *lines, sep="\n")


@pytest.mark.parametrize("how", ["kill", "torn", "EIO", "full"])
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_at_every_file_operation(
    crashing: Any, how: str, mode: str, say: Callable[[str, Counter[str]], None]
) -> None:
    ward.fill(crashing.database, 200, "p", mode)
    total = crashing.count(ward.BACK_UP)
    shutil.rmtree(crashing.folder)
    outcomes = ward.backups_outcomes(crashing, range(1, total + 2), how)
    say(f"backup ({mode}), {how} at each file operation", outcomes)
    assert sum(outcomes.values()) == total + 1


def test_killed_at_any_time(tmp_path: Path, checkout: Path, say: Callable[[str, Counter[str]], None]) -> None:
    database, folder = tmp_path / "imagineer.db", tmp_path / "backups"
    ward.fill(database, ROWS, "p", "wal")
    before, random, outcomes = ward.state(database), Random(1), Counter[str]()
    code = (
        "import sys; from pathlib import Path; from imagineer_desktop.jobs.backups.backups import back_up\n"
        "for _ in back_up(Path(sys.argv[1]), Path(sys.argv[2]), 'by hand'): pass\n"
    )
    command = [sys.executable, "-c", code, str(database), str(folder)]
    for _ in range(KILLS):
        with subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(checkout)}) as process:
            sleep(random.uniform(0.1, 1.0))
            process.kill()
        outcomes["a good backup" if ward.require_good_backups(folder) else "no backup"] += 1
        shutil.rmtree(folder, ignore_errors=True)
    assert ward.state(database) == before
    say("backup (wal), killed at any time", outcomes)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_while_somebody_writes_all_the_time(
    tmp_path: Path, mode: str, say: Callable[[str, Counter[str]], None]
) -> None:
    database, folder = tmp_path / "imagineer.db", tmp_path / "backups"
    ward.fill(database, 2000, "p", mode)
    code = (
        "import itertools, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)\n"
        "for n in itertools.count():\n"
        "    c.execute('BEGIN IMMEDIATE')\n"
        "    c.execute('INSERT INTO images (filename, file_path) VALUES (?, ?)', (str(n), 'w' + str(n)))\n"
        "    c.execute('INSERT INTO labels (image_id, label_text) VALUES (last_insert_rowid(), 7)')\n"
        "    c.execute('COMMIT')\n"
    )
    outcomes = Counter[str]()
    with subprocess.Popen([sys.executable, "-c", code, str(database)]) as writer:
        try:
            for _ in range(BUSY):
                made = finish(back_up(database, folder, "by hand"))
                whole = made.counts["images"] == made.counts["labels"] + 2000
                outcomes["of one moment" if whole else "of two moments"] += 1
        finally:
            writer.kill()
    ward.require_good_backups(folder)
    say(f"backup ({mode}) while another process writes", outcomes)
    assert outcomes == {"of one moment": BUSY}


@pytest.mark.parametrize("megabytes", [1, 4, 9, 14])
def test_a_disk_that_is_really_full(
    tmp_path: Path, megabytes: int, say: Callable[[str, Counter[str]], None]
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only the system's owner may mount a disk here")
    try:
        database = tmp_path / "imagineer.db"
        ward.fill(database, ROWS, "p", "wal")
        kept = disk / "kept"
        kept.write_bytes(b"kept")
        with pytest.raises(CatalogError):
            finish(back_up(database, disk, "by hand"))
        assert [one.name for one in disk.iterdir()] == ["kept"]
        say(f"backup to a disk of {megabytes} MB", Counter({"refused in words": 1}))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_thinning_at_every_file_operation(crashing: Any, say: Callable[[str, Counter[str]], None]) -> None:
    ward.fill(crashing.database, 5, "p")
    for number in range(8):
        made = finish(back_up(crashing.database, crashing.folder, "daily")).path
        rewrite_manifest(made, created_at=datetime(2010 + number // 4, 1, 1, number, tzinfo=UTC))
    (crashing.folder / "mine.db").write_bytes(b"mine")
    pristine = crashing.root.with_name("pristine")
    shutil.copytree(crashing.folder, pristine)
    wanted = set(thin(crashing.database, crashing.folder))
    assert wanted
    outcomes, moment_number = Counter[str](), 0
    while True:
        moment_number += 1
        shutil.rmtree(crashing.folder)
        shutil.copytree(pristine, crashing.folder)
        status, said = crashing.run(ward.THIN, at=moment_number)
        assert status in (0, -9), said
        thin(crashing.database, crashing.folder)
        left = {one.path for one in backups_of(crashing.database, crashing.folder)}
        with closing(sqlite3.connect(crashing.database)) as connection:
            assert connection.execute("SELECT count(*) FROM images").fetchone() == (5,)
        assert not left & wanted
        assert len(left) + len(wanted) == 8
        assert len(list(crashing.folder.glob("*.json"))) == len(left)
        assert (crashing.folder / "mine.db").read_bytes() == b"mine"
        outcomes["the same ones stay"] += 1
        if status == 0:
            break
    say("thinning, kill at each file operation", outcomes)
