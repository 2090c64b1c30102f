"""Fooocus and its descendants: JSON in `parameters` (or in EXIF, or in `Comment`) with a scheme beside it."""

from __future__ import annotations

from typing import Any

from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation, LoraUse
from imagineer_desktop.media.generation.values import (
    json_object,
    name,
    number,
    size_from_text,
    size_of,
    whole_number,
    words,
)


def read(embedded: Embedded) -> Generation | None:
    """Fooocus, Fooocus-MRE and RuinedFooocus; text in A1111's words is left to the reader of those."""
    for text in (
        embedded.texts.get("parameters"),
        embedded.comment,
        embedded.texts.get("Comment"),
        embedded.hidden,
    ):
        data = json_object(text)
        if data is not None and (program := _program(embedded, data)):
            return _record(data, program)
    return None


def _program(embedded: Embedded, data: dict[str, Any]) -> str | None:
    if "Prompt" in data and ("base_model_name" in data or data.get("software") == "RuinedFooocus"):
        return "RuinedFooocus"
    if "prompt" not in data:
        return None
    stated = f"{data.get('version') or ''} {embedded.exif.get('Software') or ''} {data.get('software') or ''}"
    if "fooocus_scheme" in embedded.texts or "metadata_scheme" in data or "Fooocus" in stated:
        return "Fooocus"
    if (
        "real_prompt" in data
        or {"base_model_name", "styles"} <= data.keys()
        or {"base_model", "performance"} <= data.keys()
    ):
        return "Fooocus"
    return None


def _record(data: dict[str, Any], program: str) -> Generation:
    return Generation(
        generator=program,
        prompt=words(_first(data, "prompt", "Prompt")),
        negative_prompt=words(_first(data, "negative_prompt", "Negative")),
        sampler=name(_first(data, "sampler", "sampler_name")),
        scheduler=name(data.get("scheduler")),
        model=name(_first(data, "base_model", "base_model_name", "model")),
        model_hash=name(data.get("base_model_hash")),
        seed=whole_number(data.get("seed")),
        steps=whole_number(data.get("steps")),
        guidance_scale=number(_first(data, "guidance_scale", "cfg", "CFG")),
        loras=_loras(data),
        size=size_from_text(data.get("resolution")) or size_of(data.get("width"), data.get("height")),
        version=name(data.get("version")),
    )


def _first(data: dict[str, Any], *keys: str) -> Any:
    return next((data[key] for key in keys if data.get(key) is not None), None)


def _loras(data: dict[str, Any]) -> tuple[LoraUse, ...]:
    """`loras` as [name, weight, hash], objects or texts; in older versions a text `name : weight` each."""
    listed = data.get("loras")
    found = [_lora(item) for item in listed] if isinstance(listed, list) else []
    found += [_lora(value) for key, value in data.items() if key.startswith("lora_combined_")]
    return tuple(use for use in found if use is not None)


def _lora(item: object) -> LoraUse | None:
    called: object
    weight: object
    if isinstance(item, str):
        called, _, weight = item.rpartition(" : ") if " : " in item else (item, "", None)
    elif isinstance(item, list) and item:
        called, weight = item[0], item[1] if len(item) > 1 else None
    elif isinstance(item, dict):
        called, weight = item.get("name"), item.get("weight")
    else:
        return None
    known = name(called)
    return LoraUse(known, number(weight)) if known else None
