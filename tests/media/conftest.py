"""Pictures made by code: every chunk and tag of them is chosen by the test."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest
from PIL import ExifTags, Image

from imagineer_desktop.media.generation import Generation
from imagineer_desktop.media.looking import look


class PngMaker(Protocol):
    """Writes a PNG with the given chunks before and after its pixels."""

    def __call__(
        self,
        *before: bytes,
        after: tuple[bytes, ...] = (),
        size: tuple[int, int] = (32, 24),
        name: str = "picture.png",
    ) -> Path: ...


def chunk_of(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.fixture
def chunk() -> Callable[[bytes, bytes], bytes]:
    """One PNG chunk, its length and checksum as they must be."""
    return chunk_of


@pytest.fixture
def make_png(tmp_path: Path) -> PngMaker:
    """Writes an RGB picture, chunk by chunk."""

    def write(
        *before: bytes,
        after: tuple[bytes, ...] = (),
        size: tuple[int, int] = (32, 24),
        name: str = "picture.png",
    ) -> Path:
        width, height = size
        rows = (b"\0" + b"\x40\x80\xc0" * width) * height
        header = chunk_of(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        pixels = chunk_of(b"IDAT", zlib.compress(rows))
        path = tmp_path / name
        path.write_bytes(
            b"\x89PNG\r\n\x1a\n"
            + header
            + b"".join(before)
            + pixels
            + b"".join(after)
            + chunk_of(b"IEND", b"")
        )
        return path

    return write


@pytest.fixture
def text() -> Callable[[str, str | bytes], bytes]:
    """A tEXt chunk; text is written as UTF-8, as many generators do against the rule."""

    def make(keyword: str, value: str | bytes) -> bytes:
        body = value if isinstance(value, bytes) else value.encode()
        return chunk_of(b"tEXt", keyword.encode("latin-1") + b"\0" + body)

    return make


@pytest.fixture
def said_by_png(make_png: PngMaker, text: Callable[[str, str], bytes]) -> Callable[..., Generation | None]:
    """What a PNG with these texts says of its making; a text that is not a string is written as JSON."""

    def read(**texts: Any) -> Generation | None:
        chunks = (
            text(keyword.replace("__", "-"), value if isinstance(value, str) else json.dumps(value))
            for keyword, value in texts.items()
        )
        return look(make_png(*chunks), ()).generation

    return read


@pytest.fixture
def said_by_jpeg(tmp_path: Path) -> Callable[..., Generation | None]:
    """What a picture says that has these EXIF tags in its first or its second directory."""

    def read(
        first: Mapping[int, Any] | None = None,
        second: Mapping[int, Any] | None = None,
        *,
        suffix: str = ".jpg",
        little_endian: bool = False,
        xmp: bytes = b"",
    ) -> Generation | None:
        tags = Image.Exif()
        tags.endian = "<" if little_endian else ">"
        tags.update({0x0128: 2, **(first or {})})
        if second:
            tags.get_ifd(ExifTags.IFD.Exif).update(second)
        path = tmp_path / f"picture{suffix}"
        packet: dict[str, Any] = {"xmp": xmp} if xmp else {}
        Image.new("RGB", (16, 16), "teal").save(path, exif=tags, **packet)
        return look(path, ()).generation

    return read


@pytest.fixture
def jpeg_bytes() -> bytes:
    """A JPEG of 96 x 64 pixels with some texture."""
    picture = Image.linear_gradient("L").resize((96, 64)).convert("RGB")
    packed = io.BytesIO()
    picture.save(packed, "JPEG")
    return packed.getvalue()
