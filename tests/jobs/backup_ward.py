"""Libraries to back up, and processes that die, or whose disk fails, at their n-th file operation."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from imagineer_desktop.catalog import migrating
from imagineer_desktop.jobs.backups.backups import back_up
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.restores.restore_swap import finish_interrupted_restore

SAID = 7
JOURNALS = ("-wal", "-journal", "-shm")

BACK_UP = "finish(back_up(database, folder, 'by hand'))"
RESTORE = "finish(restore(finish(plan_restore(database, backup)), folder))"
RECOVER = "finish_interrupted_restore(database)"
THIN = "thin(database, folder)"

_CODE = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups.backup_retention import thin
from imagineer_desktop.jobs.backups.backups import back_up
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.restores.restore_plan import plan_restore
from imagineer_desktop.jobs.restores.restore_swap import finish_interrupted_restore
from imagineer_desktop.jobs.restores.restores import restore
database, folder, backup = Path({database!r}), Path({folder!r}), Path({backup!r})
try:
    {call}
except CatalogError as error:
    print(error, file=sys.stderr)
    sys.exit({said})
"""
_COUNT = "import ctypes\nsys.stderr.write(str(ctypes.CDLL(None).crash_points_passed()))\n"


@dataclass(frozen=True)
class Ward:
    """A library with a folder of backups, below a folder whose file operations are counted."""

    root: Path
    shim: Path
    checkout: Path

    @property
    def database(self) -> Path:
        return self.root / "imagineer.db"

    @property
    def folder(self) -> Path:
        return self.root / "backups"

    def run(self, call: str, backup: Path = Path(), at: int = 0, how: str = "kill") -> tuple[int, str]:
        """How a call ends whose operation number `at` goes wrong, and what it says.

        `how`: kill, torn (a write by half, then the end), EIO (once) or full (from then on).
        """
        return self._run(self._code(call, backup), at, how)

    def count(self, call: str, backup: Path = Path()) -> int:
        """How many operations a call does when nothing is in its way."""
        status, said = self._run(self._code(call, backup) + _COUNT, 0, "kill")
        assert status == 0, said
        return int(said.splitlines()[-1])

    def _code(self, call: str, backup: Path) -> str:
        return _CODE.format(
            database=str(self.database), folder=str(self.folder), backup=str(backup), call=call, said=SAID
        )

    def _run(self, code: str, at: int, how: str) -> tuple[int, str]:
        environment = os.environ | {
            "LD_PRELOAD": str(self.shim),
            "CRASH_ROOT": str(self.root),
            "CRASH_AT": str(at),
            "CRASH_HOW": how,
            "PYTHONPATH": str(self.checkout),
        }
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stderr


def built(folder: Path) -> Path | None:
    """The counting layer between a program and the system; None where there is no compiler for it."""
    shim, source = folder / "crash_points.so", Path(__file__).with_name("crash_points.c")
    command = ["cc", "-shared", "-fPIC", "-O1", "-o", str(shim), str(source), "-ldl"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return shim


def fill(path: Path, rows: int, name: str, mode: str = "delete") -> None:
    """Add images to a library, made if it is not there."""
    if not path.exists():
        migrating.create(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute(
            "INSERT INTO images (filename, file_path, prompt) WITH RECURSIVE n(i) AS "
            "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "SELECT 'n' || i, ? || i, hex(zeroblob(200)) FROM n",
            (rows, name),
        )


def state(path: Path) -> str:
    """Everything a library holds, as a hash; of what is no library, its bytes and those beside it."""
    digest = hashlib.sha256()
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            tables = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
            digest.update(repr(tables).encode())
            for name, sql in tables:
                if (sql or "").startswith("CREATE TABLE"):
                    rows = connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()
                    digest.update(repr(rows).encode())
    except sqlite3.DatabaseError:
        for end in ("", *JOURNALS):
            place = Path(f"{path}{end}")
            digest.update(place.read_bytes() if place.exists() else b"-")
    return digest.hexdigest()


def require_good_backups(folder: Path) -> int:
    """Every backup that can be seen is whole and described; returns how many there are."""
    seen = [path for path in folder.glob("*.db") if path.name[0] != "."] if folder.exists() else []
    for path in seen:
        facts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert facts["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest(), path
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = connection.execute("SELECT count(*) FROM images").fetchone()[0]
        assert rows == facts["counts"]["images"]
    return len(seen)


def backups_outcomes(ward: Ward, moments: Iterable[int], how: str) -> Counter[str]:
    """A backup that goes wrong at each of the moments; asserts that none of them leaves a bad one."""
    outcomes: Counter[str] = Counter()
    before = state(ward.database)
    for moment in moments:
        status, said = ward.run(BACK_UP, at=moment, how=how)
        assert status in (0, -9, SAID), said
        assert state(ward.database) == before
        made = require_good_backups(ward.folder)
        if status == SAID:
            assert not list(ward.folder.glob("*.json")) or made, "refused, but a manifest is to be seen"
        outcomes[f"{_word(status)}, {'a good backup' if made else 'no backup'}"] += 1
        _age(ward.folder)
        finish(back_up(ward.database, ward.folder, "by hand"))
        assert not list(ward.folder.glob(".*")), "what a killed process left is swept away by the next one"
        assert len(list(ward.folder.glob("*.json"))) == made + 1
        shutil.rmtree(ward.folder)
    return outcomes


def restores_outcomes(
    ward: Ward, backup: Path, moments: Iterable[int], how: str, again: Iterable[int] = ()
) -> Counter[str]:
    """A restore that goes wrong at each of the moments, and its recovery too at the moments `again`.

    Asserts that the library is exactly the old or exactly the restored one, and that the backups stay good.
    """
    outcomes: Counter[str] = Counter()
    pristine = ward.root.with_name("pristine")
    shutil.copytree(ward.root, pristine)
    old, new = state(ward.database), state(backup)
    for moment in moments:
        for second in (0, *again):
            shutil.rmtree(ward.root)
            shutil.copytree(pristine, ward.root)
            status, said = ward.run(RESTORE, backup, moment, how)
            assert status in (0, -9, SAID), said
            if second:
                ward.run(RECOVER, at=second)
            finish_interrupted_restore(ward.database)
            now = state(ward.database)
            assert now in (old, new), f"neither old nor new after {how} at {moment}, {second}: {said}"
            assert status != SAID or now == old, f"refused, but it is changed: {said}"
            assert status != 0 or now == new
            assert not list(ward.root.glob(".*restore.json")), "the marker is gone"
            require_good_backups(ward.folder)
            outcomes[f"{_word(status)}, {'restored' if now == new else 'as it was'}"] += 1
    shutil.rmtree(ward.root)
    shutil.move(pristine, ward.root)
    return outcomes


def spread(total: int, count: int) -> list[int]:
    """So many moments of a whole, from the first to the last."""
    return sorted({1 + (total - 1) * number // (count - 1) for number in range(count)})


def _word(status: int) -> str:
    return {0: "done", -9: "killed"}.get(status, "refused in words")


def _age(folder: Path) -> None:
    for left in folder.glob(".*") if folder.exists() else ():
        os.utime(left, (0, 0))
