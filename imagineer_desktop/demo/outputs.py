"""The demo outputs tree: every planned picture painted and filed, with what its generator writes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from . import metadata
from .painting import palettes
from .plan import PLAN, Entry
from .recipe import Recipe
from .scenes import SCENES

JPEG_QUALITY = 90
THUMBNAIL_SIDE = 256
DUPLICATED = ("mountain_studies_20251015_184512", "lora_tests")
"""The folders whose first pictures lie a second time in the odds and ends."""
KEPT_SHARE = 0.6
"""How much of the damaged picture's file is left."""
ODDS = "odds_and_ends_20251021_090000"


@dataclass(frozen=True)
class Made:
    """What was written: pictures that can be read, copies, broken files, and bytes in all."""

    images: int
    duplicates: int
    damaged: int
    size: int


def make_outputs(folder: Path, scale: float = 1.0, plan: Iterable[Entry] = PLAN) -> Made:
    """Write `folder`/outputs. `scale` shrinks every picture (1.0 is the full size); the same plan and
    scale give the same bytes. Raises OSError where a file can't be written."""
    outputs = folder / "outputs"
    written = [_file(outputs, entry, scale) for entry in plan]
    _thumbnail(outputs, written[0])
    duplicates = _duplicate(outputs, written)
    damaged = _damage(outputs, written[-1])
    size = sum(path.stat().st_size for path in outputs.rglob("*") if path.is_file())
    return Made(len(written), duplicates, damaged, size)


def paint(entry: Entry, scale: float = 1.0) -> Image.Image:
    """The picture of an entry, in RGB."""
    size = (max(48, round(entry.size[0] * scale)), max(48, round(entry.size[1] * scale)))
    palette = getattr(palettes, entry.palette.upper())
    return SCENES[entry.scene](size, palette, Random(f"{entry.scene} {entry.variant}"))


def _file(outputs: Path, entry: Entry, scale: float) -> Path:
    """Paint an entry and write its files; returns the picture's path."""
    path = outputs / entry.path
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = paint(entry, scale)
    recipe = entry.recipe(picture.size)
    _save(picture, path, entry, recipe)
    if entry.generator == "imagineer":
        _write(path.with_suffix(".json"), metadata.sidecar(recipe), recipe.created)
    if entry.log:
        _write(path.with_suffix(".log"), "Using device: cuda\n✓ Image saved\n", recipe.created)
    if entry.caption:
        _write(path.with_suffix(".txt"), entry.caption + "\n", recipe.created)
    return path


def _save(picture: Image.Image, path: Path, entry: Entry, recipe: Recipe) -> None:
    """Write the picture with what its generator embeds."""
    if path.suffix == ".jpg":
        exif = metadata.a1111_exif(recipe) if entry.generator == "a1111" else Image.Exif()
        picture.save(path, quality=JPEG_QUALITY, exif=exif)
    else:
        chunks = PngInfo()
        embed = metadata.EMBEDDERS.get(entry.generator)
        for keyword, text in (embed(recipe) if embed else {}).items():
            chunks.add_text(keyword, text)
        picture.save(path, pnginfo=chunks)
    _date(path, recipe.created)


def _write(path: Path, text: str, created: datetime) -> None:
    path.write_text(text, encoding="utf-8")
    _date(path, created)


def _date(path: Path, created: datetime) -> None:
    """Give a file the time its picture was made."""
    seconds = created.replace(tzinfo=UTC).timestamp()
    os.utime(path, (seconds, seconds))


def _thumbnail(outputs: Path, picture: Path) -> None:
    """The thumbnail the web application left for its first picture."""
    folder = outputs / "thumbnails"
    folder.mkdir(exist_ok=True)
    with Image.open(picture) as image:
        small = image.convert("RGB")
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    small.save(folder / "1.webp", quality=80)


def _duplicate(outputs: Path, written: list[Path]) -> int:
    """Copy the first picture of some folders, byte for byte; returns how many."""
    odds = outputs / ODDS
    odds.mkdir(exist_ok=True)
    first = {path.parent.name: path for path in reversed(written)}
    found = [first[name] for name in DUPLICATED if name in first]
    for path in found:
        shutil.copy2(path, odds / f"copy of {path.name}")
    return len(found)


def _damage(outputs: Path, picture: Path) -> int:
    """Leave a file that stops in the middle, as after a crash; returns 1."""
    data = picture.read_bytes()
    (outputs / ODDS / "20251021_090030_interrupted.png").write_bytes(data[: round(len(data) * KEPT_SHARE)])
    return 1
