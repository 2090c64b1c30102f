"""Watched folders, pinned prompts, unreadable files"""

from __future__ import annotations

from alembic import op
from imagineer_desktop.catalog.added import add_column, take_column
from imagineer_desktop.catalog.rebuilding import ensure
from imagineer_desktop.catalog.shapes import DUPLICATES, GROWING_FOLDERS

revision = "0007_import_engine"
down_revision = "0006_duplicates"
branch_labels = None
depends_on = None

COLUMN = "trouble"
NOT_OURS = "the value was written by another program"
TABLES = ("watched_folders", "prompt_pins")


def upgrade() -> None:
    connection = op.get_bind()
    add_column(connection, DUPLICATES["images"], GROWING_FOLDERS["images"], COLUMN, NOT_OURS)
    connection.exec_driver_sql("CREATE INDEX idx_images_file_size ON images (file_size)")
    for table in TABLES:
        ensure(connection, GROWING_FOLDERS[table])


def downgrade() -> None:
    connection = op.get_bind()
    for table in TABLES:
        connection.exec_driver_sql(f"DROP TABLE {table}")
    take_column(connection, GROWING_FOLDERS["images"], DUPLICATES["images"], COLUMN)
