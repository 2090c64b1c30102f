"""Whether a description is a person's caption, or the prompt that a program wrote there."""

from __future__ import annotations

import re

from imagineer_desktop.media.generation import a1111, c2pa
from imagineer_desktop.media.generation.generation import Generation
from imagineer_desktop.media.generation.values import words
from imagineer_desktop.media.generation.xmp import Packet

_GENERATORS = (
    "Draw Things", "Midjourney", "NovelAI", "InvokeAI", "ComfyUI", "Fooocus", "SwarmUI", "Stable Diffusion",
    "DALL", "OpenAI", "Firefly", "Adobe Firefly", "Imagineer",
)  # fmt: skip
_SWITCHES = re.compile(
    r"\s--(?:ar|aspect|v|version|niji|stylize|s|chaos|c|seed|no|q|style|raw|sref|profile)\b"
)
_SETTINGS = re.compile(r"\b(?:Negative prompt|Steps|Sampler|CFG scale|Guidance Scale|Seed|Job ID):\s*\S")
_TOLD_BY_THE_START = 40
"""Letters that two texts must share from their first on before one is taken for a part of the other."""


def caption_in(packet: Packet, *made: Generation | None) -> str | None:
    """The packet's description as a caption; None where there is none, and where it is a prompt.

    `made` is what is known of the picture's making. In doubt there is no caption: a prompt shown as one
    would go into training sets.
    """
    text = (words(packet.description) or "").strip()
    if not text or _written_by_a_generator(text, packet):
        return None
    known = [one for one in made if one is not None]
    if any(one.generator in ("Draw Things", "Midjourney") for one in known):
        return None
    return None if any(_same(text, one.prompt) for one in known) else text


def _written_by_a_generator(text: str, packet: Packet) -> bool:
    return (
        packet.fields.get("CreatorTool", "").startswith(_GENERATORS)
        or c2pa.declared_by(packet) == c2pa.DECLARED
        or text[0] in "{["
        or _SWITCHES.search(text) is not None
        or _SETTINGS.search(text) is not None
        or a1111.parse(text) is not None
    )


def _same(text: str, prompt: str | None) -> bool:
    """Equal but for white space, or one the beginning of the other: descriptions are cut off, or go on."""
    shorter, longer = sorted((" ".join(text.split()), " ".join((prompt or "").split())), key=len)
    if shorter == longer:
        return True
    return len(shorter) >= _TOLD_BY_THE_START and longer.startswith(shorter)
