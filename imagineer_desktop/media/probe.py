"""What a picture file is: its format, size and hash, and the words it carries."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from imagineer_desktop.media.decoding import CUT_OFF, LARGEST, TOO_LARGE, picture_format
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.files import opened
from imagineer_desktop.media.formats import HEAD, PICTURE_SUFFIXES, format_of
from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.headers import Header, read_header

__all__ = ["PICTURE_SUFFIXES", "Probe", "looks_like_picture", "probe"]


@dataclass(frozen=True, slots=True)
class Probe:
    """A picture file as it was at one moment.

    `width` and `height` are pixels as displayed (EXIF orientation applied); `content_hash` is SHA-256 in hex;
    `trouble` says why the pixels of a file with a readable header cannot be shown, None if nothing is known.
    """

    format: str
    width: int
    height: int
    file_size: int
    mtime_ns: int
    content_hash: str
    frames: int
    modified_at: datetime
    embedded: Embedded
    trouble: str | None = None


def probe(path: Path) -> Probe:
    """Look at a file without decoding its pixels. Raises MediaError when it is no picture we read.

    The content decides what the file is; its name, and what it says about itself, decide nothing.
    """
    with opened(path) as (stream, state):
        try:
            kind = picture_format(stream)
            header = read_header(stream, kind)
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise MediaError("The file could not be read to its end.") from error
    return Probe(
        format=kind,
        width=header.width,
        height=header.height,
        file_size=state.st_size,
        mtime_ns=state.st_mtime_ns,
        content_hash=digest,
        frames=header.frames,
        modified_at=_moment(state.st_mtime),
        embedded=header.embedded,
        trouble=_trouble(header),
    )


def looks_like_picture(path: Path) -> bool:
    """Whether a file begins like a picture we read, whatever it is called; False if it cannot be opened."""
    try:
        with opened(path) as (stream, _):
            return format_of(stream.read(HEAD)) is not None
    except (MediaError, OSError):
        return False


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
