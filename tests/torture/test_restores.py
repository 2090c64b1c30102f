"""Restores whose process dies, or whose disk fails, at every file operation, and dies again in recovery.

The table that is printed is the one in docs/reliability.md.
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
from pathlib import Path
from random import Random
from time import sleep
from types import ModuleType
from typing import Any

import pytest

from imagineer_desktop.jobs.backups.backups import back_up
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.restores.restore_swap import finish_interrupted_restore

KILLS = 60
ROWS = 20_000
EXCHANGE = 24
"""The last file operations of a swap, among them all of the exchange itself."""
RECOVERY = range(1, 14)


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


def prepared(crashing: Any, mode: str) -> Path:
    """A library that is newer than its backup."""
    ward.fill(crashing.database, 200, "old", mode)
    backup = finish(back_up(crashing.database, crashing.folder, "by hand")).path
    ward.fill(crashing.database, 50, "newer", mode)
    return backup


def counted(crashing: Any, backup: Path) -> int:
    spare = crashing.root.with_name("spare")
    shutil.copytree(crashing.root, spare)
    total: int = crashing.count(ward.RESTORE, backup)
    shutil.rmtree(crashing.root)
    spare.rename(crashing.root)
    return total


@pytest.mark.parametrize("how", ["kill", "torn", "EIO", "full"])
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_in_place_at_file_operations(
    crashing: Any, how: str, mode: str, say: Callable[[str, Counter[str]], None]
) -> None:
    backup = prepared(crashing, mode)
    moments = ward.spread(counted(crashing, backup), KILLS)
    outcomes = ward.restores_outcomes(crashing, backup, moments, how)
    say(f"restore in place ({mode}), {how}", outcomes)


@pytest.mark.parametrize("how", ["kill", "EIO", "full"])
@pytest.mark.parametrize("damage", ["text", "missing"])
def test_swap_at_every_file_operation(
    crashing: Any, how: str, damage: str, say: Callable[[str, Counter[str]], None]
) -> None:
    backup = prepared(crashing, "delete")
    crashing.database.unlink()
    if damage == "text":
        crashing.database.write_bytes(b"not a database" * 300)
    Path(f"{crashing.database}-wal").write_bytes(b"of another time")
    total = counted(crashing, backup)
    outcomes = ward.restores_outcomes(crashing, backup, range(1, total + 2), how)
    say(f"restore by swap ({damage}), {how} at each operation", outcomes)


@pytest.mark.parametrize("damage", ["text", "missing"])
def test_swap_and_its_recovery_both_die(
    crashing: Any, damage: str, say: Callable[[str, Counter[str]], None]
) -> None:
    backup = prepared(crashing, "delete")
    crashing.database.unlink()
    if damage == "text":
        crashing.database.write_bytes(b"not a database" * 300)
    Path(f"{crashing.database}-wal").write_bytes(b"of another time")
    total = counted(crashing, backup)
    outcomes = ward.restores_outcomes(
        crashing, backup, range(total - EXCHANGE, total + 1, 2), "kill", again=RECOVERY
    )
    say(f"restore by swap ({damage}), killed, and in recovery", outcomes)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_in_place_killed_at_any_time(
    tmp_path: Path, checkout: Path, mode: str, say: Callable[[str, Counter[str]], None]
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    database, folder = root / "imagineer.db", root / "backups"
    ward.fill(database, ROWS, "old", mode)
    backup = finish(back_up(database, folder, "by hand")).path
    ward.fill(database, ROWS // 2, "newer", mode)
    old, new = ward.state(database), ward.state(backup)
    pristine, random, outcomes = tmp_path / "pristine", Random(2), Counter[str]()
    shutil.copytree(root, pristine)
    code = (
        "import sys; from pathlib import Path\n"
        "from imagineer_desktop.jobs.progress import finish\n"
        "from imagineer_desktop.jobs.restores.restore_plan import plan_restore\n"
        "from imagineer_desktop.jobs.restores.restores import restore\n"
        "plan = finish(plan_restore(Path(sys.argv[1]), Path(sys.argv[2])))\n"
        "print('compared', flush=True)\n"
        "finish(restore(plan))\n"
    )
    command = [sys.executable, "-c", code, str(database), str(backup)]
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    for _ in range(KILLS):
        shutil.rmtree(root)
        shutil.copytree(pristine, root)
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            sleep(random.uniform(0, 2.0))
            process.kill()
        finish_interrupted_restore(database)
        now = ward.state(database)
        assert now in (old, new)
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        outcomes["restored" if now == new else "as it was"] += 1
    say(f"restore in place ({mode}), killed at any time", outcomes)
