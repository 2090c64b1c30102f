"""One child process: how it is started, asked, watched and ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from threading import Condition, Thread
from time import monotonic
from typing import BinaryIO, cast

from imagineer_desktop.media.readers.frames import Blob, Bounds, Message, read_frame, write_frame
from imagineer_desktop.media.readers.limits import OUT_OF_MEMORY, Limits
from imagineer_desktop.media.readers.line import Line
from imagineer_desktop.media.readers.troubles import Kind, QuarantineError, ReaderStartError

PROGRAM = ("-m", "imagineer_desktop.media.readers.child")
_PACKAGE_HOME = Path(__file__).resolve().parents[3]
_SETTINGS = {
    "VIPS_CONCURRENCY": "1",
    "VIPS_BLOCK_UNTRUSTED": "1",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(32 * 1024 * 1024),
    "MALLOC_TRIM_THRESHOLD_": str(128 * 1024 * 1024),
}
"""One core for each child. And memory is kept from one picture to the next: else a tenth of the time goes
into pages that are given back and asked for again (glibc; others do not know these names)."""
_NO_START = "The program that reads images could not be started"
_LAST_WORDS = 0.5
"""Seconds for a process whose answers have ended to end by itself, so that its code tells why."""
_PATIENCE = 0.2
"""Seconds to wait for the end of a killed process; one that waits for a dead drive may not end at all."""
_COMPLAINTS = 8 * 1024
"""Bytes that are read of what a process has printed: its end."""


class ChildProcess:
    """A process that reads strangers' files. One thread asks it; any thread may kill it.

    It is killed by itself when an answer takes longer than allowed, or when nobody asks for long.
    """

    def __init__(self, limits: Limits, gently: bool, program: tuple[str, ...] = PROGRAM) -> None:
        self._limits = limits
        with ExitStack() as undone:
            try:
                self._complaints = undone.enter_context(TemporaryFile())
                self._line = _started(limits, gently, program, cast(BinaryIO, self._complaints))
            except OSError as error:
                raise ReaderStartError(f"{_NO_START}: {error}") from error
            undone.pop_all()
        self._process = self._line.process
        self._ready = False
        self._change = Condition()
        self._over = self._overdue = False
        self._asked = True  # it is started because somebody has a question
        self._until = self._wakes_at = monotonic() + limits.wall_seconds
        self._watch = Thread(target=self._watch_over, name=f"reader {self._process.pid}", daemon=True)
        self._watch.start()

    @property
    def process_id(self) -> int:
        return self._process.pid

    def begin(self) -> bool:
        """An answer is waited for from now on. False if the process has ended: another one is needed."""
        with self._change:
            if self._over or self._process.poll() is not None:
                return False
            self._set_alarm(True, self._limits.wall_seconds)
            return True

    def rest(self) -> None:
        """No answer is waited for any more."""
        with self._change:
            self._set_alarm(False, self._limits.idle_seconds)

    def send(self, question: Message) -> None:
        """Ask. Whether the process heard it shows when its answer is received."""
        with suppress(OSError):
            write_frame(self._line.questions, question)
            self._line.questions.flush()

    def receive(self, bounds: Bounds) -> tuple[Message, Blob]:
        """The next answer and its bytes. EOFError or GarbledError when there is none."""
        try:
            if not self._ready:
                read_frame(self._line.answers)
                self._ready = True
            answer = read_frame(self._line.answers, bounds)
        except OSError as error:
            raise EOFError from error
        return answer

    def kill(self) -> None:
        """End the process now; whoever waits for its answer is woken. Its resources stay until `end`."""
        with self._change:
            self._over = True
            self._strike()
            self._change.notify_all()

    def end(self) -> QuarantineError:
        """Kill the process, let go of all that belongs to it, and tell how it had ended.

        One that cannot be killed, because it waits for a dead drive, is not waited for. Raises
        ReaderStartError when it never was ready: then no file is to blame.
        """
        by_itself = not self._over
        if by_itself:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_LAST_WORDS)
        self.kill()
        self._watch.join(_PATIENCE)
        self._line.close()
        said = self._said()
        if not self._ready and (by_itself or self._overdue):
            raise ReaderStartError(f"{_NO_START}: {said}")
        return QuarantineError(self._kind(), f"ended with {self._process.returncode}: {said}")

    def _said(self) -> str:
        """The end of what it has printed."""
        with self._complaints as complaints:
            complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - _COMPLAINTS))
            return complaints.read(_COMPLAINTS).decode("utf-8", "replace")[-2000:]

    def _kind(self) -> Kind:
        code = self._process.returncode
        if self._overdue or (sys.platform != "win32" and code == -signal.SIGXCPU):
            return "too long"
        return "too much memory" if code == OUT_OF_MEMORY else "died"

    def _set_alarm(self, asked: bool, seconds: float) -> None:
        self._asked, self._until = asked, monotonic() + seconds
        if self._until < self._wakes_at:
            self._change.notify_all()

    def _watch_over(self) -> None:
        """Sleeps until the alarm, which mostly was put off meanwhile: so a question costs no waking.

        Then it waits for the end of the process, however long, so that nothing is left of that.
        """
        with self._change:
            while not self._over and (left := self._until - monotonic()) > 0:
                self._wakes_at = self._until
                self._change.wait(left)
            if not self._over:
                self._over, self._overdue = True, self._asked
                self._strike()
        self._process.wait()

    def _strike(self) -> None:
        self._process.kill()
        self._line.hang_up()


def _started(limits: Limits, gently: bool, program: tuple[str, ...], complaints: BinaryIO) -> Line:
    given = json.dumps({"limits": asdict(limits), "gently": gently})
    paths = [*filter(None, sys.path), str(_PACKAGE_HOME)]
    environment = os.environ | _SETTINGS | {"PYTHONPATH": os.pathsep.join(paths)}
    return Line([sys.executable, "-P", *program, given], environment, complaints, gently)
