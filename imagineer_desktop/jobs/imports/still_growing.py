"""Files that are still being written: left alone until nothing is added to them any more."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass

from imagineer_desktop.jobs.imports.sorting import Asked
from imagineer_desktop.jobs.imports.steady_writing import Patience

_State = tuple[int, int]
"""Size in bytes and time of change."""


@dataclass(slots=True)
class _Watched:
    asked: Asked
    state: _State | None
    since: float


class StillGrowing:
    """Files that could not be read whole and were written to a moment ago."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._watched: list[_Watched] = []

    def __len__(self) -> int:
        return len(self._watched)

    def takes(self, asked: Asked) -> bool:
        """Whether a file is so fresh that it is better looked at once more; it is kept in mind then."""
        state = _state(asked.path)
        if state is None or not abs(self._patience.now() - state[1] / 1e9) < self._patience.fresh:
            return False
        self._watched.append(_Watched(asked, state, self._patience.clock()))
        return True

    def settled(self) -> list[Asked]:
        """Those to which nothing was added for a while, or that are gone; they are not kept in mind now."""
        now = self._patience.clock()
        left: list[_Watched] = []
        done: list[Asked] = []
        for one in self._watched:
            state = _state(one.asked.path)
            if state is not None and state != one.state:
                one.state, one.since = state, now
            if state is None or now - one.since >= self._patience.still:
                done.append(one.asked)
            else:
                left.append(one)
        self._watched = left
        return done

    def given_up(self) -> list[Asked]:
        """All that are left: nobody waits for them any longer."""
        left, self._watched = [one.asked for one in self._watched], []
        return left


def _state(path: str) -> _State | None:
    """None for a file that is gone, and for what is no ordinary file: that never grows into a picture."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a name on disk need not be one for Path
    except (OSError, ValueError):
        return None
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None
