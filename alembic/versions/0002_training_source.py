"""Training sources"""

from __future__ import annotations

from alembic import op
from imagineer_desktop.catalog.rebuilding import ensure, rebuild
from imagineer_desktop.catalog.web_shapes import OLDEST, TRAINING_SOURCE

revision = "0002_training_source"
down_revision = "0001_web_application"
branch_labels = None
depends_on = None


def upgrade() -> None:
    ensure(op.get_bind(), TRAINING_SOURCE["albums"], {"is_training_source": "0"})


def downgrade() -> None:
    rebuild(op.get_bind(), TRAINING_SOURCE["albums"], OLDEST["albums"])
