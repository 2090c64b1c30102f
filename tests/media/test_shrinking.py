"""The quick way and Pillow's way make the same small picture, and find the same faults."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from imagineer_desktop.media import shrinking
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.shrinking import Small, fitted, shrunk

Shrink = Callable[[bytes, int], Small]


@pytest.fixture(params=["libvips", "Pillow"])
def shrink(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Shrink:
    """`shrunk` of bytes, once with libvips and once where it is not installed."""
    if request.param == "libvips":
        pytest.importorskip("pyvips")
    else:
        monkeypatch.setattr(shrinking, "pyvips", lambda: None)
    return lambda data, side: shrunk(io.BytesIO(data), side)


def painted(mode: str, size: tuple[int, int]) -> Image.Image:
    """Shapes with soft and hard edges; in RGBA a part is see-through, and the color below it is loud."""
    picture = Image.new("RGB", size, (40, 90, 160))
    brush = ImageDraw.Draw(picture)
    for step in range(40):
        x, y = step * 37 % size[0], step * 91 % size[1]
        brush.ellipse((x - 60, y - 40, x + 60, y + 40), fill=(step * 6, 255 - step * 5, step * 31 % 256))
    brush.line((0, 0, *size), fill="white", width=3)
    picture = picture.filter(ImageFilter.GaussianBlur(1))
    if mode == "RGBA":
        picture.putalpha(Image.linear_gradient("L").resize(size))
    return picture.convert(mode)


def as_png(picture: Image.Image, **options: object) -> bytes:
    packed = io.BytesIO()
    picture.save(packed, "PNG", **options)
    return packed.getvalue()


def chunks(data: bytes) -> list[bytes]:
    found, place = [], 8
    while place < len(data):
        length = int.from_bytes(data[place : place + 4], "big") + 12
        found.append(data[place : place + length])
        place += length
    return found


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize(
    "size", [(1024, 1024), (1216, 832), (832, 1216), (300, 290), (200, 100), (2000, 300)]
)
def test_both_ways_make_the_same_picture(
    mode: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyvips")
    data = as_png(painted(mode, size))
    quick = shrunk(io.BytesIO(data), 256).picture
    monkeypatch.setattr(shrinking, "pyvips", lambda: None)
    slow = shrunk(io.BytesIO(data), 256).picture

    assert quick.mode == slow.mode == "RGB"
    assert quick.size == slow.size == fitted(*size, 256)
    assert max(ImageStat.Stat(ImageChops.difference(quick, slow)).mean) < 2


def test_the_quick_way_is_taken_for_plain_pngs_only(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyvips")

    class TookTheLongWayError(Exception):
        pass

    def long_way(*_: object) -> Image.Image:
        raise TookTheLongWayError

    monkeypatch.setattr(shrinking, "_by_pillow", long_way)
    plain = painted("RGB", (400, 300))
    assert shrunk(io.BytesIO(as_png(plain)), 256).picture.size == (256, 192)
    tags = Image.Exif()
    tags[0x0112] = 6
    for other in (
        as_png(plain, exif=tags),
        as_png(plain, icc_profile=bytes(400)),
        as_png(plain, transparency=(0, 0, 0)),
        as_png(plain.convert("P")),
        as_png(plain.convert("1")),
        as_png(plain.convert("LA")),
        as_png(Image.new("I;16", (400, 300))),
    ):
        with pytest.raises(TookTheLongWayError):
            shrunk(io.BytesIO(other), 256)


def test_what_is_transparent_becomes_gray(shrink: Shrink) -> None:
    picture = Image.new("RGBA", (600, 400), (255, 0, 0, 0))
    picture.paste((255, 255, 255, 128), (300, 0, 600, 400))
    small = shrink(as_png(picture), 256).picture
    assert small.getpixel((60, 60)) == (128, 128, 128)
    found = small.getpixel((200, 60))
    assert found == pytest.approx((192, 192, 192), abs=2)


def test_a_small_picture_is_not_enlarged(shrink: Shrink) -> None:
    picture = painted("RGB", (90, 60))
    assert shrink(as_png(picture), 256).picture.tobytes() == picture.tobytes()


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_pixels_that_end_too_early_are_told(shrink: Shrink, share: float) -> None:
    data = as_png(painted("RGB", (800, 600)))
    with pytest.raises(MediaError, match="ends too early"):
        shrink(data[: int(len(data) * share)], 256)


def test_damaged_pixels_are_told(shrink: Shrink) -> None:
    data = bytearray(as_png(Image.effect_noise((600, 600), 50)))
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    with pytest.raises(MediaError, match="damaged"):
        shrink(bytes(data), 256)


def test_pixels_against_their_checksum_are_shown_and_told(shrink: Shrink) -> None:
    data = as_png(painted("RGB", (400, 300)))
    assert shrink(data, 256).sound
    parts = [
        part[:-4] + bytes(byte ^ 0xFF for byte in part[-4:]) if part[4:8] == b"IDAT" else part
        for part in chunks(data)
    ]
    small = shrink(data[:8] + b"".join(parts), 256)
    assert small.picture.size == (256, 192)
    assert not small.sound


def test_a_bomb_of_text_is_kept_from_both(shrink: Shrink) -> None:
    data = as_png(painted("RGB", (400, 300)))
    text = b"bomb\0\0" + zlib.compress(bytes(64 * 1024 * 1024), 9)
    bomb = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    parts = chunks(data)
    assert shrink(data[:8] + parts[0] + bomb + b"".join(parts[1:]), 256).sound


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((1024, 1024), (256, 256)),
        ((1216, 832), (256, 175)),
        ((4, 5000), (1, 256)),
        ((256, 1), (256, 1)),
        ((257, 256), (256, 255)),
    ],
)
def test_the_size_that_fits(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    assert fitted(*size, 256) == wanted


def test_a_large_picture_takes_little_memory(shrink: Shrink, tmp_path: Path) -> None:
    """Line by line, where libvips does it; and within the limits, where Pillow does."""
    assert shrink(as_png(Image.new("L", (9000, 8000), 77)), 256).picture.getpixel((9, 9)) == (77, 77, 77)


@pytest.mark.parametrize("size", [(1024, 1024), (3000, 4000), (4000, 500), (600, 500)])
def test_a_jpeg_that_is_decoded_smaller_looks_the_same(size: tuple[int, int]) -> None:
    picture = painted("RGB", size)
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=95)
    small = shrunk(io.BytesIO(packed.getvalue()), 256).picture
    wanted = picture.resize(fitted(*size, 256), Image.Resampling.LANCZOS)
    assert small.size == wanted.size
    assert max(ImageStat.Stat(ImageChops.difference(small, wanted)).mean) < 2
