"""Tables made anew around their rows: SQLite's own recipe, keeping whatever we do not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager

from sqlalchemy import Connection

from imagineer_desktop.catalog.definitions import (
    Column,
    Definition,
    constraint,
    mentioned,
    optional,
    parse,
    quoted,
)
from imagineer_desktop.catalog.shape import Shape

AUTOINCREMENT = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"
Fill = Mapping[str, str]
"""What a column that a table has not got yet starts with: column name -> SQL over the old row."""


def definition(connection: Connection, table: str) -> Definition | None:
    """The table as it really is, or None when there is no such table."""
    sql = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE", (table,)
    ).scalar()
    return None if sql is None else parse(sql)


def ensure(connection: Connection, shape: Shape, fill: Fill | None = None) -> None:
    """Make the table, or give it the columns it has not got. What it has stays as it is."""
    found = definition(connection, shape.name)
    if found is None:
        lines = [f"{name} {text}" for name, text in shape.columns.items()]
        _create(connection, shape.name, [*lines, *shape.constraints])
        _make_indexes(connection, shape)
        return
    absent = {name: text for name, text in shape.columns.items() if name not in found.columns}
    if any("NOT NULL" in text for text in absent.values()):
        rebuild(connection, shape, shape, fill)
        return
    with triggers_aside(connection):
        for name, text in absent.items():
            connection.exec_driver_sql(f"ALTER TABLE {quoted(shape.name)} ADD COLUMN {quoted(name)} {text}")
            if fill and name in fill:
                connection.exec_driver_sql(f"UPDATE {quoted(shape.name)} SET {quoted(name)} = {fill[name]}")


@contextmanager
def triggers_aside(connection: Connection) -> Iterator[None]:
    """No trigger runs inside; afterwards each is there again, word for word."""
    triggers = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
    ).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {quoted(name)}")
    yield
    for _, sql in triggers:
        connection.exec_driver_sql(sql)


def rebuild(
    connection: Connection,
    old: Shape,
    new: Shape,
    fill: Fill | None = None,
    keep: Mapping[str, str] | None = None,
) -> None:
    """Turn the table from the shape `old` into `new` with every row in its place.

    What `old` knows and `new` does not is dropped; columns, constraints, indexes and triggers that
    neither knows stay, and so does a column that `keep` names (name -> declaration). Of those, none
    has to be filled, since nobody would. A column keeps the type it has where the new one would
    change a value, and may stay empty where rows already are. Needs `foreign_keys` off (else
    dropping the old table empties its children) and `legacy_alter_table` on (else views stand in
    the way).
    """
    _require_safe(connection)
    found = definition(connection, new.name)
    assert found is not None
    columns = _new_columns(connection, found, old, new, keep or {})
    lost = found.columns.keys() - columns.keys()
    constraints = _new_constraints(found, old, new, lost)
    if columns["id"].endswith(AUTOINCREMENT):
        constraints = [text for text in constraints if constraint(text).key != ("PRIMARY",)]
    indexes = _kept_indexes(connection, old, new, lost)
    with triggers_aside(connection):
        spare = _spare_name(connection, new.name)
        _create(connection, spare, [*columns.values(), *constraints])
        _copy(connection, new.name, spare, list(columns), found, fill or {})
        connection.exec_driver_sql(f"DROP TABLE {quoted(new.name)}")
        connection.exec_driver_sql(f"ALTER TABLE {quoted(spare)} RENAME TO {quoted(new.name)}")
        for sql in indexes:
            connection.exec_driver_sql(sql)
        _make_indexes(connection, new)


def raise_sequence(connection: Connection, table: str, last_id: int) -> None:
    """See that no new row of an AUTOINCREMENT table gets an id up to `last_id`."""
    row = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).first()
    if row is None:
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last_id))
    elif row[0] < last_id:
        connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (last_id, table))


def _require_safe(connection: Connection) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_keys").scalar():
        raise RuntimeError(
            "With foreign keys on, rebuilding a table would empty the tables that refer to it."
        )
    if not connection.exec_driver_sql("PRAGMA legacy_alter_table").scalar():
        raise RuntimeError("Without legacy_alter_table, renaming a table would stumble over the views.")


def _create(connection: Connection, name: str, lines: Sequence[str]) -> None:
    body = ", \n\t".join(lines)
    connection.exec_driver_sql(f"CREATE TABLE {quoted(name)} (\n\t{body}\n)")


def _make_indexes(connection: Connection, shape: Shape) -> None:
    for name, columns in shape.indexes.items():
        connection.exec_driver_sql(f"CREATE INDEX {name} ON {shape.name} ({columns})")


def _spare_name(connection: Connection, table: str) -> str:
    names = {name.lower() for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master")}
    spare = f"{table}_rebuilt"
    while spare in names:
        spare += "_"
    return spare


def _new_columns(
    connection: Connection, found: Definition, old: Shape, new: Shape, keep: Mapping[str, str]
) -> dict[str, str]:
    """name -> its line: the shape's columns in its order, then the ones it does not know."""
    columns = {}
    for name, declaration in new.columns.items():
        there = name in found.columns and name != "id"
        bent = _bent(connection, new.name, found.columns[name], declaration) if there else declaration
        columns[name] = f"{name} {bent}"
    if found.autoincrement and not old.autoincrement:
        columns["id"] = f"id {AUTOINCREMENT}"
    for name, column in found.columns.items():
        if name not in new.columns and (name not in old.columns or name in keep):
            declaration = optional(keep.get(name, column.declaration))
            columns[name] = f"{quoted(column.name)} {declaration}".rstrip()
    return columns


