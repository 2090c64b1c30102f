"""Duplicates and what was decided about them"""

from __future__ import annotations

from alembic import op
from imagineer_desktop.catalog.added import add_column, take_column
from imagineer_desktop.catalog.rebuilding import ensure
from imagineer_desktop.catalog.shapes import DUPLICATES, PRODUCT

revision = "0006_duplicates"
down_revision = "0005_light_table"
branch_labels = None
depends_on = None

COLUMN = "perceptual_hash"
NOT_OURS = "the value was computed by another program"
"""Hashes of two programs cannot be compared."""


def upgrade() -> None:
    connection = op.get_bind()
    add_column(connection, PRODUCT["images"], DUPLICATES["images"], COLUMN, NOT_OURS)
    connection.exec_driver_sql(f"CREATE INDEX idx_images_{COLUMN} ON images ({COLUMN})")
    ensure(connection, DUPLICATES["duplicate_decisions"])


def downgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql("DROP TABLE duplicate_decisions")
    take_column(connection, DUPLICATES["images"], PRODUCT["images"], COLUMN)
