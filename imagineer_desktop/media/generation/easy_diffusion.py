"""Easy Diffusion: one PNG text a field, or all fields as JSON in the EXIF user comment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation, LoraUse
from imagineer_desktop.media.generation.values import (
    UnreadableError,
    json_object,
    name,
    number,
    read_json,
    size_of,
    whole_number,
    words,
)

_MODEL = ("use_stable_diffusion_model", "Stable Diffusion model")

_LINE = re.compile(
    r"(Prompt|Negative Prompt|Seed|Steps|Width|Height|Guidance Scale|Sampler|Scheduler|Clip Skip|"
    r"[A-Z][A-Za-z -]{0,30} (?:models?|Strength|Filter|Tiling|Correction|Upscaling|By|Guidance)): ?(.*)"
)


def read(embedded: Embedded) -> Generation | None:
    """From the fields, under the names of the settings or under the labels of the window."""
    return from_fields(embedded.texts) or from_fields(json_object(embedded.comment))


def from_fields(fields: Mapping[str, Any] | None) -> Generation | None:
    """The record of fields that are Easy Diffusion's, also from a sidecar `.json`; None for others."""
    return _record(fields) if fields and any(key in fields for key in _MODEL) else None


def from_text(text: str) -> Generation | None:
    """The record of a sidecar `.txt`, a field a line ("Seed: 17"); None for any other text."""
    fields: dict[str, str] = {}
    label = ""
    for line in text.splitlines():
        found = _LINE.match(line)
        if found:
            label = found[1]
            fields.setdefault(label, found[2])
        elif label:
            fields[label] += f"\n{line}"
    return from_fields(fields) if {"Seed", "Steps"} <= fields.keys() else None


def _record(fields: Mapping[str, Any]) -> Generation:
    return Generation(
        generator="Easy Diffusion",
        prompt=words(_first(fields, "prompt", "Prompt")),
        negative_prompt=words(_first(fields, "negative_prompt", "Negative Prompt")),
        sampler=name(_first(fields, "sampler_name", "Sampler")),
        scheduler=name(_first(fields, "scheduler_name", "Scheduler")),
        model=_bare(_first(fields, *_MODEL)),
        seed=whole_number(_first(fields, "seed", "Seed")),
        steps=whole_number(_first(fields, "num_inference_steps", "Steps")),
        guidance_scale=number(_first(fields, "guidance_scale", "Guidance Scale")),
        loras=_loras(fields),
        size=size_of(_first(fields, "width", "Width"), _first(fields, "height", "Height")),
    )


def _first(fields: Mapping[str, Any], *keys: str) -> Any:
    return next((fields[key] for key in keys if fields.get(key) is not None), None)


def _bare(path: object) -> str | None:
    """A model is written with the path it has on the machine that made the picture."""
    return name(re.split(r"[/\\]", path)[-1]) if isinstance(path, str) else None


def _loras(fields: Mapping[str, Any]) -> tuple[LoraUse, ...]:
    models = _list(_first(fields, "use_lora_model", "LoRA model"))
    weights = _list(_first(fields, "lora_alpha", "LoRA Strength"))
    return tuple(
        LoraUse(called, number(weights[place]) if place < len(weights) else None)
        for place, model in enumerate(models)
        if (called := _bare(model)) and called != "None"
    )


def _list(value: object) -> list[object]:
    """One value, a list, or a list written as text."""
    if isinstance(value, str) and value.strip().startswith("["):
        try:
            value = read_json(value.replace("'", '"'))
        except UnreadableError:
            return []
    if isinstance(value, list):
        return value
    return [] if value in (None, "") else [value]
