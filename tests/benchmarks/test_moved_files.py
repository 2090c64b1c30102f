"""A look at 100,000 files, and 10,000 moved ones found by their content and relinked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import text

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.edits.files import RelinkFiles, RelocateFolder
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.files.checking_files import check_files
from imagineer_desktop.jobs.files.folder_listings import FolderListings
from imagineer_desktop.jobs.files.folder_moves import plan_folder_move
from imagineer_desktop.jobs.files.relinking import find_moved
from imagineer_desktop.jobs.progress import finish

A_FOLDER = 200
"""Files in one folder."""

Make = Callable[[int, int], Library]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes a library of as many files of a size, in folders below `outputs`."""
    library = open_library(tmp_path / "library.db")

    def filled(files: int, size: int) -> Library:
        rows = [_file(tmp_path / "outputs", number, size) for number in range(1, files + 1)]
        with library.writing(EVERYTHING) as session:
            session.execute(
                text(
                    "INSERT INTO images (id, filename, file_path, file_size, content_hash, file_mtime_ns) "
                    "VALUES (:id, :name, :path, :size, :content, :mtime)"
                ),
                rows,
            )
        return library

    yield filled
    library.close()


def _file(root: Path, number: int, size: int) -> dict[str, object]:
    path = root / f"batch_{number // A_FOLDER:05}" / f"{number:06}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    content = number.to_bytes(8, "big") * (size // 8)
    path.write_bytes(content)
    return {
        "id": number,
        "name": path.name,
        "path": str(path),
        "size": len(content),
        "content": hashlib.sha256(content).hexdigest(),
        "mtime": path.stat().st_mtime_ns,
    }


def test_a_look_at_100_000_files(benchmark: BenchmarkFixture, make: Make) -> None:
    library = make(100_000, 8)
    found = benchmark(lambda: finish(check_files(library, FolderListings())))
    assert (found.checked, found.missing) == (100_000, 0)


def test_10_000_moved_files_are_relinked(benchmark: BenchmarkFixture, make: Make, tmp_path: Path) -> None:
    library = make(10_000, 200_000)
    (tmp_path / "outputs").rename(tmp_path / "elsewhere")

    def relink() -> bool:
        plan = finish(find_moved(library, [tmp_path / "elsewhere"]))
        assert plan.read == 10_000
        moves = tuple((move.image_id, move.new_path) for move in plan.moves)
        return History(library).do(RelinkFiles(moves, plan.folders))

    assert benchmark.pedantic(relink, rounds=1)  # type: ignore[no-untyped-call]
    assert finish(check_files(library)).missing == 0


def test_a_folder_with_100_000_files_is_relocated(
    benchmark: BenchmarkFixture, make: Make, tmp_path: Path
) -> None:
    library = make(100_000, 8)
    (tmp_path / "outputs").rename(tmp_path / "elsewhere")
    plan = finish(plan_folder_move(library, str(tmp_path / "outputs"), str(tmp_path / "elsewhere")))
    assert plan.found == 100_000
    history = History(library)
    edit = RelocateFolder(plan.old, plan.new, plan.moving, plan.absent, plan.staying)
    assert benchmark.pedantic(history.do, (edit,), rounds=1)  # type: ignore[no-untyped-call]
