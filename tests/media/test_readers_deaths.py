"""Who is to blame when a child dies: one death is nobody's fault, and nobody waits for the dead."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from PIL import Image

from imagineer_desktop.media.contents import Contents, read_contents
from imagineer_desktop.media.looking import Look, look
from imagineer_desktop.media.readers import (
    Crew,
    Limits,
    LookAt,
    QuarantineError,
    ReadAll,
    Reader,
    ReaderClosedError,
    Trouble,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="keeps the limit of memory, has /proc")

Program = Callable[[str], tuple[str, ...]]

ONCE = """
if not mark.exists():
    tried()
    os.kill(os.getpid(), signal.SIGKILL)
"""
"""As the system does for want of memory, or a person: whatever file it was at."""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A child that runs `code` before each task of the real one; `tried()` adds a line to the file's mark."""

    def write(code: str) -> tuple[str, ...]:
        script = tmp_path / "dying.py"
        body = "".join(f"    {line}\n" for line in code.strip().splitlines())
        script.write_text(
            "import os, signal, time\n"
            "from pathlib import Path\n"
            "from imagineer_desktop.media.readers.child import TASKS, main\n"
            "def first(question):\n"
            "    name = Path(question['path']).name\n"
            "    mark = Path(question['path'] + '.tried')\n"
            "    def tried():\n"
            "        with mark.open('a') as file: file.write('x')\n"
            f"{body}"
            "def after(task):\n"
            "    return lambda question: (first(question), task(question))[1]\n"
            "main({name: after(task) for name, task in TASKS.items()})\n"
        )
        return (str(script),)

    return write


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "pictures"
    folder.mkdir()
    paths = [folder / f"{place:02}.png" for place in range(8)]
    for place, path in enumerate(paths):
        Image.radial_gradient("L").resize((40 + place, 30)).save(path)
    return paths


def times_tried(path: Path) -> int:
    return len(path.with_name(path.name + ".tried").read_text())


def standing_still(before: set[str]) -> str:
    """The process that came since, as soon as it does not go on any more."""
    while True:
        for process in children() - before:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "T":
                return process


def children() -> set[str]:
    found: set[str] = set()
    for task in Path("/proc/self/task").iterdir():
        found |= set((task / "children").read_text().split())
    return found


class TestASecondChance:
    @pytest.mark.parametrize("kind", ["look", "contents", "thumbnail", "picture"])
    def test_a_file_is_not_to_blame_for_one_death(
        self, program: Program, pictures: list[Path], kind: str
    ) -> None:
        with Reader(program=program(ONCE)) as reader:
            for path in pictures[:3]:
                answers = {
                    "look": lambda path=path: reader.look(path, []) == look(path, []),
                    "contents": lambda path=path: reader.contents(path) == read_contents(path),
                    "thumbnail": lambda path=path: bool(reader.thumbnail(path, 256)),
                    "picture": lambda path=path: reader.picture(path, 10_000).height == 30,
                }
                assert answers[kind]()

    def test_a_crew_blames_no_file_for_one_death_and_keeps_their_order(
        self, program: Program, pictures: list[Path]
    ) -> None:
        with Crew(2, program=program(ONCE)) as crew:
            asked = [ReadAll(path, tag=place) for place, path in enumerate(pictures)]
            found = list(crew.contents(asked))
            assert [question for question, _ in found] == asked
            assert [answer for _, answer in found] == [read_contents(path) for path in pictures]

    def test_a_crew_looks_on_after_a_death_in_a_chunk_and_one_at_each_file(
        self, program: Program, pictures: list[Path]
    ) -> None:
        """The first death is somewhere in the chunk, the next are those of files asked for alone."""
        code = "if not mark.exists() or mark.stat().st_size < 2:\n    tried()\n    os.kill(os.getpid(), 9)"
        with Crew(1, program=program(code)) as crew:
            found = [answer for _, answer in crew.looks(LookAt(path, []) for path in pictures[:1])]
            assert [type(one) for one in found] == [Trouble]
            found = [answer for _, answer in crew.looks(LookAt(path, []) for path in pictures[1:3])]
        assert [type(one) for one in found] == [Look, Trouble]
        assert times_tried(pictures[1]) == 2

    def test_two_deaths_are_the_files_own(self, program: Program, pictures: list[Path]) -> None:
        deadly = program("if name == '02.png':\n    tried()\n    os.kill(os.getpid(), signal.SIGSEGV)")
        with Crew(2, program=deadly) as crew:
            found = [answer for _, answer in crew.contents(ReadAll(path) for path in pictures)]
        assert [place for place, one in enumerate(found) if isinstance(one, Trouble)] == [2]
        assert times_tried(pictures[2]) == 2
        with Reader(program=deadly) as reader, pytest.raises(QuarantineError):
            reader.look(pictures[2])
        assert times_tried(pictures[2]) == 4

    @pytest.mark.parametrize(
        "code",
        [
            "tried()\nwhile True: pass",
            pytest.param("tried()\nbytearray(3 * 1024**3)", marks=linux_only),
        ],
    )
    def test_a_file_that_passes_a_limit_is_not_tried_again(
        self, program: Program, pictures: list[Path], code: str
    ) -> None:
        limits = Limits(processor_seconds=1)
        with Reader(limits, program=program(code)) as reader, pytest.raises(QuarantineError):
            reader.thumbnail(pictures[0], 256)
        with Crew(1, limits, program=program(code)) as crew:
            ((_, found),) = crew.contents([ReadAll(pictures[1])])
        assert isinstance(found, Trouble)
        assert [times_tried(path) for path in pictures[:2]] == [1, 1]

    def test_a_child_that_is_killed_as_it_starts_is_replaced(
        self, pictures: list[Path], tmp_path: Path
    ) -> None:
        script = tmp_path / "starting.py"
        script.write_text(
            "import os\nfrom pathlib import Path\n"
            f"mark = Path({str(tmp_path / 'started')!r})\n"
            "if not mark.exists():\n    mark.touch()\n    os.kill(os.getpid(), 9)\n"
            "from imagineer_desktop.media.readers.child import TASKS, main\n"
            "main(TASKS)\n"
        )
        with Reader(program=(str(script),)) as reader:
            assert reader.look(pictures[0]).height == 30
        (tmp_path / "started").unlink()
        with Crew(1, program=(str(script),)) as crew:
            found = [answer for _, answer in crew.contents(ReadAll(path) for path in pictures)]
        assert [type(one) for one in found] == [Contents] * len(pictures)

    @linux_only
    def test_children_killed_from_outside_cost_no_file(self, pictures: list[Path], program: Program) -> None:
        slow = program("time.sleep(0.01)")
        before, files = children(), pictures * 20
        with Crew(2, program=slow) as crew:
            found = []
            for place, (_, answer) in enumerate(crew.contents(ReadAll(path) for path in files)):
                found.append(answer)
                if place % 25 == 10:
                    os.kill(int(max(children() - before, key=int)), signal.SIGKILL)
        assert {type(one) for one in found} == {Contents}
        assert len(found) == len(files)


