"""Stored values in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QLocale

from imagineer_desktop.ui.inspector import formats

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ('{"path": "/loras/a.safetensors", "weight": 0.75}', [("a", "0.75")]),
        ('[{"path": "C:\\\\loras\\\\b.safetensors", "name": "", "weight": 1.0}]', [("b", "1")]),
        ('[{"name": "c"}, "d"]', [("c", ""), ("d", "")]),
        ("not json", [("not json", "")]),
        ("[]", []),
        ("null", []),
    ],
)
def test_loras(stored: str, expected: list[tuple[str, str]]) -> None:
    assert formats.loras(stored) == expected


def test_sizes_and_numbers() -> None:
    assert formats.file_size(ENGLISH, 1_947_331) == "1.9 MB"
    assert [formats.number(value) for value in (7.0, 7.5, 7, "7.0")] == ["7", "7.5", "7", "7.0"]


@pytest.mark.parametrize("stored", ["", "garbage", None, 5])
def test_what_is_no_moment(stored: object) -> None:
    assert formats.read_moment(stored) is None


def test_stored_moments_are_utc() -> None:
    assert formats.read_moment("2025-10-14 20:41:00.000001") == datetime(2025, 10, 14, 20, 41, 0, 1, UTC)


def test_raw_metadata_is_laid_out_but_never_changed() -> None:
    assert formats.raw_metadata('{"a": "ü"}') == '{\n  "a": "ü"\n}'
    assert formats.raw_metadata("Steps: 20, <b>") == "Steps: 20, <b>"
