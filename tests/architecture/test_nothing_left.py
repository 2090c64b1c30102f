"""The hunt for what a test leaves behind, seen from outside: a session of its own whose tests are untidy."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

_UNTIDY = """
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget

kept = []


class Sleeper(QThread):
    def run(self):
        self.exec()


def test_window_left(qtbot):
    kept.append(QWidget(objectName="forgotten"))


def test_thread_left(qtbot):
    sleeper = Sleeper(objectName="still awake")
    kept.append(sleeper)
    sleeper.start()


def test_tidied_up(qtbot):
    kept[-1].quit()
    kept[-1].wait()
    qtbot.addWidget(QWidget(objectName="closed by pytest-qt"))


def test_error_in_a_virtual_method(qtbot):
    class Broken(QWidget):
        def showEvent(self, event):
            raise ValueError("raised inside Qt")

    widget = Broken()
    qtbot.addWidget(widget)
    widget.show()
"""


def test_windows_threads_and_errors_inside_qt_fail_the_test(checkout: Path, tmp_path: Path) -> None:
    floor = tmp_path / "tests" / "ui"
    floor.mkdir(parents=True)
    shutil.copy(checkout / "tests" / "conftest.py", tmp_path / "tests")
    (floor / "test_untidy.py").write_text(_UNTIDY)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--import-mode=importlib", "tests"]
    session = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    said = session.stdout + session.stderr
    assert "left behind: window QWidget 'forgotten'" in said, said
    assert "left behind: thread Sleeper 'still awake'" in said
    assert "raised inside Qt" in said.partition("short test summary")[0].partition("FAILURES")[2]
    assert "2 passed" not in said
    assert "closed by pytest-qt" not in said
