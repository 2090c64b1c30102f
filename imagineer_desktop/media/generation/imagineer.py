"""Imagineer: the sidecar `.json` that the web application wrote beside each picture."""

from __future__ import annotations

import json
from pathlib import PureWindowsPath
from typing import Any

from imagineer_desktop.media.generation.generation import Generation, LoraUse
from imagineer_desktop.media.generation.values import (
    moment,
    name,
    number,
    size_of,
    whole_number,
    words,
)

_OURS = frozenset(
    {"prompt", "negative_prompt", "steps", "guidance_scale", "seed", "timestamp", "lora", "loras"}
)


def from_object(data: dict[str, Any]) -> Generation | None:
    """The record of a parsed sidecar; None when it is some other JSON."""
    if data.keys().isdisjoint(_OURS):
        return None
    return Generation(
        generator="Imagineer",
        prompt=words(data.get("prompt")),
        negative_prompt=words(data.get("negative_prompt")),
        scheduler=name(data.get("scheduler")),
        model=name(data.get("model")),
        seed=whole_number(data.get("seed")),
        steps=whole_number(data.get("steps")),
        guidance_scale=number(data.get("guidance_scale")),
        loras=tuple(use for item in loras_of(data) if (use := _use(item)) is not None),
        size=size_of(data.get("width"), data.get("height")),
        generated_at=moment(data.get("timestamp")),
    )


def loras_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The LoRAs as objects: `loras` is a list of two or more, `lora` exactly one."""
    listed = data.get("loras")
    items = listed if isinstance(listed, list) else []
    return [item for item in (*items, data.get("lora")) if isinstance(item, dict)]


def lora_config(data: dict[str, Any]) -> str | None:
    """The LoRAs as the JSON list that the library keeps; None when there are none."""
    items = loras_of(data)
    return words(json.dumps(items, ensure_ascii=False)) if items else None


def _use(item: dict[str, Any]) -> LoraUse | None:
    path = name(item.get("path"))
    called = name(item.get("name")) or (PureWindowsPath(path).stem if path else None)
    return LoraUse(called, number(item.get("weight")), path) if called else None
