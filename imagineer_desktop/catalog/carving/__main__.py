"""The work on a damaged library's bytes, for a process of its own: its end leaves our locks alone.

    copy SOURCE TARGET        a plain copy, unreadable parts as zeros
    carve FILE TARGET [WAL]   the rows; standard input holds the newest revision's statements as JSON

Prints "done total" while it works, and at the end one line of JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from imagineer_desktop.catalog.carving.copying import Range, copy_file
from imagineer_desktop.catalog.carving.salvage import salvage


def main(arguments: Sequence[str]) -> int:
    """0, or 3 where the file cannot be opened or the copy not written; the last line then says why."""
    verb, *paths = arguments
    source, target, *wal = map(Path, paths)
    unreadable: list[Range] = []
    try:
        if verb == "copy":
            _tell(copy_file(source, target, unreadable))
        else:
            _tell(salvage(source, target, wal[0] if wal else None, json.load(sys.stdin)))
    except OSError as error:
        print(json.dumps({"error": error.strerror or str(error), "path": str(error.filename or target)}))
        return 3
    print(json.dumps({"unreadable": unreadable}))
    return 0


def _tell(steps: Iterator[tuple[int, int]]) -> None:
    for done, total in steps:
        print(done, total, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
