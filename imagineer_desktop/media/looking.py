"""A look at a picture file: what it is and what it says of itself, without a pixel decoded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from imagineer_desktop.media.decoding import CUT_OFF, LARGEST, TOO_LARGE, picture_format
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.files import opened
from imagineer_desktop.media.formats import HEAD, format_of
from imagineer_desktop.media.generation import Generation, caption_in, read_generation
from imagineer_desktop.media.headers import Header, read_header
from imagineer_desktop.media.sidecars import read_sidecars


@dataclass(frozen=True, slots=True)
class Look:
    """A picture file as it was at one moment.

    `width` and `height` are pixels as displayed (EXIF orientation applied). `trouble` says why the pixels
    cannot be shown, as far as the header tells. `whole` is False for a file that ends before its end; it may
    still be growing. `caption` is what a person wrote about the picture, never its prompt; its source is
    "sidecar" or "xmp". `notes` are about the file and its sidecars; what is not told of the making stands in
    the notes of `generation`.
    """

    format: str
    width: int
    height: int
    frames: int
    file_size: int
    mtime_ns: int
    modified_at: datetime
    trouble: str | None
    whole: bool
    generation: Generation | None
    caption: str | None
    caption_source: str | None
    keywords: tuple[str, ...]
    lora_config: str | None
    notes: tuple[str, ...]


def look(path: Path, beside: Sequence[str] | None = None) -> Look:
    """Look at a picture file and its sidecars. Raises MediaError when it is no picture we read.

    The content decides what the file is; its name, and what it says about itself, decide nothing. `beside`
    are the names of the files in its folder that may be its sidecars; None to look which there are.
    """
    header, state = _header(path)
    said = header.embedded
    sidecars = read_sidecars(path, beside)
    own = read_generation(said)
    generation = _together(sidecars.generation, own)
    packets = (*sidecars.packets, said.packet)
    described = next(filter(None, (caption_in(packet, own, generation) for packet in packets)), None)
    return Look(
        format=header.format,
        width=header.width,
        height=header.height,
        frames=header.frames,
        file_size=state.st_size,
        mtime_ns=state.st_mtime_ns,
        modified_at=_moment(state.st_mtime),
        trouble=_trouble(header),
        whole=header.whole,
        generation=generation,
        caption=sidecars.caption or described,
        caption_source="sidecar" if sidecars.caption else "xmp" if described else None,
        keywords=tuple(dict.fromkeys(word for packet in packets for word in packet.keywords)),
        lora_config=sidecars.lora_config,
        notes=sidecars.notes if generation is own and own else (*sidecars.notes, *said.notes),
    )


def looks_like_picture(path: Path) -> bool:
    """Whether a file begins like a picture we read, whatever it is called; False if it cannot be opened."""
    try:
        with opened(path) as (stream, _):
            return format_of(stream.read(HEAD)) is not None
    except (MediaError, OSError):
        return False


def _header(path: Path) -> tuple[Header, os.stat_result]:
    with opened(path) as (stream, state):
        try:
            return read_header(stream, picture_format(stream), state.st_size), state
        except OSError as error:
            raise MediaError("The file could not be read.") from error


def _together(beside: Generation | None, own: Generation | None) -> Generation | None:
    """What a sidecar says; the strings of the picture are kept with its own."""
    if beside is None or own is None:
        return beside or own
    return replace(beside, raw={**own.raw, **beside.raw})


def _trouble(header: Header) -> str | None:
    if header.width * header.height > LARGEST:
        return TOO_LARGE
    return header.trouble if header.whole else CUT_OFF


def _moment(seconds: float) -> datetime:
    """Clocks may say anything; a time outside the calendar becomes its beginning."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return datetime.fromtimestamp(0, UTC)
