"""Duplicates and what was decided about them"""

from __future__ import annotations

from alembic import op
from imagineer_desktop.catalog import kept_values
from imagineer_desktop.catalog.definitions import optional, quoted
from imagineer_desktop.catalog.rebuilding import definition, ensure, rebuild, triggers_aside
from imagineer_desktop.catalog.shapes import DUPLICATES, PRODUCT

revision = "0006_duplicates"
down_revision = "0005_light_table"
branch_labels = None
depends_on = None

COLUMN = "perceptual_hash"
NOT_OURS = "the value was computed by another program"


def upgrade() -> None:
    """The column is put last, and the table is not rewritten unless one by its name was here before us."""
    connection = op.get_bind()
    images = DUPLICATES["images"]
    kept_values.note_columns(connection, PRODUCT["images"], images)
    found = definition(connection, "images")
    with triggers_aside(connection):
        if found and COLUMN in found.columns:
            # Hashes of two programs cannot be compared: the other one's are put aside with their column.
            kept_values.keep(connection, "images", COLUMN, f"{COLUMN} IS NOT NULL", NOT_OURS)
            rebuild(connection, images, PRODUCT["images"])
        ensure(connection, images)
        connection.exec_driver_sql(f"CREATE INDEX idx_images_{COLUMN} ON images ({COLUMN})")
        ensure(connection, DUPLICATES["duplicate_decisions"])


def downgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql("DROP TABLE duplicate_decisions")
    with triggers_aside(connection):
        rebuild(connection, DUPLICATES["images"], PRODUCT["images"])
        for name, declaration in kept_values.noted_columns(connection, "images", {COLUMN}).items():
            connection.exec_driver_sql(f"ALTER TABLE images ADD COLUMN {name} {optional(declaration)}")
            # Whatever is in it now is its default, so each old value goes back to its row.
            kept_values.put_back(connection, "images", name, quoted(name))
