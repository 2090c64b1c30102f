"""An import while the world misbehaves: drives go, disks fill, others write, readers die, people cancel."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.imports import indexing, reading
from imagineer_desktop.jobs.imports.import_report import FOLDER_GONE, ImportReport
from imagineer_desktop.jobs.imports.importing import import_again, import_paths
from imagineer_desktop.jobs.imports.reading import read_unread
from imagineer_desktop.jobs.imports.steady_writing import Patience
from imagineer_desktop.jobs.imports.ticking import ticking
from imagineer_desktop.jobs.progress import Job, finish
from imagineer_desktop.media.readers import Crew, Limits, LookAt
from imagineer_desktop.media.thumbnails import ThumbnailCache

Rows = Callable[[str], list[dict[str, Any]]]
Painter = Callable[..., Path]
Dump = Callable[[Path], dict[str, list[tuple[object, ...]]]]
Program = Callable[[str], tuple[str, ...]]

HASTE = Patience(still=0.0)
LIGHTHOUSE = "a lighthouse\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 9"


class Clock:
    """Time that passes only while somebody waits; `at` are deeds by their hour."""

    def __init__(self, at: dict[float, Callable[[], object]] | None = None) -> None:
        self.seconds = 0.0
        self.waits: list[float] = []
        self._at = at or {}

    def __call__(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.seconds += seconds
        for hour in [hour for hour in self._at if hour <= self.seconds]:
            self._at.pop(hour)()

    @property
    def patience(self) -> Patience:
        return Patience(clock=self, wait=self.wait)


def test_a_file_that_is_still_being_written_is_waited_for(
    library: Library, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    path = paint(tmp_path / "outputs" / "a.png", size=(300, 300), said=LIGHTHOUSE)
    paint(tmp_path / "outputs" / "b.png")
    whole = path.read_bytes()
    path.write_bytes(whole[:-500])
    clock = Clock({2.0: lambda: path.write_bytes(whole)})
    told = []
    job = import_paths(library, [tmp_path / "outputs"], patience=clock.patience)
    growing = whole[:-500]

    def grow() -> Iterator[None]:
        for length in range(1, 60):
            path.write_bytes(growing + b"\0" * length)
            yield

    more = grow()
    while True:
        try:
            progress = next(job)
        except StopIteration as end:
            report = end.value
            break
        told.append(progress.text)
        if progress.text.startswith("Waiting for files") and clock.seconds < 2.0:
            next(more, None)
    assert "Waiting for files that are still being written" in told
    assert (report.imported, report.waited_for, report.damaged, report.failed) == (2, 1, [], [])
    assert 2.9 < clock.seconds < 4
    assert min(clock.waits) > 0.05, "it sleeps between two glances"
    row = rows("SELECT file_size, trouble, content_hash FROM images WHERE filename = 'a.png'")[0]
    assert (row["file_size"], row["trouble"]) == (len(whole), None)


def test_a_file_that_is_never_finished_is_taken_as_it_is_and_read_again_when_it_is(
    library: Library, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    path = paint(tmp_path / "outputs" / "a.png", size=(300, 300))
    (tmp_path / "outputs" / "empty.png").write_bytes(b"")
    whole = path.read_bytes()
    path.write_bytes(whole[:-500])
    clock = Clock()
    report = finish(import_paths(library, [tmp_path / "outputs"], patience=clock.patience))
    assert (report.imported, report.waited_for) == (1, 2)
    assert [Path(one.path).name for one in report.damaged] == ["a.png"]
    assert [one.reason for one in report.failed] == ["The file is empty."]
    path.write_bytes(whole)
    paint(tmp_path / "outputs" / "empty.png")
    report = finish(import_paths(library, [tmp_path / "outputs"], patience=HASTE))
    assert (report.imported, report.already, report.replaced, report.damaged) == (1, 1, 1, [])
    assert rows("SELECT count(*) AS n FROM images WHERE trouble IS NOT NULL") == [{"n": 0}]
    assert rows("SELECT file_size FROM images WHERE filename = 'a.png'") == [{"file_size": len(whole)}]


def test_an_old_damaged_file_is_not_waited_for(library: Library, paint: Painter, tmp_path: Path) -> None:
    path = paint(tmp_path / "outputs" / "a.png", size=(300, 300))
    path.write_bytes(path.read_bytes()[:-500])
    os.utime(path, (1_700_000_000, 1_700_000_000))
    clock = Clock()
    report = finish(import_paths(library, [tmp_path / "outputs"], patience=clock.patience))
    assert (report.waited_for, len(report.damaged), clock.waits) == (0, 1, [])


@pytest.mark.parametrize("moment", ["Importing", "Reading images"])
def test_a_drive_unplugged_in_the_middle_is_said_once(
    library: Library, rows: Rows, paint: Painter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 10)
    monkeypatch.setattr(reading, "BATCH", 10)
    for number in range(700):
        paint(tmp_path / "drive" / "set" / f"{number:03}.png", size=(8, 8))
    job = import_paths(library, [tmp_path / "drive"], patience=HASTE)
    while (progress := next(job)).text != moment or progress.done < 20 * (moment != "Importing"):
        pass
    (tmp_path / "drive").rename(tmp_path / "unplugged")
    report = finish(job)
    assert [(one.path, one.reason) for one in report.failed] == [
        (str(tmp_path / "drive" / "set"), FOLDER_GONE)
    ]
    assert report.unreached > 0
    if moment == "Importing":
        assert report.imported + report.unreached == 700
    else:
        assert report.read + report.unreached == 700
    (tmp_path / "unplugged").rename(tmp_path / "drive")
    again = finish(import_again(library, report.failed, patience=HASTE))
    assert (again.found, again.failed) == (700, [])
    assert rows("SELECT count(*) AS n FROM images WHERE content_hash IS NULL") == [{"n": 0}]
    assert rows("SELECT name FROM albums") == [{"name": "set"}]


def test_no_folder_an_empty_one_and_one_that_cannot_be_written(
    library: Library, paint: Painter, tmp_path: Path
) -> None:
    with pytest.raises(CatalogError, match="There is nothing at"):
        finish(import_paths(library, [tmp_path / "outputs"]))
    (tmp_path / "outputs").mkdir()
    assert finish(import_paths(library, [tmp_path / "outputs"])).found == 0
    paint(tmp_path / "outputs" / "a.png")
    (tmp_path / "outputs").chmod(0o500)
    try:
        assert finish(import_paths(library, [tmp_path / "outputs"])).imported == 1
    finally:
        (tmp_path / "outputs").chmod(0o700)


def limit_pages(library: Library, more: int | None) -> None:
    """Let the library grow by so many pages and no further: to SQLite, the disk is full then."""
    with library._writer_itself() as driver:
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count = {2**31 if more is None else pages + more}")


def test_a_full_disk_keeps_the_batches_before(
    library: Library, rows: Rows, paint: Painter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 5)
    for number in range(60):
        paint(tmp_path / "outputs" / f"{number:02}.png", said="long words " * 300 + "\nSteps: 20, Seed: 1")
    limit_pages(library, 40)
    with pytest.raises(CatalogError, match=r"images it had added are kept\. The disk .* is full"):
        finish(import_paths(library, [tmp_path / "outputs"]))
    (kept,) = rows("SELECT count(*) AS images FROM images")
    assert kept["images"] % 5 == 0
    assert 0 < kept["images"] < 60
    limit_pages(library, None)
    assert finish(import_paths(library, [tmp_path / "outputs"])).imported == 60 - kept["images"]


def test_on_a_full_disk_the_thumbnails_give_their_space(
    library: Library, rows: Rows, paint: Painter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Thumbnails(ThumbnailCache):
        def clear(self) -> int:
            limit_pages(library, None)
            return super().clear()

    monkeypatch.setattr(indexing, "BATCH", 5)
    for number in range(40):
        paint(tmp_path / "outputs" / f"{number:02}.png", said="long words " * 300 + "\nSteps: 20, Seed: 1")
    with Thumbnails(tmp_path / "thumbnails.db") as cache:
        cache.put("old", 256, b"jpeg")
        limit_pages(library, 20)
        report = finish(import_paths(library, [tmp_path / "outputs"], cache))
        assert cache.get("old", 256) is None
    assert (report.imported, report.read) == (40, 40)
    assert rows("SELECT count(*) AS n FROM images") == [{"n": 40}]


HOLDS_THE_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


def test_a_library_locked_by_another_program_is_waited_for(
    library: Library, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    for number in range(3):
        paint(tmp_path / "outputs" / f"{number}.png")
    rows("SELECT 1")
    command = [sys.executable, "-c", HOLDS_THE_LOCK, str(library.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        job = import_paths(library, [tmp_path / "outputs"])
        while not (progress := next(job)).text.startswith("Waiting"):
            pass
        assert progress.text == "Waiting: another program writes to the library"
        other.stdin.write("\n")
        other.stdin.flush()
        assert finish(job).imported == 3
    assert rows("SELECT count(*) AS n FROM images WHERE content_hash IS NOT NULL") == [{"n": 3}]


DEADLY = """
if task == "contents" and question["with_thumbnail"]:
    if "crash" in name:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "endless" in name:
        time.sleep(600)
