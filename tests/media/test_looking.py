"""What a look at a picture file tells, and how little of the file it takes."""

from __future__ import annotations

import io
import os
import random
import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.formats import PICTURE_SUFFIXES
from imagineer_desktop.media.headers import read_header
from imagineer_desktop.media.looking import look, looks_like_picture
from imagineer_desktop.media.thumbnails import make_thumbnail

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
def test_every_format_tells_its_size(tmp_path: Path, kind: str, suffix: str) -> None:
    path = tmp_path / f"picture.{suffix}"
    Image.new("RGB", (40, 30), "orange").save(path, kind)
    os.utime(path, ns=(0, 1_700_000_000_123_456_789))

    found = look(path)

    assert (found.format, found.width, found.height, found.frames) == (kind, 40, 30, 1)
    assert (found.file_size, found.mtime_ns) == (path.stat().st_size, 1_700_000_000_123_456_789)
    assert found.modified_at.replace(microsecond=0) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert (found.trouble, found.whole, found.notes) == (None, True, ())
    assert (found.generation, found.caption, found.keywords, found.lora_config) == (None, None, (), None)
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

    found = look(path)

    assert (found.width, found.height) == ((30, 40) if orientation >= 5 else (40, 30))


@pytest.mark.parametrize(
    ("kind", "options"),
    [("GIF", {}), ("WEBP", {}), ("PNG", {}), ("TIFF", {}), ("AVIF", {})],
)
def test_frames_of_an_animation_are_counted(tmp_path: Path, kind: str, options: dict[str, object]) -> None:
    frames = [Image.new("RGB", (20, 20), (value * 20, 0, 0)) for value in range(12)]
    path = tmp_path / f"moving.{kind.lower()}"
    frames[0].save(path, kind, save_all=True, append_images=frames[1:], **options)
    assert look(path).frames == 12


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_an_animation_of_three_hundred_frames(tmp_path: Path, kind: str) -> None:
    chance = random.Random(kind)
    frames = [Image.new("L", (20, 20), 0)]
    frames += [Image.frombytes("L", (20, 20), chance.randbytes(400)) for _ in range(299)]
    path = tmp_path / f"long.{kind.lower()}"
    frames[0].save(path, kind, save_all=True, append_images=frames[1:])
    found = look(path)
    assert (found.frames, found.width, found.whole) == (300, 20, True)
    with Image.open(io.BytesIO(make_thumbnail(path))) as first:
        assert first.convert("L").getpixel((9, 9)) == pytest.approx(0, abs=3)


