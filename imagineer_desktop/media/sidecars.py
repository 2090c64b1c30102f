"""What lies beside a picture: files of the same stem that say how it was made or what it shows."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.files import NoFileError, opened, reason
from imagineer_desktop.media.generation import Generation, a1111, easy_diffusion, imagineer, swarmui
from imagineer_desktop.media.generation.values import UnreadableError, read_json, words
from imagineer_desktop.media.generation.xmp import Packet, read_packet

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
    packets: tuple[Packet, ...] = ()
    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


NOTHING = Sidecars()


def read_sidecars(picture: Path, beside: Sequence[str] | None = None) -> Sidecars:
    """What lies beside `picture` ("a.png": a.json, a.swarm.json, a.txt, a.caption, a.xmp, a.png.json ...).

    `beside` are names of its folder, which may be those of any files; None to look there. Where two tell how
    it was made, Imagineer's own wins over SwarmUI's, and both over a text. Content never raises.
    """
    names = _names(picture) if beside is None else beside
    if not names:
        return NOTHING
    found = _Findings()
    for suffix, take in _TAKERS.items():
        path = _beside(picture, suffix, names)
        if path is None:
            continue
        try:
            text = read_text(path)
        except NoFileError:
            continue
        except MediaError as error:
            found.files.append(path)
            found.cannot_read(path, error)
            continue
        found.files.append(path)
        try:
            take(found, text, path)
        except UnreadableError as error:
            found.cannot_read(path, error)
    return found.result()


def sidecar_of(name: str) -> str | None:
    """The stem or the name of the picture that a file of this name would be a sidecar of; None if it is none.

    ("a.swarm.json" and "a.JSON": "a"; "a.png.txt": "a.png"; "a.png": None.)
    """
    low = name.lower()
    return next((name[: -len(suffix)] for suffix in SUFFIXES if low.endswith(suffix)), None)


def read_text(path: Path) -> str:
    """A text file in whatever encoding: by its byte order mark, UTF-8, or Latin-1. Raises MediaError."""
    try:
        with opened(path) as (stream, state):
            content = b"" if state.st_size > LARGEST else stream.read(LARGEST + 1)
    except OSError as error:
        raise MediaError(reason(error)) from error
    if state.st_size > LARGEST or len(content) > LARGEST:
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
    packets: list[Packet] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def made(self, generation: Generation | None, path: Path, text: str) -> bool:
        """Keep how the picture was made, unless a sidecar that counts more has told it already."""
        if generation is not None and self.generation is None:
            self.generation = replace(generation, raw={path.suffix.lstrip("."): words(text) or ""})
        return generation is not None

    def cannot_read(self, path: Path, error: Exception) -> None:
        """Note a file that is there and says nothing, and why."""
        self.notes.append(f"{_shown(path)} could not be read: {str(error).rstrip('.')}.")

    def result(self) -> Sidecars:
        """The findings as they are handed out."""
        return Sidecars(
            self.generation,
            self.caption,
            self.lora_config,
            tuple(self.packets),
            tuple(self.files),
            tuple(self.notes),
        )


def _shown(path: Path) -> str:
    return os.fsencode(path.name).decode("utf-8", "backslashreplace")


def _names(picture: Path) -> list[str]:
    """The names of sidecars that exist: with their suffix as it is or in upper case."""
    stems = (picture.name, picture.stem)
    names = (stem + ending for suffix in _TAKERS for stem in stems for ending in (suffix, suffix.upper()))
    folder = os.fspath(picture.parent)
    return [name for name in names if _is_there(os.path.join(folder, name))]  # noqa: PTH118 - 20 a picture


def _is_there(path: str) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises for names that are too long


def _beside(picture: Path, suffix: str, names: Sequence[str]) -> Path | None:
    """The sidecar with this suffix in any case; the whole name ("a.png.txt") comes before the stem."""
    own = picture.name
    for stem in (own, picture.stem):
        for name in names:
            if name.startswith(stem) and name[len(stem) :].lower() == suffix and name != own:
                return picture.with_name(name)
    return None


def _take_json(found: _Findings, text: str, path: Path) -> None:
    data = _object(text)
    if swarmui.MARK in data:
        _take_swarm(found, text, path)
        return
    made = easy_diffusion.from_fields(data) or imagineer.from_object(data)
    if not found.made(made, path, text):
        found.notes.append(f"{_shown(path)} says nothing about the picture that Imagineer understands.")
    found.lora_config = imagineer.lora_config(data)


def _take_swarm(found: _Findings, text: str, path: Path) -> None:
    if not found.made(swarmui.from_object(_object(text)), path, text):
        found.notes.append(f"{_shown(path)} could not be read: it is not what SwarmUI writes.")


def _take_text(found: _Findings, text: str, path: Path) -> None:
    """Text in the words of A1111 or Easy Diffusion tells of the making; any other is the caption."""
    if not found.made(easy_diffusion.from_text(text) or a1111.parse(text), path, text):
        _take_caption(found, text, path)


def _take_caption(found: _Findings, text: str, path: Path) -> None:
    caption = (words(text) or "").strip()
    if caption and found.caption is None:
        found.caption = caption


def _take_xmp(found: _Findings, text: str, path: Path) -> None:
    found.packets.append(read_packet(text))


def _object(text: str) -> dict[str, Any]:
    data = read_json(text)
    if not isinstance(data, dict):
        raise UnreadableError("it holds no names and values")
    return data


_TAKERS: dict[str, Callable[[_Findings, str, Path], None]] = {
    ".json": _take_json,
    ".swarm.json": _take_swarm,
    ".txt": _take_text,
    ".caption": _take_caption,
    ".xmp": _take_xmp,
}
SUFFIXES = tuple(sorted(_TAKERS, key=len, reverse=True))
"""Of all sidecars, the longest first."""
