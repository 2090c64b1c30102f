"""Real children: what they answer, what they refuse, and what is left when they die."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from imagineer_desktop.media.contents import read_contents
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.looking import look
from imagineer_desktop.media.readers import (
    Limits,
    QuarantineError,
    Reader,
    ReaderClosedError,
    ReaderStartError,
)
from imagineer_desktop.media.thumbnails import make_thumbnail, open_picture

Program = Callable[[str], tuple[str, ...]]
Chunk = Callable[[bytes, bytes], bytes]
SIGNATURE = b"\x89PNG\r\n\x1a\n"
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals and named pipes")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="keeps the limit of memory, has /proc")

BARE = """
import os, signal, struct, sys
def send(text, blob=b"", length=None):
    head = struct.pack(">IQ", len(text), len(blob) if length is None else length)
    sys.stdout.buffer.write(head + text + blob)
    sys.stdout.buffer.flush()
def hear():
    length, _ = struct.unpack(">IQ", sys.stdin.buffer.read(12))
    return sys.stdin.buffer.read(length)
send(b'{"ready":true}')
"""
"""A child without the program's own: quick to start, and free to misbehave."""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Has a child run `code`, which knows `question` in a task called `misbehave`, in place of all tasks."""

    def write(code: str) -> tuple[str, ...]:
        script = tmp_path / "misbehaving.py"
        body = "".join(f"    {line}\n" for line in code.splitlines())
        script.write_text(
            "import os, signal, sys, time\n"
            "from pathlib import Path\n"
            "from imagineer_desktop.media.readers.child import TASKS, Answer, main\n"
            f"def misbehave(question):\n{body}"
            "main(dict.fromkeys(TASKS, misbehave))\n"
        )
        return (str(script),)

    return write


@pytest.fixture
def bare(tmp_path: Path) -> Program:
    """Has a child run `code` after the beginning that every child has."""

    def write(code: str) -> tuple[str, ...]:
        script = tmp_path / "bare.py"
        script.write_text(BARE + code)
        return (str(script),)

    return write


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.radial_gradient("L").convert("RGB").resize((400, 300)).save(path)
    return path


def children() -> set[str]:
    """The processes that this one has started and not buried."""
    found: set[str] = set()
    for task in Path("/proc/self/task").iterdir():
        found |= set((task / "children").read_text().split())
    return found


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