class TestADriveThatIsGone:
    """A process that waits for one cannot be killed: here it stands still, and nobody's kill is heard."""

    @pytest.fixture
    def stuck(self, monkeypatch: pytest.MonkeyPatch, program: Program) -> tuple[str, ...]:
        monkeypatch.setattr(subprocess.Popen, "kill", lambda process: None)
        return program("os.kill(os.getpid(), signal.SIGSTOP)")

    @linux_only
    @pytest.mark.parametrize("kind", [Reader, Crew])
    def test_closing_does_not_wait_for_it(
        self, stuck: tuple[str, ...], pictures: list[Path], kind: type[Reader | Crew]
    ) -> None:
        before, threads = children(), set(threading.enumerate())
        asked = Reader(program=stuck) if kind is Reader else Crew(1, program=stuck)
        fate: list[Exception] = []

        def ask() -> None:
            try:
                if isinstance(asked, Reader):
                    asked.look(pictures[0])
                else:
                    list(asked.contents([ReadAll(pictures[0])]))
            except ReaderClosedError as error:
                fate.append(error)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        left = standing_still(before)
        begun = monotonic()
        asked.close()
        thread.join(30)
        assert monotonic() - begun < 2
        assert len(fate) == 1
        os.kill(int(left), signal.SIGKILL)
        for thread in set(threading.enumerate()) - threads:
            thread.join(10)
        assert children() == before

    @linux_only
    def test_closing_an_idle_reader_does_not_wait_either(
        self, monkeypatch: pytest.MonkeyPatch, pictures: list[Path]
    ) -> None:
        before, threads = children(), set(threading.enumerate())
        reader = Reader()
        reader.look(pictures[0])
        (left,) = children() - before
        os.kill(int(left), signal.SIGSTOP)
        standing_still(before)
        monkeypatch.setattr(subprocess.Popen, "kill", lambda process: None)
        begun = monotonic()
        reader.close()
        assert monotonic() - begun < 1
        os.kill(int(left), signal.SIGKILL)
        for thread in set(threading.enumerate()) - threads:
            thread.join(10)
        assert children() == before

    @linux_only
    def test_a_question_to_it_is_given_up(self, stuck: tuple[str, ...], pictures: list[Path]) -> None:
        before = children()
        with Reader(Limits(wall_seconds=2), program=stuck) as reader:
            with pytest.raises(QuarantineError) as death:
                reader.look(pictures[0])
            assert death.value.kind == "too long"
            os.kill(int(standing_still(before)), signal.SIGKILL)
