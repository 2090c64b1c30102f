"""A file read to its end: hash, thumbnail, perceptual hash, trouble."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from imagineer_desktop.media import contents as module
from imagineer_desktop.media.contents import read_contents
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.perceptual import PLAIN, hash_of_thumbnail
from imagineer_desktop.media.thumbnails import make_thumbnail


@pytest.fixture(params=["at one go", "in pieces"])
def reading(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to read: small files into memory, large ones piece by piece."""
    if request.param == "in pieces":
        monkeypatch.setattr(module, "_IN_MEMORY", -1)


def picture(path: Path, size: tuple[int, int] = (640, 480)) -> Path:
    Image.radial_gradient("L").resize(size).convert("RGB").save(path)
    return path


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "gif", "bmp", "tiff", "avif"])
def test_all_is_told_of_a_sound_picture(tmp_path: Path, suffix: str) -> None:
    path = picture(tmp_path / f"a.{suffix}")
    found = read_contents(path)
    assert found.content_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (found.file_size, found.mtime_ns) == (path.stat().st_size, path.stat().st_mtime_ns)
    assert found.thumbnail == make_thumbnail(path)
    assert found.perceptual_hash == hash_of_thumbnail(found.thumbnail) != PLAIN
    assert found.trouble is None


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_a_file_that_was_cut_off_has_a_hash_and_a_trouble(tmp_path: Path, suffix: str) -> None:
    path = picture(tmp_path / f"a.{suffix}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    found = read_contents(path)
    assert found.content_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (found.thumbnail, found.perceptual_hash) == (None, None)
    assert found.trouble is not None
    assert "damaged" in found.trouble


@pytest.mark.usefixtures("reading")
def test_pixels_against_their_checksum_have_a_thumbnail_and_a_trouble(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png")
    data = bytearray(path.read_bytes())
    end = data.rindex(b"IEND")
    data[end - 8] ^= 0xFF
    path.write_bytes(data)
    found = read_contents(path)
    assert found.thumbnail is not None
    assert found.trouble == "The file is damaged."


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_has_a_hash_all_the_same(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    found = read_contents(path)
    assert found.content_hash == hashlib.sha256(content).hexdigest()
    assert found.thumbnail is None
    assert found.trouble


@pytest.mark.usefixtures("reading")
def test_without_thumbnail_nothing_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"no picture at all")
    found = read_contents(path, with_thumbnail=False)
    assert found.content_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (found.thumbnail, found.perceptual_hash, found.trouble) == (None, None, None)


def test_what_cannot_be_read_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="not there any more"):
        read_contents(tmp_path / "gone.png")
    with pytest.raises(MediaError, match="folder"):
        read_contents(tmp_path)


def test_the_thumbnail_is_a_jpeg_of_256_pixels(tmp_path: Path) -> None:
    found = read_contents(picture(tmp_path / "a.png", (1000, 500)))
    assert found.thumbnail is not None
    assert Image.open(io.BytesIO(found.thumbnail), formats=["JPEG"]).size == (256, 128)
