"""Copies keep their hash, or nearly; other pictures do not."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.perceptual import PLAIN, distance, hash_of_thumbnail, perceptual_hash
from imagineer_desktop.media.thumbnails import make_thumbnail

SEEDS = range(12)


def painted(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Soft shapes of many sizes, placed by the seed."""
    chance = random.Random(seed)
    picture = Image.new("RGB", size, (90, 110, 130))
    brush = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        w, h = chance.randrange(20, 240), chance.randrange(20, 240)
        color = tuple(chance.randrange(256) for _ in range(3))
        brush.ellipse((x - w, y - h, x + w, y + h), fill=color)
    return picture.filter(ImageFilter.GaussianBlur(3))


def hash_of(picture: Image.Image, path: Path, quality: int = 90) -> int:
    """By way of a file and its thumbnail, as the program does it."""
    picture.save(path, quality=quality)
    return hash_of_thumbnail(make_thumbnail(path))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copy_that_was_saved_again_looks_the_same(tmp_path: Path, seed: int) -> None:
    picture = painted(seed)
    original = hash_of(picture, tmp_path / "original.png")
    half = picture.resize((320, 240), Image.Resampling.LANCZOS)
    copies = [
        hash_of(picture, tmp_path / "copy.jpg", quality=60),
        hash_of(picture, tmp_path / "copy.webp", quality=75),
        hash_of(half, tmp_path / "half.png"),
        hash_of(ImageEnhance.Brightness(picture).enhance(0.85), tmp_path / "dark.png"),
        hash_of(picture.convert("L").convert("RGB"), tmp_path / "gray.png"),
    ]
    assert [distance(original, copy) for copy in copies] == pytest.approx([0] * 5, abs=3)


def test_other_pictures_are_far_away() -> None:
    hashes = [perceptual_hash(painted(seed)) for seed in range(30)]
    apart = [distance(one, other) for place, one in enumerate(hashes) for other in hashes[place + 1 :]]
    assert min(apart) > 8
    assert 26 < sum(apart) / len(apart) < 38


def test_a_mirrored_picture_is_another() -> None:
    picture = painted(1)
    mirrored = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert distance(perceptual_hash(picture), perceptual_hash(mirrored)) > 16


@pytest.mark.parametrize("color", ["black", "white", "#7f7f7f", "#203040"])
def test_a_plain_picture_has_nothing_to_recognize(color: str) -> None:
    assert perceptual_hash(Image.new("RGB", (100, 60), color)) == PLAIN


def test_hashes_have_64_bits() -> None:
    hashes = [perceptual_hash(painted(seed)) for seed in range(20)]
    assert all(0 < one < 1 << 64 for one in hashes)
    assert max(hashes) >= 1 << 63
    assert any(one & 1 for one in hashes)


def test_a_damaged_thumbnail_is_said_in_words() -> None:
    stream = io.BytesIO()
    painted(1).save(stream, "JPEG")
    for data in (b"", b"not a picture", stream.getvalue()[:400]):
        with pytest.raises(MediaError):
            hash_of_thumbnail(data)
