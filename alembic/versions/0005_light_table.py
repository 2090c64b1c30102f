"""Stars, flags, trash and generation data"""

from __future__ import annotations

from sqlalchemy import Connection

from alembic import op
from imagineer_desktop.catalog import kept_values
from imagineer_desktop.catalog.rebuilding import definition, raise_sequence, rebuild, triggers_aside
from imagineer_desktop.catalog.shapes import PRODUCT
from imagineer_desktop.catalog.web_shapes import GUIDE

revision = "0005_light_table"
down_revision = "0004_database_guide"
branch_labels = None
depends_on = None

FILL = {"images": {"generated_at": "created_at"}}
RULES = (
    ("images", "rating", "typeof(rating) <> 'integer' OR rating NOT BETWEEN 0 AND 5", "0"),
    ("images", "pick", "typeof(pick) <> 'integer' OR pick NOT IN (-1, 0, 1)", "0"),
    ("albums", "image_order", "image_order IS NULL", "'manual'"),
    (
        "albums",
        "source_folder",
        "source_folder IS NOT NULL AND id NOT IN (SELECT min(id) FROM albums GROUP BY source_folder)",
        "NULL",
    ),
)
"""What a column of ours must not hold if it was here before us: table, column, rows, the value instead."""

NOT_ALLOWED = "the value is not allowed here"

REFERENCES = (
    ("images", "SELECT max(image_id) FROM album_images WHERE {sane}", "image_id"),
    ("images", "SELECT max(image_id) FROM labels WHERE {sane}", "image_id"),
    ("albums", "SELECT max(album_id) FROM album_images WHERE {sane}", "album_id"),
)


def upgrade() -> None:
    connection = op.get_bind()
    with triggers_aside(connection):
        for name, shape in PRODUCT.items():
            kept_values.note_columns(connection, GUIDE[name], shape)
        for table, column, rows, value in RULES:
            found = definition(connection, table)
            if found and column in found.columns:
                kept_values.replace(connection, table, column, rows, value, NOT_ALLOWED)
        for name, shape in PRODUCT.items():
            rebuild(connection, GUIDE[name], shape, FILL.get(name))
    pass_over_orphans(connection)


def pass_over_orphans(connection: Connection) -> None:
    """No new image or album gets an id that rows without a parent still name, or a kept row has had."""
    queries = [
        (table, query.format(sane=f"typeof({id_}) = 'integer' AND {id_} < 1 << 53"))
        for table, query, id_ in REFERENCES
    ]
    kept = "SELECT max(row_id) FROM kept_values WHERE table_name = '{}'"
    queries += [(table, kept.format(table)) for table in PRODUCT]
    for table, query in queries:
        last_id = connection.exec_driver_sql(query).scalar()
        if last_id:
            raise_sequence(connection, table, last_id)


def downgrade() -> None:
    connection = op.get_bind()
    with triggers_aside(connection):
        for name, shape in PRODUCT.items():
            added = shape.columns.keys() - GUIDE[name].columns.keys()
            kept = kept_values.noted_columns(connection, name, added)
            rebuild(connection, shape, GUIDE[name], keep=kept)
        for table, column, _, value in RULES:
            found = definition(connection, table)
            if found and column in found.columns:
                kept_values.put_back(connection, table, column, value)
            else:
                kept_values.forget(connection, table, column)
