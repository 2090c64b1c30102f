"""Choosing a file must not touch the files it shows."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.ui.choosing import FileDialog


def locks_of_this_process() -> int:
    lines = Path("/proc/locks").read_text().splitlines()
    return sum(f" {os.getpid()} " in line for line in lines)


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason=f"{sys.platform} does not tell its locks")
@pytest.mark.parametrize("name", ["library.db", "library", "photo.png"])
def test_a_database_in_the_folder_keeps_its_locks(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    """In WAL mode a connection holds locks all the time; closing the file elsewhere would drop them."""
    ground = QWidget()
    qtbot.addWidget(ground)
    with closing(sqlite3.connect(tmp_path / name)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (x)")
        connection.commit()
        before = locks_of_this_process()
        dialog = FileDialog(ground, "Open", str(tmp_path))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()
        shown = dialog.findChildren(QWidget)
        qtbot.waitUntil(lambda: any(view.objectName() == "treeView" for view in shown))
        # The gatherer of file names works in a thread of its own and tells nobody when it is done.
        qtbot.wait(400)
        after = locks_of_this_process()
        dialog.reject()
    assert before > 0
    assert after == before
