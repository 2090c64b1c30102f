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
from contextlib import closing
from pathlib import Path
from random import Random
from statistics import mean
from time import monotonic, sleep
from types import ModuleType

import pytest

from imagineer_desktop.jobs.backups import back_up
from imagineer_desktop.jobs.damage import diagnose
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.repairing import NothingToRepairError, repair

IMAGES = 20_000
RUNS = 8
MUTATIONS = 400
KILLS = 60
MOST_SECONDS = 60


@pytest.fixture(scope="session")
def ward(checkout: Path) -> ModuleType:
    """The library and the kinds of damage of the ordinary tests."""
    path = checkout / "tests" / "catalog" / "carving" / "conftest.py"
    spec = importlib.util.spec_from_file_location("tests_carving_ward", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_class_of_damage(ward: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    patient = ward.make_patient(tmp_path, IMAGES)
    whole = patient.path.read_bytes()
    total = sum(map(len, patient.content.values()))
    lines = [
        f"{total:,} rows, {len(whole) / 1e6:.1f} MB, {RUNS} runs a class; rows in percent",
        f"{'damage':<30}{'mean':>8}{'least':>8}{'wrong':>7}{'cut':>6}{'wrong table':>13}{'seconds':>9}",
    ]
    too_few = []
    for name, (damage, floor) in ward.DAMAGES.items():
        outcomes, start = [], monotonic()
        for seed in range(RUNS):
            data = bytearray(whole)
            damage(data, Random(seed), patient)
            path = tmp_path / "damaged.db"
            path.write_bytes(data)
            outcomes.append(ward.compare(ward.carve(path), patient.content, patient.earlier_content))
        seconds = (monotonic() - start) / RUNS
        shares = [one.identical for one in outcomes]
        strangers = sum(len(one.strangers) for one in outcomes)
        lines.append(
            f"{name:<30}{mean(shares):>8.2f}{min(shares):>8.2f}{mean(one.wrong for one in outcomes):>7.1f}"
            f"{mean(one.cut for one in outcomes):>6.1f}{strangers:>13}{seconds:>9.1f}"
        )
        if min(shares) < floor or strangers:
            too_few.append(name)
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert too_few == []


def test_every_class_through_the_whole_repair(
    ward: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    patient = ward.make_patient(tmp_path / "patient", IMAGES)
    library = tmp_path / "imagineer.db"
    shutil.copyfile(patient.path, library)
    backups = tmp_path / "backups"
    finish(back_up(library, backups, "by hand"))
    lines = [f"{'damage':<30}{'called':>9}{'means':>20}{'identical':>11}{'check s':>9}{'repair s':>10}"]
    for name, (damage, floor) in ward.DAMAGES.items():
        data = bytearray(patient.path.read_bytes())
        damage(data, Random(3), patient)
        library.write_bytes(data)
        start = monotonic()
        called = finish(diagnose(library)).damage.name
        checked = monotonic()
        target = tmp_path / "repaired.db"
        try:
            report = finish(repair(library, target))
        except NothingToRepairError:
            lines.append(f"{name:<30}{called:>9}{'-':>20}")
            continue
        ended = monotonic()
        found = ward.read(target)
        same = sum(
            found[table].get(rowid) == row
            for table, rows in patient.content.items()
            for rowid, row in rows.items()
        )
        share = same / sum(map(len, patient.content.values())) * 100
        lines.append(
            f"{name:<30}{called:>9}{report.how.name:>20}{share:>11.2f}{checked - start:>9.1f}{ended - checked:>10.1f}"
        )
        assert share >= floor, name
        assert library.read_bytes() == data
        for left in tmp_path.glob("repaired*"):
            left.unlink()
    with capsys.disabled():
        print("\n" + "\n".join(lines))


def test_mutated_files_in_processes_of_their_own(
    ward: ModuleType, tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    patient = ward.make_patient(tmp_path / "patient", 400)
    whole = patient.path.read_bytes()
    path = tmp_path / "mutated.db"
    slowest = 0.0
    for seed in range(MUTATIONS):
        path.write_bytes(_mutated(whole, Random(seed)))
        target = tmp_path / "salvage.db"
        target.unlink(missing_ok=True)
        start = monotonic()
        command = [sys.executable, "-m", "imagineer_desktop.catalog.carving", "carve", str(path), str(target)]
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
    with capsys.disabled():
        print(f"\n{MUTATIONS} mutated files: none raised, the slowest took {slowest:.1f} s")


def test_killed_at_random_times(
    ward: ModuleType, tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    patient = ward.make_patient(tmp_path / "patient", 2000)
    library = tmp_path / "library" / "imagineer.db"
    library.parent.mkdir()
    damaged = bytes(4096) + patient.path.read_bytes()[4096:]
    library.write_bytes(damaged)
    code = (
        "import sys; from pathlib import Path; from imagineer_desktop.jobs.repairing import repair\n"
        "for _ in repair(Path(sys.argv[1]), Path(sys.argv[2])): pass\n"
    )
    random, shown = Random(5), 0
    for number in range(KILLS):
        target = library.parent / f"repaired-{number}.db"
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(library), str(target)],
            env=os.environ | {"PYTHONPATH": str(checkout)},
        )
        sleep(random.uniform(0.2, 3))
        process.kill()
        process.wait()
        assert library.read_bytes() == damaged
        if target.exists():
            shown += 1
            with closing(sqlite3.connect(target)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert connection.execute("SELECT count(*) FROM images").fetchone() == (2000,)
            target.unlink()
    with capsys.disabled():
        print(
            f"\n{KILLS} kills: the original as it was {KILLS} times, {shown} finished before, 0 bad files shown"
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
