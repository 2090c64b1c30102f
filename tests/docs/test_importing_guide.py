"""The guide to importing says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from imagineer_desktop.media import png, sidecars
from imagineer_desktop.media.decoding import LARGEST, LARGEST_FILE
from imagineer_desktop.media.formats import PICTURE_SUFFIXES
from imagineer_desktop.media.generation import xmp
from imagineer_desktop.media.generation.values import DEEPEST
from imagineer_desktop.media.readers.limits import Limits

MIB = 1024 * 1024


@pytest.fixture
def guide(checkout: Path) -> str:
    return (checkout / "docs" / "importing.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("what", "most"),
    [
        (
            "One text in a PNG, unpacked",
            f"{png.LONGEST_TEXT // MIB} MiB, {png.MOST_TEXT // MIB} MiB together, {png.MOST_TEXTS} texts",
        ),
        ("A file beside the image", f"{sidecars.LARGEST // MIB} MiB"),
        ("Levels of JSON or XMP", f"{DEEPEST}"),
        ("XMP", f"{xmp.LONGEST // MIB} Mi characters, 20,000 elements, 1,000 keywords"),
        ("Pixels that are decoded", f"{LARGEST // 1_000_000} million"),
        ("A file whose pixels are decoded", f"{LARGEST_FILE // MIB // 1024} GiB"),
        (
            "Memory and processor time for one file",
            f"{Limits().memory // MIB // 1024} GiB, {Limits().processor_seconds} seconds",
        ),
    ],
)
def test_the_limits_are_those_of_the_program(guide: str, what: str, most: str) -> None:
    assert f"| {what} | {most} |" in guide


def test_all_formats_are_named(guide: str) -> None:
    said = re.search(r"## Which files\n\n(.*?) are not\nread", guide, re.DOTALL)
    assert said is not None
    named = {name.lower() for name in re.findall(r"[A-Za-z]+", said[1])}
    short = {"jpg": "jpeg", "tif": "tiff"}
    assert {short.get(suffix[1:], suffix[1:]) for suffix in PICTURE_SUFFIXES} <= named


def test_all_sidecars_are_named(guide: str) -> None:
    assert set(re.findall(r"^\| `a(\.[a-z.]+)` \|", guide, re.MULTILINE)) == set(sidecars.SUFFIXES)
