"""The great damage corpus: what comes back of 100,000 rows, class by class, and files mutated at random.

The table that is printed is the one in docs/reliability.md.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from statistics import mean
from time import monotonic, sleep
from types import ModuleType
from typing import Any

import pytest

from imagineer_desktop.jobs.backups.backups import back_up, backup_folder
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.repairs.damage import diagnose
from imagineer_desktop.jobs.repairs.repairing import NothingToRepairError, repair

IMAGES = 20_000
RUNS = 4
MUTATIONS = 400
KILLS = 60
MOST_SECONDS = 60


def _ward() -> ModuleType:
    """The library and the kinds of damage of the ordinary tests."""
    path = Path(__file__).parents[1] / "catalog" / "carving" / "conftest.py"
    spec = importlib.util.spec_from_file_location("tests_carving_ward", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


ward = _ward()


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return ward.make_patient(tmp_path_factory.mktemp("patient"), IMAGES)


@pytest.fixture(scope="module")
def say(request: pytest.FixtureRequest) -> Iterator[Callable[[str, str], None]]:
    """Collects lines under a head, and prints them when all tests are done."""
    tables: dict[str, list[str]] = {}
    yield lambda head, line: tables.setdefault(head, []).append(line)
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        for head, lines in tables.items():
            print("", head, *lines, sep="\n")


@pytest.mark.parametrize("name", ward.DAMAGES)
def test_carving(name: str, patient: Any, tmp_path: Path, say: Callable[[str, str], None]) -> None:
    damage, floor = ward.DAMAGES[name]
    outcomes, start = [], monotonic()
    for seed in range(RUNS):
        data = bytearray(patient.path.read_bytes())
        damage(data, Random(seed), patient)
        path = tmp_path / "damaged.db"
        path.write_bytes(data)
        outcomes.append(ward.compare(ward.carve(path), patient.content, patient.earlier_content))
    seconds = (monotonic() - start) / RUNS
    shares = [one.identical for one in outcomes]
    strangers = sum(len(one.strangers) for one in outcomes)
    total = sum(map(len, patient.content.values()))
    say(
        f"{total:,} rows, {RUNS} runs a class; rows in percent\n"
        f"{'damage':<30}{'mean':>8}{'least':>8}{'wrong':>7}{'cut':>6}{'wrong table':>13}{'seconds':>9}",
        f"{name:<30}{mean(shares):>8.2f}{min(shares):>8.2f}{mean(one.wrong for one in outcomes):>7.1f}"
        f"{mean(one.cut for one in outcomes):>6.1f}{strangers:>13}{seconds:>9.1f}",
    )
    assert min(shares) >= floor
    assert strangers == 0


@pytest.mark.parametrize("name", ward.DAMAGES)
def test_the_whole_repair(name: str, patient: Any, tmp_path: Path, say: Callable[[str, str], None]) -> None:
    damage, floor = ward.DAMAGES[name]
    library, target = tmp_path / "imagineer.db", tmp_path / "repaired.db"
    shutil.copyfile(patient.path, library)
    finish(back_up(library, backup_folder(library), "by hand"))
    data = bytearray(patient.path.read_bytes())
    damage(data, Random(3), patient)
    library.write_bytes(data)
    start = monotonic()
    called = finish(diagnose(library)).damage.name
    checked = monotonic()
    try:
        how = finish(repair(library, target)).how.name
    except NothingToRepairError:
        how, target = "-", library
    ended = monotonic()
    found = ward.read(target)
    same = sum(
        found[table].get(rowid) == row
        for table, rows in patient.content.items()
        for rowid, row in rows.items()
    )
    share = same / sum(map(len, patient.content.values())) * 100
    say(
        f"{'damage':<30}{'called':>9}{'means':>20}{'identical':>11}{'check s':>9}{'repair s':>10}",
        f"{name:<30}{called:>9}{how:>20}{share:>11.2f}{checked - start:>9.1f}{ended - checked:>10.1f}",
    )
    assert share >= floor
    assert library.read_bytes() == data


@pytest.mark.parametrize("first", range(0, MUTATIONS, 100))
def test_mutated_files_in_processes_of_their_own(
    first: int, tmp_path: Path, checkout: Path, say: Callable[[str, str], None]
) -> None:
    whole = ward.make_patient(tmp_path / "patient", 400).path.read_bytes()
    path, target = tmp_path / "mutated.db", tmp_path / "salvage.db"
    command = [sys.executable, "-m", "imagineer_desktop.catalog.carving", "carve", str(path), str(target)]
    slowest = 0.0
    for seed in range(first, first + 100):
        path.write_bytes(_mutated(whole, Random(seed)))
        target.unlink(missing_ok=True)
        start = monotonic()
        done = subprocess.run(
            command,
            cwd=checkout,
            input="[]",
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
        slowest = max(slowest, monotonic() - start)
        assert done.returncode == 0, (seed, done.stderr)
    say("mutated files", f"100 files from seed {first}: none raised, the slowest took {slowest:.1f} s")


@pytest.mark.parametrize("series", range(4))
def test_killed_at_random_times(
    series: int, tmp_path: Path, checkout: Path, say: Callable[[str, str], None]
) -> None:
    whole = ward.make_patient(tmp_path / "patient", 2000).path.read_bytes()
    library = tmp_path / "library" / "imagineer.db"
    library.parent.mkdir()
    damaged = bytes(4096) + whole[4096:]
    library.write_bytes(damaged)
    code = (
        "import sys; from pathlib import Path; from imagineer_desktop.jobs.repairs.repairing import repair\n"
        "for _ in repair(Path(sys.argv[1]), Path(sys.argv[2])): pass\n"
    )
    random, finished = Random(series), 0
    for number in range(KILLS // 4):
        target = library.parent / f"repaired-{number}.db"
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(library), str(target)],
            env=os.environ | {"PYTHONPATH": str(checkout)},
        )
        sleep(random.uniform(0.1, 1.5))
        process.kill()
        process.wait()
        assert library.read_bytes() == damaged
        if target.exists():
            finished += 1
            with closing(sqlite3.connect(target)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert connection.execute("SELECT count(*) FROM images").fetchone() == (2000,)
            target.unlink()
    say(
        "kills", f"{KILLS // 4} kills: the original always as it was, {finished} finished before, 0 bad files"
    )


def _mutated(whole: bytes, random: Random) -> bytes:
    """Bytes changed, most where the structure is; pages copied over others; ends cut."""
    data = bytearray(whole)
    for _ in range(random.choice([1, 10, 100, 1000, 5000])):
        at = random.randrange(len(data))
        if random.random() < 0.5:
            at = at // 4096 * 4096 + random.randrange(64)
        data[at] = random.randrange(256)
    for _ in range(random.choice([0, 0, 3])):
        one, two = (random.randrange(len(data) // 4096) * 4096 for _ in range(2))
        data[one : one + 4096] = data[two : two + 4096]
    if random.random() < 0.2:
        del data[random.randrange(len(data)) :]
    return bytes(data)
