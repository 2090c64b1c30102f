"""The protocol of long work: a job is a generator of Progress that returns its result."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` steps (`total` is 0 while it is not known yet).

    `detail` is the job's own running report (ImportReport and the like) for windows that show more.
    """

    text: str
    done: int = 0
    total: int = 0
    detail: object = None


Job = Generator[Progress, None, Result]
"""Closing it cancels (its `finally` blocks tidy up); raising is its error; returning is its result."""


def finish(job: Job[Result]) -> Result:
    """Run a job to its end here and now, without showing its progress."""
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
