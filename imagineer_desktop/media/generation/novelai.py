"""NovelAI: JSON in `Comment` beside `Software` and `Source`; in EXIF and alpha the whole set is one JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation
from imagineer_desktop.media.generation.values import (
    json_object,
    name,
    number,
    size_of,
    whole_number,
    words,
)


def read(embedded: Embedded) -> Generation | None:
    """From a PNG's texts, from EXIF, or from the alpha channel."""
    for described in _descriptions(embedded):
        comment = described.get("Comment")
        settings = comment if isinstance(comment, dict) else json_object(comment)
        if settings is not None and _is_ours(described, settings):
            return _record(described, settings)
    if embedded.texts.get("Description") and _is_ours(embedded.texts, {}):
        return _record(embedded.texts, {})
    return None


def _descriptions(embedded: Embedded) -> list[Mapping[str, Any]]:
    """The outer sets of texts, wherever they may stand."""
    found: list[Mapping[str, Any]] = [embedded.texts]
    for text in (embedded.comment, embedded.hidden):
        data = json_object(text)
        if data is not None:
            found.append(
                {
                    "Software": embedded.exif.get("Software"),
                    "Source": embedded.exif.get("DocumentName"),
                    **data,
                }
            )
            found.append({"Software": embedded.exif.get("Software"), "Comment": data})
    return found


def _is_ours(described: Mapping[str, Any], settings: dict[str, Any]) -> bool:
    named = str(described.get("Software") or "").startswith("NovelAI")
    return named or str(described.get("Source") or "").startswith("NovelAI") or "v4_prompt" in settings


def _record(described: Mapping[str, Any], settings: dict[str, Any]) -> Generation:
    prompt = (
        words(settings.get("prompt"))
        or _caption(settings, "v4_prompt")
        or words(described.get("Description"))
    )
    unwanted = words(settings.get("uc"))
    characters = _characters(settings)
    source = name(described.get("Source"))
    fingerprint = re.search(r"\s([0-9A-F]{8})$", source or "")
    return Generation(
        generator="NovelAI",
        prompt=prompt,
        negative_prompt=_caption(settings, "v4_negative_prompt") if unwanted is None else unwanted,
        sampler=name(settings.get("sampler")),
        scheduler=name(settings.get("noise_schedule")),
        model=(source or "").removesuffix(fingerprint[0] if fingerprint else "") or None,
        model_hash=fingerprint[1] if fingerprint else None,
        seed=whole_number(settings.get("seed")),
        steps=whole_number(settings.get("steps")),
        guidance_scale=number(settings.get("scale")),
        size=size_of(settings.get("width"), settings.get("height")),
        notes=tuple(f"Prompt of character {place}: {text}" for place, text in enumerate(characters, 1)),
    )


def _caption(settings: dict[str, Any], key: str) -> str | None:
    caption = _captions(settings, key).get("base_caption")
    return words(caption)


def _captions(settings: dict[str, Any], key: str) -> dict[str, Any]:
    outer = settings.get(key)
    inner = outer.get("caption") if isinstance(outer, dict) else None
    return inner if isinstance(inner, dict) else {}


def _characters(settings: dict[str, Any]) -> list[str]:
    listed = _captions(settings, "v4_prompt").get("char_captions")
    said = (
        [words(item.get("char_caption")) for item in listed if isinstance(item, dict)]
        if isinstance(listed, list)
        else []
    )
    return [text for text in said if text]
