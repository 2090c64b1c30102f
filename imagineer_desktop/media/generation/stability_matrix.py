"""Stability Matrix: `parameters-json` beside a copy in A1111's words and its own ComfyUI graph."""

from __future__ import annotations

from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation
from imagineer_desktop.media.generation.values import (
    json_object,
    name,
    number,
    size_of,
    whole_number,
    words,
)


def read(embedded: Embedded) -> Generation | None:
    """From `parameters-json`, all that the user entered; the graph may have lost part of the prompt."""
    data = json_object(embedded.texts.get("parameters-json"))
    if data is None or "PositivePrompt" not in data:
        return None
    return Generation(
        generator="Stability Matrix",
        prompt=words(data.get("PositivePrompt")),
        negative_prompt=words(data.get("NegativePrompt")),
        sampler=name(data.get("Sampler")),
        scheduler=name(data.get("Scheduler")),
        model=name(data.get("ModelName")),
        model_hash=name(data.get("ModelHash")),
        seed=whole_number(data.get("Seed")),
        steps=whole_number(data.get("Steps")),
        guidance_scale=number(data.get("CfgScale")),
        size=size_of(data.get("Width"), data.get("Height")),
    )
