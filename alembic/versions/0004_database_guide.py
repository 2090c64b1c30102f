"""Unique paths, cascades and indexes"""

from __future__ import annotations

import re

from sqlalchemy import Connection

from alembic import op
from imagineer_desktop.catalog import kept_values
from imagineer_desktop.catalog.rebuilding import definition, rebuild, triggers_aside
from imagineer_desktop.catalog.shape import Shape
from imagineer_desktop.catalog.web_shapes import GUIDE, OCTOBER

revision = "0004_database_guide"
down_revision = "0003_authorship"
branch_labels = None
depends_on = None

SAME_PATH = "two images with one path"
EMPTY = "the value was missing"
FILL = {"album_images": {"added_at": "created_at"}}

# The folder of a path with its last separator: what is left without the characters of the name.
FOLDER = """CASE WHEN instr(file_path, '/') OR NOT instr(file_path, '\\')
    THEN rtrim(file_path, replace(file_path, '/', ''))
    ELSE rtrim(file_path, replace(file_path, '\\', '')) END"""
HERE = """CASE WHEN instr(file_path, '/') OR NOT instr(file_path, '\\') THEN './' ELSE '.\\' END"""
SET_TEXT = "UPDATE images SET {} = CAST(? AS TEXT) WHERE id = ?"
HERE_BEFORE_THE_NAME = re.compile(r"(^|[/\\])(?:\.[/\\])+(?=[^/\\]*$)")


def upgrade() -> None:
    connection = op.get_bind()
    kept_values.make_room(connection)
    with triggers_aside(connection):
        for name, shape in GUIDE.items():
            kept_values.note_columns(connection, OCTOBER[name], shape)
            fill_empty_texts(connection, shape)
        tell_paths_apart(connection)
        take_out_second_links(connection)
        for name, shape in GUIDE.items():
            rebuild(connection, OCTOBER[name], shape, FILL.get(name))


def fill_empty_texts(connection: Connection, shape: Shape) -> None:
    """A text that must be there and is not becomes an empty one."""
    found = definition(connection, shape.name)
    for name, declaration in shape.columns.items():
        is_text = declaration.startswith(("TEXT", "VARCHAR"))
        if is_text and declaration.endswith("NOT NULL") and found and name in found.columns:
            kept_values.replace(connection, shape.name, name, f"{name} IS NULL", "''", EMPTY)


def tell_paths_apart(connection: Connection) -> None:
    """The first of several images with one path keeps it.

    The others get `folder/./name` (one more `./` for each), another name of the same file: all of
    them go on showing the picture.
    """
    rank = "(SELECT rank FROM temp.twins WHERE id = images.id)"
    heres = f"replace(printf('%.*c', {rank}, '*'), '*', {HERE})"
    value = f"{FOLDER} || {heres} || substr(file_path, length({FOLDER}) + 1)"
    while True:
        connection.exec_driver_sql(
            "CREATE TEMP TABLE twins AS SELECT id, rank FROM (SELECT id, "
            "row_number() OVER (PARTITION BY file_path ORDER BY id IN "
            "(SELECT row_id FROM kept_values WHERE reason = ?), id) - 1 AS rank FROM images) WHERE rank > 0",
            (SAME_PATH,),
        )
        found = connection.exec_driver_sql("SELECT EXISTS (SELECT 1 FROM temp.twins)").scalar()
        if found:
            rows = "id IN (SELECT id FROM temp.twins)"
            kept_values.replace(connection, "images", "file_path", rows, value, SAME_PATH)
        connection.exec_driver_sql("DROP TABLE temp.twins")
        if not found:
            return


def take_out_second_links(connection: Connection) -> None:
    """An image is in an album once; the rows that say it again are kept as values."""
    found = definition(connection, "album_images")
    rows = (
        "album_id IS NOT NULL AND image_id IS NOT NULL AND id NOT IN "
        "(SELECT min(id) FROM album_images GROUP BY album_id, image_id)"
    )
    for name in found.columns if found else ():
        kept_values.keep(connection, "album_images", name, rows, kept_values.TWICE_IN_ALBUM)
    connection.exec_driver_sql(f"DELETE FROM album_images WHERE {rows}")


def downgrade() -> None:
    connection = op.get_bind()
    with triggers_aside(connection):
        make_names_unique(connection)
        for name, shape in GUIDE.items():
            added = shape.columns.keys() - OCTOBER[name].columns.keys()
            kept = kept_values.noted_columns(connection, name, added)
            rebuild(connection, shape, OCTOBER[name], keep=kept)
            for column in shape.columns:
                if (name, column) != ("images", "file_path"):
                    kept_values.forget(connection, name, column)
        put_paths_back(connection)
    kept_values.clear_room(connection)


def make_names_unique(connection: Connection) -> None:
    """A name that an earlier image has becomes `folder__name`, numbered where that is taken as well."""
    twins = connection.exec_driver_sql(
        "SELECT id, filename, file_path FROM (SELECT id, filename, file_path, "
        "row_number() OVER (PARTITION BY filename ORDER BY id) AS rank FROM images) "
        "WHERE rank > 1 ORDER BY id"
    ).all()
    if not twins:
        return
    taken = {str(name).lower() for (name,) in connection.exec_driver_sql("SELECT filename FROM images")}
    for row_id, name, path in twins:
        unique = free_name(str(name), str(path), taken)
        taken.add(unique.lower())
        connection.exec_driver_sql(SET_TEXT.format("filename"), (storable(unique), row_id))


def free_name(name: str, path: str, taken: set[str]) -> str:
    """`folder__name`, or `folder__stem_2.ext` and so on; `taken` are names in lower case."""
    folders = [part for part in re.split(r"[/\\]", path)[:-1] if part not in {"", "."}]
    first = f"{folders[-1]}__{name}" if folders else name
    stem, dot, extension = first.rpartition(".")
    unique, number = first, 1
    while unique.lower() in taken:
        number += 1
        unique = f"{stem}_{number}.{extension}" if dot else f"{first}_{number}"
    return unique


def storable(text: str) -> str | bytes:
    """A text, or its bytes where it was not UTF-8 and was read with surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="surrogateescape")
    return text


def put_paths_back(connection: Connection) -> None:
    """Images that shared a path share it again, also where the library has moved since."""
    notes = connection.exec_driver_sql(
        "SELECT i.id, i.file_path, k.old_value FROM images AS i JOIN kept_values AS k ON k.row_id = i.id "
        "WHERE k.table_name = 'images' AND k.column_name = 'file_path' AND k.old_value IS NOT NULL"
    ).all()
    for row_id, path, old in notes:
        bare = HERE_BEFORE_THE_NAME.sub(r"\1", str(path))
        if bare == HERE_BEFORE_THE_NAME.sub(r"\1", str(old)):
            bare = old
        connection.exec_driver_sql(SET_TEXT.format("file_path"), (storable(bare), row_id))
    kept_values.forget(connection, "images", "file_path")
