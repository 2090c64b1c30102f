"""How much a process that reads strangers' files may take."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass

_LARGEST_WRITTEN = 64 * 1024
"""Bytes: the process writes no files, but for a few lines of complaints."""


OUT_OF_MEMORY = 12
"""The code with which a child ends when it could not get the memory that a file wanted."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may take: `memory` in bytes of address space, the rest in seconds.

    `processor_seconds` (whole ones) are of one file, so a busy machine harms nobody; `wall_seconds` are for
    drives that never answer, `idle_seconds` until an unasked child ends. Linux keeps all of them, macOS all
    but `memory`; Windows only those of the clock, and the bound on pixels that the decoders have everywhere.
    """

    memory: int = 2 * 1024**3
    processor_seconds: int = 20
    wall_seconds: float = 180.0
    idle_seconds: float = 60.0


def settle(limits: Limits, gently: bool) -> None:
    """Called in the child: take the limits upon this process, for good, and stand back for others."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _LARGEST_WRITTEN),
    ):
        with suppress(OSError, ValueError):  # a stricter limit stands already, or the system knows none
            resource.setrlimit(kind, (most, most))
    if gently:
        with suppress(OSError):
            os.nice(10)
        if sys.platform == "linux":
            with suppress(OSError):
                os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def allow_processor(seconds: int) -> None:
    """Called in the child: so many seconds more from now on, then the system ends it (SIGXCPU)."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    if most == resource.RLIM_INFINITY or until < most:
        resource.setrlimit(resource.RLIMIT_CPU, (until, most))
