"""The pictures are copied apart from the library: what did not change is shared, what was stopped goes on."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups import backup_pictures
from imagineer_desktop.jobs.backups.backup_pictures import copy_pictures, picture_copies, verify_pictures
from imagineer_desktop.jobs.backups.picture_manifest import NAME, read_pictures
from imagineer_desktop.jobs.progress import finish

COUNT = 12


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    for number in range(COUNT):
        place = tmp_path / "outputs" / f"batch_{number % 3}" / f"{number:02}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(f"picture {number}".encode() * 1000)
    return tmp_path / "outputs"


@pytest.fixture
def library(tmp_path: Path, outputs: Path) -> Path:
    path = tmp_path / "imagineer.db"
    migrating.create(path)
    know(path, *sorted(outputs.rglob("*.png")))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def know(library: Path, *paths: Path | str) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.executemany(
            "INSERT INTO images (filename, file_path) VALUES (?, ?)",
            [(Path(path).name, str(path)) for path in paths],
        )


def stored(copy: Path, original: Path) -> Path:
    return copy / "files" / original.relative_to("/")


def test_a_copy_stands_for_itself(library: Path, outputs: Path, folder: Path) -> None:
    report = finish(copy_pictures(library, folder))
    assert (report.copied, report.shared, report.resumed, report.failures) == (COUNT, 0, 0, [])
    assert picture_copies(library, folder) == [report.folder]
    for original in outputs.rglob("*.png"):
        copy = stored(report.folder, original)
        assert copy.read_bytes() == original.read_bytes()
        assert copy.stat().st_mtime_ns == original.stat().st_mtime_ns
        assert copy.stat().st_ino != original.stat().st_ino
    assert finish(verify_pictures(report.folder)) == backup_pictures.PictureVerification(True, COUNT, ())
    assert not list(report.folder.rglob(".*"))


def test_the_next_one_shares_what_did_not_change(library: Path, outputs: Path, folder: Path) -> None:
    first = finish(copy_pictures(library, folder)).folder
    changed, moved, fresh = outputs / "batch_0" / "00.png", outputs / "moved.png", outputs / "fresh.png"
    changed.write_bytes(b"other")
    (outputs / "batch_1" / "01.png").rename(moved)
    fresh.write_bytes(b"fresh")
    know(library, moved, fresh)
    report = finish(copy_pictures(library, folder))
    assert (report.copied, report.shared) == (2, COUNT - 2 + 1)
    assert [path for path, _ in report.failures] == [str(outputs / "batch_1" / "01.png")]
    same = outputs / "batch_2" / "02.png"
    assert stored(report.folder, same).samefile(stored(first, same))
    assert stored(report.folder, moved).samefile(stored(first, outputs / "batch_1" / "01.png"))
    assert stored(first, changed).read_bytes() != b"other"
    assert all(one.stat().st_nlink == 1 for one in outputs.rglob("*.png")), "no original is shared"
    assert finish(verify_pictures(first)).verified
    assert finish(verify_pictures(report.folder)).verified


def test_stopped_it_goes_on(library: Path, outputs: Path, folder: Path) -> None:
    job = copy_pictures(library, folder)
    for _ in range(6):
        next(job)
    job.close()
    assert picture_copies(library, folder) == []
    report = finish(copy_pictures(library, folder))
    assert (report.resumed, report.copied) == (5, COUNT - 5)
    assert finish(verify_pictures(report.folder)).count == COUNT


def test_killed_at_any_moment_it_goes_on(library: Path, folder: Path, outputs: Path, checkout: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path\n"
        "from imagineer_desktop.jobs.backups.backup_pictures import copy_pictures\n"
        "left = int(sys.argv[3])\n"
        "def audit(event, arguments):\n"
        "    global left\n"
        "    if event in {'open', 'os.link', 'os.rename', 'os.remove', 'os.mkdir', 'os.utime'}:\n"
        "        left -= 'backups' in str(arguments)\n"
        "        if left < 0: os.kill(os.getpid(), 9)\n"
        "sys.addaudithook(audit)\n"
        "for _ in copy_pictures(Path(sys.argv[1]), Path(sys.argv[2])): pass\n"
    )
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    ends = []
    for moment in range(1, 40, 4):
        command = [sys.executable, "-c", code, str(library), str(folder), str(moment)]
        ends.append(subprocess.run(command, env=environment, check=False).returncode)
        for copy in picture_copies(library, folder):
            assert finish(verify_pictures(copy)).count == COUNT
    assert set(ends) == {-9, 0} or set(ends) == {-9}
    report = finish(copy_pictures(library, folder))
    assert finish(verify_pictures(report.folder)).verified
    assert len(list(read_pictures(report.folder))) == COUNT


def test_what_cannot_be_copied_is_listed(library: Path, outputs: Path, folder: Path) -> None:
    os.mkfifo(outputs / "pipe.png")
    (outputs / "folder.png").mkdir()
    (outputs / "loop.png").symlink_to(outputs / "loop.png")
    strangers = [outputs / name for name in ("pipe.png", "folder.png", "loop.png", "gone.png")]
    know(library, *strangers, "relative/a.png", f"{outputs}/../x.png", "/null\0byte.png", library)
    report = finish(copy_pictures(library, folder))
    reasons = dict(report.failures)
    assert report.copied == COUNT
    assert reasons[str(library)] == "it is the library itself"
    assert reasons[str(outputs / "pipe.png")] == "it is not a file"
    assert reasons["relative/a.png"] == "its place is not known"
    assert len(reasons) == 8


def test_a_spoiled_copy_is_told_of(library: Path, outputs: Path, folder: Path) -> None:
    copy = finish(copy_pictures(library, folder)).folder
    stored(copy, outputs / "batch_0" / "00.png").write_bytes(b"spoiled")
    stored(copy, outputs / "batch_0" / "03.png").unlink()
    found = finish(verify_pictures(copy))
    assert not found.verified
    assert len(found.problems) == 2
    report = finish(copy_pictures(library, folder))
    assert finish(verify_pictures(report.folder)).verified, "a file of another size is not shared"


def test_a_torn_line_is_passed_over(library: Path, folder: Path) -> None:
    job = copy_pictures(library, folder)
    for _ in range(4):
        next(job)
    job.close()
    (lines,) = folder.rglob(NAME)
    with lines.open("a", encoding="utf-8") as file:
        file.write('{"path": "/half')
    with lines.open("a", encoding="utf-8") as file:
        file.write(
            "\n" + json.dumps({"path": "/e", "stored": "../e", "sha256": "", "size": 1, "mtime_ns": 1})
        )
    report = finish(copy_pictures(library, folder))
    assert report.resumed == 3
    assert finish(verify_pictures(report.folder)) == backup_pictures.PictureVerification(True, COUNT, ())


def test_a_folder_that_cannot_be_written_is_said(library: Path, folder: Path) -> None:
    folder.write_text("in the way", encoding="utf-8")
    with pytest.raises(CatalogError, match="Nothing can be written"):
        finish(copy_pictures(library, folder))


def test_names_that_are_not_text_are_copied(library: Path, outputs: Path, folder: Path) -> None:
    odd = os.fsencode(outputs) + b"/odd\xff.png"
    with open(odd, "wb") as file:  # noqa: PTH123 - bytes
        file.write(b"odd")
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("INSERT INTO images (filename, file_path) VALUES ('odd', CAST(? AS TEXT))", (odd,))
    report = finish(copy_pictures(library, folder))
    assert (report.copied, report.failures) == (COUNT + 1, [])
    assert finish(verify_pictures(report.folder)).count == COUNT + 1
