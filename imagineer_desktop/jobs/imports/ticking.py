"""Answers that let wait are waited for in another thread, so that a job can be stopped meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from typing import TypeVar

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.media.readers import Crew, ReaderStartError

Item = TypeVar("Item")

TICK = 0.25
"""Seconds after which a job that waits says so."""
_AT_ONCE = 0.02
"""Seconds of answers handed over together: a change of threads takes longer than an answer."""

_NO_READERS = "{} What was imported before is kept. Free some memory, or install Imagineer again."


def ticking(crew: Crew, stream: Iterator[Item]) -> Iterator[Item | None]:
    """The answers of the crew in `stream`, and None whenever the next one lets wait.

    Its questions are taken in another thread, but only while this one waits: never at the same time. When
    it is given up while an answer is waited for, the crew is closed, and its children end at once.
    """
    with ThreadPoolExecutor(1, "answers") as waiting:
        over = False
        while not over:
            answers = waiting.submit(_some, stream)
            try:
                yield from _pauses(answers)
            finally:
                if not answers.done():
                    crew.close()
            try:
                items, over = answers.result()
            except ReaderStartError as error:
                raise CatalogError(_NO_READERS.format(error)) from error
            yield from items


def _pauses(answers: Future[tuple[list[Item], bool]]) -> Iterator[None]:
    while not answers.done():
        try:
            answers.exception(TICK)
        except NotYetError:
            yield None


def _some(stream: Iterator[Item]) -> tuple[list[Item], bool]:
    """The next answers, and whether they were the last."""
    items: list[Item] = []
    end = time.monotonic() + _AT_ONCE
    for item in stream:
        items.append(item)
        if time.monotonic() > end:
            return items, False
    return items, True
