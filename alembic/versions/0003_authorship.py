"""Who made what"""

from __future__ import annotations

from alembic import op
from imagineer_desktop.catalog.rebuilding import ensure, rebuild
from imagineer_desktop.catalog.web_shapes import OCTOBER, TRAINING_SOURCE

revision = "0003_authorship"
down_revision = "0002_training_source"
branch_labels = None
depends_on = None

TABLES = ("albums", "album_images", "labels")


def upgrade() -> None:
    for table in TABLES:
        ensure(op.get_bind(), OCTOBER[table])


def downgrade() -> None:
    for table in TABLES:
        rebuild(op.get_bind(), OCTOBER[table], TRAINING_SOURCE[table])
