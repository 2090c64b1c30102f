"""An empty library with a thumbnail cache, pictures made by code, and children that misbehave."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin
from sqlalchemy import text

from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.media.thumbnails import ThumbnailCache

Rows = Callable[[str], list[dict[str, Any]]]
Painter = Callable[..., Path]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    opened = open_library(tmp_path / "library.db")
    yield opened
    opened.close()


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ThumbnailCache]:
    """An empty thumbnail cache."""
    with ThumbnailCache(tmp_path / "thumbnails.db") as opened:
        yield opened


@pytest.fixture
def rows(library: Library) -> Rows:
    """Answers SQL about the library."""

    def answer(sql: str) -> list[dict[str, Any]]:
        with library.reading() as session:
            return [dict(row) for row in session.execute(text(sql)).mappings()]

    return answer


@pytest.fixture
def dumped() -> Callable[[Path], dict[str, list[tuple[object, ...]]]]:
    """All rows of all tables of a library but for the moments of writing, each value with its type."""

    def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
        with closing(sqlite3.connect(path)) as connection:
            asked = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            tables = [name for (name,) in asked]
            return {table: _rows_of(connection, table) for table in tables}

    return dump


def _rows_of(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    described = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    columns = [row[1] for row in described if row[1] not in ("created_at", "updated_at", "added_at")]
    wanted = ", ".join(f'"{column}", typeof("{column}")' for column in columns)
    return sorted(connection.execute(f'SELECT {wanted} FROM "{table}"').fetchall(), key=repr)


@pytest.fixture
def paint() -> Painter:
    """Writes a picture that is like no other; `said` are its A1111 parameters."""
    made = 0

    def write(
        path: Path, said: str | None = None, size: tuple[int, int] = (40, 30), format: str = "PNG"
    ) -> Path:
        nonlocal made
        made += 1
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = Image.linear_gradient("L").resize(size).rotate(made * 7 % 360)
        options: dict[str, Any] = {}
        if said is not None:
            options["pnginfo"] = PngImagePlugin.PngInfo()
            options["pnginfo"].add_text("parameters", said)
        Image.merge("RGB", (picture, picture.rotate(90), Image.new("L", size, made % 256))).save(
            path, format, **options
        )
        return path

    return write


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], tuple[str, ...]]:
    """A child that runs `code`, which knows `task`, `name` and `question`, before each of its tasks."""

    def write(code: str) -> tuple[str, ...]:
        script = tmp_path / "misbehaving.py"
        body = "".join(f"    {line}\n" for line in code.strip().splitlines())
        script.write_text(
            "import os, signal, time\n"
            "from pathlib import Path\n"
            "from imagineer_desktop.media.readers.child import TASKS, main\n"
            f"def first(task, question):\n    name = Path(question['path']).name\n{body}"
            "def after(task):\n"
            "    return lambda question: (first(task, question), TASKS[task](question))[1]\n"
            "main({name: after(name) for name in TASKS})\n"
        )
        return (str(script),)

    return write