if task == "look" and "deadly" in name:
    os.kill(os.getpid(), signal.SIGSEGV)
"""


def test_files_that_end_their_reader_are_kept_and_not_tried_again(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, program: Program, tmp_path: Path
) -> None:
    for name in ("a", "crash", "deadly", "endless", "z"):
        paint(tmp_path / "outputs" / f"{name}.png", said=LIGHTHOUSE)

    def crew() -> Crew:
        return Crew(2, Limits(wall_seconds=8.0), program=program(DEADLY))

    report = finish(import_paths(library, [tmp_path / "outputs"], cache, crew_of=crew))
    assert (report.imported, report.read, report.left, report.failed) == (5, 2, 0, [])
    troubles = {Path(one.path).stem: one.reason for one in report.damaged}
    assert set(troubles) == {"crash", "deadly", "endless"}
    kept = {row["filename"].removesuffix(".png"): row for row in rows("SELECT * FROM images")}
    assert {name: kept[name]["trouble"] for name in troubles} == troubles
    assert (kept["a"]["trouble"], kept["z"]["trouble"]) == (None, None)
    assert (kept["crash"]["width"], kept["crash"]["prompt"]) == (40, "a lighthouse")
    assert (kept["deadly"]["width"], kept["deadly"]["content_hash"]) == (None, None)
    assert len(kept["crash"]["content_hash"]) == 64, "a file need not be decoded to be known"
    asked = finish(import_paths(library, [tmp_path / "outputs"], cache, crew_of=crew))
    assert (asked.already, asked.to_read, asked.damaged) == (5, 0, [])
    rest = finish(read_unread(library, cache, crew_of=crew))
    assert (rest.to_read, rest.left, rest.damaged) == (1, 0, []), "what ends a look is known by its content"
    (deadly,) = rows("SELECT content_hash, trouble FROM images WHERE filename = 'deadly.png'")
    assert (len(deadly["content_hash"]), deadly["trouble"]) == (64, troubles["deadly"])
    assert finish(read_unread(library, cache)).to_read == 0
    again = finish(import_again(library, report.damaged, cache))
    assert (again.already, again.to_read, again.damaged) == (3, 3, [])
    assert rows("SELECT width, count(*) AS n FROM images WHERE trouble IS NULL AND content_hash != ''") == [
        {"width": 40, "n": 5}
    ]


def broken_in_all_ways(root: Path, paint: Painter) -> None:
    """`cut` shows in its header that it cannot be decoded, `half` only when its pixels are."""
    for name in ("a", "crash", "deadly"):
        paint(root / f"{name}.png", said=LIGHTHOUSE)
    cut = paint(root / "cut.png", size=(300, 300), said=LIGHTHOUSE)
    cut.write_bytes(cut.read_bytes()[:-500])
    half = paint(root / "half.png", size=(300, 300), said=LIGHTHOUSE)
    content = bytearray(half.read_bytes())
    content[len(content) // 2] ^= 0xFF
    half.write_bytes(content)


def test_damaged_images_are_tried_again_as_long_as_they_are_damaged(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, program: Program, tmp_path: Path
) -> None:
    root = tmp_path / "outputs"
    broken_in_all_ways(root, paint)

    def crew() -> Crew:
        return Crew(1, program=program(DEADLY))

    report = finish(import_paths(library, [root], cache, patience=HASTE, crew_of=crew))
    names = {"crash", "cut", "deadly", "half"}
    assert {Path(one.path).stem for one in report.damaged} == names
    again = finish(import_again(library, report.damaged, cache, patience=HASTE, crew_of=crew))
    assert (again.found, again.already, again.imported) == (4, 4, 0)
    assert {Path(one.path).stem for one in again.damaged} == names, "told again, with their reasons"
    shown = rows("SELECT filename FROM images WHERE trouble IS NOT NULL ORDER BY filename")
    assert {Path(row["filename"]).stem for row in shown} == names
    for name in ("cut", "half"):
        paint(root / f"{name}.png", size=(300, 300), said=LIGHTHOUSE)
    mended = finish(import_again(library, again.damaged, cache, patience=HASTE))
    assert (mended.already, mended.imported, mended.damaged, mended.failed) == (4, 0, [], [])
    assert rows("SELECT count(*) AS n FROM images WHERE trouble IS NULL AND perceptual_hash IS NOT NULL") == [
        {"n": 5}
    ]


def test_a_damaged_image_that_was_copied_back_as_it_was_is_tried_again(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, program: Program, tmp_path: Path
) -> None:
    """Only its time of change is another: what its reader could not decode then it may decode now."""
    path = paint(tmp_path / "outputs" / "crash.png", said=LIGHTHOUSE)
    deadly = program(DEADLY)
    report = finish(
        import_paths(library, [tmp_path / "outputs"], cache, crew_of=lambda: Crew(1, program=deadly))
    )
    assert len(rows("SELECT * FROM images WHERE trouble IS NOT NULL AND content_hash IS NOT NULL")) == 1
    os.utime(path, (1e9, 1e9))
    again = finish(import_again(library, report.damaged, cache))
    assert (again.already, again.replaced, again.read, again.damaged) == (1, 0, 1, [])
    (row,) = rows("SELECT * FROM images")
    assert (row["trouble"], row["file_mtime_ns"]) == (None, 10**18)
    assert row["perceptual_hash"] is not None


_UNPRIVILEGED = """
import ctypes, os, sys
for capability in (1, 2):  # that of writing, and that of reading whatever the mode of a file
    if ctypes.CDLL(None, use_errno=True).prctl(24, capability, 0, 0, 0):
        sys.exit(77)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


