"""Strangers' files are read here: in processes of their own, with limits of memory and time."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

_MODULES = {
    "crew": ("Crew", "LookAt", "ReadAll"),
    "limits": ("Limits",),
    "reader": ("Pixels", "Reader"),
    "troubles": ("QuarantineError", "ReaderClosedError", "ReaderStartError", "Trouble"),
}


def __getattr__(name: str) -> object:
    """What it is asked for, loaded then: the child lives here too and starts sooner without the rest."""
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
