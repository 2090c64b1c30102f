"""Real files of real generators."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from imagineer_desktop.media.looking import look

pytestmark = pytest.mark.real_files


@pytest.fixture
def samples(real_files: Path) -> dict[Path, dict[str, Any]]:
    """What each file says, by its path."""
    folder = real_files / "samples" / "generation-metadata"
    return {folder / name: said for name, said in json.loads((folder / "expected.json").read_text()).items()}


def bare(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def test_every_file_says_what_it_says(samples: dict[Path, dict[str, Any]]) -> None:
    fields = {
        "prompt": "prompt",
        "negative": "negative_prompt",
        "seed": "seed",
        "steps": "steps",
        "cfg": "guidance_scale",
        "model": "model",
    }
    wrong = {}
    for path, said in samples.items():
        found = look(path, ()).generation
        for key, field in fields.items():
            if key in said and bare(getattr(found, field, None)) != bare(said[key]):
                wrong[f"{path.name}: {field}"] = (getattr(found, field, None), said[key])
    assert wrong == {}


def test_no_prompt_is_invented(samples: dict[Path, dict[str, Any]]) -> None:
    silent = [path for path, said in samples.items() if said.get("status") in ("empty", "unrecognized")]
    assert len(silent) == 4
    assert [look(path, ()).generation for path in silent] == [None] * 4


def test_what_is_declared_as_made_by_ai(samples: dict[Path, dict[str, Any]]) -> None:
    for path, said in samples.items():
        if said.get("status") == "c2pa":
            found = look(path, ()).generation
            assert found is not None
            assert (found.generator, found.prompt) == (said["c2pa"]["claimGenerator"], None)
            assert any("made by AI" in note for note in found.notes)


def test_real_files_are_sound(samples: dict[Path, dict[str, Any]]) -> None:
    assert {look(path).trouble for path in samples} == {None}
