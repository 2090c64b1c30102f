"""Where Alembic meets a library: in the program's own transaction, or for a developer in one of its own.

alembic -x database=FILE upgrade head
"""

from __future__ import annotations

from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import Connection

from alembic import context
from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.schema import Base


def run(connection: Connection) -> None:
    """Run what was asked inside the transaction that `connection` is in."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transactional_ddl=True,
        transaction_per_migration=False,
        compare_type=True,
        compare_server_default=True,
    )
    context.run_migrations()


def named_database() -> Path:
    """The file after `-x database=`."""
    try:
        return Path(context.get_x_argument(as_dictionary=True)["database"])
    except KeyError:
        raise CommandError("Say which library: alembic -x database=FILE ...") from None


if context.is_offline_mode():
    raise CommandError("A library is looked at before it is changed, so there is no script to print.")
given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with migrating.transaction(named_database(), may_create=True) as own:
        run(own)
