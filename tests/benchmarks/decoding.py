"""Nothing but decoding: `python decoding.py FOLDER` prints the seconds that two processes of libvips take."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from pathlib import Path

PROCESSES = 2


def decode(paths: list[str]) -> None:
    """Decode every pixel of the files, one after the other, in one thread, and keep none."""
    os.environ["VIPS_CONCURRENCY"] = "1"
    import pyvips

    pyvips.cache_set_max(0)
    for path in paths:
        pyvips.Image.new_from_file(path, access="sequential").write_to_memory()


def main() -> None:
    paths = sorted(str(path) for path in Path(sys.argv[1]).rglob("*") if path.is_file())
    halves = [paths[start::PROCESSES] for start in range(PROCESSES)]
    context = multiprocessing.get_context("spawn")
    started = time.perf_counter()
    workers = [context.Process(target=decode, args=(half,)) for half in halves]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        sys.exit("A file could not be decoded.")
    print(f"{time.perf_counter() - started:.3f}")


if __name__ == "__main__":
    main()
