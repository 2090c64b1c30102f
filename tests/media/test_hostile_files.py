"""Files that are damaged, misnamed or made to hurt."""

from __future__ import annotations

import io
import os
import struct
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.headers import read_header
from imagineer_desktop.media.looking import look, looks_like_picture
from imagineer_desktop.media.thumbnails import make_thumbnail

Chunk = Callable[[bytes, bytes], bytes]
MakePng = Callable[..., Path]
SIGNATURE = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"\x89", "This is not an image Imagineer reads"),
        (SIGNATURE, "ends too early"),
        (SIGNATURE + b"\0\0\0\x0dIHDR\0\0", "ends too early"),
        (b"<!DOCTYPE html><title>404</title>", r"looks like HTML"),
        (b"  <svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>", r"looks like SVG"),
        (b'<?xml version="1.0"?><svg/>', r"looks like XML"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", r"PostScript"),
        (b"%PDF-1.7\n", r"PDF"),
        (b"MZ\x90\0\x03\0\0\0", r"Windows program"),
        (b"PK\x03\x04" + bytes(30), r"ZIP"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", r"a video"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", r"HEIC"),
        (b"just words", r"looks like a text"),
        (b"BM" + b"uy now! " * 4, r"not an image"),
        (b"\x07\xe1\x99\x02" + bytes(range(200, 255)), r"not an image|damaged"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=reason):
        look(path)
    with pytest.raises(MediaError):
        make_thumbnail(path)


def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    path = tmp_path / "pipe.png"
    os.mkfifo(path)
    with pytest.raises(MediaError, match="not an ordinary file"):
        look(path)
    assert not looks_like_picture(path)


def test_a_device_is_refused() -> None:
    with pytest.raises(MediaError, match="not an ordinary file"):
        look(Path("/dev/zero"))


def test_a_folder_named_like_a_picture_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder.png"
    folder.mkdir()
    with pytest.raises(MediaError, match="folder"):
        look(folder)


def test_a_file_that_vanished_says_so(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="not there any more"):
        look(tmp_path / "gone.png")


def test_a_link_in_a_circle_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.png").symlink_to(tmp_path / "b.png")
    (tmp_path / "b.png").symlink_to(tmp_path / "a.png")
    with pytest.raises(MediaError, match="circle"):
        look(tmp_path / "a.png")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission_says_so(make_png: MakePng) -> None:
    path = make_png()
    path.chmod(0)
    with pytest.raises(MediaError, match="permission"):
        look(path)


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (0, 0)])
def test_a_picture_without_pixels_is_refused(make_png: MakePng, size: tuple[int, int]) -> None:
    with pytest.raises(MediaError, match="no pixels"):
        look(make_png(size=size))


