"""A backup of a library of 500 MB, with and without the full check, beside a plain copy of the same file.

The table that is printed is the one in docs/reliability.md. `cp` and fsync are no backup: the copy of a
file that is written to can be damaged. They say what the disk can do.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from time import monotonic

import pytest

from imagineer_desktop.catalog import migrating
from imagineer_desktop.jobs.backups.backup_check import Depth
from imagineer_desktop.jobs.backups.backup_list import verify_backup
from imagineer_desktop.jobs.backups.backups import back_up
from imagineer_desktop.jobs.backups.snapshots import sync
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.restores.restore_plan import plan_restore
from imagineer_desktop.jobs.restores.restores import restore

MEGABYTES = 500
ROUNDS = 3
IMAGES = 420_000
MOST_SECONDS = 60


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Images with prompts and labels, as many as make the file as large."""
    path = tmp_path_factory.mktemp("library") / "imagineer.db"
    migrating.create(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN")
        connection.execute(
            "INSERT INTO images (filename, file_path, prompt, generation_data, content_hash, model) "
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT "
            "'image-' || i || '.png', '/outputs/batch/' || i || '.png', hex(randomblob(100)), "
            "hex(randomblob(200)), hex(randomblob(32)), 'model ' || (i % 20) FROM n",
            (IMAGES,),
        )
        connection.execute(
            "INSERT INTO labels (image_id, label_text, label_type) "
            "SELECT id, 'tag ' || (id % 500), 'tag' FROM images"
        )
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert 0.9 * MEGABYTES < path.stat().st_size / 1e6 < 1.3 * MEGABYTES
    yield path
    shutil.rmtree(path.parent)


@pytest.fixture(scope="module")
def say(request: pytest.FixtureRequest) -> Iterator[Callable[[str], None]]:
    """Collects lines, and prints them when all is measured."""
    lines: list[str] = []
    yield lines.append
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print("", *lines, sep="\n")


def copied(library: Path, target: Path) -> float:
    """Seconds of `cp` and fsync."""
    start = monotonic()
    subprocess.run(["cp", library, target], check=True)
    sync(target)
    seconds = monotonic() - start
    target.unlink()
    return seconds


def backed_up(library: Path, folder: Path, depth: Depth) -> float:
    start = monotonic()
    finish(back_up(library, folder, "by hand", depth=depth))
    seconds = monotonic() - start
    shutil.rmtree(folder)
    return seconds


def test_backup_beside_a_plain_copy(library: Path, tmp_path: Path, say: Callable[[str], None]) -> None:
    """In turns, so that whatever else the machine does meets all of them."""
    rounds = [
        (
            copied(library, tmp_path / "copy.db"),
            backed_up(library, tmp_path / "backups", Depth.ROWS),
            backed_up(library, tmp_path / "backups", Depth.ALL),
        )
        for _ in range(ROUNDS)
    ]
    plain, quick, full = (median(column) for column in zip(*rounds, strict=True))
    say(f"A library of {library.stat().st_size / 1e6:,.0f} MB, median of {ROUNDS} rounds in turns:")
    say(f"  cp and fsync                       {plain:6.2f} s")
    say(f"  backup, rows counted, SHA-256      {quick:6.2f} s   {quick / plain:5.2f} x cp")
    say(f"  backup with the full check         {full:6.2f} s   {full / plain:5.2f} x cp")
    assert full < MOST_SECONDS


def test_restore(library: Path, tmp_path: Path, say: Callable[[str], None]) -> None:
    folder = tmp_path / "backups"
    made = finish(back_up(library, folder, "by hand")).path
    start = monotonic()
    finish(verify_backup(made))
    checked = monotonic()
    plan = finish(plan_restore(library, made))
    compared = monotonic()
    finish(restore(plan, folder))
    say(f"  check of a backup                  {checked - start:6.2f} s")
    say(f"  comparing before a restore         {compared - checked:6.2f} s")
    say(f"  restore with safety backup, checks {monotonic() - compared:6.2f} s")
