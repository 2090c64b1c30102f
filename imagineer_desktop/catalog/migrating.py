"""What a library file is, and the way from any revision to any other; the only room that knows Alembic.

Looking at a file costs little, because it happens at every start: SQLAlchemy and Alembic are imported
by the functions that change something.
"""

from __future__ import annotations

import ast
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from imagineer_desktop.bundled import bundled
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.plain import read_only, spoken

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

HEAD = "0007_import_engine"
"""The revision that this program reads and writes."""

OCTOBER = "0003_authorship"
"""The newest revision that the web application reads and writes."""

BUSY_SECONDS = 5.0

_WEB_TABLES = {"images": {"id", "filename", "file_path"}, "albums": {"id", "name"}}
"""By these the web application's databases are known; other programs also have images and albums."""


class State(Enum):
    """What lies at a path."""

    MISSING = "missing"
    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    WEB = "web application"
    FOREIGN = "foreign"
    NOT_A_DATABASE = "not a database"
    DAMAGED = "damaged"


_REFUSALS = {
    State.MISSING: "There is no library at {path}. Check the place, or make a new library.",
    State.EMPTY: "There is nothing in {path} yet. Make a new library there, or choose another file.",
    State.NEWER: (
        "{path} was written by a newer version of Imagineer Desktop (its revision is {revision}). "
        "Nothing was changed. Install the newer version to open it."
    ),
    State.FOREIGN: (
        "{path} is a database of another program. Nothing was changed. "
        "Choose an Imagineer library, or make a new one."
    ),
    State.NOT_A_DATABASE: (
        "{path} is not a database, or it is encrypted. Nothing was changed. "
        "Choose another file, or restore a backup of the library."
    ),
    State.DAMAGED: (
        "A part of {path} cannot be read. Nothing was changed. "
        "Keep a copy of the file as it is, then restore the newest backup."
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at a path. `revision` is the one written in the file; None where none is."""

    path: Path
    state: State
    revision: str | None = None

    @property
    def refusal(self) -> CatalogError | None:
        """Why this can neither be opened nor upgraded, as a sentence; None if it can."""
        if self.state not in _REFUSALS:
            return None
        return CatalogError(_REFUSALS[self.state].format(path=self.path, revision=self.revision))


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of the chain; `title` is shown to the user while it runs."""

    id: str
    title: str


@cache
def revisions() -> tuple[Revision, ...]:
    """The chain from the oldest to the newest."""
    files = sorted(bundled("alembic/versions").glob("[0-9]*.py"))
    titles = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "" for file in files)
    return tuple(
        Revision(file.stem, title.splitlines()[0]) for file, title in zip(files, titles, strict=True)
    )


def classify(path: Path) -> Finding:
    """Look at what lies at `path` without creating or changing it.

    Raises CatalogError where that cannot be seen: the file is locked or unreadable, or a folder.
    """
    try:
        if not path.exists():
            return Finding(path, State.MISSING)
        if path.is_dir():
            raise CatalogError(f"{path} is a folder. Choose the library's file inside it.")
        if path.stat().st_size == 0:
            return Finding(path, State.EMPTY)
    except OSError as error:
        raise CatalogError(f"{path} cannot be looked at: {error.strerror}. Nothing was changed.") from error
    try:
        with closing(read_only(path)) as connection:
            return _found(path, connection)
    except sqlite3.DatabaseError as error:
        states = {"SQLITE_NOTADB": State.NOT_A_DATABASE, "SQLITE_CORRUPT": State.DAMAGED}
        state = states.get(getattr(error, "sqlite_errorname", "")[:14])
        if state is not None:
            return Finding(path, state)
        with spoken(path):
            raise


def _found(path: Path, connection: sqlite3.Connection) -> Finding:
    sql = "SELECT lower(name) FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'"
    tables = {name for (name,) in connection.execute(sql)}
    if not tables:
        return Finding(path, State.EMPTY)
    if not all(
        wanted
        <= {name.lower() for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        for table, wanted in _WEB_TABLES.items()
    ):
        return Finding(path, State.FOREIGN)
    versions = []
    if "alembic_version" in tables:
        versions = [
            str(version) for (version,) in connection.execute("SELECT version_num FROM alembic_version")
        ]
    known = [revision.id for revision in revisions()]
    for version in versions:
        if version not in known:
            return Finding(path, State.NEWER, version)
    if len(versions) != 1:
        return Finding(path, State.WEB)
    return Finding(path, State.CURRENT if versions[0] == HEAD else State.OLDER, versions[0])


def create(path: Path) -> None:
    """Make a new library at `path`, with its folder.

    An empty file is filled. CatalogError if anything else lies there, or the journal of a
    library that was there: then the rows may still be in it.
    """
    finding = classify(path)
    if finding.state not in {State.MISSING, State.EMPTY}:
        raise CatalogError(f"There is already a file at {path}. It was not changed. Choose another name.")
    left = [place for place in (Path(f"{path}-wal"), Path(f"{path}-journal")) if place.exists()]
    if left and finding.state is State.MISSING:
        raise CatalogError(
            f"{path} is missing, but {left[0].name} is still beside it and may hold the newest changes. "
            "Nothing was changed. Put the library's file back, or move both away."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogError(f"The folder {path.parent} cannot be made: {error.strerror}.") from error
    with transaction(path, may_create=True) as connection:
        for revision in pending(connection):
            step(connection, revision)


def upgrade(path: Path) -> None:
    """Bring a library to the newest revision in one transaction, or raise CatalogError with nothing changed.

    Makes no backup and compares nothing: the user's own libraries go through `jobs.upgrading`.
    """
    require(classify(path))
    with transaction(path) as connection:
        for revision in pending(connection):
            step(connection, revision)


def downgrade(path: Path, revision: str) -> None:
    """Take a library back to an older revision in one transaction; what only newer ones know is dropped."""
    require(classify(path))
    if revision not in {one.id for one in revisions()}:
        raise CatalogError(f"There is no revision {revision}. Nothing was changed.")
    with transaction(path) as connection:
        from alembic import command

        command.downgrade(_config(connection), revision)


def require(finding: Finding) -> None:
    """Raises the CatalogError of a file that can neither be opened nor upgraded."""
    if finding.refusal is not None:
        raise finding.refusal


@contextmanager
def transaction(path: Path, may_create: bool = False) -> Iterator[Connection]:
    """One write transaction around everything inside; rolled back when the block raises.

    Foreign keys are off from before it begins, as rebuilding tables needs it; texts that are not
    UTF-8 read as surrogates and stay as they are.
    """
    from sqlalchemy import NullPool, create_engine, event

    def connect() -> sqlite3.Connection:
        mode = "rwc" if may_create else "rw"
        address = f"{path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.text_factory = lambda text: text.decode(errors="surrogateescape")
        for pragma in (
            "foreign_keys = OFF",
            "legacy_alter_table = ON",
            "temp_store = MEMORY",
            "synchronous = FULL",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with spoken(path), engine.begin() as connection:
        yield connection


def pending(connection: Connection) -> list[Revision]:
    """The steps that lead from what is there to the newest revision.

    A database of the web application is stamped first with the newest revision whose columns it
    has; one that has not even the oldest ones goes through the whole chain.
    """
    current = _revision(connection)
    chain = list(revisions())
    ids = [revision.id for revision in chain]
    return chain[ids.index(current) + 1 :] if current else chain


def step(connection: Connection, revision: Revision) -> None:
    """Take one step inside the transaction of `connection`."""
    from alembic import command

    command.upgrade(_config(connection), revision.id)


def _revision(connection: Connection) -> str | None:
    from alembic.migration import MigrationContext

    from alembic import command

    heads = MigrationContext.configure(connection).get_current_heads()
    if len(heads) == 1:
        return heads[0]
    fitting = fitting_revision(connection)
    if fitting is not None:
        command.stamp(_config(connection), fitting, purge=True)
    elif heads:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    return fitting


def fitting_revision(connection: Connection) -> str | None:
    """The newest of the web application's revisions whose columns are all there, if there is one."""
    from imagineer_desktop.catalog.rebuilding import definition
    from imagineer_desktop.catalog.web_shapes import OCTOBER, OLDEST, TRAINING_SOURCE

    fitting = None
    for revision, tables in zip(revisions(), (OLDEST, TRAINING_SOURCE, OCTOBER), strict=False):
        for shape in tables.values():
            found = definition(connection, shape.name)
            if found is None or not shape.columns.keys() <= found.columns.keys():
                return fitting
        fitting = revision.id
    return fitting


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(bundled("alembic")).replace("%", "%%"))
    return config