def _bent(connection: Connection, table: str, column: Column, declaration: str) -> str:
    """The new declaration of a column that is there, bent where a value would not survive it."""
    kind, _, rest = declaration.partition(" ")
    found = _declared_type(connection, table, column.name)
    name = quoted(column.name)
    if _affinity(found) != _affinity(kind) and not _fits(connection, table, name, kind):
        kind = found
    if "NOT NULL" in rest:
        nulls = f"SELECT EXISTS (SELECT 1 FROM {quoted(table)} WHERE {name} IS NULL)"
        if connection.exec_driver_sql(nulls).scalar():
            rest = rest.replace("NOT NULL", "").strip()
    return " ".join(part for part in (kind, rest, column.kept_clauses) if part)


def _declared_type(connection: Connection, table: str, column: str) -> str:
    rows = connection.exec_driver_sql("SELECT name, type FROM pragma_table_xinfo(?)", (table,)).all()
    return next(str(kind) for name, kind in rows if name == column)


def _affinity(kind: str) -> str:
    """SQLite's rules for the affinity of a declared type (datatype3.html, section 3.1)."""
    rules = {"INT": "INTEGER", "CHAR": "TEXT", "CLOB": "TEXT", "TEXT": "TEXT", "BLOB": "BLOB"}
    rules |= {"REAL": "REAL", "FLOA": "REAL", "DOUB": "REAL"}
    matches = (affinity for word, affinity in rules.items() if word in kind.upper())
    return next(matches, "NUMERIC" if kind else "BLOB")


def _fits(connection: Connection, table: str, name: str, kind: str) -> bool:
    """Whether every value of the column would be stored under the type `kind` exactly as it is now."""
    connection.exec_driver_sql(f"CREATE TEMP TABLE tried (was, value {kind})")
    connection.exec_driver_sql(f"INSERT INTO tried SELECT {name}, {name} FROM {quoted(table)}")
    changed = connection.exec_driver_sql(
        "SELECT EXISTS (SELECT 1 FROM tried WHERE typeof(was) <> typeof(value) OR +was IS NOT +value)"
    ).scalar()
    connection.exec_driver_sql("DROP TABLE temp.tried")
    return not changed


def _new_constraints(found: Definition, old: Shape, new: Shape, lost: Set[str]) -> list[str]:
    """The shape's constraints, then the ones that neither shape knows."""
    known = {constraint(text).key for text in (*old.constraints, *new.constraints)} | {("PRIMARY",)}
    there = list(found.constraints)
    there += [constraint(f"UNIQUE ({quoted(one.name)})") for one in found.columns.values() if one.unique]
    kept = [one.text for one in there if one.key not in known and not one.columns & lost]
    return [*new.constraints, *kept]


def _kept_indexes(connection: Connection, old: Shape, new: Shape, lost: Set[str]) -> list[str]:
    """The statements of the indexes that are neither ours nor about a column that goes."""
    gone = {constraint(text).key for text in old.constraints}
    gone -= {constraint(text).key for text in new.constraints}
    indexes = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master "
        "WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ? COLLATE NOCASE ORDER BY rowid",
        (new.name,),
    ).all()
    kept = []
    for name, sql in indexes:
        ours = name in old.indexes or name in new.indexes
        if not ours and not mentioned(sql) & lost and _unique_key(connection, name, sql) not in gone:
            kept.append(sql)
    return kept


def _unique_key(connection: Connection, index: str, sql: str) -> tuple[str, ...]:
    """The key of the constraint that a unique index amounts to; empty for any other index."""
    if sql.split()[1].upper() != "UNIQUE":
        return ()
    rows = connection.exec_driver_sql("SELECT name FROM pragma_index_info(?)", (index,)).all()
    return ("UNIQUE", *((column or "").lower() for (column,) in rows))


def _copy(
    connection: Connection, table: str, spare: str, columns: list[str], found: Definition, fill: Fill
) -> None:
    """Bring the rows over with their ids, and the sequence that says which ids were ever given."""
    info = connection.exec_driver_sql("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,)).all()
    computed = {name.lower() for name, hidden in info if hidden}
    sources = {name: quoted(one.name) for name, one in found.columns.items() if name not in computed}
    sources = {**{name: text for name, text in fill.items() if name not in found.columns}, **sources}
    taken = [name for name in columns if name in sources]
    last_id = _last_id(connection, table) if found.autoincrement else None
    connection.exec_driver_sql(
        f"INSERT INTO {quoted(spare)} ({', '.join(map(quoted, taken))}) "
        f"SELECT {', '.join(sources[name] for name in taken)} FROM {quoted(table)}"
    )
    if last_id is not None and _is_autoincrement(connection, spare):
        raise_sequence(connection, spare, last_id)


def _last_id(connection: Connection, table: str) -> int | None:
    sql = "SELECT seq FROM sqlite_sequence WHERE name = ? COLLATE NOCASE"
    return connection.exec_driver_sql(sql, (table,)).scalar()


def _is_autoincrement(connection: Connection, table: str) -> bool:
    found = definition(connection, table)
    return found is not None and found.autoincrement
