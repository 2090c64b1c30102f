"""The layouts of every revision, for files that do not tell their own any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from imagineer_desktop.catalog import shapes, web_shapes
from imagineer_desktop.catalog.carving.layouts import Layout, layout
from imagineer_desktop.catalog.shape import Shape, Tables

REVISIONS: dict[str, Tables] = {
    "0001_web_application": web_shapes.OLDEST,
    "0002_training_source": web_shapes.TRAINING_SOURCE,
    "0003_authorship": web_shapes.OCTOBER,
    "0004_database_guide": web_shapes.GUIDE,
    "0005_light_table": shapes.PRODUCT,
    "0006_duplicates": shapes.DUPLICATES,
    "0007_import_engine": shapes.GROWING_FOLDERS,
}
"""What each revision leaves. The newest may be younger: the carver is told its tables as well."""

GROWING = "0006_duplicates"
"""From this revision on, columns are put behind the last one and the rows are not rewritten."""

ADDED_LATER = {
    "albums": ("is_training_source BOOLEAN DEFAULT 0", "created_by VARCHAR(255)"),
    "album_images": ("added_by VARCHAR(255)",),
    "labels": ("created_by VARCHAR(255)",),
}
"""What the web application's scripts put behind the last column of a table that had rows."""

OTHERS = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
    "CREATE TABLE kept_values (id INTEGER PRIMARY KEY, table_name TEXT NOT NULL, row_id INTEGER NOT NULL, "
    "column_name TEXT NOT NULL, old_value BLOB, reason TEXT NOT NULL)",
)


@cache
def known() -> tuple[Layout, ...]:
    """Every layout, the oldest first; one that two revisions share is there once."""
    found: dict[object, Layout] = {}
    for one in _all():
        found.setdefault((one.table, one.columns, one.fewest), replace(one, age=len(found)))
    return tuple(found.values())


def _all() -> Iterator[Layout]:
    fewest: dict[str, int] = {}
    for revision, tables in REVISIONS.items():
        for shape in tables.values():
            count = len(shape.columns)
            fewest[shape.name] = fewest.get(shape.name, count) if revision >= GROWING else count
            yield _required(_statement(shape), revision, fewest[shape.name])
            if tables is web_shapes.OLDEST:
                yield from _grown(shape, revision)
    for sql in OTHERS:
        yield _required(sql, None)


def _grown(shape: Shape, revision: str) -> Iterator[Layout]:
    """The oldest table with columns put last."""
    extra = ADDED_LATER.get(shape.name, ())
    for count in range(1, len(extra) + 1):
        more = [line.partition(" ") for line in extra[:count]]
        columns = shape.columns | {name: declaration for name, _, declaration in more}
        grown = Shape(shape.name, columns, shape.constraints)
        yield _required(_statement(grown), revision, len(shape.columns))


def _statement(shape: Shape) -> str:
    lines = [f"{name} {declaration}" for name, declaration in shape.columns.items()]
    return f"CREATE TABLE {shape.name} ({', '.join([*lines, *shape.constraints])})"


def _required(sql: str, revision: str | None, fewest: int | None = None) -> Layout:
    found = layout(sql, revision)
    if found is None:
        raise ValueError(f"not a table with rows: {sql}")
    return replace(found, fewest=fewest or len(found.columns))
