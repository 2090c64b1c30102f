"""How the program behaves among other programs: usage, places, pipes, Ctrl+C, and what it loads."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import imagineer_desktop
from imagineer_desktop.arguments import Choices, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Program

THIS = [sys.executable, "-m", "imagineer_desktop"]


@pytest.mark.parametrize(
    "line",
    [
        "--database x.db --json import a b",
        "import --database x.db a b --json",
        "import a b --json --database x.db",
        "--json import --database x.db a b",
    ],
)
def test_options_stand_before_or_behind_the_command(line: str) -> None:
    wanted = Choices("import", Path("x.db"), as_json=True, paths=(Path("a"), Path("b")))
    assert parse(line.split()) == wanted


@pytest.mark.parametrize(
    "line",
    [
        *("import", "show", "show 1 2", "nonsense", "--json", "info --nonsense", "--screenshot a.png info"),
        *("--size 12", "--theme pink", "upgrade --to-copy", "info extra"),
    ],
)
def test_usage_is_code_two(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(line.split())
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert said.err.startswith("usage: ")


def test_usage_as_a_process(program: Program) -> None:
    outcome = program("import", "--json")
    assert (outcome.code, outcome.out) == (2, "")
    assert "required: PATH" in outcome.err


def test_help_and_version_load_nothing_heavy(program: Program) -> None:
    version = program("--version")
    assert (version.code, version.out) == (0, f"Imagineer Desktop {imagineer_desktop.__version__}\n")
    assert "upgrade" in program("--help").out
    for option in ("--help", "--version"):
        assert loaded("sqlalchemy", "alembic", "PIL", "PySide6", arguments=[option]) == []


def test_the_terminal_needs_no_qt(database: Path, outputs: Path) -> None:
    assert (
        loaded("PySide6", "shiboken6", arguments=["--database", str(database), "import", str(outputs)]) == []
    )
    light = ["--database", str(database), "info"]
    assert loaded("PySide6", "PIL", "alembic", arguments=light) == [], (
        "decoders and migrations are not needed"
    )


def loaded(*modules: str, arguments: list[str]) -> list[str]:
    """Which of the modules are loaded when a run is over."""
    program = (
        "import sys\n"
        "from imagineer_desktop.__main__ import main\n"
        "try:\n    main(sys.argv[2:])\nexcept SystemExit:\n    pass\n"
        "print(*[name for name in sys.argv[1].split() if name in sys.modules], sep=',', file=sys.stderr)"
    )
    command = [sys.executable, "-c", program, " ".join(modules), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return [name for name in done.stderr.strip().split(",") if name]


def test_the_library_lies_where_it_is_looked_for(
    program: Program, working: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    own = Path(environment["XDG_DATA_HOME"]) / "imagineer-desktop" / "imagineer.db"
    assert program("info", "--json").answer["database"] == str(own)
    (working / "instance").mkdir()
    assert program("info", "--json").answer["database"] == str(working / "instance" / "imagineer.db")
    named = str(tmp_path / "named.db")
    assert program("info", "--json", IMAGINEER_DATABASE=named).answer["database"] == named
    option = program("--database", "option.db", "info", "--json", IMAGINEER_DATABASE=named).answer
    assert option["database"] == str(working / "option.db")
    assert all(Path(path).is_file() for path in (own, named, working / "option.db"))


def test_a_library_named_in_a_folder_that_is_not_there_yet(program: Program, working: Path) -> None:
    outcome = program("--database", "new/folder/library.db", "info", "--json")
    assert outcome.answer["images"] == 0
    assert (working / "new" / "folder" / "library.db").is_file()


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_a_reader_that_leaves_hears_nothing_ugly(
    option: list[str], database: Path, tmp_path: Path, picture: Callable[..., Path]
) -> None:
    for number in range(40):
        picture(tmp_path / "outputs" / (f"{number:02}" + "x" * 200) / "1.png")
    base = [*THIS, "--database", str(database)]
    subprocess.run([*base, "import", str(tmp_path / "outputs")], check=True, capture_output=True)
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [*base, "albums", *option], stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60
    )
    os.close(writing)
    assert (process.returncode, process.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_an_answer_that_cannot_be_written_is_said(database: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [*THIS, "--database", str(database), "info"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert process.returncode == 1
    assert process.stderr == b"imagineer-desktop: The answer cannot be written: No space left on device.\n"


def test_ctrl_c_ends_with_a_sentence(database: Path, tmp_path: Path, picture: Callable[..., Path]) -> None:
    first = picture(tmp_path / "outputs" / "0.png")
    for number in range(1, 3000):
        (tmp_path / "outputs" / f"{number}.png").hardlink_to(first)
    process, terminal = watched("--database", str(database), "import", str(tmp_path / "outputs"))
    seen = read_until(terminal, b"Importing")
    process.send_signal(signal.SIGINT)
    seen += read_until(terminal, b"kept.")
    out, _ = process.communicate(timeout=30)
    os.close(terminal)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in seen
    assert seen.rstrip().endswith(b"imagineer-desktop: Stopped. What was finished before is kept.")


def test_who_watches_sees_progress_on_one_line(database: Path, outputs: Path) -> None:
    process, terminal = watched("--database", str(database), "import", str(outputs), "--json")
    seen = read_until(terminal, b"3 of 3")
    out, _ = process.communicate(timeout=30)
    os.close(terminal)
    assert process.returncode == 0
    assert out.startswith(b'{"found": 3')
    assert b"\n" not in seen


def watched(*arguments: str) -> tuple[subprocess.Popen[bytes], int]:
    """A run whose stderr is a terminal; the other end of that terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*THIS, *arguments], stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    return process, ours


def read_until(terminal: int, wanted: bytes) -> bytes:
    """What comes over the terminal until `wanted` has come, or it ends."""
    seen, deadline = b"", time.monotonic() + 30
    while wanted not in seen and time.monotonic() < deadline:
        try:
            seen += os.read(terminal, 4096)
        except OSError:
            break
    return seen
