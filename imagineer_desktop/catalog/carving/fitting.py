"""How well a row fits a table: what cannot be in it, and how likely it looks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imagineer_desktop.catalog.carving.cells import Cell
from imagineer_desktop.catalog.carving.layouts import Affinity, Column, Layout
from imagineer_desktop.catalog.carving.records import Record, Value

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d.*)?")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff]")
_REFERENCES = re.compile(r".+_id")
PLAUSIBLE = 0.45
"""The least plausibility of a page outside any tree. Rows of other tables stay far below it."""


def fits(record: Record, layout: Layout) -> bool:
    """Whether SQLite could have stored this record in the table: types after affinity, NOT NULL, length."""
    values = record.values
    count = len(values)
    key = layout.key
    if not layout.fewest <= count <= len(layout.columns):
        return False
    if key is not None and (key >= count or values[key] is not None):
        return False
    if record.whole and any(values[place] is None for place in layout.required if place < count):
        return False
    return not any(isinstance(values[place], int | float) for place in layout.texts if place < count)


def plausibility(cell: Cell, layout: Layout) -> float:
    """How likely a row that fits looks, from 0 to 1: the mean over its columns."""
    values = cell.record.values
    marks = [
        _mark(value, column)
        for place, (value, column) in enumerate(zip(values, layout.columns, strict=False))
        if place != layout.key
    ]
    if layout.key is not None:
        marks.append(1.0 if 0 < cell.rowid < 1 << 53 else 0.0)
    present = len(values) / len(layout.columns)
    return sum(marks) / len(marks) * (0.9 + 0.1 * present) if marks else 0.0


def page_score(cells: Sequence[Cell], layout: Layout) -> float:
    """How well the rows of one page fit a table: 0 if most of them cannot be in it."""
    fitting = [cell for cell in cells if fits(cell.record, layout)]
    if not cells or len(fitting) * 2 < len(cells):
        return 0.0
    mean = sum(plausibility(cell, layout) for cell in fitting) / len(fitting)
    return mean * len(fitting) / len(cells) if mean >= PLAUSIBLE else 0.0


def filled(record: Record, layout: Layout, rowid: int) -> list[Value]:
    """The values as SQLite would read them: the key, reals, and the defaults of columns added later.

    A value that must be there and is cut off is the column's default as well.
    """
    values = [*record.values, *(column.default for column in layout.columns[len(record.values) :])]
    for place in layout.reals:
        value = values[place]
        if isinstance(value, int):
            values[place] = float(value)
    if layout.key is not None:
        values[layout.key] = rowid
    for place in () if record.whole else layout.required:
        if values[place] is None:
            values[place] = layout.columns[place].default
    return values


def _mark(value: Value, column: Column) -> float:
    if value is None:
        return 0.5
    declared = column.declared.upper()
    if declared.startswith("BOOL"):
        return 1.0 if value in (0, 1) else 0.1
    if declared.startswith(("DATE", "TIMESTAMP")):
        return _date_mark(value)
    match column.affinity:
        case Affinity.TEXT:
            return _text_mark(value)
        case Affinity.INTEGER:
            if _REFERENCES.fullmatch(column.name):
                return 1.0 if isinstance(value, int) and value > 0 else 0.0
            return 1.0 if isinstance(value, int) else 0.3 if isinstance(value, float) else 0.0
        case Affinity.REAL:
            return 1.0 if isinstance(value, int | float) else 0.1
        case _:
            return 0.6


def _date_mark(value: Value) -> float:
    if isinstance(value, str):
        return 1.0 if _DATE.fullmatch(value) else 0.3
    return 0.1


def _text_mark(value: Value) -> float:
    if not isinstance(value, str):
        return 0.1
    return 0.3 if _CONTROL.search(value) else 1.0
