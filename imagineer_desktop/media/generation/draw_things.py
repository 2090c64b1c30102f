"""Draw Things: JSON in the user comment of an XMP packet whose creator tool it is."""

from __future__ import annotations

from imagineer_desktop.media.generation import xmp
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


def read(embedded: Embedded) -> Generation | None:
    """From the XMP of a PNG or a JPEG; some exports keep only the comment, in EXIF."""
    packet = xmp.fields(embedded.xmp)
    ours = (
        packet.get("CreatorTool", "").startswith("Draw Things")
        or embedded.exif.get("Software") == "Draw Things"
    )
    data = json_object(packet.get("UserComment")) or json_object(embedded.comment)
    if not ours or data is None or "c" not in data:
        return None
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


def _loras(listed: object) -> tuple[LoraUse, ...]:
    items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return tuple(
        LoraUse(called, number(item.get("weight"))) for item in items if (called := name(item.get("model")))
    )
