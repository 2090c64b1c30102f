"""TensorArt: `generation_data` JSON (it may end in NULs) beside the ComfyUI graph that really ran."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from imagineer_desktop.media.generation import comfyui
from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation, LoraUse
from imagineer_desktop.media.generation.values import (
    json_object,
    name,
    number,
    size_of,
    whole_number,
    words,
)


def read(embedded: Embedded) -> Generation | None:
    """What the user asked for; the graph tells the seed where -1 was asked, which means any."""
    data = json_object(embedded.texts.get("generation_data"))
    if data is None or "prompt" not in data:
        return None
    asked = _asked(data)
    ran = comfyui.read(embedded)
    if ran is None:
        return replace(asked, seed=_told(asked.seed))
    return replace(
        asked,
        seed=ran.seed if _told(asked.seed) is None else asked.seed,
        steps=ran.steps if asked.steps is None else asked.steps,
        guidance_scale=ran.guidance_scale if asked.guidance_scale is None else asked.guidance_scale,
        sampler=asked.sampler or ran.sampler,
        scheduler=asked.scheduler or ran.scheduler,
    )


def _told(seed: int | None) -> int | None:
    return None if seed == -1 else seed


def _asked(data: dict[str, Any]) -> Generation:
    base = data.get("baseModel")
    model = base if isinstance(base, dict) else {}
    return Generation(
        generator="TensorArt",
        prompt=words(data.get("prompt")),
        negative_prompt=words(data.get("negativePrompt")),
        sampler=name(data.get("samplerName") or data.get("ksamplerName")),
        scheduler=name(data.get("schedule")),
        model=name(model.get("modelFileName") or model.get("label")),
        model_hash=name(model.get("hash")),
        seed=whole_number(data.get("seed")),
        steps=whole_number(data.get("steps")),
        guidance_scale=number(data.get("cfgScale")),
        loras=_loras(data.get("models")),
        size=size_of(data.get("width"), data.get("height")),
    )


def _loras(listed: object) -> tuple[LoraUse, ...]:
    items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return tuple(
        LoraUse(called, number(item.get("weight")))
        for item in items
        if item.get("type") == "LORA" and (called := name(item.get("modelFileName") or item.get("label")))
    )
