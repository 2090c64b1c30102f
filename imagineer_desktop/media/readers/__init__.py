"""Strangers' files are read here: in processes of their own, with limits of memory and time."""

from imagineer_desktop.media.readers.crew import Crew, LookAt, ReadAll
from imagineer_desktop.media.readers.limits import Limits
from imagineer_desktop.media.readers.reader import Pixels, Reader
from imagineer_desktop.media.readers.troubles import (
    QuarantineError,
    ReaderClosedError,
    ReaderStartError,
    Trouble,
)

__all__ = [
    "Crew",
    "Limits",
    "LookAt",
    "Pixels",
    "QuarantineError",
    "ReadAll",
    "Reader",
    "ReaderClosedError",
    "ReaderStartError",
    "Trouble",
]
