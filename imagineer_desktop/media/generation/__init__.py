"""What a picture says about its making, whichever program made it; one module a family."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from imagineer_desktop.media.generation import (
    a1111,
    c2pa,
    civitai,
    comfyui,
    draw_things,
    easy_diffusion,
    fooocus,
    huggingface,
    invokeai,
    midjourney,
    novelai,
    stability_matrix,
    swarmui,
    tensorart,
)
from imagineer_desktop.media.generation.captions import caption_in
from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation, LoraUse
from imagineer_desktop.media.generation.values import words

__all__ = ["Embedded", "Generation", "LoraUse", "caption_in", "raw_strings", "read_generation"]

_FAMILIES: tuple[Callable[[Embedded], Generation | None], ...] = (
    swarmui.read,
    invokeai.read,
    novelai.read,
    stability_matrix.read,
    tensorart.read,
    easy_diffusion.read,
    draw_things.read,
    fooocus.read,
    huggingface.read,
    civitai.read,
    comfyui.read,
    a1111.read,
    midjourney.read,
    c2pa.read,
)
"""Families whose marks only they have come first; those that write like others (A1111's words) last."""


def read_generation(embedded: Embedded) -> Generation | None:
    """What a picture's strings say about its making; None for nothing. Their content never raises."""
    for read in _FAMILIES:
        found = read(embedded)
        if found is not None:
            declared = c2pa.declaration(embedded)
            notes = (*found.notes, *((declared,) if declared else ()), *embedded.notes)
            return replace(found, raw=raw_strings(embedded), notes=tuple(dict.fromkeys(notes)))
    return None


def raw_strings(embedded: Embedded) -> dict[str, str]:
    """All strings as found, by where they stood, fit to be stored as JSON."""
    found = {**embedded.texts, **{f"exif:{tag}": text for tag, text in embedded.exif.items()}}
    found |= {"xmp": embedded.xmp or "", "alpha": embedded.hidden or ""}
    return {words(key) or "": words(text) or "" for key, text in found.items() if text}