@pytest.mark.parametrize(
    ("mode", "suffix", "color", "seen"),
    [
        ("CMYK", "jpg", (0, 255, 255, 0), (250, 20, 20)),
        ("CMYK", "tiff", (0, 255, 255, 0), (250, 20, 20)),
        ("I;16", "png", 65535, (255, 255, 255)),
        ("I;16", "tiff", 65535, (255, 255, 255)),
        ("LA", "png", (200, 255), (200, 200, 200)),
        ("P", "png", 0, (0, 0, 0)),
        ("P", "gif", 0, (0, 0, 0)),
        ("L", "webp", 200, (200, 200, 200)),
    ],
)
def test_every_kind_of_color_is_listed_and_shown(
    tmp_path: Path, mode: str, suffix: str, color: Any, seen: tuple[int, ...]
) -> None:
    path = tmp_path / f"picture.{suffix}"
    Image.new(mode, (40, 30), color).save(path)
    before = path.read_bytes()

    found = look(path)

    assert (found.width, found.height, found.trouble) == (40, 30, None)
    with Image.open(io.BytesIO(make_thumbnail(path))) as small:
        assert small.getpixel((20, 15)) == pytest.approx(seen, abs=25)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "photo.png"), ("PNG", "photo.JPG"), ("WEBP", "photo.txt")]
)
def test_the_content_tells_the_format_and_not_the_name(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / name
    Image.new("RGB", (20, 10)).save(path, kind)
    assert look(path).format == kind
    assert looks_like_picture(path)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_sound(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "picture.png"
    Image.new(mode, (20, 10)).save(path)
    found = look(path)
    assert (found.width, found.height, found.trouble) == (20, 10, None)


def test_a_losslessly_packed_webp_tells_its_size(tmp_path: Path) -> None:
    path = tmp_path / "picture.webp"
    Image.new("RGBA", (300, 200), (1, 2, 3, 100)).save(path, lossless=True)
    assert (look(path).width, look(path).height) == (300, 200)


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
    assert look(path).width == 20


def test_a_name_that_is_not_utf_8_will_do(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.png")
    Image.new("RGB", (20, 10)).save(path, "PNG")
    assert look(path).width == 20


def test_a_link_to_a_picture_is_read(tmp_path: Path, make_png: Callable[..., Path]) -> None:
    link = tmp_path / "link.png"
    link.symlink_to(make_png())
    assert look(link).width == 32


def test_a_time_outside_the_calendar_is_no_trouble(make_png: Callable[..., Path]) -> None:
    path = make_png()
    os.utime(path, (0, -(10**11)))
    assert look(path).modified_at.year <= 1970


def test_a_path_that_is_too_long_says_so(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="too long"):
        look(tmp_path / ("x" * 300 + ".png"))


class CountingBytes(io.BytesIO):
    """A file in memory that counts the bytes that are read of it."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def noise(side: int, mode: str = "RGB") -> Image.Image:
    bands = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, (side, side), random.Random(side).randbytes(side * side * bands))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "BMP"])
def test_of_a_large_picture_only_the_ends_are_read(kind: str) -> None:
    packed = CountingBytes()
    noise(600).save(packed, kind, quality=95)
    size = len(packed.getvalue())
    assert size > 300_000
    packed.seek(0)
    packed.taken = 0

    found = read_header(packed, kind, size)

    assert (found.width, found.height, found.whole) == (600, 600, True)
    assert packed.taken < 40_000


def test_of_an_ordinary_alpha_channel_the_first_pixel_is_unpacked() -> None:
    packed = CountingBytes()
    noise(600).convert("RGBA").save(packed, "PNG")
    packed.seek(0)
    packed.taken = 0
    assert read_header(packed, "PNG", len(packed.getvalue())).embedded.hidden is None
    assert packed.taken < 20_000


def png_of(chunk: Callable[[bytes, bytes], bytes], *pieces: bytes, after: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", 20, 10, 8, 2, 0, 0, 0)
    body = b"".join(chunk(b"IDAT", piece) for piece in pieces)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + after + chunk(b"IEND", b"")


@pytest.mark.parametrize("pieces", [(60,) * 9, (60,) * 9 + (7,), (10, 60, 30, 60, 5), (600,), (0, 60, 60)])
@pytest.mark.parametrize("length", [0, 40, 500])
def test_words_after_the_pixels_are_found_however_these_are_divided(
    tmp_path: Path, chunk: Callable[[bytes, bytes], bytes], pieces: tuple[int, ...], length: int
) -> None:
    said = b"parameters\0a cat\nSteps: 4, Seed: 5, Size: 1x1, Rest: " + b"x" * length
    chance = random.Random(length)
    path = tmp_path / "a.png"
    path.write_bytes(png_of(chunk, *map(chance.randbytes, pieces), after=chunk(b"tEXt", said)))
    found = look(path)
    assert found.whole
    assert found.generation is not None
    assert found.generation.prompt == "a cat"


def test_pixels_that_look_like_chunks_lead_nobody_astray(
    tmp_path: Path, chunk: Callable[[bytes, bytes], bytes]
) -> None:
    false = b"\0\0\0\x0dIDAT" + bytes(13) + b"\0\0\0\0" + chunk(b"tEXt", b"parameters\0false") + bytes(200)
    path = tmp_path / "a.png"
    path.write_bytes(png_of(chunk, zlib.compress(bytes(999)), false, false, false))
    found = look(path)
    assert (found.whole, found.generation) == (True, None)


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "gif", "bmp", "tiff", "avif"])
@pytest.mark.parametrize("share", [0.5, 0.97])
def test_a_file_that_is_still_growing_is_not_whole(tmp_path: Path, suffix: str, share: float) -> None:
    path = tmp_path / f"growing.{suffix}"
    more: dict[str, Any] = {"save_all": True, "append_images": [noise(200)]} if suffix == "gif" else {}
    noise(200).save(path, **more)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    found = look(path)
    assert (found.width, found.height, found.whole) == (200, 200, False)
    assert found.trouble == "The file ends too early: it is damaged."
    path.write_bytes(content)
    assert (look(path).whole, look(path).trouble) == (True, None)


def test_a_file_whose_end_is_zeros_still_is_not_whole(tmp_path: Path, make_png: Callable[..., Path]) -> None:
    """What a download leaves that took all its room in advance."""
    path = make_png(size=(300, 300))
    size = path.stat().st_size
    os.truncate(path, size - 20)
    os.truncate(path, size + 500_000)
    assert not look(path).whole


@pytest.mark.parametrize("suffix", ["jpg", "gif", "webp", "png", "bmp"])
def test_bytes_after_the_end_are_no_damage(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"more.{suffix}"
    noise(100).save(path)
    with path.open("ab") as file:
        file.write(b"a video" * 50_000)
    assert (look(path).whole, look(path).trouble) == (True, None)


def test_a_gif_says_its_comment_and_its_frames(tmp_path: Path) -> None:
    path = tmp_path / "said.gif"
    said = "a cat\nNegative prompt: dog\nSteps: 20, Seed: 1, CFG scale: 7, Size: 8x8, Rest: " + "x" * 600
    noise(50).save(path, save_all=True, append_images=[noise(50)] * 4, comment=said.encode())
    found = look(path)
    assert found.generation is not None
    assert (found.generation.prompt, found.generation.seed) == ("a cat", 1)


@pytest.mark.parametrize("suffix", ["tiff", "avif", "webp", "jpg", "gif"])
def test_every_format_that_can_hold_xmp_says_its_caption(tmp_path: Path, suffix: str) -> None:
    said = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:description="a hill"/>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    path = tmp_path / f"a.{suffix}"
    if suffix == "tiff":
        noise(20).save(path, tiffinfo={700: said})
    elif suffix == "gif":
        noise(20).save(path)
        content = path.read_bytes()
        trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
        path.write_bytes(content[:-1] + b"!\xff\x0bXMP DataXMP" + said + trailer + b";")
    else:
        noise(20).save(path, xmp=said)
    assert (look(path).caption, look(path).whole) == ("a hill", True)


@pytest.mark.parametrize("kind", ["exif", "APP1"])
def test_profiles_that_imagemagick_moved_into_a_png(
    make_png: Callable[..., Path], text: Callable[[str, str], bytes], kind: str
) -> None:
    tags = Image.Exif()
    tags[0x010E] = "a cat\nSteps: 20, Seed: 42, CFG scale: 7, Size: 8x9"
    block = b"Exif\0\0" + tags.tobytes().removeprefix(b"Exif\0\0")
    lines = "\n".join(block.hex()[start : start + 72] for start in range(0, len(block) * 2, 72))
    found = look(make_png(text(f"Raw profile type {kind}", f"\n{kind}\n    {len(block)}\n{lines}\n")))
    assert found.generation is not None
    assert (found.generation.prompt, found.generation.seed) == ("a cat", 42)


@pytest.mark.parametrize("big_tiff", [False, True])
@pytest.mark.parametrize("compression", [None, "tiff_lzw", "jpeg"])
def test_tiffs_of_both_kinds(tmp_path: Path, big_tiff: bool, compression: str | None) -> None:
    path = tmp_path / "a.tiff"
    tags = Image.Exif()
    tags[0x0112] = 6
    frames = [noise(64).resize((64, 32)) for _ in range(3)]
    more: dict[str, Any] = {"save_all": True, "append_images": frames[1:], "big_tiff": big_tiff}
    frames[0].save(path, compression=compression, exif=tags, **more)
    found = look(path)
    assert (found.width, found.height, found.frames, found.whole) == (32, 64, 3, True)
    with Image.open(path) as picture:
        assert (picture.size, getattr(picture, "n_frames", 1)) == ((32, 64), 3)


def test_a_tiff_whose_directories_lead_in_a_circle(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    noise(20).save(path)
    content = bytearray(path.read_bytes())
    start = int.from_bytes(content[4:8], "little")
    count = int.from_bytes(content[start : start + 2], "little")
    place = start + 2 + count * 12
    content[place : place + 4] = start.to_bytes(4, "little")
    path.write_bytes(content)
    assert (look(path).frames, look(path).width) == (1, 20)


def test_sizes_that_a_sidecar_claims_do_not_count(tmp_path: Path, make_png: Callable[..., Path]) -> None:
    path = make_png(name="a.png")
    (tmp_path / "a.json").write_text('{"prompt": "a cat", "width": 512, "height": 720}')
    found = look(path)
    assert (found.width, found.height) == (32, 24)
    assert found.generation is not None
    assert found.generation.size == (512, 720)


def test_the_sidecar_counts_more_than_the_picture(tmp_path: Path, said_in: Callable[..., Path]) -> None:
    path = said_in("inside\nSteps: 4, Seed: 5, Size: 1x1")
    (tmp_path / "said.json").write_text('{"prompt": "beside"}')
    (tmp_path / "said.txt").write_text("a caption")
    for beside in (None, ["said.json", "said.txt", "other.json"]):
        found = look(path, beside)
        assert found.generation is not None
        assert (found.generation.prompt, found.caption) == ("beside", "a caption")
        assert found.generation.raw.keys() == {"json", "parameters"}
    alone = look(path, []).generation
    assert alone is not None
    assert alone.prompt == "inside"


@pytest.fixture
def said_in(make_png: Callable[..., Path], text: Callable[..., bytes]) -> Callable[[str], Path]:
    """A PNG with a text of A1111's."""
    return lambda said: make_png(text("parameters", said), name="said.png")
