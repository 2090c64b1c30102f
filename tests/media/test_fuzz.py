"""Real files that are broken at random, always the same: every one is read or refused in words, soon.

`IMAGINEER_FUZZ_SECONDS=300 pytest tests/media/test_fuzz.py` goes on for that long, with new files each time.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import pytest
from PIL import Image, PngImagePlugin

from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.generation import Embedded, read_generation
from imagineer_desktop.media.looking import look
from imagineer_desktop.media.sidecars import read_sidecars
from imagineer_desktop.media.thumbnails import make_thumbnail

SECONDS = float(os.environ.get("IMAGINEER_FUZZ_SECONDS", "0"))
LONGEST_CALL = 10
MOST_MEMORY = 512 * 1024
"""KiB that the process may grow by."""

SHOWN_HERE = 2_000_000
"""Pixels. What claims to be larger is decoded by a process that has limits of time and memory."""

INFOTEXT = (
    "a cat <lora:fog:0.5>\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, "
    'Size: 8x8, Model: "a, b", '
    'Civitai resources: [{"type": "lora", "modelName": "x", "weight": 1}], Version: v1.10.1'
)
GRAPH = {
    "1": {
        "class_type": "KSampler",
        "inputs": {"seed": 1, "steps": 2, "cfg": 3, "positive": ["2", 0], "model": ["3", 0]},
    },
    "2": {"class_type": "CLIPTextEncode", "inputs": {"text": ["4", 0]}},
    "3": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "m"}},
    "4": {"class_type": "StringConcatenate", "inputs": {"string_a": "a", "string_b": "b", "delimiter": " "}},
}
NOVEL = {
    "prompt": "a",
    "uc": "b",
    "seed": 1,
    "v4_prompt": {"caption": {"base_caption": "c", "char_captions": []}},
}
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmp:CreatorTool="Draw Things"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">a\n-b\n'
    "Steps: 8, Seed: 5</rdf:li></rdf:Alt></dc:description><dc:subject><rdf:Bag><rdf:li>sea</rdf:li></rdf:Bag>"
    "</dc:subject>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)
WORDS: dict[str, dict[str, object]] = {
    "a1111": {"parameters": INFOTEXT},
    "comfyui": {"prompt": GRAPH, "workflow": {"nodes": []}},
    "swarmui": {
        "parameters": {"sui_image_params": {"prompt": "a", "seed": 1, "loras": ["x"], "loraweights": ["1"]}}
    },
    "invokeai": {
        "invokeai_metadata": {"positive_prompt": "a", "seed": 1, "loras": [{"model": {"name": "x"}}]}
    },
    "invokeai 2": {"sd-metadata": {"image": {"prompt": [{"prompt": "a [b]"}], "seed": 1}}},
    "invokeai 1": {"Dream": '"a \\"cat\\" [dog]" -s 50 -S 1 -C 7.5 -A k_lms'},
    "novelai": {
        "Software": "NovelAI",
        "Source": "NovelAI Diffusion V4 37442FCA",
        "Comment": json.dumps(NOVEL),
    },
    "stability matrix": {"parameters-json": {"PositivePrompt": "a", "Seed": 1}, "smproj": {}},
    "tensorart": {
        "generation_data": {"prompt": "a", "baseModel": {"label": "x"}, "models": []},
        "prompt": GRAPH,
    },
    "easy diffusion": {"use_stable_diffusion_model": "m", "prompt": "a", "use_lora_model": "['x']"},
    "fooocus": {
        "parameters": {"prompt": "a", "base_model": "m", "performance": "x", "loras": [["x", 1, "h"]]}
    },
    "space": {"parameters": {"prompt": "a", "num_inference_steps": 3, "resolution": "8 x 9"}},
    "civitai": {"parameters": json.dumps({**GRAPH, "extraMetadata": json.dumps({"prompt": "a"})})},
    "draw things": {"XML:com.adobe.xmp": XMP},
    "midjourney": {"Description": "a --no b --v 6 Job ID: 0d96af40-5b0f-4f29-9b4f-0b2f0b1c2d3e"},
}


def written(said: object) -> str:
    return said if isinstance(said, str) else json.dumps(said)


def png_saying(texts: dict[str, object]) -> bytes:
    info = PngImagePlugin.PngInfo()
    for place, (keyword, said) in enumerate(texts.items()):
        info.add_itxt(keyword, written(said), zip=place % 2 == 1)
    packed = io.BytesIO()
    Image.new("RGB", (16, 16), "teal").save(packed, "PNG", pnginfo=info)
    return packed.getvalue()


def picture(kind: str) -> bytes:
    """A small picture of one format, with frames where it can have them, and with tags in it."""
    tags = Image.Exif()
    tags.update({0x0112: 6, 0x010F: f"prompt:{json.dumps(GRAPH)}"})
    tags.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + INFOTEXT.encode("utf-16-be")
    packed = io.BytesIO()
    drawn = Image.effect_noise((40, 30), 80).convert("RGBA" if kind in ("PNG", "WEBP") else "RGB")
    options: dict[str, Any] = {"exif": tags} if kind not in ("GIF", "BMP") else {}
    if kind in ("JPEG", "WEBP"):
        options["xmp"] = XMP.encode()
    if kind in ("GIF", "WEBP", "TIFF"):
        options |= {"save_all": True, "append_images": [drawn.rotate(180)]}
    drawn.save(packed, kind, **options)
    return packed.getvalue()


def hiding() -> bytes:
    """A PNG whose alpha channel hides a text."""
    body = gzip.compress(INFOTEXT.encode())
    data = b"stealth_pngcomp" + (len(body) * 8).to_bytes(4, "big") + body
    bits = "".join(f"{byte:08b}" for byte in data).ljust(60 * 130, "0")
    alpha = Image.frombytes("L", (130, 60), bytes(254 | int(bit) for bit in bits))
    drawn = Image.new("RGBA", (60, 130))
    drawn.putalpha(alpha.transpose(Image.Transpose.TRANSPOSE))
    packed = io.BytesIO()
    drawn.save(packed, "PNG")
    return packed.getvalue()


FORMATS = ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"]
FILES: dict[str, Callable[[], bytes]] = {kind: lambda kind=kind: picture(kind) for kind in FORMATS}  # type: ignore[misc]
FILES |= {name: lambda texts=texts: png_saying(texts) for name, texts in WORDS.items()}  # type: ignore[misc]
FILES["hiding"] = hiding


def mutated(content: bytes, chance: random.Random, other: bytes = b"") -> bytes:
    """Bits turned, bytes changed, lengths that lie, a piece lost, doubled or strange, the end cut off."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(min(len(changed), 600) if chance.random() < 0.7 else len(changed))
        act = chance.random()
        if act < 0.4:
            changed[place] ^= 1 << chance.randrange(8)
        elif act < 0.7:
            changed[place] = chance.randrange(256)
        else:
            lie = chance.choice(
                [0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, len(content), chance.randrange(2**32)]
            )
            width = chance.choice([2, 4])
            order: Literal["big", "little"] = "big" if chance.random() < 0.5 else "little"
            changed[place : place + width] = (lie % 256**width).to_bytes(width, order)
    place, length = chance.randrange(len(changed)), chance.randint(1, 40)
    act = chance.random()
    if act < 0.12:
        del changed[place : place + length]
    elif act < 0.24:
        changed[place:place] = changed[place : place + length] * chance.randint(1, 50)
    elif act < 0.36:
        del changed[max(1, place) :]
    elif act < 0.48 and other:
        start = chance.randrange(len(other))
        changed[place : place + length] = other[start : start + chance.randint(1, 4000)]
    return bytes(changed)


