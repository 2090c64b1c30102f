"""Stable Diffusion web UI text ("infotext"): A1111, Forge, reForge, SD.Next, and all who write like them.

The prompt, then `Negative prompt:`, then one line of settings `Steps: 20, Sampler: Euler a, ...`, where a
value is a JSON string or runs to the next comma (modules/infotext_utils.py of the web UI has the same rule).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

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

_SEPARATORS = re.compile(r"[,\s]*")
_KEY = re.compile(r"(\w[\w \-/().+|]{0,80}?):\s*")
_QUOTED = re.compile(r'"((?:\\.|[^\\"])*)"(?=\s*(?:,|$))')
_NEGATIVE = "Negative prompt:"
_NEGATIVE_LINE = re.compile(rf"^[ \t]*{_NEGATIVE}", re.MULTILINE)
_IN_THE_LINE = re.compile(r"(?:^|\s)(?=Steps: ?\d{1,6}, ?[A-Z][\w ]{0,40}: )")
_LONGEST_SETTINGS = 1024 * 1024
_FEWEST_PAIRS = 3
_MOST_LINES = 1000
_KNOWN = frozenset({"Steps", "Sampler", "Seed", "CFG scale"})
"""Cameras and people write lines of pairs too, but without these."""
_LORA = re.compile(
    r"<(?:lora|lyco|lycoris):([^:<>]{1,200})(?::(?:[a-z]{1,9}=)?([-+.\d]{1,20}))?[^<>]{0,200}>", re.IGNORECASE
)
_NOT_HERE = frozenset({"parameters", "prompt", "workflow"})


def read(embedded: Embedded) -> Generation | None:
    """From a PNG's `parameters`, the user comment, the alpha channel; else from any text with settings."""
    for text, certain in (
        (embedded.texts.get("parameters"), True),
        (embedded.comment, False),
        (embedded.hidden, True),
    ):
        found = parse(text, certain=certain, in_one_line=True) if text else None
        if found is not None:
            return found
    for text in _elsewhere(embedded):
        if "Steps:" in text and (found := parse(text)) is not None and found.generator is not None:
            return found
    return None


def _elsewhere(embedded: Embedded) -> Iterator[str]:
    yield from (text for key, text in embedded.texts.items() if key not in _NOT_HERE)
    yield from embedded.exif.values()
    yield embedded.packet.description or ""


def parse(text: str, *, certain: bool = False, in_one_line: bool = False) -> Generation | None:
    """Infotext as a record; None when it is not infotext.

    Text from a place that only generators write to (`certain`) may lack the settings; other text may not.
    `in_one_line`: the settings need not begin a line, for some programs make one line of all.
    """
    plain = (words(text) or "").replace("\r\n", "\n").strip()
    settings, before = _split(plain)
    if not settings and (not plain or plain[0] in "{["):
        return None  # JSON; a prompt may begin like it, with a choice of words
    if not settings and in_one_line:
        settings, before = _split_in_the_line(plain)
    if not (certain or _NEGATIVE in plain or whole_number(settings.get("Steps")) is not None):
        return None
    prompt, negative = _prompts(before, inline=bool(settings) and "\n" not in plain)
    if not settings:
        return Generation(prompt=prompt, negative_prompt=negative, loras=loras_in(prompt))
    return _with_settings(prompt, negative or "", settings)


def loras_in(prompt: str) -> tuple[LoraUse, ...]:
    """The LoRAs that a prompt names: `<lora:name:weight>`."""
    return tuple(LoraUse(found[1].strip(), number(found[2])) for found in _LORA.finditer(prompt))


def pairs(line: str) -> dict[str, str]:
    """The settings of a line, by key; {} when it does not begin with one. What is no pair is passed over."""
    found: dict[str, str] = {}
    place = _after_separators(line, 0) if len(line) <= _LONGEST_SETTINGS else len(line)
    while place < len(line):
        match = _KEY.match(line, place)
        if match:
            value, place = _value(line, match.end())
            found.setdefault(match[1].strip(), value)
        elif not found or (place := line.find(",", place)) < 0:
            break
        place = _after_separators(line, place)
    return found


def _after_separators(line: str, place: int) -> int:
    found = _SEPARATORS.match(line, place)
    return found.end() if found else place


def _value(line: str, start: int) -> tuple[str, int]:
    if line[start : start + 1] in ('"', "[", "{"):
        try:
            value, end = json.JSONDecoder().raw_decode(line, start)
        except (ValueError, RecursionError):
            # A Windows path in quotes is no JSON.
            if quoted := _QUOTED.match(line, start):
                return quoted[1], quoted.end()
        else:
            return (value if isinstance(value, str) else line[start:end]), end
    end = line.find(",", start)
    end = len(line) if end < 0 else end
    return line[start:end].strip(), end


def _split(text: str) -> tuple[dict[str, str], str]:
    """The settings and all before them. Extensions add lines after them, so the last that fits counts."""
    end = len(text)
    for _ in range(_MOST_LINES):
        if end <= 0:
            break
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end]
        if ":" in line and _are_settings(found := pairs(line)):
            return found, text[: max(0, start - 1)]
        end = start - 1
    return {}, text


def _split_in_the_line(text: str) -> tuple[dict[str, str], str]:
    """The settings where they stand in the line of the prompt: they begin with the steps."""
    for begin in reversed([match.end() for match in _IN_THE_LINE.finditer(text)][-8:]):
        found = pairs(text[begin:])
        if _are_settings(found):
            return found, text[:begin]
    return {}, text


def _are_settings(found: dict[str, str]) -> bool:
    return len(found) >= _FEWEST_PAIRS and not _KNOWN.isdisjoint(found)


def _prompts(before: str, *, inline: bool) -> tuple[str, str | None]:
    """The prompt and the negative prompt, which begins a line, where there are lines; None without one."""
    begin = _NEGATIVE_LINE.search(before)
    if begin:
        return before[: begin.start()].strip(), before[begin.end() :].strip()
    if inline and _NEGATIVE in before:
        prompt, _, negative = before.partition(_NEGATIVE)
        return prompt.strip(), negative.strip()
    return before.strip(), None


def _with_settings(prompt: str, negative: str, settings: dict[str, str]) -> Generation:
    listed_model, listed_loras = civitai.resources(settings.get("Civitai resources"))
    return Generation(
        generator=_generator(settings),
        prompt=prompt,
        negative_prompt=negative,
        sampler=name(settings.get("Sampler")),
        scheduler=name(settings.get("Schedule type") or settings.get("Scheduler")),
        model=name(settings.get("Model")) or listed_model,
        loras=loras_in(prompt) or listed_loras,
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
