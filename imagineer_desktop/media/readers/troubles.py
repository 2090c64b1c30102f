"""What can be said of a file that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from imagineer_desktop.media.errors import MediaError

Kind = Literal["refused", "died", "too long", "too much memory"]
"""`refused`: the file itself is at fault and the process stands. The others ended the process."""

_REASONS: dict[Kind, str] = {
    "died": "The file stopped the program that reads images. It is left as it is and not shown.",
    "too long": "Reading the file took too long and was given up.",
    "too much memory": "Reading the file took too much memory and was given up.",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no answer for a file: a sentence for people, its kind, and what a developer may want."""

    reason: str
    kind: Kind
    details: str = ""


class QuarantineError(MediaError):
    """Reading the file ended the process that read it: it is better not tried again by itself."""

    def __init__(self, kind: Kind, details: str = "") -> None:
        super().__init__(_REASONS[kind])
        self.kind = kind
        self.details = details

    @property
    def trouble(self) -> Trouble:
        return Trouble(str(self), self.kind, self.details)


class ReaderClosedError(Exception):
    """The reader was closed before it had answered: nothing is known of the file."""


class ReaderStartError(Exception):
    """No process that reads images could be started; no file is to blame."""
