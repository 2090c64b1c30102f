"""Draw Things: JSON in the user comment of an XMP packet whose creator tool it is."""

from __future__ import annotations

from typing import Any

from imagineer_desktop.media.generation import a1111
from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation, LoraUse
from imagineer_desktop.media.generation.values import (
    json_object,
    name,
    number,
    size_from_text,
    whole_number,
    words,
)

_FIELDS = frozenset({"c", "model", "sampler", "scale", "seed", "steps"})


def read(embedded: Embedded) -> Generation | None:
    """From the XMP of a PNG or a JPEG; some exports keep only the comment, in EXIF."""
    packet = embedded.packet
    tool = packet.fields.get("CreatorTool", "") or embedded.exif.get("Software", "")
    data = _comment(packet.fields.get("UserComment")) or _comment(embedded.comment)
    if data is not None and (tool.startswith("Draw Things") or data.keys() >= _FIELDS):
        return _record(data)
    return _described(packet.description) if tool.startswith("Draw Things") else None


def _comment(text: str | None) -> dict[str, Any] | None:
    """The JSON object, which the name of an alphabet may stand before."""
    data = json_object(text[text.index("{") :]) if text and "{" in text else None
    return data if data is not None and "c" in data else None


def _record(data: dict[str, Any]) -> Generation:
    return Generation(
        generator="Draw Things",
        prompt=words(data.get("c")),
        negative_prompt=words(data.get("uc")),
        sampler=name(data.get("sampler")),
        model=name(data.get("model")),
        seed=whole_number(data.get("seed")),
        steps=whole_number(data.get("steps")),
        guidance_scale=number(data.get("scale")),
        loras=_loras(data.get("lora")),
        size=size_from_text(data.get("size")),
    )


def _described(text: str | None) -> Generation | None:
    """The description's words: the prompt, the negative prompt after a hyphen, and a line of settings."""
    *said, last = (words(text) or "").strip().splitlines() or [""]
    settings = a1111.pairs(last)
    if not {"Steps", "Seed"} <= settings.keys():
        return None
    prompt, hyphen, unwanted = "\n".join(("", *said)).partition("\n-")
    return Generation(
        generator="Draw Things",
        prompt=prompt.strip(),
        negative_prompt=unwanted.strip() if hyphen else "",
        sampler=name(settings.get("Sampler")),
        model=name(settings.get("Model")),
        seed=whole_number(settings.get("Seed")),
        steps=whole_number(settings.get("Steps")),
        guidance_scale=number(settings.get("Guidance Scale") or settings.get("CFG scale")),
        size=size_from_text(settings.get("Size")),
    )


def _loras(listed: object) -> tuple[LoraUse, ...]:
    items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return tuple(
        LoraUse(called, number(item.get("weight"))) for item in items if (called := name(item.get("model")))
    )
