"""InvokeAI: `invokeai_metadata` since version 3, `sd-metadata` in 2, the command line (`Dream`) in 1."""

from __future__ import annotations

import re
from typing import Any

from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation, LoraUse
from imagineer_desktop.media.generation.values import (
    json_object,
    name,
    number,
    size_of,
    whole_number,
    words,
)

_COMMAND = re.compile(r'\s*(?:"((?:\\.|[^"\\])*)"|((?:(?!\s-[a-zA-Z]).)*))(.*)', re.DOTALL)
_SWITCH = re.compile(r"(?:^|\s)-([a-zA-Z])\s*(?!-[a-zA-Z-])(\S+)")


def read(embedded: Embedded) -> Generation | None:
    """From whichever of the three texts there is, the newest first."""
    if (data := json_object(embedded.texts.get("invokeai_metadata"))) is not None:
        return _from_metadata(data)
    if (data := json_object(embedded.texts.get("sd-metadata"))) is not None:
        return _from_version_2(data)
    command = embedded.texts.get("Dream")
    return _from_command(command) if command else None


def _from_metadata(data: dict[str, Any]) -> Generation:
    model = data.get("model")
    described = model if isinstance(model, dict) else {"name": model}
    return Generation(
        generator="InvokeAI",
        prompt=words(data.get("positive_prompt")),
        negative_prompt=words(data.get("negative_prompt")),
        scheduler=name(data.get("scheduler")),
        model=name(described.get("name") or described.get("model_name")),
        model_hash=name(described.get("hash")),
        seed=whole_number(data.get("seed")),
        steps=whole_number(_first(data, "steps", "num_steps")),
        guidance_scale=number(_first(data, "cfg_scale", "guidance")),
        loras=_loras(data.get("loras")),
        size=size_of(data.get("width"), data.get("height")),
        version=name(data.get("app_version")),
    )


def _first(data: dict[str, Any], *keys: str) -> Any:
    """FLUX is guided by another number than its elders, under another name."""
    return next((data[key] for key in keys if data.get(key) is not None), None)


def _loras(listed: object) -> tuple[LoraUse, ...]:
    uses = []
    for item in listed if isinstance(listed, list) else []:
        if not isinstance(item, dict):
            continue
        model = item.get("model") or item.get("lora")
        described = model if isinstance(model, dict) else {"name": model}
        called = name(described.get("name") or described.get("model_name"))
        if called:
            uses.append(LoraUse(called, number(item.get("weight"))))
    return tuple(uses)


def _from_version_2(data: dict[str, Any]) -> Generation | None:
    several = data.get("images")
    image = several[0] if isinstance(several, list) and several else data.get("image")
    if not isinstance(image, dict):
        return None
    prompt, negative = _without_brackets(_prompt_of(image.get("prompt")))
    return Generation(
        generator="InvokeAI",
        prompt=prompt,
        negative_prompt=negative,
        sampler=name(image.get("sampler")),
        model=name(data.get("model_weights") or data.get("model")),
        model_hash=name(data.get("model_hash")),
        seed=whole_number(image.get("seed")),
        steps=whole_number(image.get("steps")),
        guidance_scale=number(image.get("cfg_scale")),
        size=size_of(image.get("width"), image.get("height")),
        version=name(data.get("app_version")),
    )


def _prompt_of(value: object) -> str | None:
    """A text, or a list of weighted parts."""
    if isinstance(value, list):
        parts = [words(part.get("prompt")) for part in value if isinstance(part, dict)]
        return ", ".join(part for part in parts if part) or None
    return words(value)


def _without_brackets(prompt: str | None) -> tuple[str | None, str | None]:
    """Version 1 and 2 keep the negative prompt in square brackets inside the prompt."""
    if prompt is None:
        return None, None
    wanted: list[str] = []
    unwanted: list[str] = []
    depth, escaped = 0, False
    for letter in prompt:
        if letter in "[]" and not escaped:
            depth = max(0, depth + (1 if letter == "[" else -1))
            unwanted += ", " if letter == "[" and depth == 1 and unwanted else ""
            wanted += " " if letter == "[" and depth == 1 else ""
        else:
            (unwanted if depth else wanted).append(letter)
        escaped = letter == "\\" and not escaped
    if "[" not in prompt:
        return prompt.strip(), ""
    return re.sub(" +", " ", "".join(wanted)).strip(), "".join(unwanted).strip()


def _from_command(command: str) -> Generation | None:
    parts = _COMMAND.match(words(command) or "")
    if parts is None:
        return None
    said = parts[2] if parts[1] is None else parts[1].replace('\\"', '"')
    prompt, negative = _without_brackets(said)
    given = dict(_SWITCH.findall(parts[3]))
    if not given:
        return None
    return Generation(
        generator="InvokeAI",
        prompt=prompt,
        negative_prompt=negative,
        sampler=name(given.get("A")),
        seed=whole_number(given.get("S")),
        steps=whole_number(given.get("s")),
        guidance_scale=number(given.get("C")),
        size=size_of(given.get("W"), given.get("H")),
    )
