"""Thousands of files that are broken at random, always the same: every one is read or refused in words."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.generation import read_generation
from imagineer_desktop.media.probe import probe
from imagineer_desktop.media.sidecars import read_sidecars
from imagineer_desktop.media.thumbnails import make_thumbnail

INFOTEXT = "a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 8x8"
GRAPH = json.dumps(
    {
        "1": {
            "class_type": "KSampler",
            "inputs": {"seed": 1, "steps": 2, "cfg": 3, "positive": ["2", 0], "model": ["3", 0]},
        },
        "2": {"class_type": "CLIPTextEncode", "inputs": {"text": ["4", 0]}},
        "3": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "m"}},
        "4": {
            "class_type": "StringConcatenate",
            "inputs": {"string_a": "a", "string_b": "b", "delimiter": " "},
        },
    }
)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, a piece lost or doubled, or the end cut off."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(min(len(changed), 600) if chance.random() < 0.7 else len(changed))] = (
            chance.randrange(256)
        )
    place, length = chance.randrange(len(changed)), chance.randint(1, 40)
    act = chance.random()
    if act < 0.15:
        del changed[place : place + length]
    elif act < 0.3:
        changed[place:place] = changed[place : place + length]
    elif act < 0.45:
        del changed[max(1, place) :]
    return bytes(changed)


def picture(kind: str) -> bytes:
    """A small picture of one format with texts in it."""
    tags = Image.Exif()
    tags[0x0112] = 6
    tags[0x010F] = f"prompt:{GRAPH}"
    tags[0x9286] = b"UNICODE\0" + INFOTEXT.encode("utf-16-be")
    packed = io.BytesIO()
    drawn = Image.effect_noise((40, 30), 80).convert("RGBA" if kind in ("PNG", "WEBP") else "RGB")
    drawn.save(packed, kind, **({"exif": tags} if kind not in ("GIF", "BMP") else {}))
    return packed.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_broken_pictures(tmp_path: Path, kind: str) -> None:
    chance = random.Random(f"pictures of {kind}")
    content, path = picture(kind), tmp_path / "picture.png"
    read = 0
    for _ in range(250):
        path.write_bytes(mutated(content, chance))
        with suppress(MediaError):
            read_generation(probe(path).embedded)
            read += 1
        with suppress(MediaError):
            assert make_thumbnail(path).startswith(b"\xff\xd8")
    assert read > 20


@pytest.mark.parametrize(
    "written", [INFOTEXT, GRAPH, json.dumps({"prompt": "a", "uc": "b", "v4_prompt": {"caption": {}}})]
)
@pytest.mark.parametrize(
    "keyword", ["parameters", "prompt", "Comment", "generation_data", "XML:com.adobe.xmp"]
)
def test_broken_words(said_by_png: Callable[..., Any], written: str, keyword: str) -> None:
    chance = random.Random(f"{keyword} {written}")
    for _ in range(60):
        said_by_png(**{keyword: mutated(written.encode(), chance).decode("latin-1")})


def test_broken_sidecars(tmp_path: Path) -> None:
    chance = random.Random("sidecars")
    content = json.dumps(
        {"prompt": "a", "seed": 1, "loras": [{"path": "x", "weight": 1}], "width": 4}
    ).encode()
    for _ in range(300):
        (tmp_path / "a.json").write_bytes(mutated(content, chance))
        (tmp_path / "a.txt").write_bytes(mutated(INFOTEXT.encode(), chance))
        assert len(read_sidecars(tmp_path / "a.png").files) == 2
