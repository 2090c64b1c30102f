"""How a picture was made, as one plain record whatever program made it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LoraUse:
    """One LoRA that took part. `weight` is None where the picture does not tell it."""

    name: str
    weight: float | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """What a picture says about its making; None wherever it says nothing, never a guess.

    `seed` is exact, from -2**63 to 2**64 - 1. `size` is (width, height) as the generator wrote it, not always
    that of the pixels. `raw` are the strings as found, by where they stood; `notes` say what is not told.
    """

    generator: str | None = None
    prompt: str | None = None
    negative_prompt: str | None = None
    sampler: str | None = None
    scheduler: str | None = None
    model: str | None = None
    model_hash: str | None = None
    seed: int | None = None
    steps: int | None = None
    guidance_scale: float | None = None
    loras: tuple[LoraUse, ...] = ()
    size: tuple[int, int] | None = None
    version: str | None = None
    generated_at: datetime | None = None
    raw: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
