"""A column that a revision puts behind the others, and what another program may have kept under its name."""

from __future__ import annotations

from sqlalchemy import Connection

from imagineer_desktop.catalog import kept_values
from imagineer_desktop.catalog.definitions import optional, quoted
from imagineer_desktop.catalog.rebuilding import definition, ensure, rebuild, triggers_aside
from imagineer_desktop.catalog.shape import Shape


def add_column(connection: Connection, old: Shape, new: Shape, column: str, reason: str) -> None:
    """Give a table the `column` that `new` has and `old` has not; the rows are not rewritten.

    Only where a column by its name was here before us they are: its values mean something else, and
    are put aside with it for `reason`.
    """
    kept_values.note_columns(connection, old, new)
    found = definition(connection, new.name)
    with triggers_aside(connection):
        if found and column in found.columns:
            kept_values.keep(connection, new.name, column, f"{quoted(column)} IS NOT NULL", reason)
            rebuild(connection, new, old)
        ensure(connection, new)


def take_column(connection: Connection, new: Shape, old: Shape, column: str) -> None:
    """The way back: the column goes, and the one that was here before us returns with its values."""
    with triggers_aside(connection):
        rebuild(connection, new, old)
        for name, declaration in kept_values.noted_columns(connection, new.name, {column}).items():
            table = quoted(new.name)
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {name} {optional(declaration)}")
            # Whatever is in it now is its default, so each old value goes back to its row.
            kept_values.put_back(connection, new.name, name, quoted(name))