@pytest.mark.parametrize(
    ("size", "depth", "color"),
    [((20_000, 20_000), 8, 2), ((30_000, 30_000), 1, 0), ((2_000_000_000, 3), 8, 2)],
)
def test_a_bomb_of_pixels_is_listed_and_never_decoded(
    tmp_path: Path, chunk: Chunk, size: tuple[int, int], depth: int, color: int
) -> None:
    path = tmp_path / "bomb.png"
    header = struct.pack(">IIBBBBB", *size, depth, color, 0, 0, 0)
    path.write_bytes(
        SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(9999))) + chunk(b"IEND", b"")
    )

    found = look(path)

    assert (found.width, found.height) == size
    assert found.trouble is not None
    assert "too large" in found.trouble
    with pytest.raises(MediaError, match="too large"):
        make_thumbnail(path)


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        ("a.gif", b"GIF89a" + b"\xff" * 4 + bytes(3) + b"," + bytes(4) + b"\xff" * 4 + b"\0\x02\0;",
         (65535, 65535)),
        ("a.webp", b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\xff\0" * 2, (65536, 65536)),
        ("a.bmp", b"BM" + struct.pack("<IIIIiiHH", 54, 0, 54, 40, 60000, 60000, 1, 24) + bytes(24),
         (60000, 60000)),
        ("a.jpg", b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x11\0\x02\x11\1\x03\x11\1"
         b"\xff\xda\0\x0c\x03\1\0\2\x11\3\x11\0\x3f\0\xff\xd9", (65535, 65535)),
    ],
)  # fmt: skip
def test_a_few_bytes_that_promise_a_giant(
    tmp_path: Path, name: str, content: bytes, size: tuple[int, int]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = look(path)
    assert (found.width, found.height) == size
    assert found.trouble is not None
    with pytest.raises(MediaError, match=r"too large|damaged"):
        make_thumbnail(path)


def test_a_png_that_promises_more_than_it_can_hold_is_damaged(make_png: MakePng) -> None:
    path = make_png(size=(9000, 3))
    content = bytearray(path.read_bytes())
    content[20:24] = (9000).to_bytes(4, "big")
    path.write_bytes(content)
    assert look(path).trouble == "The file is damaged."


def test_a_png_of_one_color_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "black.png"
    Image.new("RGB", (6000, 6000)).save(path, compress_level=9)
    assert path.stat().st_size < 200_000
    assert look(path).trouble is None


def test_a_tiff_is_not_read_into_memory(tmp_path: Path) -> None:
    """Its tags may point anywhere, and a text may claim to be as long as the file."""
    path = tmp_path / "sparse.tiff"
    tags = struct.pack("<HHII", 256, 3, 1, 9) + struct.pack("<HHII", 257, 3, 1, 9)
    tags += struct.pack("<HHII", 262, 3, 1, 1) + struct.pack("<HHII", 0x9286, 7, 3_000_000_000, 100)
    path.write_bytes(b"II*\0\x08\0\0\0" + struct.pack("<H", 4) + tags + bytes(4))
    os.truncate(path, 3_500_000_000)
    begun = time.process_time()
    with suppress(MediaError):
        look(path)
    assert time.process_time() - begun < 1


def test_a_large_picture_below_the_limit_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    Image.new("L", (12_000, 9_000), 99).save(path)
    assert look(path).trouble is None
    assert Image.open(io.BytesIO(make_thumbnail(path))).size == (256, 192)


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt"])
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_bomb_of_text_leaves_the_picture(make_png: MakePng, chunk: Chunk, kind: bytes, place: str) -> None:
    packed = zlib.compress(bytes(64 * 1024 * 1024), 9)
    start = b"bomb\0\0" if kind == b"zTXt" else b"bomb\0\1\0\0\0"
    bomb, honest = (
        chunk(kind, start + packed),
        chunk(b"tEXt", b"parameters\0a cat\nSteps: 4, Seed: 5, Size: 1x1"),
    )
    path = make_png(bomb, honest) if place == "before" else make_png(after=(bomb, honest))

    found = look(path)
    generation = found.generation

    assert found.trouble is None
    assert generation is not None
    assert generation.prompt == "a cat"
    assert any("bomb" in note for note in generation.notes)
    assert make_thumbnail(path).startswith(b"\xff\xd8")


def test_a_bomb_of_a_color_profile_leaves_the_picture(make_png: MakePng, chunk: Chunk) -> None:
    path = make_png(chunk(b"iCCP", b"bomb\0\0" + zlib.compress(bytes(64 * 1024 * 1024), 9)))
    assert look(path).trouble is None
    assert make_thumbnail(path).startswith(b"\xff\xd8")


def test_many_bombs_of_text_are_given_up(make_png: MakePng, chunk: Chunk) -> None:
    bomb = b"\0\0" + zlib.compress(bytes(32 * 1024 * 1024), 9)
    found = look(make_png(b"".join(chunk(b"zTXt", b"bomb%d" % number + bomb) for number in range(2000))))
    assert found.trouble is None
    assert 0 < len(found.notes) < 64


def test_a_giant_with_a_small_picture_is_not_read_into_memory(tmp_path: Path, jpeg_bytes: bytes) -> None:
    path = tmp_path / "giant.jpg"
    path.write_bytes(jpeg_bytes)
    os.truncate(path, 1024 * 1024 * 1024 + 1)
    with pytest.raises(MediaError, match="too large"):
        make_thumbnail(path)


def test_a_workflow_over_one_mebibyte_is_read(make_png: MakePng, chunk: Chunk) -> None:
    workflow = b'{"nodes": [' + b'"x", ' * 600_000 + b'"x"]}'
    path = make_png(chunk(b"zTXt", b"workflow\0\0" + zlib.compress(workflow)))
    found = look(path).generation
    assert found is not None
    assert found.raw["workflow"] == workflow.decode()


def test_a_hundred_thousand_texts_are_no_trouble(make_png: MakePng, chunk: Chunk) -> None:
    texts = b"".join(chunk(b"tEXt", b"key%d\0value" % number) for number in range(100_000))
    path = make_png(texts)
    assert look(path).trouble is None
    with path.open("rb") as stream:
        assert len(read_header(stream, "PNG", path.stat().st_size).embedded.texts) == 64


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
@pytest.mark.parametrize("share", [0.4, 0.9])
def test_a_truncated_picture_is_listed_as_damaged(tmp_path: Path, suffix: str, share: float) -> None:
    path = tmp_path / f"cut.{suffix}"
    Image.effect_noise((200, 150), 60).convert("RGB").save(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])

    found = look(path)

    assert (found.width, found.height) == (200, 150)
    assert found.trouble == "The file ends too early: it is damaged."
    with pytest.raises(MediaError, match="damaged"):
        make_thumbnail(path)


