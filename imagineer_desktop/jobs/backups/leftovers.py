"""Unfinished files and folders beside a library: how they are called, and how old ones are swept away."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path
from secrets import token_hex

DEAD_SECONDS = 24 * 3600.0
"""Nothing was written to it for so long: whoever made it is no more. A number of a process proves nothing,
for another machine, or another container, may work in the same folder."""

_JOURNALS = "(-journal|-wal|-shm)?"


def unfinished(target: Path, kind: str) -> Path:
    """A hidden name beside `target` that nothing else has."""
    return target.with_name(f".{target.name}.{token_hex(6)}.imagineer-{kind}")


def sweep(folder: Path, kind: str) -> None:
    """Remove what killed processes left of this kind. OSError where that cannot be."""
    ours = re.compile(rf"\..+\.[0-9a-f]+\.imagineer-{kind}{_JOURNALS}")
    for left in folder.glob(f".*.imagineer-{kind}*"):
        if ours.fullmatch(left.name) and is_dead(left):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink(missing_ok=True)


def is_dead(left: Path) -> bool:
    """Whether nobody works at an unfinished file or folder any more."""
    return time.time() - _last_written(left) > DEAD_SECONDS


def _last_written(left: Path) -> float:
    """When it was written to, seconds since 1970; now, if it is gone meanwhile."""
    try:
        inside = tuple(left.iterdir()) if left.is_dir() else ()
        return max(one.lstat().st_mtime for one in (left, *inside))
    except FileNotFoundError:
        return time.time()
