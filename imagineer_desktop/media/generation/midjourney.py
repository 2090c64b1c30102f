"""Midjourney: one description, `prompt --ar 16:9 --v 6 Job ID: <uuid>`."""

from __future__ import annotations

import re

from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation
from imagineer_desktop.media.generation.values import whole_number, words

_JOB = re.compile(r"Job ID:\s*[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SWITCH = re.compile(r"\s--([a-z]+)(?:\s+(.*?))?(?=\s--[a-z]|$)", re.DOTALL)


def read(embedded: Embedded) -> Generation | None:
    """From `Description`, EXIF or XMP; the number of its job is what shows whose it is."""
    said = (
        embedded.texts.get("Description"),
        embedded.exif.get("ImageDescription"),
        embedded.packet.description,
    )
    for text in said:
        job = _JOB.search(text) if text else None
        if text and job:
            return _record((words(text[: job.start()]) or "").strip())
    return None


def _record(command: str) -> Generation:
    switches = dict(_SWITCH.findall(command))
    prompt = _SWITCH.sub("", command).strip()
    return Generation(
        generator="Midjourney",
        prompt=prompt,
        negative_prompt=switches.get("no") or None,
        seed=whole_number(switches.get("seed")),
        version=switches.get("v") or switches.get("niji") or None,
    )
