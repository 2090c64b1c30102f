"""The tree of outputs that the figures are about, and other processes, timed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent

Run = Callable[..., str]


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs one of the scripts beside this file in a process of its own; what it printed."""

    def ran(script: str, *arguments: object) -> str:
        command = [sys.executable, str(HERE / script), *map(str, arguments)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    return ran


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """2,000 PNGs and 500 JPEGs and WebPs, read once, so that no figure is one of the disk."""
    folder = tmp_path_factory.mktemp("corpus") / "outputs"
    run("corpus.py", folder, 2000, 500)
    for path in folder.rglob("*.*"):
        path.read_bytes()
    return folder
