"""What a table looks like at one revision: a value that the migrations turn into tables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Shape:
    """A table as one revision wants it.

    `columns` maps each name to its declaration, in order; `constraints` are table constraints;
    `indexes` maps each name to its columns.
    """

    name: str
    columns: dict[str, str]
    constraints: tuple[str, ...] = ()
    indexes: dict[str, str] = field(default_factory=dict)

    @property
    def autoincrement(self) -> bool:
        return "AUTOINCREMENT" in self.columns["id"]

    def plus(self, lines: str, before: str) -> Shape:
        """The same table with the columns in `lines` put before the column `before`."""
        columns: dict[str, str] = {}
        for name, declaration in self.columns.items():
            if name == before:
                columns |= _columns(lines)
            columns[name] = declaration
        return replace(self, columns=columns)


Tables = dict[str, Shape]


def _columns(lines: str) -> dict[str, str]:
    """One column a line: its name, then its declaration."""
    parts = (line.strip().partition(" ") for line in lines.splitlines() if line.strip())
    return {name: declaration for name, _, declaration in parts}


def shape(name: str, lines: str, *constraints: str, indexes: str = "") -> Shape:
    """A table from `lines`, one column each; `indexes`, one a line, are named idx_<table>_<columns>."""
    columns = [line.strip() for line in indexes.splitlines() if line.strip()]
    named = {f"idx_{name}_{one.replace(', ', '_')}": one for one in columns}
    return Shape(name, _columns(lines), constraints, named)


def changed(old: Shape, lines: str, *constraints: str, indexes: str) -> Shape:
    """The table with the columns in `lines` in place of its own or put last, and other constraints."""
    new = shape(old.name, lines, *constraints, indexes=indexes)
    return replace(new, columns=old.columns | new.columns)


def tables(*shapes: Shape) -> Tables:
    return {one.name: one for one in shapes}
