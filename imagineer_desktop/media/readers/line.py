"""The line between us and a child: both write and read, and any thread of ours may hang up."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from typing import BinaryIO, cast

_BUFFER = 256 * 1024
_ON_ITS_WAY = 1024 * 1024
"""Bytes that may have left one end and not reached the other; the system may grant fewer."""


class Line:
    """Our end. Whoever reads from it or writes to it when another thread hangs up is woken at once.

    A pair of sockets: a pipe would not end while a process that sleeps uninterruptibly, on a drive that is
    gone, holds its other end. They are twice as fast, too. On Windows it is a pair of pipes.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        complaints: BinaryIO,
        gently: bool,
    ) -> None:
        """Start a process with the other end as its standard input and output. OSError if that fails.

        It hears no Ctrl+C of the terminal, and shares nothing else with this one.
        """
        self._socket: socket.socket | None = None
        if sys.platform == "win32":
            alone = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
            alone |= subprocess.BELOW_NORMAL_PRIORITY_CLASS if gently else 0
            pipe = subprocess.PIPE
            self.process = subprocess.Popen(
                command,
                _BUFFER,
                env=environment,
                stdin=pipe,
                stdout=pipe,
                stderr=complaints,
                creationflags=alone,
            )
            self.questions = cast(BinaryIO, self.process.stdin)
            self.answers = cast(BinaryIO, self.process.stdout)
            return
        with ExitStack() as undone:
            ours, theirs = socket.socketpair()
            undone.enter_context(ours)
            with theirs:
                for end in (ours, theirs):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _ON_ITS_WAY)
                number = theirs.fileno()
                self.process = subprocess.Popen(
                    command,
                    env=environment,
                    stdin=number,
                    stdout=number,
                    stderr=complaints,
                    process_group=0,
                )
            undone.pop_all()
        self._socket = ours
        self.questions = cast(BinaryIO, ours.makefile("wb", _BUFFER))
        self.answers = cast(BinaryIO, ours.makefile("rb", _BUFFER))

    def hang_up(self) -> None:
        """Nothing is heard or said any more."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of our end. Nobody reads or writes."""
        for stream in (self.questions, self.answers, self._socket):
            if stream is not None:
                with suppress(OSError):  # of a question that nobody took
                    stream.close()
