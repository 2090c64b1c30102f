"""Libraries whose columns are any mixture of what revisions and scripts ever made come through as well."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.migrating import State
from imagineer_desktop.catalog.shapes import GROWING_FOLDERS, PRODUCT
from imagineer_desktop.catalog.web_shapes import GUIDE
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.upgrades.upgrading import upgrade_in_place

NEEDED = {
    "images": ["filename", "file_path"],
    "albums": ["name"],
    "album_images": ["album_id", "image_id"],
    "labels": ["image_id"],
}
TYPES = ("INTEGER", "TEXT", "REAL", "NUMERIC", "BLOB", "VARCHAR(20)", "BOOLEAN", "TIMESTAMP", "")
TEXTS = ("TEXT", "VARCHAR(500)")
TAILS = ("", "", "", " DEFAULT 'x'", " COLLATE NOCASE", " NOT NULL DEFAULT 7", " CHECK (1)")
VALUES = (None, "", "12", "1.50", "text", "Text", 0, 1, -7, 2**62, 0.5, 3.0, b"\x00\xff", "2025-10-28 20:00")


def make_mixture(chance: random.Random, path: Path) -> None:
    """Tables with some columns in some order, declared somehow, holding anything."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, shape in ((table, GROWING_FOLDERS[table]) for table in PRODUCT):
            if table not in {"images", "albums"} and chance.random() < 0.15:
                continue
            optional = [name for name in shape.columns if name not in {"id", *NEEDED.get(table, [])}]
            names = chance.sample(optional, chance.randint(0, len(optional))) + NEEDED.get(table, [])
            names += chance.sample(["extra one", "Wild", "position"], chance.randint(0, 3))
            chance.shuffle(names)
            columns = [f'"{name}" {declared(chance, table, name)}' for name in names]
            key = chance.choice(["id INTEGER PRIMARY KEY", "id INTEGER PRIMARY KEY AUTOINCREMENT"])
            connection.execute(f"CREATE TABLE {table} ({', '.join([key, *columns])})")
            fill(chance, connection, table, names)


def declared(chance: random.Random, table: str, name: str) -> str:
    """Any declaration; names and paths are texts, and a column that we added later is only a type."""
    tail = chance.choice(TAILS) if name in GUIDE[table].columns else ""
    return chance.choice(TEXTS if name in {"filename", "file_path"} else TYPES) + tail


def fill(chance: random.Random, connection: sqlite3.Connection, table: str, names: list[str]) -> None:
    marks = ", ".join("?" * (len(names) + 1))
    quoted = ", ".join(f'"{name}"' for name in ["id", *names])
    for row_id in chance.sample(range(1, 60), 12):
        values = [row_id, *(chance.choice(VALUES) for _ in names)]
        connection.execute(f"INSERT OR IGNORE INTO {table} ({quoted}) VALUES ({marks})", values)


@pytest.mark.parametrize("seed", range(25))
def test_any_mixture_comes_through(tmp_path: Path, seed: int) -> None:
    """The upgrade compares every value itself, and commits only when all are there."""
    path = tmp_path / "imagineer.db"
    make_mixture(random.Random(seed), path)
    assert migrating.classify(path).state is State.WEB
    report = finish(upgrade_in_place(path))
    assert report.to_revision == migrating.HEAD
    with closing(sqlite3.connect(path)) as connection:
        for table, shape in GROWING_FOLDERS.items():
            found = connection.execute("SELECT lower(name) FROM pragma_table_info(?)", (table,))
            assert shape.columns.keys() <= {name for (name,) in found}
        connection.execute("INSERT INTO images (filename, file_path) VALUES ('new', '/new')")
    migrating.downgrade(path, migrating.OCTOBER)
    migrating.upgrade(path)
    assert migrating.classify(path).state is State.CURRENT
