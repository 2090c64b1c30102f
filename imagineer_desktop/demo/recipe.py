"""A recipe: everything a generator was told to make one picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Lora:
    """A LoRA that took part, and how much."""

    name: str
    weight: float


@dataclass(frozen=True)
class Model:
    """A checkpoint and the settings it is usually run with."""

    name: str
    short_hash: str
    sampler: str
    scheduler: str
    steps: int
    cfg: float


@dataclass(frozen=True)
class Recipe:
    """What was asked for. `created` is UTC, `size` is width and height in px."""

    prompt: str
    negative: str
    model: Model
    seed: int
    size: tuple[int, int]
    created: datetime
    loras: tuple[Lora, ...] = ()
