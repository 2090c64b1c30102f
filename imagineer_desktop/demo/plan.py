"""The plan of the demo outputs: which picture lies where, and what was asked for."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from .other_prompts import (
    COMFYUI,
    FOOOCUS,
    FORGE,
    INVOKEAI,
    NOVELAI,
    SWARMUI,
)
from .prompts import (
    BATCH_LAKES,
    LORA_TESTS,
    SCRAPED,
    SINGLES,
    TAROT,
    TRAINING,
    ZODIAC,
    Row,
)
from .recipe import Lora, Model, Recipe

SQUARE, WIDE, TALL, PANORAMA, CARD = (832, 832), (1008, 672), (640, 960), (1024, 576), (576, 960)
SHAPES = {"1:1": SQUARE, "3:2": WIDE, "2:3": TALL, "16:9": PANORAMA, "3:5": CARD}

NEGATIVE = "people, text, watermark, frame, blurry, oversaturated"
SDXL = Model("stabilityai/stable-diffusion-xl-base-1.0", "31e35c80fc", "Euler", "normal", 30, 7.0)
JUGGERNAUT = Model("juggernautXL_v9", "c9e3e68f89", "DPM++ 2M", "karras", 32, 5.5)
DREAMSHAPER = Model("dreamshaperXL_lightning", "fdbe56354b", "DPM++ SDE", "karras", 8, 2.0)
ALBEDO = Model("albedobaseXL_v21", "1718b5bb2d", "DPM++ 2M SDE", "karras", 28, 6.0)
PAINTERS = Model("paintersCheckpointOilPaint_v11", "3f7a1c92de", "Euler a", "normal", 26, 6.5)
NOVEL = Model("NovelAI Diffusion V4.5 4BDE2A90", "4bde2a90", "Euler a", "karras", 28, 5.0)
ATLAS = Lora("atlas-style", 0.8)
STAMP = "%Y%m%d_%H%M%S"
PACE = timedelta(seconds=74)
"""The time between two pictures of a batch."""


@dataclass(frozen=True)
class Entry:
    """One picture of the plan. `path` is below `outputs`; `size` in px; `generator` is `imagineer` (a
    sidecar), a name of `metadata.EMBEDDERS` or empty; `variant` tells pictures of one scene apart."""

    path: str
    scene: str
    palette: str
    size: tuple[int, int]
    variant: str
    prompt: str
    model: Model
    created: datetime
    generator: str = "imagineer"
    loras: tuple[Lora, ...] = ()
    caption: str = ""
    log: bool = False

    def recipe(self, size: tuple[int, int]) -> Recipe:
        """What the generator was told, for a picture of that size (px)."""
        seed = int(sha256(f"{self.scene} {self.variant} {self.prompt}".encode()).hexdigest()[:8], 16)
        return Recipe(self.prompt, NEGATIVE, self.model, seed, size, self.created, self.loras)


def _entry(
    row: Row, path: str, model: Model, created: datetime, generator: str, loras: tuple[Lora, ...] = ()
) -> Entry:
    """An entry from a row of the prompt tables."""
    return Entry(
        path,
        row.scene,
        row.palette,
        SHAPES[row.shape],
        row.variant,
        row.prompt,
        model,
        created,
        generator,
        loras,
    )


def _times(start: str, rows: Sequence[Row], pace: timedelta = PACE) -> Iterator[tuple[Row, datetime]]:
    """The rows with the times their pictures were made, from a stamp on."""
    first = datetime.strptime(start, STAMP)
    return ((row, first + pace * index) for index, row in enumerate(rows))


def _file_name(prompt: str) -> str:
    """The first 50 characters of a prompt as Imagineer puts them into a file name."""
    return (
        "".join(letter for letter in prompt if letter.isalnum() or letter in " -_")[:50]
        .strip()
        .replace(" ", "_")
    )


def _singles() -> Iterator[Entry]:
    models = (SDXL, JUGGERNAUT, DREAMSHAPER)
    for index, (row, made) in enumerate(
        _times("20251013_195802", SINGLES, timedelta(hours=9, minutes=17, seconds=31))
    ):
        path = f"{made:{STAMP}}_{_file_name(row.prompt)}.png"
        loras = (ATLAS,) if index % 4 == 1 else ()
        yield _entry(row, path, models[index % 3], made, "imagineer", loras)


def _batch(
    name: str, start: str, rows: Sequence[Row], model: Model, loras: tuple[Lora, ...] = ()
) -> Iterator[Entry]:
    for row, made in _times(start, rows):
        yield _entry(
            row,
            f"{name}_{start}/{made:{STAMP}}_{row.name.replace(' ', '_')}.png",
            model,
            made,
            "imagineer",
            loras,
        )


def _lora_tests() -> Iterator[Entry]:
    mixes = ((ATLAS,), (Lora("Misty Woods-000006", 0.6),), (ATLAS, Lora("Misty Woods-000006", 0.35)))
    for (row, made), loras in zip(_times("20251016_140210", LORA_TESTS), mixes, strict=True):
        entry = _entry(row, f"lora_tests/{row.name}.png", SDXL, made, "imagineer", loras)
        yield replace(entry, log=True)


def _captioned() -> Iterator[Entry]:
    """Scraped pictures and a training set: no generator, a caption beside each."""
    for index, (row, made) in enumerate(_times("20251017_080000", SCRAPED)):
        entry = _entry(row, f"scraped/job_1/images/scraped_{index + 1:04d}.jpg", SDXL, made, "")
        yield replace(entry, caption=row.prompt)
    for row, made in _times("20251018_173000", TRAINING):
        entry = _entry(row, f"atlas_style_v3/{row.name}.png", SDXL, made, "")
        yield replace(entry, caption=row.prompt)


def _other_generators() -> Iterator[Entry]:
    """The folders of other programs, named as those programs name them."""
    for index, (row, made) in enumerate(_times("20251014_223541", FORGE)):
        folder, loras = "txt2img-images/2025-10-14", (ATLAS,) if index % 2 == 0 else ()
        suffix = "jpg" if row.name == "jpeg" else "png"
        draft = _entry(row, f"{folder}/{index + 211:05d}-", JUGGERNAUT, made, "a1111", loras)
        seed = draft.recipe(draft.size).seed
        yield replace(draft, path=f"{draft.path}{seed}.{suffix}")
    for index, (row, made) in enumerate(_times("20251017_201112", COMFYUI)):
        loras = (ATLAS,) if index == 0 else ()
        yield _entry(row, f"ComfyUI/ComfyUI_{index + 41:05d}_.png", ALBEDO, made, "comfyui", loras)
    for row, made in _times("20251018_093020", INVOKEAI):
        name = uuid.UUID(sha256(row.prompt.encode()).hexdigest()[:32])
        yield _entry(row, f"invokeai/{name}.png", PAINTERS, made, "invokeai")
    for row, made in _times("20251018_220500", NOVELAI):
        draft = _entry(row, "", NOVEL, made, "novelai")
        words = ", ".join(row.prompt.split(", ")[:4])
        yield replace(draft, path=f"novelai/{words} s-{draft.recipe(draft.size).seed}.png")
    for index, (row, made) in enumerate(_times("20251019_210411", FOOOCUS)):
        path = f"fooocus/{made:%Y-%m-%d}/{made:%Y-%m-%d_%H-%M-%S}_{4821 + index * 977}.png"
        yield _entry(row, path, JUGGERNAUT, made, "fooocus")
    for row, made in _times("20251020_184000", SWARMUI):
        words = row.prompt.split(",")[0]
        yield _entry(
            row, f"swarmui/raw/{made:%Y-%m-%d}/{made:%H%M}-{words}-{ALBEDO.name}.png", ALBEDO, made, "swarmui"
        )


def _uploads() -> Iterator[Entry]:
    row = Row("IMG_2041", "dunes", "golden", "3:2", "u", "")
    yield _entry(row, "uploads/20251018_101500/IMG_2041.jpg", SDXL, datetime(2025, 10, 18, 10, 15), "")


PLAN: tuple[Entry, ...] = (
    *_singles(),
    *_batch("zodiac", "20251013_204136", ZODIAC, SDXL),
    *_batch("tarot_deck", "20251014_223846", TAROT, DREAMSHAPER, (Lora("Tarot", 0.6),)),
    *_batch("mountain_studies", "20251015_184512", BATCH_LAKES, JUGGERNAUT, (ATLAS,)),
    *_lora_tests(),
    *_uploads(),
    *_captioned(),
    *_other_generators(),
)
