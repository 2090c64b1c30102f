"""Stable Diffusion web UI text ("infotext"): A1111, Forge, reForge, SD.Next, and all who write like them.

The prompt, then `Negative prompt:`, then one line of settings `Steps: 20, Sampler: Euler a, ...`, where a
value is a JSON string or runs to the next comma (modules/infotext_utils.py of the web UI has the same rule).
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

from imagineer_desktop.media.generation import civitai
from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation, LoraUse
from imagineer_desktop.media.generation.values import (
    moment,
    name,
    number,
    size_from_text,
    whole_number,
    words,
)

_KEY = re.compile(r"[,\s]*([A-Za-z][\w \-/().+|]{0,80}?):\s*")
_NEGATIVE = "Negative prompt:"
_FEWEST_PAIRS = 3
_KNOWN = frozenset({"Steps", "Sampler", "Seed", "CFG scale"})
"""Cameras and people write lines of pairs too, but without these."""
_LORA = re.compile(r"<(?:lora|lyco|lycoris):([^:<>]+)(?::(?:[a-z]+=)?([-+.\d]+))?[^<>]*>", re.IGNORECASE)


def read(embedded: Embedded) -> Generation | None:
    """From a PNG's `parameters`, an EXIF user comment, or the alpha channel."""
    for text, certain in (
        (embedded.texts.get("parameters"), True),
        (embedded.comment, False),
        (embedded.hidden, True),
        (embedded.exif.get("ImageDescription"), False),
        (embedded.texts.get("Comment"), False),
    ):
        found = parse(text, certain=certain) if text else None
        if found is not None:
            return found
    return None


def parse(text: str, *, certain: bool = False) -> Generation | None:
    """Infotext as a record; None when it is not infotext.

    Text from a place that only generators write to (`certain`) may lack the settings; other text may not.
    """
    plain = (words(text) or "").replace("\r\n", "\n").strip()
    if not plain or plain[0] in "{[":
        return None
    settings, before = _split(plain)
    if not settings and not (certain or _NEGATIVE in plain):
        return None
    prompt, found, negative = (
        before.partition(_NEGATIVE) if before.startswith(_NEGATIVE) else _prompts(before)
    )
    described = Generation(
        prompt=prompt.strip(),
        negative_prompt=negative.strip() if found or settings else None,
        loras=loras_in(prompt),
    )
    return _with_settings(described, settings) if settings else described


def loras_in(prompt: str) -> tuple[LoraUse, ...]:
    """The LoRAs that a prompt names: `<lora:name:weight>`."""
    return tuple(LoraUse(found[1].strip(), number(found[2])) for found in _LORA.finditer(prompt))


def pairs(line: str) -> dict[str, str]:
    """The settings of one line, by key; {} when it is not such a line."""
    found: dict[str, str] = {}
    place = 0
    while match := _KEY.match(line, place):
        value, place = _value(line, match.end())
        found.setdefault(match[1].strip(), value)
    return found


def _value(line: str, start: int) -> tuple[str, int]:
    if line[start : start + 1] in ('"', "[", "{"):
        try:
            value, end = json.JSONDecoder().raw_decode(line, start)
        except (ValueError, RecursionError):
            pass
        else:
            return (value if isinstance(value, str) else line[start:end]), end
    end = line.find(",", start)
    end = len(line) if end < 0 else end
    return line[start:end].strip(), end


def _split(text: str) -> tuple[dict[str, str], str]:
    """The settings and all before them. Extensions add lines after them, so the last that fits counts."""
    lines = text.split("\n")
    for index in range(len(lines) - 1, -1, -1):
        if ":" not in lines[index]:
            continue
        found = pairs(lines[index])
        if len(found) >= _FEWEST_PAIRS and not _KNOWN.isdisjoint(found):
            return found, "\n".join(lines[:index])
    return {}, text


def _prompts(before: str) -> tuple[str, str, str]:
    return before.partition("\n" + _NEGATIVE)


def _with_settings(described: Generation, settings: dict[str, str]) -> Generation:
    listed_model, listed_loras = civitai.resources(settings.get("Civitai resources"))
    return replace(
        described,
        generator=_generator(settings),
        sampler=name(settings.get("Sampler")),
        scheduler=name(settings.get("Schedule type") or settings.get("Scheduler")),
        model=name(settings.get("Model")) or listed_model,
        loras=described.loras or listed_loras,
        model_hash=name(settings.get("Model hash")),
        seed=whole_number(settings.get("Seed")),
        steps=whole_number(settings.get("Steps")),
        guidance_scale=number(settings.get("CFG scale")),
        size=size_from_text(settings.get("Size")),
        version=name(settings.get("Version")),
        generated_at=moment(settings.get("Created Date")),
    )


def _generator(settings: dict[str, str]) -> str | None:
    version = settings.get("Version", "")
    if "App" in settings:
        return name(settings["App"])
    for mark, generator in _VERSIONS:
        if re.match(mark, version):
            return generator
    return "Civitai" if "Civitai resources" in settings else "Stable Diffusion web UI"


_VERSIONS = (
    ("ComfyUI", "ComfyUI"),
    ("Fooocus", "Fooocus"),
    ("neo", "Forge Neo"),
    ("classic", "Forge Classic"),
    (r"f\d.*RC", "reForge"),
    (r"f\d", "Forge"),
    (r"v?\d+\.\d+", "A1111"),
)
