"""One import in a process of its own: `python importing.py LIBRARY FOLDER` prints its figures.

The second run over the same tree is a rescan. The figures are one JSON object: seconds, those of the index,
what was imported, and the greatest memory of this process and of the greatest of its children, in bytes.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from contextlib import closing
from pathlib import Path

from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.media.thumbnails import ThumbnailCache


def own_peak() -> int:
    """Bytes. Not by getrusage, which also counts what the parent had in memory when it made this process."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    return int(line.split()[1]) * 1024


def main() -> None:
    database, folder = Path(sys.argv[1]), Path(sys.argv[2])
    with closing(open_library(database)) as library, ThumbnailCache(database.with_suffix(".thumbs")) as cache:
        started = time.perf_counter()
        report = finish(import_paths(library, [folder], cache))
        seconds = time.perf_counter() - started
    figures = {
        "seconds": seconds,
        "index_seconds": report.index_seconds,
        "found": report.found,
        "imported": report.imported,
        "already": report.already,
        "failed": len(report.failed) + len(report.damaged),
        "memory": own_peak(),
        "memory_of_a_child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
