"""The web application's tables"""

from __future__ import annotations

from sqlalchemy import Connection

from alembic import op
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.rebuilding import definition, ensure
from imagineer_desktop.catalog.web_shapes import OLDEST

revision = "0001_web_application"
down_revision = None
branch_labels = None
depends_on = None

OTHER_NAMES = {"scrape_jobs": {"name": "album_name"}, "album_images": {"created_at": "added_at"}}
"""Where the database guide's tables hold what ours want: table -> our column -> theirs."""


def upgrade() -> None:
    for shape in OLDEST.values():
        ensure(op.get_bind(), shape, _fill(op.get_bind(), shape.name))


def _fill(connection: Connection, table: str) -> dict[str, str]:
    """What columns that are not there start with, from those that are."""
    found = definition(connection, table)
    if found is None:
        return {}
    fill = {
        name: "''"
        for name, text in OLDEST[table].columns.items()
        if text.startswith(("VARCHAR", "TEXT")) and text.endswith("NOT NULL")
    }
    names = OTHER_NAMES.get(table, {})
    fill |= {
        ours: f"coalesce({theirs}, {fill.get(ours, 'NULL')})"
        for ours, theirs in names.items()
        if theirs in found.columns
    }
    if "without rowid" not in found.options.lower():
        fill["id"] = "rowid"
    return fill


def downgrade() -> None:
    connection = op.get_bind()
    for table in reversed(OLDEST):
        if connection.exec_driver_sql(f"SELECT EXISTS (SELECT 1 FROM {table})").scalar():
            raise CatalogError(
                f"There is nothing before the web application's tables, and {table} holds rows. "
                "Nothing was changed."
            )
        op.drop_table(table)