class TestAnswers:
    def test_the_child_says_what_the_functions_say(self, reader: Reader, photo: Path) -> None:
        assert reader.contents(photo) == read_contents(photo)
        assert reader.contents(photo, with_thumbnail=False) == read_contents(photo, with_thumbnail=False)
        assert reader.look(photo) == look(photo)
        assert reader.look(photo, []) == look(photo, [])
        assert reader.thumbnail(photo, 64) == make_thumbnail(photo, 64)

    @pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
    def test_a_whole_picture_comes_as_blue_green_red_alpha(
        self, reader: Reader, tmp_path: Path, mode: str
    ) -> None:
        path = tmp_path / "whole.png"
        Image.effect_noise((1700, 1300), 60).convert(mode).save(path)
        pixels = reader.picture(path, 10_000_000)
        assert (pixels.width, pixels.height, pixels.has_alpha) == (1700, 1300, mode == "RGBA")
        raw = "BGRA" if mode == "RGBA" else "BGRX"
        wanted = "RGBA" if mode == "RGBA" else "RGB"
        found = Image.frombytes(wanted, (pixels.width, pixels.height), bytes(pixels.data), "raw", raw)
        assert found.tobytes() == open_picture(path, 10_000_000).tobytes()

    def test_a_picture_of_too_many_pixels_is_refused(self, reader: Reader, photo: Path) -> None:
        with pytest.raises(MediaError, match="too large"):
            reader.picture(photo, 119_999)

    @linux_only
    def test_a_name_that_is_no_utf8(self, reader: Reader, tmp_path: Path, photo: Path) -> None:
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9 \n\xff.png"))
        path.write_bytes(photo.read_bytes())
        assert reader.contents(path).content_hash == read_contents(photo).content_hash
        assert reader.look(path).width == 400

    def test_the_child_is_kept(self, photo: Path) -> None:
        with Reader() as reader:
            reader.contents(photo)
            before = children() if sys.platform == "linux" else set()
            for _ in range(5):
                reader.contents(photo)
            assert before == (children() if sys.platform == "linux" else set())

    def test_what_a_decoder_prints_gets_not_among_the_answers(self, program: Program, photo: Path) -> None:
        code = "os.write(1, b'noise' * 100)\nprint('noise', flush=True)\nos.write(2, b'noise')\n"
        with Reader(program=program(code + "return Answer(None, (b'jpeg',), 4)")) as reader:
            assert [reader.thumbnail(photo, 256) for _ in range(3)] == [b"jpeg"] * 3

    def test_a_child_that_nobody_asks_ends_and_comes_back(self, photo: Path) -> None:
        with Reader(Limits(idle_seconds=0.05)) as reader:
            for _ in range(3):
                assert reader.look(photo).width == 400
                assert reader._child is not None
                reader._child._watch.join()
                assert reader._child._process.returncode is not None

    @posix_only
    def test_an_interrupt_at_the_terminal_is_not_for_the_child(self, photo: Path) -> None:
        """Ctrl+C reaches the whole group of a command, which then ends its children in its own time."""
        with Reader() as reader:
            reader.look(photo)
            assert reader._child is not None
            child = reader._child.process_id
            assert os.getpgid(child) != os.getpgrp()
            os.kill(child, signal.SIGINT)
            assert reader.look(photo).width == 400
            assert reader._child.process_id == child


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "empty"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>", "SVG"),
            (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) run\n", "PostScript"),
            (b"%PDF-1.7\n", "PDF"),
            (b"<!DOCTYPE html>", "HTML"),
            (b"MZ\x90\0\x03\0\0\0", "program"),
        ],
    )
    def test_what_is_no_picture_is_refused_by_content(
        self, reader: Reader, tmp_path: Path, content: bytes, reason: str
    ) -> None:
        path = tmp_path / "picture.png"
        path.write_bytes(content)
        for ask in (reader.look, lambda path: reader.thumbnail(path, 256)):
            with pytest.raises(MediaError, match=reason) as refusal:
                ask(path)
            assert not isinstance(refusal.value, QuarantineError)
        assert reason in (reader.contents(path).trouble or "")

    def test_a_file_that_vanished_is_refused(self, reader: Reader, tmp_path: Path) -> None:
        with pytest.raises(MediaError, match="not there any more"):
            reader.contents(tmp_path / "gone.png")

    @pytest.mark.parametrize("kind", ["PNG", "GIF", "TIFF", "WEBP"])
    def test_a_bomb_of_pixels_tells_its_size_only(
        self, reader: Reader, tmp_path: Path, chunk: Chunk, kind: str
    ) -> None:
        data, size = bomb(kind, chunk)
        path = tmp_path / "bomb.png"
        path.write_bytes(data)
        found = reader.look(path)
        assert (found.width, found.height) == size
        contents = reader.contents(path)
        assert len(contents.content_hash) == 64
        assert contents.thumbnail is None
        assert "too large" in (contents.trouble or "")

    @pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"iCCP"])
    def test_a_bomb_of_text_or_profile_leaves_the_picture(
        self, reader: Reader, tmp_path: Path, chunk: Chunk, photo: Path, kind: bytes
    ) -> None:
        packed = zlib.compress(bytes(128 * 1024 * 1024), 9)
        start = b"bomb\0\1\0\0\0" if kind == b"iTXt" else b"bomb\0\0"
        data = photo.read_bytes()
        path = tmp_path / "bomb.png"
        path.write_bytes(data[:33] + chunk(kind, start + packed) + data[33:])
        assert (reader.look(path).width, reader.look(path).height) == (400, 300)
        contents = reader.contents(path)
        assert contents.trouble is None
        assert contents.thumbnail