def test_words_after_the_end_of_a_jpeg_are_no_damage(tmp_path: Path, jpeg_bytes: bytes) -> None:
    path = tmp_path / "moving.jpg"
    path.write_bytes(jpeg_bytes + bytes(3_000_000))
    assert look(path).trouble is None


@pytest.mark.parametrize("strays", [b"\xff", b"\0", b"\xff\0", b"\xff\xd0", b"\xff\x01\xff"])
def test_stray_bytes_between_the_segments_of_a_jpeg(tmp_path: Path, jpeg_bytes: bytes, strays: bytes) -> None:
    path = tmp_path / "strays.jpg"
    start, rest = jpeg_bytes[:20], jpeg_bytes[20:]  # after the first segment
    path.write_bytes(start + strays * 5 + rest)
    assert (look(path).width, look(path).whole) == (96, True)
    path.write_bytes(start + (strays * 60_000_000)[:60_000_000] + rest)
    begun = time.process_time()
    with pytest.raises(MediaError):
        look(path)
    assert time.process_time() - begun < 2


def test_many_bytes_about_itself_are_given_up(make_png: MakePng, chunk: Chunk) -> None:
    found = look(make_png(chunk(b"caBX", bytes(15_000_000)) * 6))
    assert found.trouble is None
    assert "too large to read" in found.notes[-1]


def test_exif_that_hurts_leaves_the_picture(tmp_path: Path, jpeg_bytes: bytes) -> None:
    endless = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x87\x69\0\x04\0\0\0\x01\0\0\0\x08" * 3
    path = tmp_path / "exif.jpg"
    path.write_bytes(
        jpeg_bytes[:2] + b"\xff\xe1" + struct.pack(">H", len(endless) + 2) + endless + jpeg_bytes[2:]
    )
    assert (look(path).width, look(path).height) == (96, 64)
    assert make_thumbnail(path).startswith(b"\xff\xd8")


def test_nothing_is_written_to_the_file(make_png: MakePng) -> None:
    path = make_png()
    before, state = path.read_bytes(), path.stat()
    look(path)
    make_thumbnail(path)
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == state.st_mtime_ns
