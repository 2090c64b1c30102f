"""A job in the terminal: run to its end, its progress on one line for whoever watches."""

from __future__ import annotations

import sys
import time
from contextlib import closing
from typing import TypeVar

from imagineer_desktop.jobs.progress import Job, Progress

Result = TypeVar("Result")

INTERVAL = 0.1
"""Seconds between two states of the line: nobody reads faster."""


def driven(job: Job[Result]) -> Result:
    """Run a job to its end; somebody who watches sees its progress on one line of stderr."""
    watched = sys.stderr.isatty()
    last, next_line = "", 0.0
    with closing(job):
        while True:
            try:
                progress = next(job)
            except StopIteration as end:
                if last:
                    print("\r" + " " * len(last), end="\r", file=sys.stderr)
                return end.value  # type: ignore[no-any-return]
            if not watched or time.monotonic() < next_line:
                continue
            next_line = time.monotonic() + INTERVAL
            line = _in_one_line(progress)
            if line != last:
                print("\r" + line.ljust(len(last)), end="", file=sys.stderr, flush=True)
                last = line


def _in_one_line(progress: Progress) -> str:
    of = f" of {progress.total:,}" if progress.total else ""
    return f"{progress.text} {progress.done:,}{of}"
