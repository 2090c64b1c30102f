"""Which library a command is about, and its door."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imagineer_desktop import places
from imagineer_desktop.arguments import Choices
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library


def database(choices: Choices) -> Path:
    return absolute(choices.database or places.default_database(os.environ, Path.cwd()))


def absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links are kept, `..` is not


@contextmanager
def opened(choices: Choices) -> Iterator[Library]:
    library = open_library(database(choices))
    try:
        yield library
    finally:
        library.close()