def bomb(kind: str, chunk: Chunk) -> tuple[bytes, tuple[int, int]]:
    """A small file that says it is a picture of billions of pixels, and what size it names."""
    if kind == "PNG":
        header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
        pixels = chunk(b"IDAT", zlib.compress(bytes(9999)))
        return SIGNATURE + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b""), (40_000, 40_000)
    if kind == "GIF":
        packed = BytesIO()
        Image.new("P", (1, 1)).save(packed, "GIF")
        data = bytearray(packed.getvalue())
        data[6:10] = struct.pack("<HH", 65_535, 65_535)
        return bytes(data), (65_535, 65_535)
    if kind == "TIFF":
        packed = BytesIO()
        Image.new("L", (4, 4)).save(packed, "TIFF")
        data = bytearray(packed.getvalue())
        place = int.from_bytes(data[4:8], "little") + 2
        while (tag := int.from_bytes(data[place : place + 2], "little")) <= 257:
            if tag in (256, 257):
                data[place + 2 : place + 12] = struct.pack("<HII", 4, 1, 60_000)
            place += 12
        return bytes(data), (60_000, 60_000)
    canvas = b"\0\0\0\0" + (16_382).to_bytes(3, "little") * 2
    packed = BytesIO()
    Image.new("RGB", (8, 8)).save(packed, "WEBP", lossless=True)
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + packed.getvalue()[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body, (16_383, 16_383)


class TestDeaths:
    @posix_only
    @pytest.mark.parametrize("name", ["SIGSEGV", "SIGKILL", "SIGABRT", "SIGBUS"])
    def test_a_child_that_dies_is_told_and_replaced(self, program: Program, photo: Path, name: str) -> None:
        code = (
            "if 'deadly' in question['path']:\n"
            f"    os.kill(os.getpid(), signal.{name})\n"
            "return Answer(None, (b'jpeg',), 4)"
        )
        with Reader(program=program(code)) as reader:
            assert reader.thumbnail(photo, 256) == b"jpeg"
            for _ in range(2):
                with pytest.raises(QuarantineError, match="left as it is") as death:
                    reader.thumbnail(photo.with_name("deadly.png"), 256)
                assert death.value.kind == "died"
            assert reader.thumbnail(photo, 256) == b"jpeg"

    def test_a_fault_of_ours_says_where_it_was(self, program: Program, photo: Path) -> None:
        with (
            Reader(program=program("raise KeyError('our own fault')")) as reader,
            pytest.raises(QuarantineError) as death,
        ):
            reader.look(photo)
        assert death.value.kind == "died"
        assert "our own fault" in death.value.details

    @posix_only
    def test_a_file_that_is_decoded_for_ever_is_given_up(self, program: Program, photo: Path) -> None:
        with (
            Reader(Limits(processor_seconds=1), program=program("while True: pass")) as reader,
            pytest.raises(QuarantineError, match="too long") as death,
        ):
            reader.thumbnail(photo, 256)
        assert death.value.kind == "too long"

    def test_a_drive_that_never_answers_is_given_up(self, bare: Program, photo: Path) -> None:
        with (
            Reader(Limits(wall_seconds=0.5), program=bare("while True: hear()")) as reader,
            pytest.raises(QuarantineError, match="too long") as death,
        ):
            reader.thumbnail(photo, 256)
        assert death.value.kind == "too long"

    @posix_only
    def test_the_processors_time_is_counted_anew_for_each_file(self, program: Program, photo: Path) -> None:
        code = (
            "until = time.process_time() + 0.7\n"
            "while time.process_time() < until: pass\n"
            "return Answer(None, (b'jpeg',), 4)"
        )
        with Reader(Limits(processor_seconds=1), program=program(code)) as reader:
            assert [reader.thumbnail(photo, 256) for _ in range(4)] == [b"jpeg"] * 4

    @linux_only
    def test_a_file_that_eats_memory_is_given_up(self, program: Program, photo: Path) -> None:
        with (
            Reader(program=program("return bytearray(3 * 1024**3)")) as reader,
            pytest.raises(QuarantineError, match="too much memory") as death,
        ):
            reader.look(photo)
        assert death.value.kind == "too much memory"

    @linux_only
    def test_a_picture_that_is_too_much_for_the_memory(self, tmp_path: Path, photo: Path) -> None:
        path = tmp_path / "wide.png"
        Image.new("P", (12_000, 12_000)).save(path)
        with Reader(Limits(memory=600 * 1024**2)) as reader:
            with pytest.raises(QuarantineError) as death:
                reader.thumbnail(path, 256)
            assert death.value.kind == "too much memory"
            assert reader.contents(path).trouble
            assert reader.thumbnail(photo, 256)

    @linux_only
    def test_the_child_may_write_no_file(self, program: Program, tmp_path: Path, photo: Path) -> None:
        code = (
            f"with open({str(tmp_path / 'written')!r}, 'wb') as file:\n"
            "    file.write(bytes(1024 * 1024))\n"
            "return Answer(None, (b'jpeg',), 4)"
        )
        with Reader(program=program(code)) as reader, pytest.raises(QuarantineError):
            reader.thumbnail(photo, 256)
        assert (tmp_path / "written").stat().st_size <= 64 * 1024

    @pytest.mark.parametrize(
        "answer",
        [
            b"send(b'not json')",
            b"send(b'[1]')",
            b"send(b'{}')",
            b'send(b\'{"told":{"width":"x"}}\')',
            b"send(b'[' * 100000)",
            b"send(b'{\"told\":' + b'9' * 10000 + b'}')",
            b"sys.stdout.buffer.write(b'\\xff' * 100); sys.stdout.buffer.flush(); hear()",
            b"send(b'{\"told\":1}', b'', 2**62); hear()",
            b"send(b'{\"told\":1}', b'short', 500)",
            b"pass",
        ],
    )
    def test_an_answer_that_is_none_ends_the_child(self, bare: Program, photo: Path, answer: bytes) -> None:
        with (
            Reader(program=bare("hear()\n" + answer.decode())) as reader,
            pytest.raises(QuarantineError) as death,
        ):
            reader.look(photo)
        assert death.value.kind == "died"

    def test_a_program_that_does_not_start_blames_no_file(self, photo: Path) -> None:
        with (
            Reader(program=("-m", "imagineer_desktop.nowhere")) as reader,
            pytest.raises(ReaderStartError, match="could not be started"),
        ):
            reader.look(photo)

    @linux_only
    def test_fifty_deaths_leave_no_process_and_no_open_file(self, bare: Program, photo: Path) -> None:
        processes, files, threads = children(), open_files(), threading.active_count()
        with Reader(program=bare("hear()\nos.kill(os.getpid(), signal.SIGKILL)")) as reader:
            for _ in range(50):
                with pytest.raises(QuarantineError):
                    reader.look(photo)
        # Whoever reaps them may need a moment; what was there before may have ended meanwhile.
        end = time.monotonic() + 5
        while children() - processes and time.monotonic() < end:
            time.sleep(0.01)
        assert children() <= processes
        assert open_files() <= files
        assert threading.active_count() <= threads


class TestClosing:
    def test_a_closed_reader_answers_no_more(self, photo: Path) -> None:
        reader = Reader()
        reader.look(photo)
        reader.close()
        reader.close()
        with pytest.raises(ReaderClosedError):
            reader.look(photo)

    @linux_only
    def test_close_from_another_thread_ends_a_question_under_way(
        self, bare: Program, tmp_path: Path, photo: Path
    ) -> None:
        processes, files = children(), open_files()
        heard = tmp_path / "heard"
        os.mkfifo(heard)
        reader = Reader(program=bare(f"hear()\nopen({str(heard)!r}, 'w').close()\nhear()"))
        fate: list[Exception] = []

        def ask() -> None:
            try:
                reader.look(photo)
            except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
                fate.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        heard.read_text()
        reader.close()
        thread.join(10)
        assert [type(one) for one in fate] == [ReaderClosedError]
        assert (children(), open_files()) == (processes, files)

    @linux_only
    def test_the_child_ends_with_its_parent(self, tmp_path: Path, photo: Path) -> None:
        """Even in the middle of a file: the pipe that it keeps open comes to its end."""
        alive = tmp_path / "alive"
        os.mkfifo(alive)
        script = tmp_path / "busy.py"
        script.write_text(
            "from imagineer_desktop.media.readers.child import TASKS, main\n"
            "def busy(question):\n"
            "    import os\n"
            f"    kept = os.open({str(alive)!r}, os.O_WRONLY)\n"
            "    os.write(kept, b'here')\n"
            "    while True: pass\n"
            "main(dict.fromkeys(TASKS, busy))\n"
        )
        code = (
            "from pathlib import Path; from imagineer_desktop.media.readers import Reader; "
            f"Reader(program=({str(script)!r},)).look(Path({str(photo)!r}))"
        )
        parent = subprocess.Popen([sys.executable, "-c", code])
        with alive.open("rb") as pipe:
            assert pipe.read(4) == b"here"
            parent.kill()
            parent.wait()
            assert pipe.read() == b""


def test_the_child_loads_nothing_of_its_parents_side() -> None:
    """It is started again and again, and each module costs milliseconds."""
    code = "import sys, imagineer_desktop.media.readers.child; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    own = {name for name in loaded.stdout.split() if name.startswith("imagineer_desktop.media.readers.")}
    assert {name.rpartition(".")[2] for name in own} == {"child", "frames", "limits", "ranges", "wire"}
