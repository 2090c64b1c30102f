"""Unfinished files have their own names and are swept away when they are old; trouble is said as it is."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups.leftovers import DEAD_SECONDS, sweep, unfinished
from imagineer_desktop.jobs.backups.snapshots import hidden_part
from imagineer_desktop.jobs.repairs.workbench import workbench


def age(path: Path, seconds: float) -> Path:
    moment = path.stat().st_mtime - seconds
    os.utime(path, (moment, moment))
    return path


def test_what_a_process_of_our_number_left_is_not_in_the_way(tmp_path: Path) -> None:
    left = tmp_path / f".copy.db.{os.getpid()}.imagineer-part"
    left.touch()
    (tmp_path / f".copy.db.{os.getpid()}.imagineer-repair").mkdir()
    with hidden_part(tmp_path / "copy.db") as part, workbench(tmp_path / "copy.db") as folder:
        assert part.is_file()
        assert folder.is_dir()
    assert left.exists(), "it may be another container's, at work"
    assert not part.exists()
    assert not folder.exists()


def test_two_parts_of_one_file_have_two_names(tmp_path: Path) -> None:
    with hidden_part(tmp_path / "copy.db") as one, hidden_part(tmp_path / "copy.db") as other:
        assert one != other
        one.write_text("one", encoding="utf-8")
        assert other.read_bytes() == b""


@pytest.mark.parametrize("kind", ["part", "repair"])
def test_only_what_is_ours_and_old_is_swept_away(tmp_path: Path, kind: str) -> None:
    old = unfinished(tmp_path / "a.db", kind)
    journal = Path(f"{old}-journal")
    young = unfinished(tmp_path / "a.db", kind)
    others = [tmp_path / name for name in (f"a.db.12.imagineer-{kind}", f".a.db.zz.imagineer-{kind}", "a.db")]
    for path in (old, journal, *others):
        path.touch()
        age(path, DEAD_SECONDS + 60)
    young.touch()
    age(young, DEAD_SECONDS - 60)
    sweep(tmp_path, kind)
    assert sorted(tmp_path.iterdir()) == sorted([young, *others])


def test_a_folder_is_as_old_as_what_was_written_last_in_it(tmp_path: Path) -> None:
    folders = [unfinished(tmp_path / "a.db", "repair") for _ in range(2)]
    for folder in folders:
        folder.mkdir()
        (folder / "original.db").touch()
        age(folder, DEAD_SECONDS + 60)
    age(folders[0] / "original.db", DEAD_SECONDS + 60)
    sweep(tmp_path, "repair")
    assert list(tmp_path.iterdir()) == [folders[1]]


def test_trouble_with_another_file_is_not_said_to_be_ours(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="elsewhere"), hidden_part(tmp_path / "copy.db"):
        (tmp_path / "elsewhere").read_bytes()
    assert list(tmp_path.iterdir()) == []


def test_trouble_with_writing_is_said(tmp_path: Path) -> None:
    said = f"Nothing can be written in {tmp_path}"
    with pytest.raises(CatalogError, match=said), hidden_part(tmp_path / "copy.db"):
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(CatalogError, match=said), hidden_part(tmp_path / "copy.db") as part:
        raise PermissionError(errno.EACCES, "Permission denied", str(part))
