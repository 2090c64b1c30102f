"""Several children at one stream of questions: order, deaths, closing."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from imagineer_desktop.media.contents import Contents, read_contents
from imagineer_desktop.media.looking import Look, look
from imagineer_desktop.media.readers import (
    Crew,
    Limits,
    LookAt,
    ReadAll,
    ReaderClosedError,
    ReaderStartError,
    Trouble,
)

Program = Callable[[str], tuple[str, ...]]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="has /proc")

DEADLY = """
name = Path(question["path"]).name
if "crash" in name:
    os.kill(os.getpid(), signal.SIGSEGV)
if "endless" in name:
    while True: pass
if "hungry" in name:
    bytearray(3 * 1024**3)
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A child that runs `code`, which knows `question`, before each task of the real one."""

    def write(code: str) -> tuple[str, ...]:
        script = tmp_path / "misbehaving.py"
        body = "".join(f"    {line}\n" for line in code.strip().splitlines())
        script.write_text(
            "import os, random, signal, time\n"
            "from pathlib import Path\n"
            "from imagineer_desktop.media.readers.child import TASKS, main\n"
            f"def first(question):\n{body}"
            "def after(task):\n"
            "    return lambda question: (first(question), task(question))[1]\n"
            "main({name: after(task) for name, task in TASKS.items()})\n"
        )
        return (str(script),)

    return write


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Twelve pictures of different widths, and no two alike."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    paths = [folder / f"{place:02}.png" for place in range(12)]
    for place, path in enumerate(paths):
        Image.radial_gradient("L").resize((40 + place, 30)).save(path)
    return paths


def children() -> set[str]:
    found: set[str] = set()
    for task in Path("/proc/self/task").iterdir():
        found |= set((task / "children").read_text().split())
    return found


def test_the_answers_come_in_the_order_of_the_questions(program: Program, pictures: list[Path]) -> None:
    delays = program("time.sleep(random.random() / 50)")
    with Crew(3, program=delays) as crew:
        asked = [ReadAll(path, tag=place) for place, path in enumerate(pictures * 4)]
        found = list(crew.contents(asked))
        assert [question for question, _ in found] == asked
        for question, answer in found:
            assert answer == read_contents(question.path)
        views = [LookAt(path, []) for path in pictures * 30]
        looks = list(crew.looks(views))
        assert [question for question, _ in looks] == views
        assert all(answer == look(question.path, []) for question, answer in looks[:24])


def test_refused_files_have_their_trouble(pictures: list[Path], tmp_path: Path) -> None:
    web = tmp_path / "web.png"
    web.write_bytes(b"<html>")
    paths = [pictures[0], tmp_path / "gone.png", web, pictures[1]]
    with Crew(2) as crew:
        looks = [answer for _, answer in crew.looks(LookAt(path) for path in paths)]
        contents = [answer for _, answer in crew.contents(ReadAll(path) for path in paths)]
    assert [type(one) for one in looks] == [Look, Trouble, Trouble, Look]
    assert [one.kind for one in looks if isinstance(one, Trouble)] == ["refused", "refused"]
    assert [type(one) for one in contents] == [Contents, Trouble, Contents, Contents]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no limit of the processor's time")
@pytest.mark.parametrize("phase", ["looks", "contents"])
def test_only_the_guilty_are_lost(program: Program, pictures: list[Path], phase: str) -> None:
    """Also in a chunk of files that are asked for together, and next to one another."""
    paths = pictures * 8
    guilty = {3: "crash", 4: "hungry", 40: "crash", 70: "endless", 95: "crash"}
    for place, name in guilty.items():
        paths[place] = paths[place].with_name(f"{name}.png")
        paths[place].write_bytes(pictures[0].read_bytes())
    with Crew(2, Limits(processor_seconds=2), program=program(DEADLY)) as crew:
        answers: Iterator[tuple[object, object]]
        if phase == "looks":
            answers = crew.looks(LookAt(path) for path in paths)
        else:
            answers = crew.contents(ReadAll(path) for path in paths)
        found = [answer for _, answer in answers]
    lost = {place: one.kind for place, one in enumerate(found) if isinstance(one, Trouble)}
    kinds = {"crash": "died", "hungry": "too much memory", "endless": "too long"}
    assert lost == {place: kinds[name] for place, name in guilty.items()}
    assert len(found) == len(paths)


def test_a_file_that_kills_a_decoder_can_be_hashed(program: Program, pictures: list[Path]) -> None:
    deadly = program("if question.get('with_thumbnail'):\n    os._exit(3)")
    with Crew(1, program=deadly) as crew:
        ((_, lost),) = crew.contents([ReadAll(pictures[0])])
        assert isinstance(lost, Trouble)
        ((_, found),) = crew.contents([ReadAll(pictures[0], with_thumbnail=False)])
    assert isinstance(found, Contents)
    assert found.content_hash == read_contents(pictures[0]).content_hash


def test_only_a_few_questions_are_taken_ahead(pictures: list[Path]) -> None:
    taken: list[int] = []

    def questions() -> Iterator[ReadAll]:
        for place in range(500):
            taken.append(place)
            yield ReadAll(pictures[0], with_thumbnail=False)

    with Crew(2) as crew:
        for answered, _ in enumerate(crew.contents(questions())):
            assert len(taken) <= answered + 1 + 2 * 8
    assert len(taken) == 500


def test_questions_are_taken_in_the_thread_that_wants_the_answers(pictures: list[Path]) -> None:
    def questions() -> Iterator[LookAt]:
        for path in pictures:
            assert threading.current_thread() is mine
            yield LookAt(path)

    mine = threading.current_thread()
    with Crew(2) as crew:
        assert len(list(crew.looks(questions()))) == len(pictures)


def test_two_streams_of_one_crew_do_not_mix(pictures: list[Path]) -> None:
    with Crew(1) as crew:
        looks = crew.looks(LookAt(path) for path in pictures)
        for question, answer in looks:
            ((_, contents),) = crew.contents([ReadAll(question.path)])
            assert isinstance(answer, Look)
            assert isinstance(contents, Contents)
            assert answer.mtime_ns == contents.mtime_ns
            assert contents == read_contents(question.path)


@linux_only
def test_children_are_kept_from_one_stream_to_the_next(pictures: list[Path]) -> None:
    with Crew(2) as crew:
        list(crew.looks(LookAt(path) for path in pictures * 20))
        before = children()
        list(crew.contents(ReadAll(path) for path in pictures))
        assert before
        assert before <= children()


@linux_only
def test_a_stream_that_is_left_leaves_nothing(pictures: list[Path]) -> None:
    processes, threads = children(), threading.active_count()
    files = len(list(Path("/proc/self/fd").iterdir()))
    crew = Crew(2)
    stream = crew.contents(ReadAll(path) for path in pictures)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert len(list(crew.contents([ReadAll(pictures[0])]))) == 1
    crew.close()
    assert (children(), threading.active_count()) == (processes, threads)
    assert len(list(Path("/proc/self/fd").iterdir())) == files


def test_close_in_the_middle_ends_the_stream(pictures: list[Path]) -> None:
    crew = Crew(2)
    stream = crew.contents(ReadAll(path) for path in pictures * 10)
    next(stream)
    crew.close()
    with pytest.raises(ReaderClosedError):
        list(stream)
    with pytest.raises(ReaderClosedError):
        list(crew.looks([LookAt(pictures[0])]))


@linux_only
def test_close_from_another_thread_ends_a_wait(
    program: Program, pictures: list[Path], tmp_path: Path
) -> None:
    processes, heard = children(), tmp_path / "heard"
    os.mkfifo(heard)
    endless = program(f"open({str(heard)!r}, 'w').close()\nwhile True: pass")
    crew = Crew(1, program=endless)

    def close_when_busy() -> None:
        heard.read_text()
        crew.close()

    closer = threading.Thread(target=close_when_busy)
    closer.start()
    with pytest.raises(ReaderClosedError):
        list(crew.contents([ReadAll(pictures[0])]))
    closer.join()
    assert children() == processes


def test_a_fault_of_the_questions_reaches_who_asked(pictures: list[Path]) -> None:
    def questions() -> Iterator[ReadAll]:
        yield ReadAll(pictures[0])
        raise KeyError("the questions end in a fault")

    with Crew(2) as crew, pytest.raises(KeyError):
        list(crew.contents(questions()))


def test_a_program_that_does_not_start_blames_no_file(pictures: list[Path]) -> None:
    with Crew(2, program=("-m", "imagineer_desktop.nowhere")) as crew, pytest.raises(ReaderStartError):
        list(crew.looks([LookAt(path) for path in pictures]))


def test_no_questions_start_no_child() -> None:
    with Crew(2) as crew:
        before = children() if sys.platform == "linux" else set()
        assert list(crew.contents([])) == []
        assert (children() if sys.platform == "linux" else set()) == before
