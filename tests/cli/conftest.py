"""The program as a shell starts it: a process, its two streams and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run of the program ended."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """The one JSON object on stdout; fails if there is anything else, on stderr too."""
        assert (self.code, self.err) == (0, ""), self
        return self._object()

    @property
    def refusal(self) -> str:
        """The one sentence on stderr, of exit code 1 and without a trace of Python."""
        assert self.code == 1, self
        assert self.err.startswith("imagineer-desktop: "), self
        assert self.err.count("\n") == 1, self
        assert "Traceback" not in self.err + self.out
        sentence = self.err.removeprefix("imagineer-desktop: ").strip()
        if self.out:
            assert self._object() == {"error": sentence}
        return sentence

    def _object(self) -> dict[str, Any]:
        assert self.out.count("\n") == 1, self
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Program = Callable[..., Outcome]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home of its own, and no library named."""
    home = tmp_path / "home"
    home.mkdir()
    places = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
    inherited = {name: value for name, value in os.environ.items() if name != "IMAGINEER_DATABASE"}
    return {**inherited, "HOME": str(home), **places}


@pytest.fixture
def working(tmp_path: Path) -> Path:
    """The folder that the program is started in."""
    folder = tmp_path / "working"
    folder.mkdir()
    return folder


@pytest.fixture
def program(environment: dict[str, str], working: Path) -> Program:
    """Runs the program with these arguments; `variables` are added to its environment."""

    def run(*arguments: str | bytes | Path, before: tuple[str, ...] = (), **variables: str) -> Outcome:
        done = subprocess.run(
            [*before, sys.executable, "-m", "imagineer_desktop", *arguments],
            cwd=working,
            env={**environment, **variables},
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def picture() -> Callable[..., Path]:
    """Makes a small picture, with a sidecar if one is given."""

    def make(path: Path, sidecar: dict[str, Any] | None = None) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30), "teal").save(path, "PNG")
        if sidecar is not None:
            path.with_suffix(".json").write_text(json.dumps(sidecar))
        return path

    return make


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where a library may be made."""
    return tmp_path / "library.db"


@pytest.fixture
def outputs(tmp_path: Path, picture: Callable[..., Path]) -> Path:
    """A single with a seed beyond 64 bits, and a batch of two."""
    root = tmp_path / "outputs"
    picture(root / "single.png", {"prompt": "naïve 🐏\nline", "seed": 2**64 - 1, "steps": 30})
    picture(root / "batch" / "1.png", {"prompt": "x", "lora": {"path": "/m/Card", "weight": 0.6}})
    picture(root / "batch" / "2.png").with_suffix(".txt").write_text("a caption")
    return root
