"""Old values that an upgrade could not leave in their place, so that a downgrade puts them back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from imagineer_desktop.catalog.definitions import quoted
from imagineer_desktop.catalog.rebuilding import definition
from imagineer_desktop.catalog.shape import Shape

WAS_HERE = "the column was here before the upgrade"
"""The reason beside a column (row 0, its declaration as the value) that a downgrade must not drop."""

TWICE_IN_ALBUM = "the image was in the album twice"
"""The reason beside each value of a row of `album_images` that was taken out whole."""


def make_room(connection: Connection) -> None:
    """Make the table of kept values, unless an earlier upgrade left it."""
    if definition(connection, "kept_values") is None:
        connection.exec_driver_sql(
            "CREATE TABLE kept_values (\n\tid INTEGER NOT NULL, \n\ttable_name TEXT NOT NULL, \n\t"
            "row_id INTEGER NOT NULL, \n\tcolumn_name TEXT NOT NULL, \n\told_value BLOB, \n\t"
            "reason TEXT NOT NULL, \n\tCONSTRAINT pk_kept_values PRIMARY KEY (id)\n)"
        )


def clear_room(connection: Connection) -> None:
    """Drop the table of kept values, unless it still holds some."""
    if not connection.exec_driver_sql("SELECT EXISTS (SELECT 1 FROM kept_values)").scalar():
        connection.exec_driver_sql("DROP TABLE kept_values")


def keep(connection: Connection, table: str, column: str, rows: str, reason: str) -> None:
    """Note the values of a column in the rows where the SQL condition `rows` holds."""
    connection.exec_driver_sql(
        "INSERT INTO kept_values (table_name, row_id, column_name, old_value, reason) "
        f"SELECT ?, id, ?, {quoted(column)}, ? FROM {quoted(table)} WHERE ({rows}) AND id NOT IN "
        "(SELECT row_id FROM kept_values WHERE table_name = ? AND column_name = ?) ORDER BY id",
        (table, column, reason, table, column),
    )


def replace(connection: Connection, table: str, column: str, rows: str, value: str, reason: str) -> None:
    """Keep the values of a column in those rows and put the SQL expression `value` in their place."""
    keep(connection, table, column, rows, reason)
    connection.exec_driver_sql(
        f"UPDATE {quoted(table)} SET {quoted(column)} = {value} WHERE {rows}",
    )


def put_back(connection: Connection, table: str, column: str, value: str) -> None:
    """Undo `replace` in the rows that still hold `value`; forget the notes in any case."""
    notes = f"SELECT row_id FROM kept_values WHERE table_name = '{table}' AND column_name = '{column}'"
    old = f"SELECT old_value FROM kept_values WHERE row_id = {quoted(table)}.id"
    old += f" AND table_name = '{table}' AND column_name = '{column}'"
    connection.exec_driver_sql(
        f"UPDATE {quoted(table)} SET {quoted(column)} = ({old}) "
        f"WHERE {quoted(column)} IS {value} AND id IN ({notes})"
    )
    forget(connection, table, column)


def forget(connection: Connection, table: str, column: str) -> None:
    """Drop the notes about the rows of a column."""
    connection.exec_driver_sql(
        "DELETE FROM kept_values WHERE table_name = ? AND column_name = ? AND row_id <> 0 AND reason <> ?",
        (table, column, TWICE_IN_ALBUM),
    )


def note_columns(connection: Connection, old: Shape, new: Shape) -> None:
    """Note which of the columns that `new` adds to `old` the table has already."""
    found = definition(connection, new.name)
    for name, column in found.columns.items() if found else ():
        if name in new.columns and name not in old.columns:
            connection.exec_driver_sql(
                "INSERT INTO kept_values (table_name, row_id, column_name, old_value, reason) "
                "VALUES (?, 0, ?, ?, ?)",
                (new.name, name, column.declaration, WAS_HERE),
            )


def noted_columns(connection: Connection, table: str, among: Iterable[str]) -> dict[str, str]:
    """Take the notes of those columns back: name -> its declaration before the upgrade."""
    rows = connection.exec_driver_sql(
        "SELECT column_name, old_value FROM kept_values WHERE table_name = ? AND row_id = 0 AND reason = ?",
        (table, WAS_HERE),
    ).all()
    noted = {str(name): str(text) for name, text in rows if name in set(among)}
    for name in noted:
        connection.exec_driver_sql(
            "DELETE FROM kept_values WHERE table_name = ? AND row_id = 0 AND column_name = ?", (table, name)
        )
    return noted
