"""Civitai: `extraMetadata` in a ComfyUI graph, and the `Civitai resources` of text in A1111's words."""

from __future__ import annotations

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


def read(embedded: Embedded) -> Generation | None:
    """From `extraMetadata`, which holds also for pictures that the graph only made larger."""
    for text in (embedded.comment, embedded.texts.get("prompt"), embedded.texts.get("parameters")):
        data = json_object(text) if text and "extraMetadata" in text else None
        extra = _extra(data) if data is not None else None
        if extra is not None:
            return _record(extra)
    return None


def _extra(data: dict[str, Any]) -> dict[str, Any] | None:
    value = data.get("extraMetadata")
    if value is None and isinstance(data.get("extra"), dict):
        value = data["extra"].get("extraMetadata")
    found = json_object(value) if isinstance(value, str) else value
    return found if isinstance(found, dict) and "prompt" in found else None


def _record(extra: dict[str, Any]) -> Generation:
    return Generation(
        generator="Civitai",
        prompt=words(extra.get("prompt")),
        negative_prompt=words(extra.get("negativePrompt")),
        sampler=name(extra.get("sampler")),
        scheduler=name(extra.get("scheduler")),
        model=name(extra.get("baseModel")),
        seed=whole_number(extra.get("seed")),
        steps=whole_number(extra.get("steps")),
        guidance_scale=number(extra.get("cfgScale")),
        size=size_of(extra.get("width"), extra.get("height")),
    )


def resources(listed: str | None) -> tuple[str | None, tuple[LoraUse, ...]]:
    """The model and the LoRAs of a list of Civitai's resources."""
    try:
        items = read_json(listed) if listed else []
    except UnreadableError:
        return None, ()
    known = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    models = [name(item.get("modelName")) for item in known if _kind(item) == "checkpoint"]
    loras = [
        LoraUse(called, number(item.get("weight")))
        for item in known
        if _kind(item) in ("lora", "lycoris", "locon", "dora") and (called := name(item.get("modelName")))
    ]
    return next(iter(models), None), tuple(loras)


def _kind(item: dict[str, Any]) -> str:
    """A resource's type, also where only its address tells it ("urn:air:sdxl:lora:civitai:1@2")."""
    address = str(item.get("air") or "").split(":")
    return str(item.get("type") or (address[3] if len(address) > 3 else "")).lower()
