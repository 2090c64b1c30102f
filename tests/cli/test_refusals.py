"""What the terminal cannot do it says in one sentence, and nothing was changed."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from imagineer_desktop.catalog import migrating

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Program


@pytest.fixture
def library(database: Path) -> Path:
    migrating.create(database)
    return database


@pytest.fixture
def ordinary_user() -> tuple[str, ...]:
    """What a command begins with so that permissions hold for it, even where the tests run as root."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root may do everything, and there is no setpriv")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def test_a_newer_library_is_refused_and_stays(program: Program, library: Path) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_future'")
    before = library.read_bytes()
    for verb in (("info",), ("upgrade",)):
        assert "newer version" in program("--database", library, *verb, "--json").refusal
    assert library.read_bytes() == before


def test_an_old_library_is_refused_with_the_way_out(program: Program, library: Path) -> None:
    migrating.downgrade(library, migrating.OCTOBER)
    refusal = program("--database", library, "albums").refusal
    assert refusal.endswith(f"imagineer-desktop --database {library} upgrade")


@pytest.mark.parametrize("content", [b"no database, only words" * 100, b"\x89PNG\r\n\x1a\n" + b"\0" * 4000])
def test_what_is_no_database_is_refused_and_stays(program: Program, database: Path, content: bytes) -> None:
    database.write_bytes(content)
    assert "not a database" in program("--database", database, "info", "--json").refusal
    assert "not a database" in program("--database", database, "upgrade").refusal
    assert database.read_bytes() == content


def test_a_database_of_another_program(program: Program, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE moz_places (id INTEGER)")
    assert "another program" in program("--database", database, "info").refusal


def test_a_folder_as_library(program: Program, tmp_path: Path) -> None:
    assert "is a folder" in program("--database", tmp_path, "info", "--json").refusal


def test_a_library_that_cannot_be_made(program: Program, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    refusal = program("--database", tmp_path / "file" / "library.db", "info", "--json").refusal
    assert str(tmp_path / "file") in refusal


def test_a_folder_that_cannot_be_written(
    program: Program, tmp_path: Path, ordinary_user: tuple[str, ...]
) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    refusal = program("--database", folder / "new.db", "info", "--json", before=ordinary_user).refusal
    assert str(folder) in refusal
    assert list(folder.iterdir()) == []


def test_a_library_that_cannot_be_read_or_written(
    program: Program, library: Path, outputs: Path, ordinary_user: tuple[str, ...]
) -> None:
    library.chmod(0o000)
    refusal = program("--database", library, "info", "--json", before=ordinary_user).refusal
    assert str(library) in refusal or library.name in refusal
    library.chmod(0o444)
    library.parent.chmod(0o555)
    refusal = program("--database", library, "import", outputs, "--json", before=ordinary_user).refusal
    library.parent.chmod(0o755)
    assert library.name in refusal


def test_files_and_folders_that_may_not_be_read_are_listed(
    program: Program, library: Path, outputs: Path, ordinary_user: tuple[str, ...]
) -> None:
    (outputs / "single.png").chmod(0o000)
    (outputs / "batch").chmod(0o000)
    answer = program("--database", library, "import", outputs, "--json", before=ordinary_user).answer
    (outputs / "batch").chmod(0o755)
    assert (answer["found"], answer["imported"]) == (1, 0)
    assert {failure["path"]: failure["reason"] for failure in answer["failed"]} == {
        str(outputs / "batch"): "The folder cannot be opened (Permission denied).",
        str(outputs / "single.png"): "No permission to read the file.",
    }


def test_a_library_in_use(program: Program, library: Path, outputs: Path) -> None:
    with closing(sqlite3.connect(library, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        refusal = program("--database", library, "import", outputs, "--json").refusal
        other.execute("ROLLBACK")
    assert "used by another program" in refusal


def test_a_path_that_is_not_there(program: Program, library: Path, outputs: Path) -> None:
    assert "gone" in program("--database", library, "import", outputs, "gone", "--json").refusal
    assert program("--database", library, "info", "--json").answer["images"] == 0


def test_an_upgrade_of_nothing(program: Program, database: Path) -> None:
    assert "no library" in program("--database", database, "upgrade", "--json").refusal
    assert not database.exists()


def test_a_fault_of_our_own_is_said_and_kept(
    program: Program, library: Path, environment: dict[str, str], picture: Callable[..., Path]
) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("DROP TABLE labels")
    refusal = program("--database", library, "info", "--json").refusal
    assert "fault of the program" in refusal
    (log,) = Path(environment["HOME"]).rglob("imagineer-desktop.log")
    assert "no such table: labels" in log.read_text()
    assert str(log) in refusal


def test_a_fault_of_our_own_is_said_where_no_log_can_be_written(
    program: Program, library: Path, environment: dict[str, str]
) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("DROP TABLE labels")
    Path(environment["XDG_STATE_HOME"]).write_text("a file where the folder should be")
    outcome = program("--database", library, "info")
    assert (outcome.code, outcome.out) == (1, "")
    assert "no such table: labels" in outcome.err
    assert "fault of the program" in outcome.err.splitlines()[-1]
    assert "cannot be written" in outcome.err.splitlines()[-1]
