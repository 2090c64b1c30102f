"""Importing at the machine's limit: each figure beside its partner, both from one run.

`make bench` runs everything; what it gave, and on what, stands in docs/performance.md.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from imagineer_desktop.catalog.arrivals import Arrival, take_in
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.opening import open_library

Run = Callable[..., str]
Tell = Callable[[str], None]

ROWS = 100_000
BATCH = 500
MILLION = 1_000_000


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Prints a figure past pytest's capture."""

    def said(line: str) -> None:
        with capsys.disabled():
            print(f"\n    {line}")

    return said


def imported(run: Run, database: Path, folder: Path) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(run("importing.py", database, folder))
    return figures


def test_an_import_takes_hardly_longer_than_decoding(
    corpus: Path, run: Run, tell: Tell, tmp_path: Path
) -> None:
    """Everything against nothing but decoding, in turns; the index by itself; and once more, unchanged."""
    ratios = []
    for attempt in range(3):
        decoding = float(run("decoding.py", corpus))
        database = tmp_path / f"library{attempt}.db"
        first = imported(run, database, corpus)
        assert (first["imported"], first["failed"]) == (2500, 0)
        ratios.append(decoding / first["seconds"])
        index = first["found"] / first["index_seconds"]
        tell(f"decoding {decoding:.1f} s, import {first['seconds']:.1f} s: {ratios[-1]:.2f}")
        tell(f"index: {index:,.0f} files/s")
        again = imported(run, database, corpus)
        assert (again["imported"], again["already"]) == (0, 2500)
        tell(f"again: {again['found'] / again['seconds']:,.0f} files/s")
    assert sorted(ratios)[1] >= 0.80


def test_rows_go_in_at_half_the_speed_of_the_driver(tell: Tell, tmp_path: Path) -> None:
    """Arrivals with their albums against the same rows by executemany."""
    arrivals = [arrival(number) for number in range(ROWS)]
    with closing(open_library(tmp_path / "ours.db")) as library:
        started = time.perf_counter()
        for start in range(0, ROWS, BATCH):
            with library.writing(EVERYTHING) as session:
                take_in(session, arrivals[start : start + BATCH])
        ours = time.perf_counter() - started
    raw = written_raw(tmp_path / "ours.db", tmp_path / "raw.db")
    tell(f"rows: ours {ROWS / ours:,.0f}/s, raw {ROWS / raw:,.0f}/s: {raw / ours:.2f}")


def test_the_window_goes_on_while_it_imports(corpus: Path, run: Run, tell: Tell, tmp_path: Path) -> None:
    """How long the window's thread ever stood still."""
    figures = json.loads(run("window.py", tmp_path / "library.db", corpus))
    for state, one in figures.items():
        tell(
            f"{state}: longest stall {one['longest']:.0f} ms, p99 {one['p99']:.1f} ms ({one['beats']} beats)"
        )
    assert figures["importing"]["longest"] < 50


def test_memory_does_not_grow_with_the_library(run: Run, tell: Tell, tmp_path: Path, corpus: Path) -> None:
    """An import into an empty library and into one of a million images."""
    some = corpus / "txt2img_0000"
    small = imported(run, tmp_path / "small.db", some)
    fill(tmp_path / "large.db", MILLION)
    large = imported(run, tmp_path / "large.db", some)
    for name, one in (("empty", small), ("a million images", large)):
        tell(f"{name}: {one['memory'] / 1e6:.0f} MB, a child {one['memory_of_a_child'] / 1e6:.0f} MB")
    assert large["memory"] < 300e6


def written_raw(source: Path, target: Path) -> float:
    """The seconds that the driver takes for the same rows of the same tables, in batches of the same size."""
    open_library(target).close()
    with (
        closing(sqlite3.connect(source)) as ours,
        closing(sqlite3.connect(target, isolation_level=None)) as raw,
    ):
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = NORMAL")
        work = []
        for table in ("albums", "images", "album_images"):
            rows = ours.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
            work.append((f"INSERT INTO {table} VALUES (?{', ?' * (len(rows[0]) - 1)})", rows))
        started = time.perf_counter()
        for statement, rows in work:
            for start in range(0, len(rows), BATCH):
                raw.execute("BEGIN IMMEDIATE")
                raw.executemany(statement, rows[start : start + BATCH])
                raw.execute("COMMIT")
        return time.perf_counter() - started


def arrival(number: int) -> Arrival:
    return Arrival(
        file_path=f"/outputs/batch_{number // 500}/{number:08}.png",
        width=1024,
        height=1024,
        file_size=1_400_000 + number,
        content_hash=None,
        file_mtime_ns=1_760_000_000_000_000_000 + number,
        generated_at=datetime.fromtimestamp(1_760_000_000 + number, UTC),
        batch_folder=f"/outputs/batch_{number // 500}",
        prompt=f"a harbor at dusk, oil painting, number {number}",
        negative_prompt="blurry, lowres, watermark",
        seed=number,
        steps=28,
        guidance_scale=6.5,
        generator="A1111",
        model="dreamshaper_8",
        sampler="DPM++ 2M Karras",
    )


def fill(database: Path, images: int) -> None:
    """A library of images whose files are not there, which no import of others asks for."""
    open_library(database).close()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO images "
            "(filename, file_path, width, height, file_size, content_hash, generated_at, prompt) "
            "SELECT i || '.png', '/outputs/' || i || '.png', 1024, 1024, i, printf('%064d', i), "
            "'2025-10-15 10:10:10.000000', 'a harbor at dusk, number ' || i FROM n",
            (images,),
        )
