"""What lies beside a picture: files of the same stem that say how it was made or what it shows."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.files import opened, reason
from imagineer_desktop.media.generation import Generation, a1111, imagineer, swarmui
from imagineer_desktop.media.generation.values import UnreadableError, read_json, words

LARGEST = 8 * 1024 * 1024
"""Bytes of the largest sidecar that is read."""


@dataclass(frozen=True, slots=True)
class Sidecars:
    """What the files beside one picture say. `files` are those that exist, read or not; `notes` why not.

    `lora_config` is always a JSON list of {path, name?, weight}, as the library keeps it.
    """

    generation: Generation | None = None
    caption: str | None = None
    lora_config: str | None = None
    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


def read_sidecars(picture: Path) -> Sidecars:
    """What lies beside `picture` ("a.png": a.json, a.swarm.json, a.txt, a.caption). Content never raises.

    Where two tell how it was made, Imagineer's own wins over SwarmUI's, and both over A1111's text.
    """
    found = _Findings()
    for suffix, take in (
        (".json", _take_json),
        (".swarm.json", _take_swarm),
        (".txt", _take_text),
        (".caption", _take_caption),
    ):
        path = _beside(picture, suffix)
        if path is None:
            continue
        found.files.append(path)
        try:
            take(found, read_text(path), path)
        except (MediaError, UnreadableError) as error:
            found.notes.append(f"{path.name} could not be read: {str(error).rstrip('.')}.")
    return found.result()


def read_text(path: Path) -> str:
    """A text file in whatever encoding: by its byte order mark, UTF-8, or Latin-1. Raises MediaError."""
    try:
        with opened(path) as (stream, _):
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise MediaError(reason(error)) from error
    if len(content) > LARGEST:
        raise MediaError("it is larger than 8 MiB")
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if b"\0" in content[:2]:
        return content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


@dataclass(slots=True)
class _Findings:
    generation: Generation | None = None
    caption: str | None = None
    lora_config: str | None = None
    files: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def made(self, generation: Generation | None, path: Path, text: str) -> bool:
        """Keep how the picture was made, unless a sidecar that counts more has told it already."""
        if generation is not None and self.generation is None:
            self.generation = replace(generation, raw={path.suffix.lstrip("."): words(text) or ""})
        return generation is not None

    def result(self) -> Sidecars:
        """The findings as they are handed out."""
        return Sidecars(self.generation, self.caption, self.lora_config, tuple(self.files), tuple(self.notes))


def _beside(picture: Path, suffix: str) -> Path | None:
    """The sidecar with this suffix, also in upper case, and `a.png.json` as some programs name it."""
    names = (picture.stem + suffix, picture.stem + suffix.upper(), picture.name + suffix)
    for called in names:
        try:
            path = picture.with_name(called)
            if path != picture and path.is_file():
                return path
        except (OSError, ValueError):
            continue
    return None


def _take_json(found: _Findings, text: str, path: Path) -> None:
    data = _object(text)
    if swarmui.MARK in data:
        _take_swarm(found, text, path)
        return
    if not found.made(imagineer.from_object(data), path, text):
        found.notes.append(f"{path.name} says nothing about the picture that Imagineer understands.")
    found.lora_config = imagineer.lora_config(data)


def _take_swarm(found: _Findings, text: str, path: Path) -> None:
    if not found.made(swarmui.from_object(_object(text)), path, text):
        found.notes.append(f"{path.name} could not be read: it is not what SwarmUI writes.")


def _take_text(found: _Findings, text: str, path: Path) -> None:
    """A1111's text tells how the picture was made; any other text is its caption."""
    if not found.made(a1111.parse(text), path, text):
        _take_caption(found, text, path)


def _take_caption(found: _Findings, text: str, path: Path) -> None:
    caption = (words(text) or "").strip()
    if caption and found.caption is None:
        found.caption = caption


def _object(text: str) -> dict[str, Any]:
    data = read_json(text)
    if not isinstance(data, dict):
        raise UnreadableError("it holds no names and values")
    return data
