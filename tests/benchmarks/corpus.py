"""A tree of realistic outputs, for figures: `python corpus.py FOLDER PNGS OTHERS`.

PNGs of 1024 x 1024 and about 1.4 MB with A1111's text; JPEGs and WebPs of the same size with EXIF. A few
pictures are painted; the files differ in their texts, so that each has a content of its own.
"""

from __future__ import annotations

import io
import random
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageFilter

SIDE = 1024
PAINTINGS = 12
A_BATCH = 100
"""Files in one folder."""

_TEXT = (
    "a harbor at dusk, oil painting, number {0}, <lora:misty-woods:0.6>\n"
    "Negative prompt: blurry, lowres, watermark\n"
    "Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: {0}, Size: 1024x1024, "
    "Model hash: 31e35c80fc, Model: dreamshaper_8, Version: v1.9.4"
)


def paintings() -> Iterator[Image.Image]:
    """Pictures that pack like photographs: soft shapes under fine grain."""
    chance = random.Random(7)
    for _ in range(PAINTINGS):
        shapes = Image.frombytes("RGB", (16, 16), chance.randbytes(16 * 16 * 3))
        soft = shapes.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
        grain = Image.frombytes("RGB", (SIDE, SIDE), chance.randbytes(SIDE * SIDE * 3))
        grain = grain.filter(ImageFilter.GaussianBlur(0.9))
        yield Image.blend(soft, grain, 0.18)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _packed(picture: Image.Image, form: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def _with_text(png: bytes, number: int) -> bytes:
    text = _chunk(b"tEXt", b"parameters\0" + _TEXT.format(number).encode())
    return png[:33] + text + png[33:]


def _exif(number: int) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + _TEXT.format(number).encode("utf-16-be")
    return exif.tobytes()


def _with_exif(jpeg: bytes, number: int) -> bytes:
    block = _exif(number)
    block = block if block.startswith(b"Exif\0\0") else b"Exif\0\0" + block
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


def make(folder: Path, pngs: int, others: int) -> None:
    """Write the tree."""
    painted = list(paintings())
    as_png = [_packed(picture, "PNG", compress_level=6) for picture in painted]
    as_jpeg = [_packed(picture, "JPEG", quality=92) for picture in painted]
    for number in range(pngs):
        place = folder / f"txt2img_{number // A_BATCH:04}" / f"{number:06}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(_with_text(as_png[number % PAINTINGS], number))
    for number in range(others):
        place = folder / f"others_{number // A_BATCH:04}" / f"{number:06}"
        place.parent.mkdir(parents=True, exist_ok=True)
        if number % 2:
            picture = painted[number % PAINTINGS]
            packed = _packed(picture, "WEBP", quality=85, method=0, exif=_exif(number))
            place.with_suffix(".webp").write_bytes(packed)
        else:
            place.with_suffix(".jpg").write_bytes(_with_exif(as_jpeg[number % PAINTINGS], number))


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