class TooLongError(BaseException):
    """A call that did not come back in time; no OSError, so that nothing takes it for a file's fault."""


@contextmanager
def soon(name: str, number: int) -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise TooLongError(f"{name}, file {number}")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_CALL)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def turns(name: str, count: int, share: float) -> Iterator[tuple[int, random.Random]]:
    """The same `count` random numbers each time; where seconds are asked for, a share of them of new ones."""
    yield from ((number, random.Random(f"{name} {number}")) for number in range(count))
    chance = random.Random()
    end = time.monotonic() + SECONDS * share
    while time.monotonic() < end:
        seed = chance.randrange(10**9)
        yield seed, random.Random(f"{name} {seed}")


@pytest.fixture(autouse=True)
def _memory_stays_flat() -> Iterator[None]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY


def look_at_broken(path: Path, name: str, content: bytes, count: int, share: float) -> int:
    """Breaks a file `count` times, looks at each and makes its thumbnail; how many looks said something."""
    seen = 0
    other = picture("JPEG")
    for number, chance in turns(name, count, share):
        path.write_bytes(mutated(content, chance, other))
        with soon(name, number), suppress(MediaError):
            found = look(path, ())
            json.dumps(found.generation.raw if found.generation else {}).encode()
            seen += 1
            if found.width * found.height < SHOWN_HERE:
                assert make_thumbnail(path).startswith(b"\xff\xd8")
    return seen


@pytest.mark.parametrize("name", FILES)
def test_broken_pictures(tmp_path: Path, name: str) -> None:
    count = 120 if name in FORMATS else 50
    assert look_at_broken(tmp_path / "picture.png", name, FILES[name](), count, 0.7 / len(FILES)) > 5


@pytest.mark.parametrize("name", WORDS)
def test_broken_words(name: str) -> None:
    for number, chance in turns(f"words of {name}", 100, 0.15 / len(WORDS)):
        texts = {
            keyword: mutated(written(said).encode(), chance, INFOTEXT.encode()).decode("latin-1")
            for keyword, said in WORDS[name].items()
        }
        said = next(iter(texts.values()))
        with soon(name, number):
            read_generation(Embedded(texts=texts, xmp=texts.get("XML:com.adobe.xmp")))
            read_generation(Embedded(exif={"UserComment": said, "Make": f"prompt:{said}"}))
            read_generation(Embedded(hidden=said))


def test_broken_sidecars(tmp_path: Path) -> None:
    whole = json.dumps({"prompt": "a", "seed": 1, "loras": [{"path": "x", "weight": 1}], "width": 4}).encode()
    swarm = written(WORDS["swarmui"]["parameters"]).encode()
    contents = {"json": whole, "txt": INFOTEXT.encode(), "xmp": XMP.encode(), "swarm.json": swarm}
    for number, chance in turns("sidecars", 120, 0.15):
        for suffix, content in contents.items():
            (tmp_path / f"a.{suffix}").write_bytes(mutated(content, chance, whole))
        with soon("sidecars", number):
            assert len(read_sidecars(tmp_path / "a.png", [f"a.{suffix}" for suffix in contents]).files) == 4


@pytest.mark.real_files
def test_broken_files_of_real_generators(tmp_path: Path, real_files: Path) -> None:
    samples = sorted((real_files / "samples" / "generation-metadata").glob("*.*g*"))
    assert len(samples) > 20
    for sample in samples:
        content = sample.read_bytes()
        if len(content) < 500_000:
            look_at_broken(tmp_path / "picture.png", sample.name, content, 8, 0.2 / len(samples))