@pytest.fixture
def unprivileged() -> Callable[..., str]:
    """Runs the program as somebody for whom the modes of files count, even where root runs the tests."""

    def run(*arguments: object) -> str:
        if sys.platform == "win32":
            pytest.skip("modes of files are of POSIX")
        before = ["-c", _UNPRIVILEGED] if os.geteuid() == 0 else []
        command = [sys.executable, *before, "-m", "imagineer_desktop", *map(str, arguments)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode == 77:
            pytest.skip("root cannot lay down its rights here")
        return ran.stdout

    return run


def test_a_folder_and_a_file_without_permission_are_listed(
    tmp_path: Path, paint: Painter, unprivileged: Callable[..., str]
) -> None:
    for name in ("open/a.png", "open/closed.png", "closed/b.png", "z/c.png"):
        paint(tmp_path / "outputs" / name)
    closed = [tmp_path / "outputs" / "closed", tmp_path / "outputs" / "open" / "closed.png"]
    path = tmp_path / "rights.db"
    for one in closed:
        one.chmod(0)
    try:
        told = json.loads(unprivileged("--database", path, "import", tmp_path / "outputs", "--json"))
    finally:
        for one in closed:
            one.chmod(0o755)
    assert told["imported"] == 2
    reasons = {Path(one["path"]).name: one["reason"] for one in told["failed"]}
    assert set(reasons) == {"closed", "closed.png"}
    assert reasons["closed"] == "The folder cannot be opened (Permission denied)."
    assert "ermi" in reasons["closed.png"]
    assert count(path, "*") == 2


def test_cancelling_does_not_wait_for_a_slow_file(
    library: Library, paint: Painter, program: Program, tmp_path: Path
) -> None:
    paint(tmp_path / "outputs" / "a.png")
    slow = program("if task == 'contents': time.sleep(600)")
    job = import_paths(library, [tmp_path / "outputs"], crew_of=lambda: Crew(1, program=slow))
    while next(job).text != "Reading images":
        pass
    for _ in range(2):
        started = time.monotonic()
        next(job)
        assert time.monotonic() - started < 1
    started = time.monotonic()
    job.close()
    assert time.monotonic() - started < 1
    assert finish(read_unread(library, None)).read == 1


def test_answers_that_let_wait_can_be_given_up(program: Program, paint: Painter, tmp_path: Path) -> None:
    path = paint(tmp_path / "a.png")
    with Crew(1, program=program("time.sleep(600)")) as crew:
        answers = ticking(crew, crew.looks([LookAt(path)]))
        assert next(answers) is None
        started = time.monotonic()
        answers.close()  # type: ignore[attr-defined]
        assert time.monotonic() - started < 1


def count(path: Path, what: str) -> int:
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        return int(connection.execute(f"SELECT count({what}) FROM images").fetchone()[0])


@pytest.mark.parametrize(
    ("what", "after"), [("*", 1), ("*", 501), ("content_hash", 1), ("content_hash", 150)]
)
def test_killed_while_it_lists_or_reads_a_rerun_makes_it_whole(
    tmp_path: Path, paint: Painter, dumped: Dump, what: str, after: int
) -> None:
    for number in range(1200):
        said = f"words {number}\nSteps: 20, Seed: {number}"
        paint(tmp_path / "outputs" / f"set {number // 100}" / f"{number:04}.png", said, (8, 8))
    path, other = tmp_path / "killed.db", tmp_path / "uninterrupted.db"
    open_library(path).close()
    command = [sys.executable, "-m", "imagineer_desktop", "--database", str(path), "import"]
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        done = f"SELECT count({what}) FROM images"
        with subprocess.Popen([*command, str(tmp_path / "outputs")], stdout=subprocess.DEVNULL) as process:
            while process.poll() is None and connection.execute(done).fetchone()[0] < after:
                pass
            process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL, "it had ended by itself"
    assert after <= count(path, what) < 1200, "it was not in the middle"
    for database in (path, other):
        with closing(open_library(database)) as library:
            assert finish(import_paths(library, [tmp_path / "outputs"])).found == 1200
    assert dumped(path) == dumped(other)
    assert count(path, "content_hash") == 1200


def test_two_programs_that_import_the_same_at_once(tmp_path: Path, paint: Painter, dumped: Dump) -> None:
    for number in range(400):
        paint(tmp_path / "outputs" / f"set {number // 100}" / f"{number:03}.png", size=(8, 8))
    path, other = tmp_path / "shared.db", tmp_path / "alone.db"
    open_library(path).close()
    command = [sys.executable, "-m", "imagineer_desktop", "--database", str(path), "import"]
    both = [
        subprocess.Popen([*command, str(folder)], stdout=subprocess.DEVNULL)
        for folder in (tmp_path / "outputs", tmp_path / "outputs")
    ]
    assert [process.wait() for process in both] == [0, 0]
    with closing(open_library(other)) as library:
        finish(import_paths(library, [tmp_path / "outputs"]))
    assert count(path, "*") == count(path, "content_hash") == 400
    assert {table: len(rows) for table, rows in dumped(path).items() if table != "sqlite_sequence"} == {
        table: len(rows) for table, rows in dumped(other).items() if table != "sqlite_sequence"
    }


def run_to(job: Job[ImportReport], text: str) -> ImportReport:
    """Drive a job up to its first progress of this text, and cancel it there."""
    while (progress := next(job)).text != text:
        pass
    job.close()
    assert isinstance(progress.detail, ImportReport)
    return progress.detail


def test_reading_gives_way_and_goes_on_later(
    library: Library, cache: ThumbnailCache, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    for number in range(12):
        paint(tmp_path / "outputs" / f"{number:02}.png")
    report = finish(import_paths(library, [tmp_path / "outputs"], cache, gives_way=lambda: True))
    assert (report.imported, report.read, report.left) == (12, 0, 12)
    asked = iter([False] * 5 + [True] * 99)
    some = finish(read_unread(library, cache, lambda: next(asked)))
    assert (some.read, some.left) == (5, 7)
    rest = finish(read_unread(library, cache))
    assert (rest.to_read, rest.read, rest.left) == (7, 7, 0)
    assert rows("SELECT count(perceptual_hash) AS n FROM images") == [{"n": 12}]
    assert finish(read_unread(library, cache)).to_read == 0


def test_the_lock_is_given_up_in_words(library: Library, rows: Rows, paint: Painter, tmp_path: Path) -> None:
    paint(tmp_path / "outputs" / "a.png")
    rows("SELECT 1")
    clock = Clock()
    with closing(sqlite3.connect(library.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        patience = replace(clock.patience, locked=0.1)
        with pytest.raises(CatalogError, match="is being used by another program"):
            finish(import_paths(library, [tmp_path / "outputs"], patience=patience))
        other.execute("ROLLBACK")
    assert clock.waits
    assert run_to(import_paths(library, [tmp_path / "outputs"]), "Reading images").imported == 1
