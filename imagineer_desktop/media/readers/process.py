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

if sys.platform == "linux":
    import fcntl

from imagineer_desktop.media.readers.frames import Message, read_frame, write_frame
from imagineer_desktop.media.readers.limits import OUT_OF_MEMORY, Limits
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
_OUTPUT_BUFFER = 256 * 1024
_PIPE = 1024 * 1024
_NO_START = "The program that reads images could not be started"
_PATIENCE = 10.0
"""Seconds to wait for the end of a killed process; one that waits for a dead drive may not end at all."""


class ChildProcess:
    """A process that reads strangers' files. One thread asks it; any thread may kill it.

    It is killed by itself when an answer takes longer than allowed, or when nobody asks for long.
    """

    def __init__(self, limits: Limits, gently: bool, program: tuple[str, ...] = PROGRAM) -> None:
        self._limits = limits
        with ExitStack() as undone:
            try:
                self._complaints = undone.enter_context(TemporaryFile())
                self._process = _started(limits, gently, program, cast(BinaryIO, self._complaints))
            except OSError as error:
                raise ReaderStartError(f"{_NO_START}: {error}") from error
            undone.pop_all()
        self._questions = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
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
            write_frame(self._questions, question)
            self._questions.flush()

    def receive(self) -> tuple[Message, bytearray]:
        """The next answer and its bytes. EOFError or GarbledError when there is none."""
        try:
            if not self._ready:
                read_frame(self._answers, 0)
                self._ready = True
            answer = read_frame(self._answers)
        except OSError as error:
            raise EOFError from error
        return answer

    def kill(self) -> None:
        """End the process now. Its resources stay until `end`."""
        with self._change:
            self._over = True
            self._process.kill()
            self._change.notify_all()

    def end(self) -> QuarantineError:
        """Kill the process, let go of all that belongs to it, and tell how it had ended.

        Raises ReaderStartError when it never was ready: then no file is to blame.
        """
        by_itself = not self._over
        with suppress(subprocess.TimeoutExpired):
            if by_itself:
                # Its answers have ended: it is about to go, and shall say by itself why.
                self._process.wait(0.5)
        self.kill()
        self._watch.join()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        with suppress(OSError):
            self._questions.close()
        self._answers.close()
        with self._complaints:
            self._complaints.seek(0)
            said = self._complaints.read().decode("utf-8", "replace")[-2000:]
        if by_itself and not self._ready:
            raise ReaderStartError(f"{_NO_START}: {said}")
        return QuarantineError(self._kind(), f"ended with {self._process.returncode}: {said}")

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
        """Sleeps until the alarm, which mostly was put off meanwhile: so a question costs no waking."""
        with self._change:
            while not self._over and (left := self._until - monotonic()) > 0:
                self._wakes_at = self._until
                self._change.wait(left)
            if self._over:
                return
            self._over, self._overdue = True, self._asked
            self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)


def _started(
    limits: Limits, gently: bool, program: tuple[str, ...], complaints: BinaryIO
) -> subprocess.Popen[bytes]:
    """A process that shares nothing with this one but three pipes, and hears no Ctrl+C of the terminal."""
    given = json.dumps({"limits": asdict(limits), "gently": gently})
    paths = [*filter(None, sys.path), str(_PACKAGE_HOME)]
    environment = os.environ | _SETTINGS | {"PYTHONPATH": os.pathsep.join(paths)}
    alone = 0
    if sys.platform == "win32":
        alone = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        alone |= subprocess.BELOW_NORMAL_PRIORITY_CLASS if gently else 0
    process = subprocess.Popen(
        [sys.executable, "-P", *program, given],
        bufsize=_OUTPUT_BUFFER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env=environment,
        creationflags=alone,
        process_group=None if sys.platform == "win32" else 0,
    )
    if sys.platform == "linux" and process.stdout is not None:
        with suppress(OSError):  # one user may have so much and no more in pipes; a small one does too
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, _PIPE)
    return process
