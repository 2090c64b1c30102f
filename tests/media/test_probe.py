"""What a picture file is, told without decoding it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.probe import PICTURE_SUFFIXES, looks_like_picture, probe

FORMATS = [
    ("PNG", "png"),
    ("JPEG", "jpg"),
    ("WEBP", "webp"),
    ("GIF", "gif"),
    ("AVIF", "avif"),
    ("BMP", "bmp"),
    ("TIFF", "tiff"),
]


@pytest.mark.parametrize(("kind", "suffix"), FORMATS)
def test_every_format_tells_its_size_and_hash(tmp_path: Path, kind: str, suffix: str) -> None:
    path = tmp_path / f"picture.{suffix}"
    Image.new("RGB", (40, 30), "orange").save(path, kind)
    os.utime(path, ns=(0, 1_700_000_000_123_456_789))

    found = probe(path)

    assert (found.format, found.width, found.height, found.frames) == (kind, 40, 30, 1)
    assert found.content_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (found.file_size, found.mtime_ns) == (path.stat().st_size, 1_700_000_000_123_456_789)
    assert found.modified_at.replace(microsecond=0) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert found.trouble is None
    assert f".{suffix}" in PICTURE_SUFFIXES


@pytest.mark.parametrize("suffix", ["jpg", "webp", "png", "tiff", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_width_and_height_are_those_of_the_upright_picture(
    tmp_path: Path, suffix: str, orientation: int
) -> None:
    path = tmp_path / f"turned.{suffix}"
    tags = Image.Exif()
    tags[0x0112] = orientation
    Image.new("RGB", (40, 30)).save(path, exif=tags)

    found = probe(path)

    assert (found.width, found.height) == ((30, 40) if orientation >= 5 else (40, 30))


@pytest.mark.parametrize(
    ("kind", "options"),
    [("GIF", {}), ("WEBP", {}), ("PNG", {}), ("TIFF", {}), ("AVIF", {})],
)
def test_frames_of_an_animation_are_counted(tmp_path: Path, kind: str, options: dict[str, object]) -> None:
    frames = [Image.new("RGB", (20, 20), (value * 20, 0, 0)) for value in range(12)]
    path = tmp_path / f"moving.{kind.lower()}"
    frames[0].save(path, kind, save_all=True, append_images=frames[1:], **options)
    assert probe(path).frames == 12


def test_three_hundred_frames(tmp_path: Path) -> None:
    frames = [Image.new("L", (20, 20), value % 200) for value in range(300)]
    path = tmp_path / "long.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert probe(path).frames == 300


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "photo.png"), ("PNG", "photo.JPG"), ("WEBP", "photo.txt")]
)
def test_the_content_tells_the_format_and_not_the_name(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / name
    Image.new("RGB", (20, 10)).save(path, kind)
    assert probe(path).format == kind
    assert looks_like_picture(path)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_sound(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "picture.png"
    Image.new(mode, (20, 10)).save(path)
    found = probe(path)
    assert (found.width, found.height, found.trouble) == (20, 10, None)


def test_a_losslessly_packed_webp_tells_its_size(tmp_path: Path) -> None:
    path = tmp_path / "picture.webp"
    Image.new("RGBA", (300, 200), (1, 2, 3, 100)).save(path, lossless=True)
    assert (probe(path).width, probe(path).height) == (300, 200)


def test_a_file_that_is_no_picture_does_not_look_like_one(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Business as usual")
    assert not looks_like_picture(path)
    assert not looks_like_picture(tmp_path / "absent.txt")
    assert not looks_like_picture(tmp_path)


@pytest.mark.parametrize(
    "name", ["a\nb.png", "\u202egnp.exe.png", "👩‍👩‍👧.png", "$(touch x).png", "-rf.png", "%s.png"]
)
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    Image.new("RGB", (20, 10)).save(path, "PNG")
    assert probe(path).width == 20


def test_a_name_that_is_not_utf_8_will_do(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.png")
    Image.new("RGB", (20, 10)).save(path, "PNG")
    assert probe(path).width == 20


def test_a_link_to_a_picture_is_read(tmp_path: Path, make_png: Callable[..., Path]) -> None:
    link = tmp_path / "link.png"
    link.symlink_to(make_png())
    assert probe(link).width == 32


def test_a_time_outside_the_calendar_is_no_trouble(make_png: Callable[..., Path]) -> None:
    path = make_png()
    os.utime(path, (0, -(10**11)))
    assert probe(path).modified_at.year <= 1970


def test_a_path_that_is_too_long_says_so(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="too long"):
        probe(tmp_path / ("x" * 300 + ".png"))
